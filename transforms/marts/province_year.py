"""The province by year, economy and cases each in its own calendar."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.dimensions import park, period_window
from expectations.warehouse.mart import FIGURES
from transforms.marts import known
from transforms.marts.incident_window import incident_window as incident_window_then
from transforms.marts.incident_window import registers_by_month
from transforms.marts.park_month import park_month as park_month_then

FLOWS = [figure for figure in FIGURES if figure.kind == "flow"]
EMPTY_DAY = sa.cast(sa.null(), sa.Date())
EMPTY = sa.cast(sa.null(), sa.BigInteger())


def province_year(
    only: sa.FromClause | None = None,
    park_month: sa.FromClause | None = None,
    incident_window: sa.FromClause | None = None,
    obligation: sa.FromClause | None = None,
    figure_in_doubt: sa.FromClause | None = None,
) -> sa.Select[Any]:
    """Calendar years of figures and administrative years of cases. `only`: these `regime`, `window_start`."""
    months = park_month if park_month is not None else park_month_then().cte("park_month_then")
    cases = incident_window if incident_window is not None else incident_window_then().cte("incident_window_then")
    both = sa.union_all(_economy(months, only), _security(cases, obligation, figure_in_doubt, only)).cte("years")
    return sa.select(*both.c)


def months_of_years(months: sa.FromClause, only: sa.FromClause | None) -> sa.CTE:
    """The months of the parks, each in its calendar year, with the last month of that year that is held."""
    m, y, area = months.c, period_window.c, park.c.province_code
    held = sa.case((m.reporters_received > 0, m.window_end))
    rows = (
        sa.select(
            area.label("area_code"), y.regime, y.window_start, y.window_end, y.year, m.window_end.label("month_end"),
            *(m[figure.column] for figure in FLOWS),
            m.park_code, m.window_start.label("month_start"),
            m.workers, m.reporters_expected, m.reporters_received, m.reporters_in_doubt, held.label("held_on"),
            sa.func.max(held).over(partition_by=[area, y.window_start]).label("last_held_on"),
        )
        .select_from(months)
        .join(park, park.c.park_code == m.park_code)
        .join(period_window, _year("calendar") & (m.window_start >= y.window_start) & (m.window_end <= y.window_end))
    )  # fmt: skip
    if only is not None:
        rows = rows.where(known.matches(only, regime=y.regime, window_start=y.window_start))
    return rows.cte("months_of_years")


def _economy(months: sa.FromClause, only: sa.FromClause | None) -> sa.Select[Any]:
    """Flows added up over the months; workers as the last month held has them."""
    r = months_of_years(months, only).c
    key = (r.area_code, r.regime, r.window_start, r.window_end, r.year)
    last = r.month_end == r.last_held_on
    return sa.select(
        *key,
        *(known.total(r[figure.column]).label(figure.column) for figure in FLOWS),
        known.total(sa.case((last, r.workers))).label("workers"),
        sa.func.max(r.last_held_on).label("workers_on"),
        sa.cast(sa.func.count(r.held_on.distinct()), sa.BigInteger).label("months_held"),
        EMPTY.label("cases"), EMPTY.label("people"), EMPTY.label("fines_vnd"),
        known.total(r.reporters_expected).label("reporters_expected"),
        known.total(r.reporters_received).label("reporters_received"),
        known.total(r.reporters_in_doubt).label("reporters_in_doubt"),
    ).group_by(*key)  # fmt: skip


def _security(
    cases: sa.FromClause,
    obligation: sa.FromClause | None,
    figure_in_doubt: sa.FromClause | None,
    only: sa.FromClause | None,
) -> sa.Select[Any]:
    """Cases by the administrative year in which they were detected."""
    c, y, m = cases.c, period_window.c, registers_by_month(obligation, figure_in_doubt).cte("registers_of_years").c
    zero = sa.cast(sa.literal(0), sa.BigInteger())
    told = sa.select(
        park.c.province_code.label("area_code"), c.window_start, c.window_end, c.cases, c.people, c.fines_vnd,
        zero.label("reporters_expected"), zero.label("reporters_received"), zero.label("reporters_in_doubt"),
    ).join(park, park.c.park_code == c.park_code)  # fmt: skip
    owed = sa.select(
        m.area_code,
        m.window_start,
        m.window_end,
        zero,
        zero,
        zero,
        m.reporters_expected,
        m.reporters_received,
        m.reporters_in_doubt,
    )
    month = sa.union_all(told, owed).cte("security_months")
    n = month.c
    key = (n.area_code, y.regime, y.window_start, y.window_end, y.year)
    rows = (
        sa.select(
            *key,
            *(EMPTY.label(figure.column) for figure in FLOWS),
            EMPTY.label("workers"), EMPTY_DAY.label("workers_on"),
            sa.cast(
                sa.func.count(sa.case(((n.reporters_received > 0) | (n.cases > 0), n.window_start)).distinct()),
                sa.BigInteger,
            ).label("months_held"),
            known.total(n.cases).label("cases"), known.total(n.people).label("people"),
            known.total(n.fines_vnd).label("fines_vnd"),
            known.total(n.reporters_expected).label("reporters_expected"),
            known.total(n.reporters_received).label("reporters_received"),
            known.total(n.reporters_in_doubt).label("reporters_in_doubt"),
        )
        .select_from(month)
        .join(period_window, in_police_year(month))
        .group_by(*key)
    )  # fmt: skip
    return rows if only is None else rows.where(known.matches(only, regime=y.regime, window_start=y.window_start))


def in_police_year(month: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a month lies in an administrative year."""
    n, y = month.c, period_window.c
    return _year("administrative") & (n.window_start >= y.window_start) & (n.window_end <= y.window_end)


def _year(regime: str) -> sa.ColumnElement[bool]:
    return (period_window.c.regime == regime) & (period_window.c.length == "year")
