"""Who owes which report for which period, and what became of it."""

from functools import cache
from typing import Any

import sqlalchemy as sa

from expectations.warehouse.core import acceptance, standing
from expectations.warehouse.dimensions import form, form_window, reporter
from expectations.warehouse.intake import arrival, submission
from transforms.marts import known

ACCEPTED = ("accepted", "accepted_with_warnings")
SENT_BACK = ("returned", "withdrawn")  # for correction: on arrival, or by an officer later
KEY = ("form_code", "reporter_code", "window_start", "window_end")
COUNTS = ("owes", "finals", "estimates", "returned", "held")

NO_NUMBER = sa.cast(sa.null(), sa.BigInteger())
NO_DAY = sa.cast(sa.null(), sa.Date())


def obligation(only: sa.FromClause | None = None) -> sa.Select[Any]:
    """Three columns that do not exclude each other: obligation, filing, timeliness.

    Owed from the month of the first register on, by projects as their state in force on the last day says. Sent in
    without being owed: exempt. Late is by the statutory day and the day of arrival: what is read again or accepted by
    an officer keeps it. `only`: these keys.
    """
    known_of = _by_key(only)
    k, w, f = known_of.c, form_window.c, form.c
    same_window = (w.form_code == k.form_code) & (w.window_start == k.window_start) & (w.window_end == k.window_end)
    filed_on = sa.case((f.is_estimate, k.any_on), else_=k.final_on)
    owed = sa.case((k.owes == 0, "exempt"), (w.due_on >= known.AS_OF_ON, "not due yet"), else_="due")
    return (
        sa.select(
            *(k[name] for name in KEY),
            owed.label("obligation"),
            _filing(known_of).label("filing"),
            sa.case((filed_on.is_(None), None), (filed_on <= w.due_on, "on time"), else_="late").label("timeliness"),
            w.due_on, w.due_on_adjusted, filed_on.label("filed_on"),
        )
        .select_from(known_of)
        .join(form, f.form_code == k.form_code)
        .join(form_window, same_window)
    )  # fmt: skip


@cache
def obligation_then() -> sa.CTE:
    """All obligations as known then, once in a statement however many of its marts ask for them."""
    return obligation().cte("obligation_then")


def _filing(known_of: sa.FromClause) -> sa.Case[str]:
    k = known_of.c
    return sa.case(
        ((k.finals > 0) & (k.rows_loaded == 0), "nil"),
        ((k.finals > 0) | ((k.estimates > 0) & form.c.is_estimate), "accepted"),
        (k.estimates > 0, "estimate only"),
        (k.held > 0, "held"),
        (k.returned > 0, "returned"),
        else_="missing",
    )


def _by_key(only: sa.FromClause | None) -> sa.CTE:
    """What is known of every form, reporter and period, in one pass over all that tells of it."""
    told = sa.union_all(
        _owing_projects(only), _owing_others(only), _filed(only), _arrived(only), _not_accepted(only)
    ).cte("told_of")
    t = told.c
    return (
        sa.select(
            *(t[name] for name in KEY),
            *(sa.func.coalesce(sa.func.max(t[name]), 0).label(name) for name in COUNTS),
            sa.func.max(t.rows_loaded).label("rows_loaded"),
            sa.func.min(t.final_on).label("final_on"),
            sa.func.min(t.any_on).label("any_on"),
        )
        .group_by(*(t[name] for name in KEY))
        .cte("known_of")
    )


def _told(
    *key: sa.ColumnElement[Any],
    rows_loaded: Any = NO_NUMBER,
    final_on: Any = NO_DAY,
    any_on: Any = NO_DAY,
    **counts: Any,
) -> sa.Select[Any]:
    """The columns that all parts have, with those counts that a part knows."""
    columns = {name: counts.get(name, NO_NUMBER) for name in COUNTS}
    columns |= {"rows_loaded": rows_loaded, "final_on": final_on, "any_on": any_on}
    names = zip(KEY, key, strict=True)
    return sa.select(
        *(column.label(name) for name, column in names), *(column.label(name) for name, column in columns.items())
    )


