"""The ledger of what arrived, the cuts of the warehouse, and its runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse.dimensions import cut
from expectations.warehouse.intake import arrival, run, submission
from expectations.warehouse.mart import freshness
from expectations.warehouse.publications import publication
from flows.frames import fetch
from flows.settings import LOCAL_ZONE

KILLED = (
    "Bị ngắt giữa chừng; {files} tệp đã nạp trước đó là trọn vẹn, không có gì dở dang.",
    "It was killed; the {files} files that it had loaded before are whole, and nothing is half loaded.",
)
ACCEPTED = ("accepted", "accepted_with_warnings")
NIGHTLY = "nightly"
END_OF_DAY = time(23, 59, 59)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
ONE_DAY = timedelta(days=1)
JUST_AFTER = timedelta(microseconds=1)  # so that a day's end is followed by the acts of that day


def end_of_day(local_day: date) -> datetime:
    """The instant at which a day ends in Vietnam."""
    return datetime.combine(local_day, END_OF_DAY, LOCAL_ZONE).astimezone(UTC)


def start_of_day(local_day: date) -> datetime:
    """The instant at which a day begins in Vietnam."""
    return datetime.combine(local_day, time(), LOCAL_ZONE).astimezone(UTC)


def local_day(instant: datetime) -> date:
    """The day in Vietnam on which an instant falls."""
    return instant.astimezone(LOCAL_ZONE).date()


def known_arrivals(connection: sa.Connection) -> pd.DataFrame:
    """What the ledger holds: source, path, sha256, size, modified."""
    c = arrival.c
    known = sa.select(c.source, c.path, c.sha256, c.size_bytes.label("size"), c.modified_at.label("modified"))
    return fetch(connection, known.order_by(c.arrival_rank))


def next_rank(connection: sa.Connection) -> int:
    """The rank of the next file to arrive."""
    return (connection.execute(sa.select(sa.func.max(arrival.c.arrival_rank))).scalar() or 0) + 1


def next_submission_id(connection: sa.Connection) -> int:
    """The number of the next submission."""
    return (connection.execute(sa.select(sa.func.max(submission.c.submission_id))).scalar() or 0) + 1


def with_cuts(connection: sa.Connection, arrivals: pd.DataFrame, now: datetime) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The arrivals with their cut_id, and the rows of the cuts that are new: one per arrival day that was not told yet.

    The day of arrival says when a report was received, the cut from when on it is known here. What comes for a day that
    has been told is known from `now` on, so that no answer as of an earlier instant changes.
    """
    told = told_until(connection)
    late_at = max(now, told + JUST_AFTER)
    ordered = arrivals.sort_values("arrival_rank")
    ends = [end_of_day(day) for day in pd.to_datetime(ordered["arrived_on"]).dt.date]
    known_at = [at if at > told else late_at for at in ends]
    first = last_cut(connection)[0] + 1
    ids = {at: number for number, at in enumerate(sorted(set(known_at)), first)}
    cuts = [{"cut_id": number, "cut_day": local_day(at), "cut_at": at} for at, number in ids.items()]
    return ordered.assign(cut_id=[ids[at] for at in known_at]), pd.DataFrame(
        cuts, columns=["cut_id", "cut_day", "cut_at"]
    )


def told_until(connection: sa.Connection) -> datetime:
    """The instant up to which all has been told: by a cut, by a seal, or by a night that looked at its sources."""
    looked = connection.execute(sa.select(freshness.c.told_until)).scalar() or LONG_AGO
    return max(last_cut(connection)[1], sealed_up_to(connection), looked)


def is_told(connection: sa.Connection, day: date) -> bool:
    """Whether the end of a day has been told, so that what comes for it is known only from later on."""
    return end_of_day(day) <= told_until(connection)


def note_looked(connection: sa.Connection, complete: date, missing: int) -> None:
    """Say of a night that begins up to which day nothing waits, and how many sources it could not look at whole."""
    f = freshness.c
    earlier = sa.case((f.complete_on < complete, f.complete_on), (f.complete_on.is_not(None), complete))
    values = {"complete_on": earlier if missing else complete, "sources_out_of_reach": missing}
    connection.execute(sa.update(freshness).values(values))


def note_loaded(connection: sa.Connection, first: date, last: date, missing: int) -> None:
    """Say that the days of a batch are loaded whole; where files are missing, that they are not."""
    f = freshness.c
    if missing:
        note_looked(connection, first - ONE_DAY, missing)
    else:
        later = f.complete_on.is_(None) | (f.complete_on < last)
        whole = sa.func.coalesce(f.sources_out_of_reach, 0) == 0
        connection.execute(sa.update(freshness).where(later, whole).values(complete_on=last, sources_out_of_reach=0))


def note_told(connection: sa.Connection, until: datetime, today: date) -> None:
    """Say that a night has told all up to this instant, and that its day is complete where nothing was missing."""
    f = freshness.c
    earlier = f.told_until.is_(None) | (f.told_until < until)
    connection.execute(sa.update(freshness).where(earlier).values(told_until=until))
    whole = sa.func.coalesce(f.sources_out_of_reach, 0) == 0
    connection.execute(sa.update(freshness).where(whole).values(complete_on=today, sources_out_of_reach=0))


def complete_until(connection: sa.Connection) -> date | None:
    """The day up to which all that the sources hold is loaded; none where that was never so."""
    return connection.execute(sa.select(freshness.c.complete_on)).scalar()


def sealed_up_to(connection: sa.Connection) -> datetime:
    """The instant up to which the warehouse is sealed by a publication; before all, where none was made."""
    return connection.execute(sa.select(sa.func.max(publication.c.as_of_at))).scalar() or LONG_AGO


