"""Cases by park, administrative month of detection and category; no case is told apart from nothing reported."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.dimensions import category, form, form_window, park, period_window, police_unit
from expectations.warehouse.mart import CASE_FIGURES, CaseFigure
from transforms.marts import known
from transforms.marts.figure_in_doubt import reports_in_doubt
from transforms.marts.obligation import KEY, obligation_then
from transforms.marts.obligation import obligation as obligation_of
from transforms.marts.way import Way, adds, because, cell_of, one_where, unless_given


def incident_window(
    only: sa.FromClause | None = None,
    obligation: sa.FromClause | None = None,
    figure_in_doubt: sa.FromClause | None = None,
) -> sa.Select[Any]:
    """Every park, month that has begun and category: the current state of its cases, by the day of their detection.

    Where no case is known the figures are 0 if some police unit has sent its register of the month, and blank if none
    has. `only`: these `window_start`.
    """
    case = known.current_cases(only)
    month = registers_by_month(obligation, figure_in_doubt).cte("registers")
    told, added = _told(case, only), _added(case)
    t, a, m = told.c, added.c, month.c
    zero = sa.case((m.reporters_received > 0, sa.cast(sa.literal(0), sa.BigInteger())))
    return (
        sa.select(
            t.park_code, t.window_start, t.window_end, t.category_code,
            *(sa.func.coalesce(a[figure.column], zero).label(figure.column) for figure in CASE_FIGURES),
            *(sa.func.coalesce(m[name], 0).label(name) for name in REPORTERS),
        )
        .select_from(told)
        .join(park, park.c.park_code == t.park_code)
        .outerjoin(added, sa.and_(*(a[name] == t[name] for name in KEY_OF_CASES)))
        .outerjoin(month, (m.window_start == t.window_start) & (m.area_code == park.c.province_code))
    )  # fmt: skip


KEY_OF_CASES = ("park_code", "window_start", "category_code")
REPORTERS = ("reporters_expected", "reporters_received", "reporters_in_doubt")


def _told(case: sa.CTE, only: sa.FromClause | None) -> sa.CTE:
    """The rows: parks and categories of every month begun since registers are owed, and whatever has cases besides."""
    w, p, g, c = period_window.c, park.c, category.c, case.c
    month = (w.regime == "administrative") & (w.length == "month")
    begun = (w.window_start >= known.first_month()) & (w.window_start <= known.AS_OF_ON)
    all_of_them = sa.join(sa.join(period_window, park, _in_use(park)), category, _in_use(category))
    every = sa.select(p.park_code, w.window_start, w.window_end, g.category_code).select_from(all_of_them)
    every = every.where(month & begun)
    with_cases = sa.select(c.park_code, c.detected_window_start, c.detected_window_end, c.category_code)
    if only is not None:
        asked = sa.select(only.c.window_start)
        every = every.where(w.window_start.in_(asked))
        with_cases = with_cases.where(c.detected_window_start.in_(asked))
    return sa.union(every, with_cases).cte("rows_told")


def _in_use(code_list: sa.Table) -> sa.ColumnElement[bool]:
    """Whether a code is in use in the month."""
    c, w = code_list.c, period_window.c
    return (c.since.is_(None) | (c.since <= w.window_end)) & (c.until.is_(None) | (c.until >= w.window_start))


def _added(case: sa.CTE) -> sa.CTE:
    """The figures of the cases that there are."""
    c = case.c
    key = (c.park_code, c.detected_window_start.label("window_start"), c.category_code)
    figures = (
        sa.func.coalesce(known.total(_added_by(case, figure)), 0).label(figure.column) for figure in CASE_FIGURES
    )
    return sa.select(*key, *figures).group_by(c.park_code, c.detected_window_start, c.category_code).cte("cases_added")


def _added_by(case: sa.CTE, figure: CaseFigure) -> sa.ColumnElement[int]:
    """What a case adds to a figure; blank where it adds nothing."""
    if figure.status:
        return sa.case((case.c.case_status == figure.status, 1))
    return case.c[figure.adds] if figure.adds else sa.literal(1)


def incident_window_ways(figure: str, only: sa.FromClause | None = None) -> list[Way]:
    """The cases in the state that stood, and the registers of the province's police units."""
    case = known.current_cases(only)
    c = case.c
    registers = _registers_of(_told(case, only), only, counts=figure if figure in REPORTERS else "")
    if figure in REPORTERS:
        return [Way("obligation", "", registers, "number")]
    within = sa.true() if only is None else c.detected_window_start.in_(sa.select(only.c.window_start))
    key = (c.park_code, c.detected_window_start.label("window_start"), c.category_code)
    added = next(each for each in CASE_FIGURES if each.column == figure)
    value = _added_by(case, added)
    of = (c.unit_code.label("of_unit_code"), c.case_no.label("of_case_no"))
    cases = sa.select(*key, *of, adds(value), unless_given(value), *cell_of(case)).where(within)
    return [Way("incident", added.adds or "case_no", cases, "number"), Way("obligation", "", registers)]


