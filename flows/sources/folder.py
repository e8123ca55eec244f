"""A folder of this machine as a source."""

import os
from collections.abc import Iterator
from pathlib import Path

from flows.sources.parcel import Parcel, StillBeingWritten, TooLarge, hashed, modified_at, plain_path
from flows.trouble import OF_ONE_FILE, FileTrouble, SourceTrouble, reason_of
from transforms.read.limits import MOST_BYTES


def folder_parcels(source: str, folder: Path) -> Iterator[Parcel | FileTrouble]:
    """Every regular file under `folder`, and each folder in it that cannot be looked into.

    Links are not followed, for they may lead out of it.
    """
    waiting = [(str(folder), "")]
    while waiting:
        here, above = waiting.pop()
        try:
            with os.scandir(here) as entries:
                found = list(entries)
        except OSError as error:
            yield unopened(source, above, error)
            continue
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                waiting.append((entry.path, f"{above}{entry.name}/"))
            elif entry.is_file(follow_symlinks=False):
                yield from parcel_of(source, entry, above)


def unopened(source: str, above: str, error: OSError) -> FileTrouble:
    """What is told of a folder of the source that cannot be opened; of the source itself it is raised."""
    vi, en = reason_of(error)
    if not above:
        raise SourceTrouble(
            f"Không mở được thư mục nguồn “{source}”: {vi}.",
            f"The source folder “{source}” could not be opened: {en}.",
        ) from error
    path = shortened(plain_path(above))
    return FileTrouble(
        f"Nguồn “{source}”: không mở được thư mục con “{path}” ({vi}); các thư mục khác vẫn được đọc.",
        f"The source “{source}” has a folder that cannot be opened: “{path}” ({en}); the others are read.",
    )


def shortened(path: str) -> str:
    """A path as it is told, however long it is."""
    return path if len(path) <= 120 else f"{path[:60]}…{path[-60:]}"


def parcel_of(source: str, entry: os.DirEntry[str], above: str) -> Iterator[Parcel]:
    """The parcel of one directory entry; none of one that has gone meanwhile."""
    try:
        seen = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return
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

    yield Parcel(source=source, path=path, size=seen.st_size, modified=modified_at(seen.st_mtime), read=read)


def read_steady(path: str, listed: os.stat_result) -> bytes | TooLarge:
    """The bytes of the file, if it is still as it was listed and nobody wrote to it meanwhile."""
    with open(path, "rb") as file:
        content = hashed(file) if listed.st_size > MOST_BYTES else file.read(listed.st_size)
        seen = os.fstat(file.fileno())
    whole = isinstance(content, TooLarge) or len(content) == listed.st_size
    if not whole or (seen.st_size, seen.st_mtime_ns) != (listed.st_size, listed.st_mtime_ns):
        raise StillBeingWritten(path)
    return content