def last_cut(connection: sa.Connection) -> tuple[int, datetime]:
    """The number and the instant of the last cut; before all, where there is none."""
    newest = sa.select(cut.c.cut_id, cut.c.cut_at).order_by(cut.c.cut_id.desc()).limit(1)
    held = connection.execute(newest).first()
    return (held.cut_id, held.cut_at) if held else (0, LONG_AGO)


def cut_now(connection: sa.Connection, now: datetime) -> int:
    """A new cut at this instant, or right after the last one or a sealed one that lies ahead; returns its number."""
    last_id, at = last_cut(connection)[0], instant_now(connection, now)
    connection.execute(sa.insert(cut).values(cut_id=last_id + 1, cut_day=local_day(at), cut_at=at))
    return last_id + 1


def instant_now(connection: sa.Connection, now: datetime) -> datetime:
    """The instant from which what is said now is known: this one, or right after the last cut or a sealed one."""
    return max(now, last_cut(connection)[1] + JUST_AFTER, sealed_up_to(connection) + JUST_AFTER)


def told_up_to(connection: sa.Connection, today: date) -> datetime:
    """The instant as of which the marts of a day tell: its end, or the last cut where an act followed it."""
    return max(end_of_day(today), last_cut(connection)[1])


def last_cut_day(connection: sa.Connection) -> date | None:
    """The arrival day of the last cut."""
    return connection.execute(sa.select(sa.func.max(cut.c.cut_day))).scalar()


@dataclass(frozen=True)
class Loaded:
    """What a run had loaded when it ended, and the day up to which the marts are complete, where there is one."""

    files: int
    accepted: int
    returned: int
    rows: int
    complete_until: date | None


@dataclass(frozen=True)
class RunRecord:
    """What is on record of a run."""

    command: str
    started_at: datetime
    today_on: date | None = None
    state: str = "running"
    ended_at: datetime | None = None
    files: int = 0
    accepted: int = 0
    returned: int = 0
    rows_loaded: int = 0
    mart_rows: int = 0
    message: str | None = None


def record_run(connection: sa.Connection, record: RunRecord, run_id: int | None = None) -> int:
    """Enter a run, or, with its number, what became of it; returns the number."""
    if run_id is None:
        inserted = connection.execute(sa.insert(run).values(record.__dict__))
        return int((inserted.inserted_primary_key or (0,))[0])
    connection.execute(sa.update(run).where(run.c.run_id == run_id).values(record.__dict__))
    return run_id


def run_now(connection: sa.Connection) -> int | None:
    """The number of the run that goes on; the loading lock lets there be one only."""
    return connection.execute(sa.select(sa.func.max(run.c.run_id)).where(run.c.state == "running")).scalar()


def loaded_by(connection: sa.Connection, run_id: int) -> dict[str, int]:
    """What a run has loaded so far: files, how many of them were accepted and returned, and rows of facts."""
    s = submission.c
    counts = (
        sa.func.count().label("files"),
        sa.func.count().filter(s.outcome.in_(ACCEPTED)).label("accepted"),
        sa.func.count().filter(s.outcome == "returned").label("returned"),
        sa.func.coalesce(sa.func.sum(s.rows_loaded), 0).label("rows_loaded"),
    )
    told = connection.execute(sa.select(*counts).where(s.run_id == run_id, s.reading_no == 1)).one()
    return {name: int(number) for name, number in told._mapping.items()}


def close_killed_runs(connection: sa.Connection) -> dict[date, Loaded]:
    """Say of runs that never came to their end that they were killed; the nights among them, by day.

    The caller loads, so that no other one runs.
    """
    nights: dict[date, Loaded] = {}
    for killed in connection.execute(sa.select(run).where(run.c.state == "running")).all():
        counts = loaded_by(connection, killed.run_id)
        ended = {"state": "failed", "message": " ".join(KILLED).format(**counts), **counts}
        connection.execute(sa.update(run).where(run.c.run_id == killed.run_id).values(ended))
        if killed.command == NIGHTLY and killed.today_on is not None:
            nights[killed.today_on] = loaded_told(connection, counts)
    return nights


def loaded_since(connection: sa.Connection, began: datetime) -> Loaded:
    """What the newest run that began then has loaded."""
    newest = sa.select(run.c.run_id).where(run.c.started_at >= began).order_by(run.c.run_id.desc()).limit(1)
    counts = loaded_by(connection, connection.execute(newest).scalar() or 0)
    return loaded_told(connection, counts)


def loaded_told(connection: sa.Connection, counts: Mapping[str, int]) -> Loaded:
    """What is told of a run by its counts."""
    until = complete_until(connection)
    return Loaded(counts["files"], counts["accepted"], counts["returned"], counts["rows_loaded"], until)


def nights_ended(connection: sa.Connection) -> tuple[str | None, datetime | None]:
    """How the last night that is over ended, and when one last ended well."""
    over = (
        sa.select(run.c.state)
        .where(run.c.command == NIGHTLY, run.c.state != "running")
        .order_by(run.c.run_id.desc())
        .limit(1)
    )
    good = sa.select(sa.func.max(run.c.ended_at)).where(run.c.command == NIGHTLY, run.c.state == "done")
    return connection.execute(over).scalar(), connection.execute(good).scalar()


def last_runs(connection: sa.Connection, number: int = 10) -> pd.DataFrame:
    """The last runs, the newest first."""
    return fetch(connection, sa.select(run).order_by(run.c.started_at.desc(), run.c.run_id.desc()).limit(number))
