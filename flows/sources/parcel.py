"""A file as a source hands it over, and what all sources know about names, days and half-written files."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import BinaryIO, NamedTuple

from flows.safe_text import plain_letters
from transforms.read.limits import MEGABYTE

# Between these a file's time is believed; clocks that ran wild tell times that no calendar or warehouse holds.
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
UNFINISHED_ENDINGS = (".part", ".filepart", ".partial", ".crdownload", ".tmp")


class TooLarge(NamedTuple):
    """What is told of a file that is larger than any report, instead of its bytes: they were hashed as they passed."""

    sha256: str


def hashed(file: BinaryIO) -> TooLarge:
    """Hash an open file piece by piece."""
    digest = hashlib.sha256()
    while piece := file.read(MEGABYTE):
        digest.update(piece)
    return TooLarge(digest.hexdigest())


@dataclass(frozen=True)
class Parcel:
    """One file of one source; `path` is relative to the source and written with `/`."""

    source: str
    path: str
    size: int
    modified: datetime
    read: Callable[[], bytes | TooLarge]

    @property
    def day(self) -> date | None:
        """The day that a leading YYYY-MM-DD folder names."""
        return folder_day(self.path)

    @property
    def state(self) -> tuple[str, int, datetime]:
        """What is other once somebody has written to the file."""
        return self.path, self.size, self.modified


class StillBeingWritten(Exception):
    """The file changed between two looks; it is left for the next night."""


def plain_path(path: str) -> str:
    """A path as it is kept and told: bytes that are no UTF-8, and letters that steer a terminal, as their codes."""
    return re.sub(r"[\t\n]", " ", plain_letters(path))


def modified_at(seconds: float) -> datetime:
    """The instant of a file's last change by its seconds since 1970; the nearest that can be, where that is none."""
    return datetime.fromtimestamp(min(max(seconds, EARLIEST.timestamp()), LATEST.timestamp()), UTC)


def folder_day(path: str) -> date | None:
    """The arrival day in a leading YYYY-MM-DD folder of `path`, if there is one."""
    first, slash, _ = path.partition("/")
    if not slash or len(first) != 10:
        return None
    try:
        return date.fromisoformat(first)
    except ValueError:
        return None


def is_passed_over(path: str) -> bool:
    """Whether a name says that this is no report: hidden, a lock file of an office program, a part of a transfer."""
    parts = path.split("/")
    return any(part.startswith((".", "~$")) for part in parts) or parts[-1].lower().endswith(UNFINISHED_ENDINGS)


def settles_in(modified: datetime, looked_at: datetime, settle_seconds: float) -> float:
    """Seconds until nobody has touched the file for so long that it is whole; a clock that is ahead tells nothing."""
    age = max(0.0, (looked_at - modified).total_seconds())
    return max(0.0, settle_seconds - age)
