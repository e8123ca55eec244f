"""Cases by park, administrative month of detection and category."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.dimensions import form, park, police_unit
from transforms.marts import known
from transforms.marts.obligation import obligation_then


def incident_window(only: sa.FromClause | None = None, obligation: sa.FromClause | None = None) -> sa.Select[Any]:
    """The current state of every case, counted by the day it was detected on. `only`: these `window_start`."""
    case = known.current_cases(only)
    month = registers_by_month(obligation).cte("registers")
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
        )
        .select_from(case)
        .join(park, park.c.park_code == c.park_code)
        .outerjoin(month, (m.window_start == c.detected_window_start) & (m.area_code == park.c.province_code))
        .group_by(*key)
    )  # fmt: skip
    return rows if only is None else rows.where(c.detected_window_start.in_(sa.select(only.c.window_start)))


def registers_by_month(obligation: sa.FromClause | None = None) -> sa.Select[Any]:
    """By province and administrative month: police units that owe the month's register, and those that sent it."""
    source = obligation if obligation is not None else obligation_then()
    o, f, u = source.c, form.c, police_unit.c
    owed = o.obligation != "exempt"
    return (
        sa.select(
            u.province_code.label("area_code"), o.window_start, o.window_end,
            known.number(owed).label("reporters_expected"),
            known.number(owed & o.filing.in_(["accepted", "nil"])).label("reporters_received"),
        )
        .select_from(source)
        .join(form, f.form_code == o.form_code)
        .join(police_unit, u.unit_code == o.reporter_code)
        .where(f.loads == "incidents", f.length == "month")
        .group_by(u.province_code, o.window_start, o.window_end)
    )  # fmt: skip
