"""A folder of this machine as a source."""

import os
from collections.abc import Iterator
from pathlib import Path

from flows.sources.parcel import Parcel, StillBeingWritten, TooLarge, hashed, modified_at, plain_path
from flows.trouble import OF_ONE_FILE, FileTrouble, SourceTrouble, reason_of
from transforms.read.limits import MOST_BYTES


def folder_parcels(source: str, folder: Path) -> Iterator[Parcel]:
    """Every regular file under `folder`; links are not followed, for they may lead out of it."""
    try:
        yield from walk(source, folder, "")
    except OSError as error:
        vi, en = reason_of(error)
        raise SourceTrouble(
            f"Không mở được thư mục nguồn “{source}”: {vi}.",
            f"The source folder “{source}” could not be opened: {en}.",
        ) from error


def walk(source: str, folder: Path, above: str) -> Iterator[Parcel]:
    """The files of `folder` and of the folders in it, with paths that begin with `above`."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from walk(source, Path(entry.path), f"{above}{entry.name}/")
            elif entry.is_file(follow_symlinks=False):
                yield parcel_of(source, entry, above)


def parcel_of(source: str, entry: os.DirEntry[str], above: str) -> Parcel:
    """The parcel of one directory entry."""
    seen = entry.stat(follow_symlinks=False)
    full, path = entry.path, plain_path(f"{above}{entry.name}")

    def read() -> bytes | TooLarge:
        try:
            return read_steady(full, seen)
        except FileNotFoundError as error:
            raise StillBeingWritten(full) from error
        except OSError as error:
            vi, en = reason_of(error)
            kind = FileTrouble if error.errno in OF_ONE_FILE else SourceTrouble
            raise kind(
                f"Nguồn “{source}”: không đọc được tệp “{path}” ({vi}).",
                f"The source “{source}” has a file that cannot be read: “{path}” ({en}).",
            ) from error

    modified = modified_at(seen.st_mtime)
    return Parcel(source=source, path=path, size=seen.st_size, modified=modified, read=read)


def read_steady(path: str, listed: os.stat_result) -> bytes | TooLarge:
    """The bytes of the file, if it is still as it was listed and nobody wrote to it meanwhile."""
    with open(path, "rb") as file:
        content = hashed(file) if listed.st_size > MOST_BYTES else file.read(listed.st_size)
        seen = os.fstat(file.fileno())
    whole = isinstance(content, TooLarge) or len(content) == listed.st_size
    if not whole or (seen.st_size, seen.st_mtime_ns) != (listed.st_size, listed.st_mtime_ns):
        raise StillBeingWritten(path)
    return content
