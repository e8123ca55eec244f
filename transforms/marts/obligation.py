"""Who owes which report for which period, and what became of it."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.core import standing
from expectations.warehouse.dimensions import form, form_window, reporter
from expectations.warehouse.intake import arrival, submission
from transforms.marts import known

ACCEPTED = ("accepted", "accepted_with_warnings")
KEY = ("form_code", "reporter_code", "window_start", "window_end")


def obligation(only: sa.FromClause | None = None) -> sa.Select[Any]:
    """Three columns that do not exclude each other: obligation, filing, timeliness.

    Owed from the month of the first register on, by projects as their state in force on the last day says. Sent in
    without being owed: exempt. Late is by the statutory day. `only`: these keys.
    """
    owing, filed, returned = _owing(only), _filed(only), _returned(only)
    sent = sa.union(_keys(filed), _keys(returned)).subquery()
    keys = sa.union(_keys(owing), sa.select(*(sent.c[name] for name in KEY))).subquery("keys")
    k, w, f = keys.c, form_window.c, form.c
    is_due = sa.func.coalesce(owing.c.owes, sa.false())
    filed_on = sa.case((f.is_estimate, filed.c.any_on), else_=filed.c.final_on)
    return (
        sa.select(
            k.form_code, k.reporter_code, k.window_start, k.window_end,
            sa.case((sa.not_(is_due), "exempt"), (w.due_on >= known.AS_OF_ON, "not due yet"), else_="due").label("obligation"),
            _filing(filed, returned).label("filing"),
            sa.case((filed_on.is_(None), None), (filed_on <= w.due_on, "on time"), else_="late").label("timeliness"),
            w.due_on, w.due_on_adjusted, filed_on.label("filed_on"),
        )
        .select_from(keys)
        .join(form, f.form_code == k.form_code)
        .join(form_window, _same(keys, form_window, "form_code", "window_start", "window_end"))
        .outerjoin(owing, _same(keys, owing))
        .outerjoin(filed, _same(keys, filed))
        .outerjoin(returned, _same(keys, returned))
    )  # fmt: skip


def _filing(filed: sa.FromClause, returned: sa.FromClause) -> sa.Case[str]:
    has_final, has_estimate = filed.c.finals > 0, filed.c.estimates > 0
    return sa.case(
        (has_final & (filed.c.rows_loaded == 0), "nil"),
        (has_final | (has_estimate & form.c.is_estimate), "accepted"),
        (has_estimate, "estimate only"),
        (returned.c.form_code.is_not(None), "returned"),
        else_="missing",
    )


def _same(one: sa.FromClause, other: sa.FromClause, *names: str) -> sa.ColumnElement[bool]:
    return sa.and_(*(one.c[name] == other.c[name] for name in names or KEY))


def _keys(source: sa.FromClause) -> sa.Select[Any]:
    return sa.select(*(source.c[name] for name in KEY))


def _owing(only: sa.FromClause | None) -> sa.CTE:
    """Every known reporter with every period of its forms that has begun, and whether it owes the report."""
    w, f, r = form_window.c, form.c, reporter.c
    version = known.project_versions()
    begun = f.is_obliged & (w.window_start <= known.AS_OF_ON) & (w.window_start >= known.first_month())
    window = (w.form_code, w.window_start, w.window_end)
    projects = (
        sa.select(*window, version.c.project_code.label("reporter_code"))
        .add_columns(known.owes(version, w.window_start, w.window_end).label("owes"))
        .select_from(form_window)
        .join(form, (f.form_code == w.form_code) & (f.reporter_kind == "project"))
        .join(version, known.in_force(version, w.window_end))
        .where(begun)
    )
    reports = (r.since.is_(None) | (r.since <= w.window_end)) & (r.until.is_(None) | (r.until >= w.window_start))
    others = (
        sa.select(*window, r.reporter_code, reports.label("owes"))
        .select_from(form_window)
        .join(form, f.form_code == w.form_code)
        .join(reporter, (r.reporter_kind == f.reporter_kind) & (r.reporter_kind != "project"))
        .where(begun)
    )
    if only is not None:
        projects = projects.where(_among(only, form_window, version.c.project_code))
        others = others.where(_among(only, form_window, r.reporter_code))
    return sa.union_all(projects, others).cte("owing")


def _filed(only: sa.FromClause | None) -> sa.CTE:
    """What stands of each report, and when the first accepted one arrived."""
    s = standing.c
    stands, final = known.held_then(standing), s.status == "final"
    rows = (
        sa.select(
            s.form_code, s.reporter_code, s.window_start, s.window_end,
            known.number(stands & final).label("finals"),
            known.number(stands & sa.not_(final)).label("estimates"),
            sa.func.max(sa.case((stands & final, submission.c.rows_loaded))).label("rows_loaded"),
            sa.func.min(sa.case((final, arrival.c.arrived_on))).label("final_on"),
            sa.func.min(arrival.c.arrived_on).label("any_on"),
        )
        .join(submission, submission.c.submission_id == s.submission_id)
        .join(arrival, arrival.c.arrival_rank == submission.c.arrival_rank)
        .where(sa.not_(s.is_carried), s.from_cut_id <= known.cut_then())
        .group_by(s.form_code, s.reporter_code, s.window_start, s.window_end)
    )  # fmt: skip
    if only is not None:
        rows = rows.where(_among(only, standing, s.reporter_code))
    return rows.cte("filed")


def _returned(only: sa.FromClause | None) -> sa.CTE:
    """What was sent and returned for correction."""
    s = submission.c
    rows = (
        sa.select(s.form_code, s.reporter_code, s.window_start, s.window_end)
        .join(arrival, arrival.c.arrival_rank == s.arrival_rank)
        .join(reporter, reporter.c.reporter_code == s.reporter_code)
        .where(s.outcome == "returned", s.window_start.is_not(None), arrival.c.cut_id <= known.cut_then())
        .distinct()
    )
    if only is not None:
        rows = rows.where(_among(only, submission, s.reporter_code))
    return rows.cte("returned")


def _among(only: sa.FromClause, windows: sa.FromClause, who: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    w = windows.c
    return known.matches(
        only, form_code=w.form_code, reporter_code=who, window_start=w.window_start, window_end=w.window_end
    )
