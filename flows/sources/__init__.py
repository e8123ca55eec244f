"""Where reports come from: each source yields the same small Parcels."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import ValidationError

from flows.settings import SourceEntry
from flows.sources.parcel import Parcel, is_passed_over, is_settled
from flows.trouble import SourceTrouble, UsageTrouble

__all__ = ["Listing", "Parcel", "SourceEntry", "SourceTrouble", "entry_of", "list_source"]


@dataclass(frozen=True)
class Listing:
    """What one look at a source found, in its order of arrival."""

    source: str
    parcels: tuple[Parcel, ...]
    unsettled: int = 0
    not_yet: int = 0


def entry_of(stated: str, entries: Iterable[SourceEntry]) -> SourceEntry:
    """The source that was meant: one of the settings by its name, else a URL or a folder given by hand."""
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
    """What is there by `today`, sorted by path as text; half-written files are left for another night."""
    found = sorted(
        (parcel for parcel in parcels_of(entry) if not is_passed_over(parcel.path)), key=lambda parcel: parcel.path
    )
    there = [parcel for parcel in found if parcel.day is None or parcel.day <= today]
    settled = [parcel for parcel in there if is_settled(parcel.modified, looked_at, settle_seconds)]
    return Listing(
        source=entry.title,
        parcels=tuple(settled),
        unsettled=len(there) - len(settled),
        not_yet=len(found) - len(there),
    )


def parcels_of(entry: SourceEntry) -> Iterable[Parcel]:
    """All files of the source, whatever their names."""
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
