"""Cases by park, administrative month of detection and category."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.dimensions import form, form_window, park, police_unit
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
    """The current state of every case, counted by the day it was detected on. `only`: these `window_start`."""
    case = known.current_cases(only)
    month = registers_by_month(obligation, figure_in_doubt).cte("registers")
    c, m = case.c, month.c
    key = (c.park_code, c.detected_window_start, c.detected_window_end, c.category_code)
    rows = (
        sa.select(
            c.park_code, c.detected_window_start.label("window_start"), c.detected_window_end.label("window_end"),
            c.category_code,
            sa.cast(sa.func.count(), sa.BigInteger).label("cases"),
            sa.func.coalesce(known.total(c.people), 0).label("people"),
            sa.func.coalesce(known.total(c.fine_vnd), 0).label("fines_vnd"),
            sa.func.coalesce(sa.func.max(m.reporters_expected), 0).label("reporters_expected"),
            sa.func.coalesce(sa.func.max(m.reporters_received), 0).label("reporters_received"),
            sa.func.coalesce(sa.func.max(m.reporters_in_doubt), 0).label("reporters_in_doubt"),
        )
        .select_from(case)
        .join(park, park.c.park_code == c.park_code)
        .outerjoin(month, (m.window_start == c.detected_window_start) & (m.area_code == park.c.province_code))
        .group_by(*key)
    )  # fmt: skip
    return rows if only is None else rows.where(c.detected_window_start.in_(sa.select(only.c.window_start)))


def incident_window_ways(figure: str, only: sa.FromClause | None = None) -> list[Way]:
    """The cases in the state that stood, and the registers of the province's police units."""
    case = known.current_cases(only)
    c = case.c
    within = sa.true() if only is None else c.detected_window_start.in_(sa.select(only.c.window_start))
    key = (c.park_code, c.detected_window_start.label("window_start"), c.category_code)
    registers = _registers_of(case, within, only, counts=figure if figure.startswith("reporters") else "")
    if figure.startswith("reporters"):
        return [Way("obligation", "", registers, "number")]
    value = {"cases": sa.literal(1), "people": c.people, "fines_vnd": c.fine_vnd}[figure]
    of = (c.unit_code.label("of_unit_code"), c.case_no.label("of_case_no"))
    cases = sa.select(*key, *of, adds(value), unless_given(value), *cell_of(case)).where(within)
    return [Way("incident", _COLUMN_OF.get(figure, figure), cases, "number"), Way("obligation", "", registers)]


_COLUMN_OF = {"cases": "case_no", "fines_vnd": "fine_vnd"}


def _registers_of(
    case: sa.CTE, within: sa.ColumnElement[bool], only: sa.FromClause | None, counts: str
) -> sa.Select[Any]:
    """By park, month and category: the registers owed; all of them where they count, else those not received."""
    c = case.c
    told = sa.select(c.park_code, c.detected_window_start.label("window_start"), c.category_code)
    rows = told.where(within).distinct().cte("rows_told")
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
