"""The stages of a night as plain functions; the flow wraps them, tests and replays call them bare."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from time import monotonic, sleep
from typing import NamedTuple

import pandas as pd
from sqlalchemy import Connection, Engine

from expectations.catalogue import load_catalogue
from flows import store
from flows.archive import keep_all, sha256_of
from flows.delivery import batches_of_days, fetch, new_parcels, report_by_report
from flows.judging import NOT_JUDGED, judge_each
from flows.ledger import ONE_DAY, end_of_day, is_told, note_loaded, note_looked, note_told, start_of_day
from flows.letters.postman import Delivered, deliver_letters
from flows.progress import tell
from flows.reading import read_all, too_large
from flows.settings import LOCAL_ZONE, Settings, SourceEntry
from flows.signing import signing_key
from flows.sources import Listing, Parcel, entry_of, list_source, local_folder, looked_again
from flows.trouble import SourceTrouble, UsageTrouble
from flows.withheld import without_paths_of
from transforms.judge import Judged, judge
from transforms.read.reading import Reading


@dataclass(frozen=True)
class Night:
    """What a night goes by: its settings, its sources, its day, and the instant at which it looked."""

    settings: Settings
    entries: tuple[SourceEntry, ...]
    today: date
    now: datetime
    looked_at: datetime
    dry: bool = False

    @property
    def looks_at_all(self) -> bool:
        """Whether it looks at every source of the settings, so that it can tell what is complete."""
        names = {entry.name for entry in self.entries}
        return bool(self.entries) and all(source.name in names for source in self.settings.sources)

    @property
    def tells_until(self) -> datetime:
        """The instant up to which the night tells what was known: when it looked; of a night as of a day, its end."""
        return self.looked_at if self.now == self.looked_at else end_of_day(self.today)


@dataclass(frozen=True)
class Waiting:
    """What there is to load: batches of whole days in their order of arrival."""

    batches: tuple[tuple[Parcel, ...], ...]
    unsettled: int = 0
    not_yet: int = 0

    @property
    def files(self) -> int:
        """How many files wait."""
        return sum(len(batch) for batch in self.batches)


class NotRead(NamedTuple):
    """A file that could not be read, or not be judged, and why."""

    source: str
    path: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class Ingested:
    """What came of one batch, in counts; nothing of the reports themselves."""

    files: int = 0
    outcomes: pd.DataFrame = field(default_factory=lambda: counted([], ["form_code", "outcome"]))
    findings: pd.DataFrame = field(default_factory=lambda: counted([], ["rule_code", "effect"]))
    rows: dict[str, int] = field(default_factory=dict)
    mart_rows: dict[str, int] = field(default_factory=dict)
    letters: int = 0
    unsettled: int = 0
    out_of_reach: dict[str, SourceTrouble] = field(default_factory=dict)
    not_read: tuple[NotRead, ...] = ()


@dataclass(frozen=True)
class Reminded:
    """Who is due and who is late, and how many letters were queued about it."""

    due: pd.DataFrame
    letters: int = 0


def plan(settings: Settings, sources: Sequence[str] = (), now: date | None = None, *, dry: bool = False) -> Night:
    """A night over the named sources, or over all of the settings, as of the day `now` or of today."""
    looked_at = datetime.now(UTC)
    entries = tuple(entry_of(stated, settings.sources) for stated in sources) or settings.sources
    refuse_own_folders(settings, entries)
    today = now or looked_at.astimezone(LOCAL_ZONE).date()
    instant = start_of_day(today) if now else looked_at
    return Night(settings, entries, today, instant, looked_at, dry)


def refuse_own_folders(settings: Settings, entries: Sequence[SourceEntry]) -> None:
    """Refuse a source that holds what parkwatch itself writes, for it would read its own letters as reports."""
    outboxes = [folder for entry in settings.letter_outboxes if (folder := local_folder(entry.url)) is not None]
    kept = [folder.resolve() for folder in (settings.home, settings.archive_folder, *outboxes)]
    for entry in entries:
        folder = local_folder(entry.url)
        inside = [path for path in kept if folder is not None and path.is_relative_to(folder.resolve())]
        if inside:
            raise UsageTrouble(
                f"Nguồn “{entry.title}” chứa thư mục của chính parkwatch ({inside[0]}); hãy để báo cáo riêng.",
                f"The source “{entry.title}” holds a folder of parkwatch itself ({inside[0]}); keep reports apart.",
            )


def look(night: Night, entry: SourceEntry) -> Listing:
    """What one source holds for this night; raises SourceTrouble when it is out of reach.

    Where files may be half-written it waits, `settle_seconds` at most, and takes those that nobody has touched.
    """
    tell("look")
    settle_seconds = night.settings.settle_seconds
    listing = list_source(entry, night.today, datetime.now(UTC), settle_seconds)
    if not listing.unsettled:
        return listing
    tell("settle")
    sleep(listing.settles_in)
    return looked_again(listing, list_source(entry, night.today, datetime.now(UTC), settle_seconds))


def unopened(listing: Listing) -> dict[str, SourceTrouble]:
    """The folders of a source that could not be looked into, as what stood in the way of a night."""
    return {f"{listing.source}: folder {number}": each for number, each in enumerate(listing.unopened, 1)}


def receive(engine: Engine, night: Night, listings: Sequence[Listing]) -> Waiting:
    """The files that are new, as batches.

    What came for days that were told before is known from now on, and so not before what came for the others: these
    stay in one batch with it, for the cuts of a batch are in order.
    """
    with engine.connect() as connection:
        parcels = new_parcels(listings, store.known_arrivals(connection), night.today)
        is_late = bool(parcels) and is_told(connection, parcels[0].day or night.today)
    tell("waiting", len(parcels))
    unsettled = sum(len(listing.unsettled) for listing in listings)
    if night.looks_at_all and not night.dry:
        missing = len(night.entries) - len(listings) + bool(unsettled)
        with store.writing(engine) as connection:
            first = min(((parcel.day or night.today) for parcel in parcels), default=None)
            note_looked(connection, first - ONE_DAY if first else night.today, missing)
    together = night.today - ONE_DAY if is_late else date.min
    return Waiting(
        batches=tuple(batches_of_days(parcels, night.today, night.settings.batch_files, together)),
        unsettled=unsettled,
        not_yet=sum(listing.not_yet for listing in listings),
    )


@contextmanager
def alone(engine: Engine, wait_seconds: float) -> Iterator[None]:
    """Hold the warehouse against other runs: wait for one that is loading, and step back when it takes too long."""
    deadline = monotonic() + wait_seconds
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(store.loading(engine))
                break
            except store.AnotherLoader:
                if monotonic() >= deadline:
                    raise
                tell("wait")
                sleep(min(0.5, wait_seconds))
        yield


def reachable(batch: Sequence[Parcel], done: Sequence[Ingested]) -> tuple[Parcel, ...]:
    """The files of the batch whose source has answered so far, so that none overtakes an earlier one."""
    gone = {name for each in done for name in each.out_of_reach}
    return tuple(parcel for parcel in batch if parcel.source not in gone)


def ingest(engine: Engine, night: Night, batch: Sequence[Parcel]) -> Ingested:
    """Read, check and load one batch with its cuts and marts, all in one transaction."""
    with store.writing(engine) as connection:
        return ingest_into(connection, night, batch)


def ingest_into(connection: Connection, night: Night, batch: Sequence[Parcel]) -> Ingested:
    """Read, check and load one batch in the caller's transaction."""
    known = store.known_arrivals(connection)
    delivery = fetch(batch, store.next_rank(connection), night.today, night.now, known)
    if delivery.arrivals.empty:
        return Ingested(unsettled=delivery.unsettled, out_of_reach=delivery.out_of_reach)
    read = [*map(too_large, delivery.too_large), *read_all(delivery.contents, night.settings.processes)]
    files = sorted(read, key=lambda each: each.arrival_rank)
    classified = {each.arrival_rank for each in files if each.outcome == "refused_classified"}
    arrivals, readings = report_by_report(without_paths_of(delivery.arrivals, classified), files)
    tell("check", len(readings))
    judged = check(connection, arrivals, readings)
    copies = {each.arrival_rank: each.archive_copy for each in readings if each.archive_copy is not None}
    judged = replace(judged, submissions=with_copies(judged.submissions, copies))
    if not night.dry:
        keep_all(night.settings.archive_folder, copies.values())
    loaded = store.load(connection, arrivals, judged, night.today, night.now)
    if night.looks_at_all:
        days = [parcel.day or night.today for parcel in batch]
        note_loaded(connection, min(days), max(days), len(delivery.out_of_reach) + delivery.unsettled)
    letters = store.queue_results(
        connection, night.settings, int(arrivals["arrival_rank"].min()), night.looked_at, night.today
    )
    if not night.dry:
        store.issue_receipts(connection, signing_key(night.settings.home))
    tell("load", len(delivery.arrivals))
    return Ingested(
        files=len(delivery.arrivals),
        outcomes=counted(judged.submissions, ["form_code", "outcome"]),
        findings=counted(judged.findings, ["rule_code", "effect"]),
        rows=loaded.rows,
        mart_rows=loaded.mart_rows,
        letters=letters,
        unsettled=delivery.unsettled,
        out_of_reach=delivery.out_of_reach,
        not_read=files_not_read(judged.submissions, arrivals),
    )


