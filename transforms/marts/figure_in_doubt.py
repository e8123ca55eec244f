"""Figures that may not be what they say: found by a rule that doubts, in reports that stand, explained or not."""

from functools import cache
from typing import Any

import sqlalchemy as sa

from expectations.warehouse.core import observation, standing
from expectations.warehouse.dimensions import indicator
from expectations.warehouse.explained import OPEN, doubt_state, newest_waiver, said_of_finding, waiver_holds
from expectations.warehouse.intake import arrival, finding, submission
from transforms.marts import known
from transforms.marts.obligation import KEY
from transforms.marts.way import Way, adds, because, cell_of

CELL = ("sheet", "sheet_row", "sheet_column")


def figure_in_doubt(only: sa.FromClause | None = None) -> sa.Select[Any]:
    """Every cell of a report that stands of which a rule doubts the figure; in a register the cell alone is told.

    Of several rules one that is not explained yet is told, one that knows a fitting unit first. `only`: these reports.
    """
    doubted, version = _doubted(only), known.project_versions()
    d = doubted.c
    park = sa.func.coalesce(sa.func.nullif(d.area_code, ""), version.c.park_code).label("park_code")
    of_project = (version.c.project_code == d.reporter_code) & known.in_force(version, d.window_end)
    rows = sa.select(*(d[name] for name in OF_CELL), park).select_from(sa.outerjoin(doubted, version, of_project))
    return rows.where(d.place == 1)


@cache
def figure_in_doubt_then() -> sa.CTE:
    """All of them as known then, once in a statement however many of its marts ask for them."""
    return figure_in_doubt().cte("figure_in_doubt_then")


def reports_in_doubt(source: sa.FromClause | None = None) -> sa.FromClause:
    """The reports that have a figure in doubt; `source`: the figures in doubt, else as known then."""
    return _reports_in_doubt_then() if source is None else _reports_of(source).subquery("reports_in_doubt")


@cache
def _reports_in_doubt_then() -> sa.CTE:
    return _reports_of(figure_in_doubt_then()).cte("reports_in_doubt_then")


def _reports_of(source: sa.FromClause) -> sa.Select[Any]:
    d = source.c
    return sa.select(*(d[name] for name in KEY)).where(d.state == OPEN).distinct()


def figure_in_doubt_ways(figure: str, only: sa.FromClause | None = None) -> list[Way]:
    """The cell of the report itself."""
    doubted = _doubted(only)
    d = doubted.c
    cell = sa.select(*(d[name] for name in (*KEY, "cell_key")), d.indicator_code.label("of_indicator_code"))
    cell = cell.add_columns(adds(d.value), because(otherwise=None), *cell_of(doubted))
    return [Way("observation", "value", cell.where(d.place == 1, d.value.is_not(None)))]


OF_CELL = (
    *KEY, "cell_key", "indicator_code", "value", "unit", "fitting_value", "fitting_unit", "rule_code",
    "status", "since_on", "state",
)  # fmt: skip


def _doubted(only: sa.FromClause | None) -> sa.CTE:
    return _doubted_then() if only is None else _doubting(only).cte("doubted")


@cache
def _doubted_then() -> sa.CTE:
    return _doubting(None).cte("doubted_then")


def _doubting(only: sa.FromClause | None) -> sa.Select[Any]:
    """Every finding that doubts a cell of a report that stands, the one to be told of each cell in place 1.

    A cell whose figure is loaded for another period, or only checked, feeds no mart and is left out.
    """
    f, s, o, st, a, i = finding.c, submission.c, observation.c, standing.c, arrival.c, indicator.c
    said = newest_waiver(known.AS_OF)
    same_cell = sa.and_(
        o.submission_id == f.submission_id, o.sheet_row == f.sheet_row, o.sheet_column == f.sheet_column,
        sa.func.coalesce(o.sheet, "") == sa.func.coalesce(f.sheet, ""),
    )  # fmt: skip
    own_figure = (o.measure == "period") & (o.window_start == s.window_start) & (o.window_end == s.window_end)
    holds, state = waiver_holds(said, known.AS_OF_ON), doubt_state(said, known.AS_OF_ON)
    cell_key = sa.func.coalesce(f.cell_key, "")
    first = (sa.case((holds, 1), else_=0), sa.case((f.fitting_value.is_(None), 1), else_=0), f.rule_code, f.finding_no)
    place = sa.func.row_number().over(partition_by=[f.submission_id, cell_key], order_by=first)
    stands = (st.submission_id == s.submission_id) & sa.not_(st.is_carried) & known.held_then(standing)
    rows = (
        sa.select(
            *(s[name] for name in KEY), cell_key.label("cell_key"), o.area_code, o.indicator_code, o.value,
            i.base_unit.label("unit"), f.fitting_value, f.fitting_unit, f.rule_code, st.status,
            a.arrived_on.label("since_on"), state.label("state"), *(f[name] for name in CELL), f.submission_id,
            o.written, place.label("place"),
        )
        .select_from(submission)
        .join(finding, (f.submission_id == s.submission_id) & f.doubts)
        .join(standing, stands)
        .join(arrival, a.arrival_rank == s.arrival_rank)
        .outerjoin(observation, same_cell)
        .outerjoin(indicator, i.indicator_code == o.indicator_code)
        .outerjoin(said, said_of_finding(said))
        .where(o.submission_id.is_(None) | own_figure)
    )  # fmt: skip
    return rows if only is None else rows.where(known.matches(only, **{name: s[name] for name in KEY}))
