"""The monthly marts without the figures in doubt, as if they had not been given."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse import mart
from expectations.warehouse.mart import FIGURES
from transforms.marts.enterprise_month import figures_in_doubt
from transforms.marts.park_month import park_month


def enterprise_month_without_doubt() -> sa.Select[Any]:
    """The months of the projects; one with a figure in doubt counts as received no longer, its other figures stay."""
    doubted = _doubted()
    e, d = mart.enterprise_month.c, doubted.c
    given = {figure.column: sa.case((d[figure.column].is_(None), e[figure.column])) for figure in FIGURES}
    given["reporters_received"] = sa.case((e.reporters_in_doubt == 1, 0), else_=e.reporters_received)
    rows = sa.select(*(given.get(column.name, column).label(column.name) for column in e))
    same = (d.project_code == e.project_code) & (d.window_start == e.window_start)
    return rows.select_from(sa.outerjoin(mart.enterprise_month, doubted, same))


def park_month_without_doubt() -> sa.Select[Any]:
    """The sums over these; reporters_received are those all of whose figures are in them."""
    return park_month(enterprise_month=enterprise_month_without_doubt().subquery("enterprise_month_sure"))


def _doubted() -> sa.Subquery:
    """For each month of a project, by the columns of the figures, 1 where one is in doubt."""
    figures = figures_in_doubt(mart.figure_in_doubt).subquery("doubted")
    f = figures.c
    of = {figure.column: sa.func.max(sa.case((f.indicator_code == figure.indicator, 1))) for figure in FIGURES}
    rows = sa.select(f.project_code, f.window_start, *(value.label(name) for name, value in of.items()))
    return rows.group_by(f.project_code, f.window_start).subquery("months_doubted")
