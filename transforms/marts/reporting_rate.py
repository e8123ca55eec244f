"""Who reported, by form and period."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.dimensions import reporter
from transforms.marts import known
from transforms.marts.figure_in_doubt import reports_in_doubt
from transforms.marts.obligation import KEY, obligation_then
from transforms.marts.obligation import obligation as obligation_of
from transforms.marts.way import Way, because, one_where


def reporting_rate(
    only: sa.FromClause | None = None,
    obligation: sa.FromClause | None = None,
    figure_in_doubt: sa.FromClause | None = None,
) -> sa.Select[Any]:
    """Counts of reporters that owed the report, so no rate passes 100 %. `only`: its form and period."""
    source = obligation if obligation is not None else obligation_then()
    doubted = reports_in_doubt(figure_in_doubt)
    o = source.c
    key = (o.form_code, o.window_start, o.window_end, o.due_on, o.due_on_adjusted)
    counted = (known.number(condition).label(name) for name, condition in _counted(source, doubted).items())
    rows = sa.select(*key, *counted).select_from(_with_doubt(source, doubted)).group_by(*key)
    return rows if only is None else rows.where(_among(source, only))


def reporting_rate_ways(figure: str, only: sa.FromClause | None = None) -> list[Way]:
    """The obligations counted, and all others of that form and period with what became of them."""
    source = obligation_of().cte("obligation_of") if only is None else _obligations_of(only)
    o = source.c
    doubted = reports_in_doubt()
    became = because(
        (o.obligation == "exempt", "exempt"), (o.timeliness.is_not(None), o.timeliness), otherwise=o.filing
    )
    key = (o.form_code, o.window_start, o.window_end)
    named = [o[name].label(f"of_{name}") for name in ("form_code", "reporter_code", "window_start", "window_end")]
    rows = sa.select(*key, *named, one_where(_counted(source, doubted)[figure]), became)
    rows = rows.select_from(_with_doubt(source, doubted))
    return [Way("obligation", "", rows, "number")]


def _with_doubt(source: sa.FromClause, doubted: sa.FromClause) -> sa.Join:
    return sa.outerjoin(source, doubted, sa.and_(*(doubted.c[name] == source.c[name] for name in KEY)))


def _counted(source: sa.FromClause, doubted: sa.FromClause) -> dict[str, sa.ColumnElement[bool]]:
    """Which obligations each column counts."""
    o = source.c
    owed = o.obligation != "exempt"
    received = owed & o.filing.in_(["accepted", "nil"])
    silent = owed & o.filing.in_(["missing", "estimate only"])
    return {
        "reporters_expected": owed,
        "reporters_received": received,
        "reporters_in_doubt": received & doubted.c.reporter_code.is_not(None),
        "on_time": received & (o.timeliness == "on time"),
        "late": received & (o.timeliness == "late"),
        "returned": owed & o.filing.in_(["returned", "held"]),
        "missing": silent & (o.obligation == "due"),
        "not_due": silent & (o.obligation == "not due yet"),
        "exempt": sa.not_(owed),
    }


def _obligations_of(only: sa.FromClause) -> sa.CTE:
    """The obligations of those forms and periods, of whomever."""
    w = only.c
    asked = sa.select(w.form_code, reporter.c.reporter_code, w.window_start, w.window_end)
    asked = asked.select_from(sa.join(only, reporter, sa.true()))
    return obligation_of(asked.cte("reports_asked")).cte("obligation_of")


def _among(source: sa.FromClause, only: sa.FromClause) -> sa.ColumnElement[bool]:
    o = source.c
    return known.matches(only, form_code=o.form_code, window_start=o.window_start, window_end=o.window_end)
