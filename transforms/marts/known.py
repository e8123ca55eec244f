"""What was known at the instant `as_of`: the one mechanism by which every mart looks back."""

from functools import cache
from typing import Any

import sqlalchemy as sa

from expectations.warehouse import Instant
from expectations.warehouse.acts import rereading
from expectations.warehouse.core import acceptance, incident, project_version, standing
from expectations.warehouse.dimensions import cut, period_window
from expectations.warehouse.intake import arrival, submission

AS_OF = sa.bindparam("as_of", type_=Instant())
AS_OF_ON = sa.bindparam("as_of_on", type_=sa.Date())


_MONTH = (period_window.c.regime == "calendar") & (period_window.c.length == "month")

# Each of these stands once in a statement, however often it is asked for: SQLite's parser has a small stack.
_THEN = sa.select(sa.func.max(cut.c.cut_id).label("cut_id")).where(cut.c.cut_at <= AS_OF).cte("cut_then")


def cut_then() -> sa.ScalarSelect[Any]:
    """The last cut at that instant."""
    return sa.select(_THEN.c.cut_id).scalar_subquery()


def held_then(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a row of `acceptance` or `standing` held at that instant."""
    then = cut_then()
    return (table.c.from_cut_id <= then) & (table.c.until_cut_id.is_(None) | (table.c.until_cut_id > then))


def read_then(reading: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a row of `submission`, whose file had arrived, was the reading of its file at that instant."""
    then, own, later = cut_then(), rereading.alias(), rereading.alias()
    not_yet = sa.exists().where(own.c.submission_id == reading.c.submission_id, own.c.cut_id > then)
    replaced = sa.exists().where(later.c.replaces_id == reading.c.submission_id, later.c.cut_id <= then)
    return sa.not_(not_yet) & sa.not_(replaced)


@cache
def project_versions() -> sa.CTE:
    """Every state of every project as known then, with the day `next_from` from which another one holds."""
    p = project_version.c
    later = sa.func.row_number().over(partition_by=[p.project_code, p.valid_from], order_by=p.arrival_rank.desc())
    known = (
        sa.select(p.project_code, p.valid_from, p.tax_code, p.park_code, p.started_on, p.ended_on, later.label("place"))
        .add_columns(p.submission_id, p.sheet, p.sheet_row)
        .join(acceptance, acceptance.c.submission_id == p.submission_id)
        .where(held_then(acceptance))
        .cte("known_versions")
    )
    k = known.c
    following = sa.func.lead(k.valid_from).over(partition_by=k.project_code, order_by=k.valid_from)
    return (
        sa.select(k.project_code, k.valid_from, k.tax_code, k.park_code, k.started_on, k.ended_on)
        .add_columns(following.label("next_from"), k.submission_id, k.sheet, k.sheet_row)
        .where(k.place == 1)
        .cte("project_versions")
    )


def in_force(version: sa.FromClause, on: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Whether a state of a project is the one in force on that day."""
    return (version.c.valid_from <= on) & (version.c.next_from.is_(None) | (version.c.next_from > on))


def owes(version: sa.FromClause, start: sa.ColumnElement[Any], end: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Whether a project in this state on the last day of a period owes its report: begun by then, not ended before."""
    ended = version.c.ended_on.is_not(None) & (version.c.ended_on < start)
    return version.c.started_on.is_not(None) & (version.c.started_on <= end) & sa.not_(ended)


@cache
def _first_month() -> sa.CTE:
    w = period_window.c
    first = (
        sa.select(sa.func.min(cut.c.cut_day).label("cut_day"))
        .select_from(project_version)
        .join(acceptance, acceptance.c.submission_id == project_version.c.submission_id)
        .join(submission, submission.c.submission_id == project_version.c.submission_id)
        .join(arrival, arrival.c.arrival_rank == submission.c.arrival_rank)
        .join(cut, cut.c.cut_id == arrival.c.cut_id)
        .where(held_then(acceptance))
        .cte("first_register")
    )
    within = (w.window_start <= first.c.cut_day) & (w.window_end >= first.c.cut_day)
    month = sa.select(sa.func.min(w.window_start).label("window_start"))
    return month.select_from(first).join(period_window, _MONTH & within).cte("first_month")


def first_month() -> sa.ScalarSelect[Any]:
    """The first day of the month in which the first register of projects arrived: obligations begin there."""
    return sa.select(_first_month().c.window_start).scalar_subquery()


def final_reports() -> sa.Select[Any]:
    """The final reports that stood then."""
    s = standing.c
    return sa.select(s.submission_id, s.form_code, s.reporter_code, s.window_start, s.window_end).where(
        held_then(standing), s.status == "final"
    )


def current_cases(only: sa.FromClause | None = None) -> sa.CTE:
    """The state of every case as known then; `only`: of cases that any state puts into these `window_start`."""
    i = incident.c
    newest = sa.func.row_number().over(
        partition_by=[i.unit_code, i.case_no], order_by=[i.report_end.desc(), i.arrival_rank.desc()]
    )
    states = (
        sa.select(incident, newest.label("place"))
        .join(acceptance, acceptance.c.submission_id == i.submission_id)
        .where(held_then(acceptance))
    )
    if only is not None:
        other = incident.alias("other_state")
        touched = sa.select(other.c.unit_code, other.c.case_no).where(
            other.c.detected_window_start.in_(sa.select(only.c.window_start))
        )
        states = states.where(sa.tuple_(i.unit_code, i.case_no).in_(touched))
    ranked = states.cte("case_states")
    current = sa.select(*(column for column in ranked.c if column.name != "place")).where(ranked.c.place == 1)
    return current.cte("current_cases")


def matches(only: sa.FromClause, **columns: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Whether these columns are among the keys of `only`."""
    if len(columns) == 1:
        ((name, column),) = columns.items()
        return column.in_(sa.select(only.c[name]))
    keys = sa.select(*(only.c[name] for name in columns))
    return sa.tuple_(*columns.values()).in_(keys)


def total(column: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """An exact sum; blank where nothing was given."""
    return sa.cast(sa.func.sum(column), sa.BigInteger)


def number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """How many rows meet a condition."""
    return sa.cast(sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0), sa.BigInteger)


def one_if(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """1 where the condition holds, else 0."""
    return sa.cast(sa.case((condition, 1), else_=0), sa.BigInteger)
