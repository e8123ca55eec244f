"""How the figures of a province's year come about: months of parks, cases, registers of the police."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.dimensions import park, period_window
from transforms.marts.enterprise_month import enterprise_month
from transforms.marts.incident_window import incident_window, registers_obligation, registers_owed
from transforms.marts.park_month import park_month
from transforms.marts.province_year import in_police_year, months_of_years
from transforms.marts.way import Way, adds, because, one_where

SECURITY = ("cases", "people", "fines_vnd")
BOTH = ("months_held", "reporters_expected", "reporters_received", "reporters_in_doubt")
NOT_LAST = "not the last month"
NO_REASON = because(otherwise=None)


def province_year_ways(figure: str, only: sa.FromClause | None = None) -> list[Way]:
    """The months of the parks in calendar years; cases and registers in administrative ones."""
    months = [] if figure in SECURITY else [_months(figure, only)]
    cases = [_cases(figure, only)] if figure in (*SECURITY, "months_held") else []
    registers = [_registers(figure, only)] if figure in BOTH else []
    return months + cases + registers


def _months(figure: str, only: sa.FromClause | None) -> Way:
    asked = None if only is None else _park_months_asked(only)
    projects = enterprise_month(asked).cte("enterprise_month_then")
    r = months_of_years(park_month(asked, projects).cte("park_month_then"), only).c
    of = (r.park_code.label("of_park_code"), r.month_start.label("of_window_start"))
    rows = sa.select(r.area_code, r.regime, r.window_start, *of)
    if figure == "months_held":
        held = rows.add_columns(one_where(r.held_on.is_not(None)), because((r.held_on.is_(None), "missing")))
        return Way("park_month", "reporters_received", held.add_columns(r.month_start.label("thing")), "distinct")
    if figure != "workers":
        return Way("park_month", figure, rows.add_columns(adds(r[figure]), NO_REASON))
    last = r.month_end == r.last_held_on
    workers = adds(sa.case((last, r.workers)))
    return Way("park_month", figure, rows.add_columns(workers, because((last, None), otherwise=NOT_LAST)))


def _cases(figure: str, only: sa.FromClause | None) -> Way:
    asked = None if only is None else _months_asked(only, "administrative")
    case = incident_window(asked, registers_obligation(asked)).cte("incident_window_then")
    c = case.c
    of = [c[name].label(f"of_{name}") for name in ("park_code", "window_start", "category_code")]
    rows = _by_year(case, sa.join(case, park, park.c.park_code == c.park_code), park.c.province_code, of)
    if figure != "months_held":
        return Way("incident_window", figure, rows.add_columns(adds(c[figure]), NO_REASON), "number")
    held = rows.add_columns(one_where(c.cases > 0), NO_REASON, c.window_start.label("thing"))
    return Way("incident_window", "cases", held, "distinct")


def _registers(figure: str, only: sa.FromClause | None) -> Way:
    register = registers_owed(None if only is None else _months_asked(only, "administrative"))
    g = register.c
    of = [g[name].label(f"of_{name}") for name in ("form_code", "reporter_code", "window_start", "window_end")]
    counted = {"reporters_expected": sa.true(), "reporters_in_doubt": g.is_in_doubt}.get(figure, g.is_received)
    rows = _by_year(register, register, g.area_code, of).add_columns(one_where(counted), because(otherwise=g.filing))
    if figure == "months_held":
        return Way("obligation", "", rows.add_columns(g.window_start.label("thing")), "distinct")
    return Way("obligation", "", rows)


def _by_year(
    month: sa.FromClause, rows: sa.FromClause, area: sa.ColumnElement[str], of: list[sa.Label[Any]]
) -> sa.Select[Any]:
    y = period_window.c
    told = sa.select(area.label("area_code"), y.regime, y.window_start, *of)
    return told.select_from(sa.join(rows, period_window, in_police_year(month)))


def _months_asked(only: sa.FromClause, regime: str) -> sa.CTE:
    """The months of the years asked for."""
    w, year = period_window.c, period_window.alias("year_asked")
    y = year.c
    this = (y.regime == only.c.regime) & (y.length == "year") & (y.window_start == only.c.window_start)
    within = (w.regime == y.regime) & (w.window_start >= y.window_start) & (w.window_end <= y.window_end)
    rows = sa.join(sa.join(only, year, this & (y.regime == regime)), period_window, within & (w.length == "month"))
    return sa.select(w.window_start).select_from(rows).cte(f"{regime}_months_asked")


def _park_months_asked(only: sa.FromClause) -> sa.CTE:
    month = _months_asked(only, "calendar")
    rows = sa.join(month, park, sa.true())
    return sa.select(park.c.park_code, month.c.window_start).select_from(rows).cte("park_months_asked")