def _registers_of(rows: sa.CTE, only: sa.FromClause | None, counts: str) -> sa.Select[Any]:
    """By park, month and category: the registers owed; all of them where they count, else those not received."""
    register, t, r = registers_owed(only), rows.c, park.c
    g = register.c
    named = [g[name].label(f"of_{name}") for name in ("form_code", "reporter_code", "window_start", "window_end")]
    counting = {"": sa.false(), "reporters_received": g.is_received, "reporters_in_doubt": g.is_in_doubt}
    counted = counting.get(counts, sa.true())
    places = sa.join(rows, park, r.park_code == t.park_code)
    same = (g.window_start == t.window_start) & (g.area_code == r.province_code)
    parts = sa.select(t.park_code, t.window_start, t.category_code, *named, one_where(counted))
    parts = parts.add_columns(because(otherwise=g.filing)).select_from(sa.join(places, register, same))
    return parts if counts else parts.where(sa.not_(g.is_received))


def registers_owed(only: sa.FromClause | None = None) -> sa.CTE:
    """The months' registers that police units owe, and whether each is held. `only`: these `window_start`."""
    told = _registers(registers_obligation(only)).subquery("registers_of")
    return sa.select(told).where(told.c.is_owed).cte("registers_owed")


def registers_obligation(only: sa.FromClause | None = None) -> sa.CTE:
    """The obligations of the months' registers; without `only` all obligations."""
    if only is None:
        return obligation_then()
    w, f, u = form_window.c, form.c, police_unit.c
    asked = (
        sa.select(w.form_code, u.unit_code.label("reporter_code"), w.window_start, w.window_end)
        .select_from(sa.join(form_window, police_unit, sa.true()))
        .join(form, f.form_code == w.form_code)
        .where(f.loads == "incidents", f.length == "month", w.window_start.in_(sa.select(only.c.window_start)))
    )
    return obligation_of(asked.cte("registers_asked")).cte("registers_obligation")


def registers_by_month(
    obligation: sa.FromClause | None = None, figure_in_doubt: sa.FromClause | None = None
) -> sa.Select[Any]:
    """By province and administrative month: police units that owe the month's register, and those that sent it."""
    r = _registers(obligation, figure_in_doubt).subquery("registers_told").c
    key = (r.area_code, r.window_start, r.window_end)
    return sa.select(
        *key,
        known.number(r.is_owed).label("reporters_expected"),
        known.number(r.is_received).label("reporters_received"),
        known.number(r.is_in_doubt).label("reporters_in_doubt"),
    ).group_by(*key)


def _registers(obligation: sa.FromClause | None, figure_in_doubt: sa.FromClause | None = None) -> sa.Select[Any]:
    """Every register of a month by the province of its police unit, whether it is owed, held, and in doubt."""
    source = obligation if obligation is not None else obligation_then()
    o, f, u = source.c, form.c, police_unit.c
    doubted = reports_in_doubt(figure_in_doubt)
    d, owed = doubted.c, o.obligation != "exempt"
    held = owed & o.filing.in_(["accepted", "nil"])
    return (
        sa.select(
            u.province_code.label("area_code"), o.form_code, o.reporter_code, o.window_start, o.window_end, o.filing,
            owed.label("is_owed"), held.label("is_received"),
            (held & d.reporter_code.is_not(None)).label("is_in_doubt"),
        )
        .select_from(source)
        .join(form, f.form_code == o.form_code)
        .join(police_unit, u.unit_code == o.reporter_code)
        .outerjoin(doubted, sa.and_(*(d[name] == o[name] for name in KEY)))
        .where(f.loads == "incidents", f.length == "month")
    )  # fmt: skip
