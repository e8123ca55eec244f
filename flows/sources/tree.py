"""Any file tree that fsspec can reach: SFTP with a pinned host key, an object store, memory."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import fsspec

from flows.settings import SourceEntry
from flows.sources.parcel import Parcel, StillBeingWritten
from flows.trouble import SourceSilent, SourceTrouble

# How the file systems of fsspec call the instant of the last change.
MODIFIED_KEYS = ("mtime", "LastModified", "last_modified", "modified", "created", "updated")
SFTP_SCHEMES = ("sftp", "ssh")
CONNECT_SECONDS = 20


def tree_parcels(entry: SourceEntry) -> Iterator[Parcel]:
    """Every file under the URL of `entry`."""
    tree, root = open_tree(entry)
    try:
        found: dict[str, dict[str, Any]] = tree.find(root, detail=True)
        if not found and not tree.exists(root):
            raise FileNotFoundError(root)
    except Exception as error:
        raise out_of_reach(entry, error) from error
    for full, info in found.items():
        if info.get("type") == "file":
            yield tree_parcel(entry, tree, root, full, info)


def tree_parcel(entry: SourceEntry, tree: Any, root: str, full: str, info: dict[str, Any]) -> Parcel:
    """The parcel of one file of the tree."""
    size = int(info.get("size") or 0)

    def read() -> bytes:
        try:
            content: bytes = tree.cat_file(full)
            seen = tree.info(full)
        except Exception as error:
            raise out_of_reach(entry, error) from error
        if len(content) != size or modified_of(seen) != modified_of(info):
            raise StillBeingWritten(full)
        return content

    path = full.removeprefix(root).lstrip("/")
    return Parcel(source=entry.title, path=path, size=size, modified=modified_of(info), read=read)


def open_tree(entry: SourceEntry) -> tuple[Any, str]:
    """The file system of the entry's URL and the root in it."""
    scheme = urlsplit(entry.url).scheme
    options: dict[str, Any] = dict(entry.options)
    if entry.username:
        options["username"] = entry.username
    if entry.password:
        options["password"] = entry.password.get_secret_value()
    if scheme in SFTP_SCHEMES:
        options |= sftp_options(entry)
    try:
        tree, root = fsspec.core.url_to_fs(entry.url, skip_instance_cache=True, **options)
    except (ValueError, ImportError) as error:
        raise unknown_scheme(entry, scheme, error) from error
    except Exception as error:
        raise out_of_reach(entry, error) from error
    return tree, str(root).rstrip("/")


def sftp_options(entry: SourceEntry) -> dict[str, Any]:
    """Options that trust the pinned host key and no other; without a pinned key there is no connection."""
    import asyncssh

    if not entry.host_key:
        raise SourceTrouble(
            f"Nguồn “{entry.title}” chưa khai báo khóa máy chủ (host_key): không kết nối với máy chưa xác minh.",
            f"The source “{entry.title}” names no host_key: no connection is made to a server nobody has verified.",
        )
    try:
        key = asyncssh.import_public_key(entry.host_key)
    except asyncssh.KeyImportError as error:
        raise SourceTrouble(
            f"Khóa máy chủ (host_key) của nguồn “{entry.title}” không đọc được.",
            f"The host_key of the source “{entry.title}” cannot be read.",
        ) from error
    return {
        "known_hosts": ([key], [], []),
        "client_keys": list(entry.client_keys) or None,
        "agent_path": None,
        "config": None,
        "timeout": CONNECT_SECONDS,
    }


def modified_of(info: dict[str, Any]) -> datetime:
    """The instant of the last change in UTC; the beginning of time where the store does not say."""
    for key in MODIFIED_KEYS:
        value = info.get(key)
        if isinstance(value, datetime):
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        if isinstance(value, (int, float)):
            return datetime.fromtimestamp(value, UTC)
    return datetime.fromtimestamp(0, UTC)


def unknown_scheme(entry: SourceEntry, scheme: str, error: Exception) -> SourceTrouble:
    """Say that nothing here reads such URLs, or that a package for them is wanting."""
    if isinstance(error, ImportError):
        return SourceTrouble(
            f"Nguồn “{entry.title}”: thiếu gói Python để đọc địa chỉ “{scheme}://”.",
            f"The source “{entry.title}” needs a Python package for “{scheme}://” that is not installed.",
        )
    return SourceTrouble(
        f"Nguồn “{entry.title}”: không biết loại địa chỉ “{scheme}://”.",
        f"The source “{entry.title}” has a kind of address that is not known: “{scheme}://”.",
    )


def out_of_reach(entry: SourceEntry, error: Exception) -> SourceTrouble:
    """Say why the source could not be read, without its password."""
    kind = type(error).__name__
    if kind == "HostKeyNotVerifiable":
        return SourceTrouble(
            f"Nguồn “{entry.title}”: khóa của máy chủ không phải là khóa đã khai báo, không kết nối.",
            f"The source “{entry.title}” shows another host key than the pinned one: no connection is made.",
        )
    if isinstance(error, PermissionError) or kind == "PermissionDenied":
        return SourceTrouble(
            f"Nguồn “{entry.title}”: máy chủ không cho vào (sai tên, mật khẩu hoặc khóa).",
            f"The source “{entry.title}” lets nobody in with this name, password or key.",
        )
    if isinstance(error, FileNotFoundError):
        return SourceTrouble(
            f"Nguồn “{entry.title}”: không có thư mục này.", f"The source “{entry.title}” has no such folder."
        )
    return SourceSilent(
        f"Nguồn “{entry.title}” không liên lạc được ({kind}).", f"The source “{entry.title}” is out of reach ({kind})."
    )