def files_not_read(submissions: pd.DataFrame, arrivals: pd.DataFrame) -> tuple[NotRead, ...]:
    """The files of a batch that could not be read, or not be judged, in their order of arrival."""
    wanted = submissions[(submissions["outcome"] == "unreadable") | (submissions["reason"] == NOT_JUDGED)]
    named = wanted.merge(arrivals[["arrival_rank", "source", "path"]], on="arrival_rank").sort_values("arrival_rank")
    return tuple(NotRead(*row) for row in named[list(NotRead._fields)].itertuples(index=False, name=None))


def with_copies(submissions: pd.DataFrame, copies: Mapping[int, bytes]) -> pd.DataFrame:
    """The submissions with the hash under which each file is archived; not given where it may not be kept."""
    hashes = pd.Series({rank: sha256_of(copy) for rank, copy in copies.items()}, dtype="string")
    return submissions.assign(archived_sha256=submissions["arrival_rank"].map(hashes))


def check(connection: Connection, arrivals: pd.DataFrame, readings: Sequence[Reading]) -> Judged:
    """Judge the readings against what was accepted before them."""
    catalogue = load_catalogue()
    reporters = sorted({each.reporter for each in readings if each.reporter})
    starts = [each.window_start for each in readings if each.window_start]
    history = store.history(connection, arrivals, reporters, since=min(starts, default=None))
    return judge_each(readings, lambda those: judge(those, arrivals, catalogue, history))


