"""What had been accepted before reports that are judged again, whatever stands today."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse.core import incident, observation, project_version
from expectations.warehouse.intake import arrival, submission
from flows.frames import fetch, key_table
from flows.history import LOOK_BACK, acts_known, is_newest, switches_known
from transforms.history import History
from transforms.marts.obligation import ACCEPTED

SUBMITTED = (
    "form_code", "form_version", "reporter_code", "window_start", "window_end", "regime", "status", "outcome",
)  # fmt: skip


def earlier(
    connection: sa.Connection, arrivals: pd.DataFrame, reporters: Sequence[str], since: date | None = None
) -> History:
    """What had arrived before the last of these files and was accepted, superseded or not, without those files.

    Each file as it is read now; one that an officer withdrew as it was read before, for until then it counted.
    """
    wanted = pd.DataFrame({"reporter_code": pd.Series(list(reporters), dtype="str")})
    with (
        key_table(connection, "again_hash", [arrival.c.sha256], arrivals) as same,
        key_table(connection, "again_rank", [arrival.c.arrival_rank], arrivals) as batch,
        key_table(connection, "again_reporter", [submission.c.reporter_code], wanted) as ours,
    ):
        s = submission.c
        last = sa.select(sa.func.max(batch.c.arrival_rank)).scalar_subquery()
        before = (s.arrival_rank < last) & s.arrival_rank.not_in(sa.select(batch.c.arrival_rank))
        counts = before & _counts()
        mine = counts & s.reporter_code.in_(sa.select(ours.c.reporter_code))
        same_bytes = before & is_newest() & arrival.c.sha256.in_(sa.select(same.c.sha256))
        frames = {
            "submissions": _submissions(same_bytes | mine),
            "observations": _observations(mine & (s.status == "final"), since),
            "projects": _projects(counts),
            "cases": _cases(mine),
        }
        told = {name: fetch(connection, rows).astype({"arrival_rank": "int64"}) for name, rows in frames.items()}
    return History(**told, acts=acts_known(connection), switches=switches_known(connection))


def _counts() -> sa.ColumnElement[bool]:
    """Whether a reading is one whose figures count, or counted until an officer withdrew it."""
    s, later = submission.c, submission.alias("later")
    newer = (later.c.arrival_rank == s.arrival_rank) & (later.c.reading_no > s.reading_no)
    only_withdrawn_since = ~sa.exists().where(newer, later.c.outcome != "withdrawn")
    return s.outcome.in_(ACCEPTED) & only_withdrawn_since


def _submissions(which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    s, a = submission.c, arrival.c
    rows = sa.select(s.arrival_rank, a.sha256, a.sheet, s.content_hash, *(s[name] for name in SUBMITTED))
    return rows.join(arrival, a.arrival_rank == s.arrival_rank).where(which).order_by(s.arrival_rank)


def _observations(which: sa.ColumnElement[bool], since: date | None) -> sa.Select[Any]:
    o, s = observation.c, submission.c
    own = (o.submission_id == s.submission_id) & (o.window_start == s.window_start) & (o.window_end == s.window_end)
    told = (s.arrival_rank, s.form_code, s.reporter_code, o.indicator_code)
    rows = (
        sa.select(*told, o.window_start, o.window_end, o.measure, o.value)
        .select_from(submission)
        .join(observation, own)
        .where(which, o.status == "final")
        .order_by(s.arrival_rank)
    )
    return rows.where(s.window_end >= since - LOOK_BACK) if since is not None else rows


def _projects(which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    p = project_version.c
    columns = (column for column in p if column.name not in ("submission_id", "sheet", "sheet_row"))
    rows = sa.select(*columns).join(submission, submission.c.submission_id == p.submission_id).where(which)
    return rows.order_by(p.arrival_rank, p.project_code, p.valid_from)


def _cases(which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    i = incident.c
    columns = (i.arrival_rank, i.unit_code, i.case_no, i.report_end, i.decision_no, i.decided_on, i.fine_vnd)
    rows = sa.select(*columns).join(submission, submission.c.submission_id == i.submission_id).where(which)
    return rows.order_by(i.arrival_rank, i.case_no)
