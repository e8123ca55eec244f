"""A file tree behind a URL as a source."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flows.file_tree import open_tree, out_of_reach
from flows.settings import SourceEntry
from flows.sources.parcel import EARLIEST, Parcel, StillBeingWritten, TooLarge, hashed, modified_at, plain_path
from flows.trouble import FileTrouble
from transforms.read.limits import MOST_BYTES

# How the file systems of fsspec call the instant of the last change.
MODIFIED_KEYS = ("mtime", "LastModified", "last_modified", "modified", "created", "updated")


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
    path = plain_path(full.removeprefix(root).lstrip("/"))

    def read() -> bytes | TooLarge:
        try:
            content = large(tree, full) if size > MOST_BYTES else bytes(tree.cat_file(full))
            seen = tree.info(full)
        except PermissionError as error:
            raise FileTrouble(
                f"{entry.called_vi}: không có quyền đọc tệp “{path}”.",
                f"{entry.called_en} has a file that may not be read: “{path}”.",
            ) from error
        except Exception as error:
            raise out_of_reach(entry, error) from error
        there = int(seen.get("size") or 0) if isinstance(content, TooLarge) else len(content)
        if there != size or modified_of(seen) != modified_of(info):
            raise StillBeingWritten(full)
        return content

    return Parcel(source=entry.title, path=path, size=size, modified=modified_of(info), read=read)


def large(tree: Any, full: str) -> TooLarge:
    """What is told of a file that is not held in memory."""
    with tree.open(full, "rb") as file:
        return hashed(file)


def modified_of(info: dict[str, Any]) -> datetime:
    """The instant of the last change in UTC; the beginning of time where the store does not say."""
    for key in MODIFIED_KEYS:
        value = info.get(key)
        if isinstance(value, datetime):
            return modified_at((value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp())
        if isinstance(value, (int, float)):
            return modified_at(value)
    return EARLIEST
