"""Reading the archive again under today's forms and rules, in one transaction: all of it holds, or nothing has changed.

A replay that is killed leaves the warehouse as it was, and on disk what it had judged: run again, it goes on there.
"""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pandas as pd
import sqlalchemy as sa

from expectations.catalogue import Catalogue, load_catalogue
from expectations.warehouse.intake import arrival, submission
from flows.archive import read_archived
from flows.earlier import earlier
from flows.failure import plainly
from flows.figure_diff import figures_changed, figures_standing, outcomes_changed
from flows.frames import fetch
from flows.history import acts_known, is_newest
from flows.judging import judge_each
from flows.letters.queueing import queue_decisions
from flows.named import form_of
from flows.progress import tell
from flows.reading import read_all
from flows.replay_asked import Replay
from flows.replay_work import finish, judged_before, keep_judged, work_folder
from flows.reread import Act, Rereading, put, settle, touched_keys
from flows.run_record import on_record
from flows.settings import Settings
from flows.stages import alone, plan
from flows.trouble import NightTrouble
from flows.warehouse_engine import WRITING
from transforms.judge import judge
from transforms.judged import Judged
from transforms.read.reading import Reading, report_on
from transforms.repeats import REPEATS


@dataclass(frozen=True)
class Replayed:
    """What came of a replay: files read again, files that are not in the archive, and what differs."""

    files: int
    not_archived: int
    outcomes: pd.DataFrame
    figures: pd.DataFrame
    decided: pd.DataFrame
    rows: dict[str, int] = field(default_factory=dict)
    mart_rows: dict[str, int] = field(default_factory=dict)

    @property
    def changed(self) -> int:
        """How many files are read otherwise than before."""
        return int(self.outcomes["number"].sum())


def replay_alone(
    engine: sa.Engine,
    settings: Settings,
    asked: Replay,
    who: str,
    now: date | None = None,
    show: Callable[[Replayed], None] = lambda _: None,
    *,
    dry: bool = False,
) -> Replayed:
    """Read again while no other run loads; what differs is shown, then committed, or taken back in a dry run."""
    night = plan(settings, (), now, dry=dry)
    record = nullcontext() if dry else on_record(engine, night, "replay")
    with plainly(), alone(engine, settings.wait_seconds), record, engine.connect() as connection:
        connection.execution_options(**{WRITING: True})
        with connection.begin() as transaction:
            done = replay_into(connection, settings, asked, who, night.now, night.today)
            show(done)
            if dry:
                transaction.rollback()
    finish(settings)
    return done


def replay_into(
    connection: sa.Connection, settings: Settings, asked: Replay, who: str, now: datetime, today: date
) -> Replayed:
    """Read, judge and load again in the caller's transaction; the caller commits, or takes it back."""
    catalogue = catalogue_of(asked)
    chosen = files_of(connection, asked)
    archived = chosen[chosen["archived_sha256"].notna() | (chosen["outcome"] == "duplicate")]
    tell("waiting", len(archived))
    work = work_folder(connection, settings, asked)
    under = Rereading(Act("replay", asked.words(), who, now))
    for number, batch in enumerate(batches(archived, settings.batch_files)):
        judged = judged_before(work, number)
        if judged is None:
            judged = judge_again(connection, settings, batch, catalogue)
            keep_judged(work, number, judged)
        else:
            tell("read", len(batch))
        put(connection, judged, under)
    tell("refresh")
    keys = touched_keys(connection, under)
    before = figures_standing(connection, keys)
    loaded = settle(connection, under, today)
    queue_decisions(connection, settings, under.act_no, now, today)
    return Replayed(
        files=len(archived),
        not_archived=len(chosen) - len(archived),
        outcomes=outcomes_changed(under.old, under.new),
        figures=figures_changed(before, figures_standing(connection, keys)),
        decided=decided_by_officers(connection, archived),
        rows=loaded.rows,
        mart_rows=loaded.mart_rows,
    )