def _begun() -> sa.ColumnElement[bool]:
    """Whether a period has begun, not before the month of the first register."""
    w = form_window.c
    return form.c.is_obliged & (w.window_start <= known.AS_OF_ON) & (w.window_start >= known.first_month())


def _owing_projects(only: sa.FromClause | None) -> sa.Select[Any]:
    """Every registered project with every period of its forms, and whether it owes the report."""
    w, f, version = form_window.c, form.c, known.project_versions()
    owes = known.one_if(known.owes(version, w.window_start, w.window_end))
    rows = (
        _told(w.form_code, version.c.project_code, w.window_start, w.window_end, owes=owes)
        .select_from(form_window)
        .join(form, (f.form_code == w.form_code) & (f.reporter_kind == "project"))
        .join(version, known.in_force(version, w.window_end))
        .where(_begun())
    )
    return rows if only is None else rows.where(_among(only, form_window, version.c.project_code))


def _owing_others(only: sa.FromClause | None) -> sa.Select[Any]:
    """Every police unit, and the Board, with every period of its forms, and whether it owes the report."""
    w, f, r = form_window.c, form.c, reporter.c
    reports = (r.since.is_(None) | (r.since <= w.window_end)) & (r.until.is_(None) | (r.until >= w.window_start))
    rows = (
        _told(w.form_code, r.reporter_code, w.window_start, w.window_end, owes=known.one_if(reports))
        .select_from(form_window)
        .join(form, f.form_code == w.form_code)
        .join(reporter, (r.reporter_kind == f.reporter_kind) & (r.reporter_kind != "project"))
        .where(_begun())
    )
    return rows if only is None else rows.where(_among(only, form_window, r.reporter_code))


def _filed(only: sa.FromClause | None) -> sa.Select[Any]:
    """What stands of each report."""
    s = standing.c
    final = s.status == "final"
    rows = (
        _told(
            s.form_code,
            s.reporter_code,
            s.window_start,
            s.window_end,
            finals=known.one_if(final),
            estimates=known.one_if(sa.not_(final)),
            rows_loaded=sa.case((final, submission.c.rows_loaded)),
        )
        .join(submission, submission.c.submission_id == s.submission_id)
        .where(sa.not_(s.is_carried), known.held_then(standing))
    )
    return rows if only is None else rows.where(_among(only, standing, s.reporter_code))


def _arrived(only: sa.FromClause | None) -> sa.Select[Any]:
    """When each report that was ever accepted arrived, whether it still stands, or stood at all."""
    s, on = submission.c, arrival.c.arrived_on
    rows = (
        _told(
            s.form_code,
            s.reporter_code,
            s.window_start,
            s.window_end,
            final_on=sa.case((s.status == "final", on)),
            any_on=on,
        )
        .join(acceptance, acceptance.c.submission_id == s.submission_id)
        .join(arrival, arrival.c.arrival_rank == s.arrival_rank)
        .where(s.window_start.is_not(None), acceptance.c.from_cut_id <= known.cut_then())
    )
    return rows if only is None else rows.where(_among(only, submission, s.reporter_code))


def _not_accepted(only: sa.FromClause | None) -> sa.Select[Any]:
    """What was sent and returned for correction, or waits for an officer."""
    s = submission.c
    returned, held = known.one_if(s.outcome.in_(SENT_BACK)), known.one_if(s.outcome == "held")
    rows = (
        _told(s.form_code, s.reporter_code, s.window_start, s.window_end, returned=returned, held=held)
        .join(arrival, arrival.c.arrival_rank == s.arrival_rank)
        .join(reporter, reporter.c.reporter_code == s.reporter_code)
        .where(s.outcome.in_([*SENT_BACK, "held"]), s.window_start.is_not(None))
        .where(arrival.c.cut_id <= known.cut_then(), known.read_then(submission))
    )
    return rows if only is None else rows.where(_among(only, submission, s.reporter_code))


def _among(only: sa.FromClause, windows: sa.FromClause, who: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    w = windows.c
    return known.matches(
        only, form_code=w.form_code, reporter_code=who, window_start=w.window_start, window_end=w.window_end
    )
