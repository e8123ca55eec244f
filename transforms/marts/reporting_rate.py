"""Who reported, by form and period."""

from typing import Any

import sqlalchemy as sa

from transforms.marts import known
from transforms.marts.obligation import obligation_then


def reporting_rate(only: sa.FromClause | None = None, obligation: sa.FromClause | None = None) -> sa.Select[Any]:
    """Counts of reporters that owed the report, so no rate passes 100 %. `only`: its form and period."""
    source = obligation if obligation is not None else obligation_then()
    o = source.c
    owed = o.obligation != "exempt"
    received = owed & o.filing.in_(["accepted", "nil"])
    returned = owed & o.filing.in_(["returned", "held"])
    silent = owed & o.filing.in_(["missing", "estimate only"])
    key = (o.form_code, o.window_start, o.window_end, o.due_on, o.due_on_adjusted)
    rows = sa.select(
        *key,
        known.number(owed).label("reporters_expected"),
        known.number(received).label("reporters_received"),
        known.number(received & (o.timeliness == "on time")).label("on_time"),
        known.number(received & (o.timeliness == "late")).label("late"),
        known.number(returned).label("returned"),
        known.number(silent & (o.obligation == "due")).label("missing"),
        known.number(silent & (o.obligation == "not due yet")).label("not_due"),
        known.number(sa.not_(owed)).label("exempt"),
    ).group_by(*key)
    if only is not None:
        rows = rows.where(
            known.matches(only, form_code=o.form_code, window_start=o.window_start, window_end=o.window_end)
        )
    return rows
