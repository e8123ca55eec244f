"""What came in: the files of a night in their order of arrival, fetched and hashed batch by batch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pandas as pd

from flows.archive import sha256_of
from flows.ledger import start_of_day
from flows.sources import Listing, Parcel
from flows.sources.parcel import StillBeingWritten, TooLarge
from flows.trouble import FileTrouble, SourceTrouble
from flows.withheld import kept_path, withheld
from transforms.read.reading import Reading, reports_of

IDENTITY = ["source", "path", "size", "modified"]


@dataclass(frozen=True)
class Delivery:
    """The files of one batch: their ledger rows and, by arrival rank, their bytes; some are too large to be held."""

    arrivals: pd.DataFrame
    contents: dict[int, bytes]
    too_large: frozenset[int] = frozenset()
    unsettled: int = 0
    out_of_reach: dict[str, SourceTrouble] = field(default_factory=dict)


def new_parcels(listings: Sequence[Listing], known: pd.DataFrame, today: date) -> tuple[Parcel, ...]:
    """The files that the ledger does not hold as they are now, by day, then source, then path."""
    held = {
        tuple(row) for row in known.assign(modified=as_instants(known["modified"]))[IDENTITY].to_numpy(dtype=object)
    }
    placed = [
        (parcel.day or today, order, parcel)
        for order, listing in enumerate(listings)
        for parcel in listing.parcels
        if (parcel.source, parcel.path, parcel.size, pd.Timestamp(parcel.modified)) not in held
    ]
    return tuple(parcel for _, _, parcel in sorted(placed, key=lambda each: (each[0], each[1], each[2].path)))


def batches_of_days(
    parcels: Sequence[Parcel], today: date, files: int, together_until: date = date.min
) -> Iterator[tuple[Parcel, ...]]:
    """Cut the files into batches of whole days, of about `files` files each, so that no day is loaded by halves.

    The days up to `together_until` stay in one batch.
    """
    batch: list[Parcel] = []
    for day in days_of(parcels, today):
        if batch and len(batch) + len(day) > files and (day[0].day or today) > together_until:
            yield tuple(batch)
            batch = []
        batch.extend(day)
    if batch:
        yield tuple(batch)


def days_of(parcels: Sequence[Parcel], today: date) -> list[list[Parcel]]:
    """The files of each day, days and files in order."""
    days: dict[date, list[Parcel]] = {}
    for parcel in parcels:
        days.setdefault(parcel.day or today, []).append(parcel)
    return list(days.values())


def fetch(parcels: Sequence[Parcel], first_rank: int, today: date, now: datetime, known: pd.DataFrame) -> Delivery:
    """Read and hash the files; one that is still being written, or whose source has gone, is left for another night."""
    rows: list[tuple[object, ...]] = []
    contents: dict[int, bytes] = {}
    too_large: set[int] = set()
    out_of_reach: dict[str, SourceTrouble] = {}
    unsettled = 0
    held = set(known[["source", "path", "sha256"]].itertuples(index=False, name=None))
    for parcel in parcels:
        if parcel.source in out_of_reach:
            continue
        try:
            content = parcel.read()
        except StillBeingWritten:
            unsettled += 1
            continue
        except FileTrouble as trouble:
            out_of_reach[f"{parcel.source}: {kept_path(parcel.path)}"] = trouble
            continue
        except SourceTrouble as trouble:
            out_of_reach[parcel.source] = trouble
            continue
        sha256 = content.sha256 if isinstance(content, TooLarge) else sha256_of(content)
        paths = (parcel.path, withheld(parcel.path, sha256))
        if any((parcel.source, path, sha256) in held for path in paths):  # touched, not changed
            continue
        rank = first_rank + len(rows)
        arrived_on = parcel.day or today
        arrived_at = start_of_day(parcel.day) if parcel.day else now
        path = kept_path(parcel.path, sha256)
        rows.append((rank, parcel.source, path, sha256, parcel.size, parcel.modified, arrived_on, arrived_at))
        if isinstance(content, TooLarge):
            too_large.add(rank)
        else:
            contents[rank] = content
    return Delivery(arrivals_frame(rows), contents, frozenset(too_large), unsettled, out_of_reach)


def arrivals_frame(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    """The ledger rows as a frame with the types that the warehouse takes."""
    columns = ["arrival_rank", "source", "path", "sha256", "size", "modified", "arrived_on", "arrived_at"]
    frame = pd.DataFrame(list(rows), columns=columns).assign(sheet=None)
    frame = frame.assign(file_rank=frame["arrival_rank"])
    texts = dict.fromkeys(["source", "path", "sha256", "sheet"], "string")
    frame = frame.astype(
        {"arrival_rank": "Int64", "file_rank": "Int64", "size": "Int64", "arrived_on": "object", **texts}
    )
    return frame.assign(modified=as_instants(frame["modified"]), arrived_at=as_instants(frame["arrived_at"]))


def report_by_report(arrivals: pd.DataFrame, files: Sequence[Reading]) -> tuple[pd.DataFrame, list[Reading]]:
    """A ledger row and a reading for each report: one of a file with several bears its sheet, and a rank of its own.

    files: what was read of each file, in the order of the ledger rows. All of a file's rows bear its first rank.
    """
    if not any(each.others for each in files):
        return arrivals, list(files)
    reports = [reports_of(each) for each in files]
    counts = [len(each) for each in reports]
    rows = arrivals.loc[arrivals.index.repeat(counts)].reset_index(drop=True)
    first_rank = int(arrivals["arrival_rank"].min())
    ranks = pd.Series(range(first_rank, first_rank + len(rows)), dtype="Int64")
    place = rows.groupby(arrivals["arrival_rank"].repeat(counts).to_numpy()).cumcount()
    sheets = [each.sheet if len(several) > 1 else None for several in reports for each in several]
    told = [each for several in reports for each in several]
    return (
        rows.assign(arrival_rank=ranks, file_rank=ranks - place, sheet=pd.Series(sheets, dtype="string")),
        [replace(each, arrival_rank=int(rank)) for each, rank in zip(told, ranks, strict=True)],
    )


def as_instants(values: pd.Series) -> pd.Series:
    """Instants in UTC, to the microsecond."""
    return pd.to_datetime(values, utc=True).astype("datetime64[us, UTC]")