def catalogue_of(asked: Replay) -> Catalogue:
    """The forms and rules to judge by; a form that is not declared is a mistake of the command line."""
    if asked.form is not None:
        form_of(asked.form)
    catalogue = load_catalogue()
    return catalogue if asked.rules_as_of is None else catalogue.with_rules_of(asked.rules_as_of)


def files_of(connection: sa.Connection, asked: Replay) -> pd.DataFrame:
    """The files asked for, in their order of arrival; with a form also those whose form was not known."""
    a, s = arrival.c, submission.c
    rows = (
        sa.select(
            a.arrival_rank, a.path, a.sha256, a.sheet, a.arrived_on, s.archived_sha256, s.form_code, s.outcome, s.reason
        )
        .join(submission, s.arrival_rank == a.arrival_rank)
        .where(is_newest())
        .order_by(a.arrival_rank)
    )
    if asked.form is not None:
        rows = rows.where((s.form_code == asked.form) | s.form_code.is_(None))
    if asked.since is not None:
        rows = rows.where(a.arrived_on >= asked.since)
    if asked.until is not None:
        rows = rows.where(a.arrived_on <= asked.until)
    return fetch(connection, rows).astype({"arrival_rank": "int64"})


def batches(files: pd.DataFrame, size: int) -> Iterator[pd.DataFrame]:
    """The files in batches, in order."""
    for first in range(0, len(files), size):
        yield files.iloc[first : first + size].reset_index(drop=True)


def judge_again(connection: sa.Connection, settings: Settings, batch: pd.DataFrame, catalogue: Catalogue) -> Judged:
    """Read and judge some files again, against what had been accepted before each."""
    same_bytes = (batch["outcome"] == "duplicate") & (batch["reason"] != REPEATS).fillna(True)
    again = batch[~same_bytes].astype({"sheet": "object"})
    ranks: list[int] = again["arrival_rank"].tolist()
    contents = {
        rank: content_of(settings, sha256)
        for rank, sha256 in zip(ranks, again["archived_sha256"].tolist(), strict=True)
    }
    sheets = [sheet if isinstance(sheet, str) else None for sheet in again["sheet"]]
    read = [report_on(each, sheet) for each, sheet in zip(read_all(contents, settings.processes), sheets, strict=True)]
    readings = [
        *(replace(each, arrival_rank=rank) for rank, each in zip(ranks, read, strict=True)),
        *(Reading(rank, "duplicate") for rank in batch.loc[same_bytes, "arrival_rank"].tolist()),
    ]
    tell("check", len(readings))
    reporters = sorted({each.reporter for each in readings if each.reporter})
    starts = [each.window_start for each in readings if each.window_start]
    history = earlier(connection, batch, reporters, since=min(starts, default=None))
    return judge_each(readings, lambda those: judge(those, batch, catalogue, history))


def content_of(settings: Settings, sha256: str) -> bytes:
    """The archived file of this hash; one that is gone or damaged is told of in a plain sentence."""
    try:
        return read_archived(settings.archive_folder, sha256)
    except (FileNotFoundError, ValueError) as error:
        raise NightTrouble(
            f"Tệp {sha256[:12]}… trong kho lưu “{settings.archive_folder}” bị mất hoặc bị hỏng. Không có gì thay đổi.",
            f"The file {sha256[:12]}… of the archive “{settings.archive_folder}” is gone or damaged. Nothing changed.",
        ) from error


def decided_by_officers(connection: sa.Connection, files: pd.DataFrame) -> pd.DataFrame:
    """The last act on each of these files, which a replay leaves as it is: path, kind, act_no."""
    acts = acts_known(connection).dropna(subset=["arrival_rank"]).drop_duplicates("arrival_rank", keep="last")
    told = files[["arrival_rank", "path"]].merge(
        acts[["arrival_rank", "kind", "act_no"]].astype({"arrival_rank": "int64"}), on="arrival_rank", validate="1:1"
    )
    return told.drop(columns="arrival_rank")
