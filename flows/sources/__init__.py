"""Where reports come from: each source yields the same small Parcels."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import ValidationError

from flows.settings import SourceEntry
from flows.sources.parcel import Parcel, is_passed_over, settles_in
from flows.trouble import FileTrouble, SourceTrouble, UsageTrouble

__all__ = [
    "Listing",
    "Parcel",
    "SourceEntry",
    "SourceTrouble",
    "entry_of",
    "given_by_hand",
    "known_sources",
    "list_source",
    "looked_again",
]


_by_hand: ContextVar[tuple[SourceEntry, ...]] = ContextVar("by_hand", default=())


@dataclass(frozen=True)
class Listing:
    """What one look at a source found, in its order of arrival."""

    source: str
    parcels: tuple[Parcel, ...]
    unsettled: tuple[Parcel, ...] = ()
    not_yet: int = 0
    unopened: tuple[FileTrouble, ...] = ()  # folders in it that could not be looked into
    settles_in: float = 0  # seconds until the unsettled ones are whole, if nobody goes on writing


@contextmanager
def given_by_hand(entries: Sequence[SourceEntry]) -> Iterator[None]:
    """Let these sources be known by their titles while the block runs, beside those of the settings."""
    token = _by_hand.set(tuple(entries))
    try:
        yield
    finally:
        _by_hand.reset(token)


def known_sources(entries: Iterable[SourceEntry]) -> tuple[SourceEntry, ...]:
    """The sources of the settings and those that this process was given by hand."""
    return (*entries, *_by_hand.get())


def entry_of(stated: str, entries: Iterable[SourceEntry]) -> SourceEntry:
    """The source that was meant: one of the settings by its name, else a URL or a folder given by hand."""
    for given in _by_hand.get():
        if stated == given.title:
            return given
    for entry in entries:
        if stated in (entry.name, entry.url):
            return entry
    try:
        return SourceEntry(url=stated if "://" in stated else Path(stated).resolve().as_uri())
    except ValidationError as error:
        raise UsageTrouble(
            "Không ghi mật khẩu trong địa chỉ nguồn; hãy khai báo nguồn trong tệp cài đặt.",
            "A source's address may not bear a password; name the source in the settings file.",
        ) from error


def list_source(entry: SourceEntry, today: date, looked_at: datetime, settle_seconds: float) -> Listing:
    """What is there by `today`, sorted by path as text; files that may be half-written stand apart."""
    seen = list(parcels_of(entry))
    parcels = [each for each in seen if isinstance(each, Parcel) and not is_passed_over(each.path)]
    found = sorted(parcels, key=lambda parcel: parcel.path)
    there = [parcel for parcel in found if parcel.day is None or parcel.day <= today]
    waits = [settles_in(parcel.modified, looked_at, settle_seconds) for parcel in there]
    return Listing(
        source=entry.title,
        parcels=tuple(parcel for parcel, wait in zip(there, waits, strict=True) if not wait),
        unsettled=tuple(parcel for parcel, wait in zip(there, waits, strict=True) if wait),
        not_yet=len(found) - len(there),
        unopened=tuple(each for each in seen if isinstance(each, FileTrouble)),
        settles_in=max(waits, default=0),
    )


def looked_again(first: Listing, second: Listing) -> Listing:
    """The second look, in which a file that is as the first look saw it counts as whole."""
    seen = {parcel.state for parcel in first.unsettled}
    whole = [*second.parcels, *(parcel for parcel in second.unsettled if parcel.state in seen)]
    changing = tuple(parcel for parcel in second.unsettled if parcel.state not in seen)
    return replace(second, parcels=tuple(sorted(whole, key=lambda parcel: parcel.path)), unsettled=changing)


def parcels_of(entry: SourceEntry) -> Iterable[Parcel | FileTrouble]:
    """All files of the source, whatever their names, and what could not be looked into."""
    local = local_folder(entry.url)
    if local is not None:
        from flows.sources.folder import folder_parcels

        return folder_parcels(entry.title, local)
    from flows.sources.tree import tree_parcels

    return tree_parcels(entry)


def local_folder(url: str) -> Path | None:
    """The folder of this machine that a path or a file:// URL names."""
    if "://" not in url:
        return Path(url)
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None
