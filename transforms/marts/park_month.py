"""The figures of every park by calendar month."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.mart import FIGURES, Figure
from transforms.marts import known
from transforms.marts.enterprise_month import enterprise_month as enterprise_month_then
from transforms.marts.enterprise_month import not_received
from transforms.marts.way import Way, adds, unless_given


def park_month(only: sa.FromClause | None = None, enterprise_month: sa.FromClause | None = None) -> sa.Select[Any]:
    """Sums over the projects that owed a report; a mean is weighted. `only`: these `park_code`, `window_start`."""
    source = enterprise_month if enterprise_month is not None else enterprise_month_then().cte("enterprise_month_then")
    e = source.c
    rows = (
        sa.select(
            e.park_code, e.window_start, e.window_end,
            *(_added(source, figure).label(figure.column) for figure in FIGURES),
            known.total(e.reporters_expected).label("reporters_expected"),
            known.total(e.reporters_received).label("reporters_received"),
            known.total(e.reporters_in_doubt).label("reporters_in_doubt"),
        )
        .where(e.reporters_expected == 1)
        .group_by(e.park_code, e.window_start, e.window_end)
    )  # fmt: skip
    if only is not None:
        rows = rows.where(known.matches(only, park_code=e.park_code, window_start=e.window_start))
    return rows


def park_month_ways(figure: str, only: sa.FromClause | None = None) -> list[Way]:
    """The months of the projects that owed a report; those who did not send it, by their obligations."""
    e = enterprise_month_then(only).cte("enterprise_month_then").c
    counts = figure.startswith("reporters")
    value = sa.func.nullif(e[figure], 0) if counts else e[figure]
    rows = sa.select(
        e.park_code, e.window_start, e.project_code.label("of_project_code"), e.window_start.label("of_window_start"),
        e.park_code.label("of_park_code"), adds(value), unless_given(value),
    ).where(e.reporters_expected == 1)  # fmt: skip
    if figure == "reporters_expected":
        return [Way("enterprise_month", figure, rows)]
    if figure == "reporters_in_doubt":
        return [Way("enterprise_month", figure, rows.where(e[figure] == 1))]
    weight = next((each.weight for each in FIGURES if each.column == figure and each.kind == "mean"), "")
    if weight:
        rows = rows.add_columns(e[weight].label("weight"))
    received = rows.where(e.reporters_received == 1)
    missing = Way("obligation", "", not_received(only))
    return [Way("enterprise_month", figure, received, "mean" if weight else "sum", weight), missing]


def _added(source: sa.FromClause, figure: Figure) -> sa.ColumnElement[int]:
    """The sum of a figure, or its weighted mean, half rounded up."""
    value = source.c[figure.column]
    if figure.kind != "mean":
        return known.total(value)
    weight = source.c[figure.weight]
    upper = known.total(value * weight)
    lower = known.total(sa.case((value.is_not(None), weight)))
    return (2 * upper + lower) // sa.func.nullif(2 * lower, 0, type_=sa.BigInteger)
