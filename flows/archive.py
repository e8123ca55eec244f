"""The archive: every file that may be kept, under its SHA-256, written once and never again."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from flows.trouble import disk_trouble

INCOMING = "incoming"


def sha256_of(content: bytes) -> str:
    """The hash that names `content`, in lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def archived_path(archive: Path, sha256: str) -> Path:
    """Where the content of this hash lies in the archive."""
    return archive / sha256[:2] / sha256


def keep_all(archive: Path, contents: Iterable[bytes]) -> int:
    """Put each content into the archive, whole and on disk; how many were new. The caller holds the loading lock."""
    try:
        incoming = archive / INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        for left_over in incoming.iterdir():  # of a run that was killed while it wrote
            left_over.unlink()
        new = [kept for content in contents if (kept := keep(archive, content)) is not None]
        for folder in {path.parent for path in new}:
            sync_folder(folder)
    except OSError as error:
        raise disk_trouble(error, archive) from error
    return len(new)


def keep(archive: Path, content: bytes) -> Path | None:
    """Put one content into the archive; None when it has been there before."""
    sha256 = sha256_of(content)
    final = archived_path(archive, sha256)
    if final.exists():
        return None
    final.parent.mkdir(exist_ok=True)
    write_whole(archive / INCOMING / sha256, final, content)
    return final


def write_whole(temporary: Path, final: Path, content: bytes) -> None:
    """Write `content` so that `final` is there whole or not at all, whenever the power goes."""
    try:
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, final)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_archived(archive: Path, sha256: str) -> bytes:
    """The archived content of this hash, proven to be it."""
    content = archived_path(archive, sha256).read_bytes()
    if sha256_of(content) != sha256:
        raise ValueError(f"the archived file {sha256!r} holds other bytes; its disk is damaged or it was changed")
    return content