def refresh(engine: Engine, night: Night) -> dict[str, int]:
    """Bring the marts up to the night's day, and say how many rows of each were rewritten."""
    tell("refresh")
    with store.writing(engine) as connection:
        rewritten = store.refresh(connection, night.today)
        if night.looks_at_all:
            note_told(connection, night.tells_until, night.today)
    return rewritten


def remind(engine: Engine, night: Night) -> Reminded:
    """Queue letters to those who are due or late, and say who is, by form and period."""
    with store.writing(engine) as connection:
        return remind_into(connection, night)


def remind_into(connection: Connection, night: Night) -> Reminded:
    """Queue the reminders of the night's day in the caller's transaction."""
    letters = store.queue_reminders(connection, night.settings, night.looked_at, night.today)
    return Reminded(store.due_and_late(connection, night.today), letters)


def deliver(engine: Engine, night: Night, *, whole: bool = True) -> Delivered:
    """Bring every letter that waits to its outboxes; what cannot be delivered waits for the next night.

    whole: every source and file could be read.
    """
    tell("deliver")
    return deliver_letters(engine, night.settings, night.today, whole=whole)


def counted(frame: pd.DataFrame | list[object], by: list[str]) -> pd.DataFrame:
    """How many rows each combination of `by` has, as the column `number`."""
    table = frame if isinstance(frame, pd.DataFrame) else pd.DataFrame(frame, columns=by)
    return table.groupby(by, dropna=False, sort=True).size().rename("number").reset_index()
