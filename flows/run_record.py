"""Each run on record in the warehouse: when, what came of it, or why it failed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from flows import store
from flows.failure import as_trouble
from flows.letters.to_operator import tell_of_killed
from flows.night_report import NightReport
from flows.stages import Night
from flows.store import RunRecord
from flows.trouble import Trouble


@dataclass
class OpenRun:
    """A run that goes on; `report` is what came of it."""

    report: NightReport | None = None


@contextmanager
def on_record(engine: Engine, night: Night, command: str) -> Iterator[OpenRun]:
    """Enter the run before the block and its end after it, however it ends; the caller holds the loading lock."""
    record = RunRecord(command=command, started_at=night.looked_at, today_on=night.today)
    with store.writing(engine) as connection:
        killed = store.close_killed_runs(connection)
        run_id = store.record_run(connection, record)
    tell_of_killed(night.settings, killed)
    run = OpenRun()
    try:
        yield run
    except BaseException as error:
        trouble = error if isinstance(error, Trouble) else as_trouble(error)
        told = f"{trouble.vi} {trouble.en}"
        enter(engine, replace(record, state="failed", ended_at=datetime.now(UTC), message=told), run_id, loaded=True)
        raise
    enter(engine, ended(record, run.report), run_id)
    store.checkpoint(engine)


def enter(engine: Engine, record: RunRecord, run_id: int, *, loaded: bool = False) -> None:
    """Write the record in a transaction of its own; `loaded`: with what the warehouse says that it loaded."""
    with store.writing(engine) as connection:
        counts: dict[str, Any] = store.loaded_by(connection, run_id) if loaded else {}
        store.record_run(connection, replace(record, **counts), run_id)


def ended(record: RunRecord, report: NightReport | None) -> RunRecord:
    """The record of a run that was carried through."""
    record = replace(record, state="done", ended_at=datetime.now(UTC))
    if report is None:
        return record
    return replace(
        record,
        state="incomplete" if report.out_of_reach else "done",
        files=report.files,
        accepted=report.total("accepted") + report.total("accepted_with_warnings"),
        returned=report.total("returned"),
        rows_loaded=sum(report.rows.values()),
        mart_rows=sum(report.mart_rows.values()),
        message=" ".join(f"{each.vi} {each.en}" for each in report.out_of_reach.values()) or None,
    )
