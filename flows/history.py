"""What the warehouse held before a batch, as the judge wants to see it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse.acts import act, rereading
from expectations.warehouse.core import acceptance, incident, observation, project_version, standing
from expectations.warehouse.explanations import rule_switch
from expectations.warehouse.intake import arrival, submission
from flows.frames import fetch, key_table
from transforms.history import ACTS, SWITCHES, History

LOOK_BACK = timedelta(days=400)  # thirteen months before the earliest period of the batch


def history(
    connection: sa.Connection, arrivals: pd.DataFrame, reporters: Sequence[str], since: date | None = None
) -> History:
    """What had been received of these hashes and accepted of these reporters before the batch."""
    wanted = pd.DataFrame({"reporter_code": pd.Series(list(reporters), dtype="str")})
    hashes = [arrival.c.sha256]
    with (
        key_table(connection, "batch_hash", hashes, arrivals) as same,
        key_table(connection, "batch_reporter", [standing.c.reporter_code], wanted) as ours,
    ):
        return History(
            submissions=fetch(connection, _submissions(same, ours)).astype({"arrival_rank": "int64"}),
            observations=fetch(connection, _observations(ours, since)).astype({"arrival_rank": "int64"}),
            projects=fetch(connection, _projects()).astype({"arrival_rank": "int64"}),
            cases=fetch(connection, _cases(ours)).astype({"arrival_rank": "int64"}),
            acts=acts_known(connection),
            switches=switches_known(connection),
        )


def acts_known(connection: sa.Connection) -> pd.DataFrame:
    """What officers have decided about reports and periods."""
    decided = sa.select(*(act.c[name] for name in ACTS)).where(act.c.kind != "replay")
    return fetch(connection, decided.order_by(act.c.act_no)).astype(ACTS)


def switches_known(connection: sa.Connection) -> pd.DataFrame:
    """The rules that were switched off and on, in order."""
    told = sa.select(*(rule_switch.c[name] for name in SWITCHES))
    return fetch(connection, told.order_by(rule_switch.c.switch_id)).astype(SWITCHES)


def is_newest(reading: sa.FromClause = submission) -> sa.ColumnElement[bool]:
    """Whether a row of `submission` is the reading of its file that holds now."""
    return ~sa.exists().where(rereading.c.replaces_id == reading.c.submission_id)


def _submissions(same: sa.Table, ours: sa.Table) -> sa.Select[Any]:
    s, a = submission.c, arrival.c
    standing_now = (
        sa.select(standing.c.submission_id)
        .join(ours, ours.c.reporter_code == standing.c.reporter_code)
        .where(standing.c.until_cut_id.is_(None))
    )
    return (
        sa.select(
            s.arrival_rank, a.sha256, a.sheet, s.content_hash,
            s.form_code, s.form_version, s.reporter_code, s.window_start, s.window_end,
            s.regime, s.status, s.outcome,
        )
        .join(arrival, a.arrival_rank == s.arrival_rank)
        .where((a.sha256.in_(sa.select(same.c.sha256)) & is_newest()) | s.submission_id.in_(standing_now))
        .order_by(s.arrival_rank, s.submission_id)
    )  # fmt: skip


def _observations(ours: sa.Table, since: date | None) -> sa.Select[Any]:
    o, st = observation.c, standing.c
    held = (
        sa.select(
            submission.c.arrival_rank, st.form_code, st.reporter_code, o.indicator_code, o.window_start, o.window_end,
            o.measure, o.value,
        )
        .select_from(standing)
        .join(ours, ours.c.reporter_code == st.reporter_code)
        .join(submission, submission.c.submission_id == st.submission_id)
        .join(
            observation,
            (o.submission_id == st.submission_id)
            & (o.window_start == st.window_start)
            & (o.window_end == st.window_end),
        )
        .where(st.until_cut_id.is_(None), st.status == "final", o.status == "final")
        .order_by(submission.c.arrival_rank)
    )  # fmt: skip
    return held.where(st.window_end >= since - LOOK_BACK) if since is not None else held


def _projects() -> sa.Select[Any]:
    p = project_version.c
    return (
        sa.select(*(column for column in p if column.name not in ("submission_id", "sheet", "sheet_row")))
        .join(acceptance, acceptance.c.submission_id == p.submission_id)
        .where(acceptance.c.until_cut_id.is_(None))
        .order_by(p.arrival_rank, p.project_code, p.valid_from)
    )


def _cases(ours: sa.Table) -> sa.Select[Any]:
    i = incident.c
    newest = sa.func.row_number().over(
        partition_by=[i.unit_code, i.case_no], order_by=[i.report_end.desc(), i.arrival_rank.desc()]
    )
    ranked = (
        sa.select(
            i.arrival_rank, i.unit_code, i.case_no, i.report_end, i.decision_no, i.decided_on, i.fine_vnd,
            newest.label("place"),
        )
        .join(acceptance, acceptance.c.submission_id == i.submission_id)
        .join(ours, ours.c.reporter_code == i.unit_code)
        .where(acceptance.c.until_cut_id.is_(None))
        .subquery()
    )  # fmt: skip
    return sa.select(*(column for column in ranked.c if column.name != "place")).where(ranked.c.place == 1)
