"""Published figures beside the computed ones."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.core import published_figure
from expectations.warehouse.dimensions import indicator, period_window
from expectations.warehouse.mart import FIGURES
from transforms.marts import known
from transforms.marts.province_year import province_year as province_year_then
from transforms.marts.way import Way, adds, because, cell_of

COMPUTED = [figure for figure in FIGURES if figure.kind == "flow" or figure.column == "workers"]


def published_check(only: None = None, province_year: sa.FromClause | None = None) -> sa.Select[Any]:
    """The figures of every list that stands, with what our reports give for the same years, or why they cannot."""
    source = province_year if province_year is not None else province_year_then().cte("province_year_then")
    told = _published()
    return _beside(told, _computed(source, told).cte("computed"))


def published_check_ways(figure: str, only: sa.FromClause | None = None) -> list[Way]:
    """The line of the list itself; beside it, the years of the province."""
    told = _published(only)
    key = [told.c[name] for name in KEY]
    if figure == "published_value":
        of = told.c.indicator_code.label("of_indicator_code")
        line = sa.select(*key, of, adds(told.c.value), because(otherwise=None), *cell_of(told))
        return [Way("published_figure", "value", line)]
    years = province_year_then(None if only is None else _years_asked(told)).cte("province_year_then")
    c = _counted_years(years, told).c
    of_year = [c[name].label(f"of_{name}") for name in ("area_code", "regime", "window_start")]
    rows = sa.select(*(c[name] for name in KEY), *of_year)
    if figure != "computed_value":
        return [Way("province_year", figure, rows.add_columns(adds(c[figure]), because(otherwise=None)), "number")]
    last = (c.counted.is_(None) & c.value.is_not(None), NOT_LAST)
    return [Way("province_year", "", rows.add_columns(adds(c.counted), because(last), c.of_figure))]


KEY = ("reporter_code", "list_start", "list_end", "figure_no")
NOT_LAST = "not the last year"


def _years_asked(told: sa.CTE) -> sa.CTE:
    w = period_window.c
    years = (w.regime == "calendar") & (w.length == "year") & w.year.between(told.c.from_year, told.c.to_year)
    return sa.select(w.regime, w.window_start).join(told, years).distinct().cte("years_asked")


def _published(only: sa.FromClause | None = None) -> sa.CTE:
    """The lines of every list that stands. `only`: these."""
    report = known.final_reports().subquery("lists")
    p, i, r = published_figure.c, indicator.c, report.c
    rows = (
        sa.select(
            r.reporter_code, r.window_start.label("list_start"), r.window_end.label("list_end"), p.figure_no,
            p.indicator_code, p.scope, p.from_year, p.to_year, p.qualifier, p.written, p.unit_written,
            i.base_unit, p.value, p.out_of, p.source, p.page, p.submission_id, p.sheet, p.sheet_row,
        )
        .join(report, r.submission_id == p.submission_id)
        .join(indicator, i.indicator_code == p.indicator_code)
    )  # fmt: skip
    if only is not None:
        key = {"reporter_code": r.reporter_code, "list_start": r.window_start, "list_end": r.window_end}
        rows = rows.where(known.matches(only, **key, figure_no=p.figure_no))
    return rows.cte("published")


def _beside(told: sa.CTE, computed: sa.CTE) -> sa.Select[Any]:
    t, c, w = told.c, computed.c, period_window.c
    years = t.to_year - t.from_year + 1
    months = sa.func.coalesce(c.months_held, 0)
    whole = (months >= 12 * years) & (c.reporters_received >= c.reporters_expected)
    is_ours = t.indicator_code.in_([figure.indicator for figure in COMPUTED])
    computability = sa.case(
        (sa.not_(is_ours), "not computable: no report gives this figure by year"),
        (t.from_year.is_(None) | t.to_year.is_(None), "not computable: no years are given"),
        ((months == 0) | c.value.is_(None), "not computable: no reports held for these years"),
        (whole, "computed"),
        else_="computed in part: some months or reporters are missing",
    )
    return (
        sa.select(
            t.reporter_code, t.list_start, t.list_end, t.figure_no, t.indicator_code, t.scope, t.from_year, t.to_year,
            _year(t.from_year, w.window_start).label("window_start"),
            _year(t.to_year, w.window_end).label("window_end"),
            t.qualifier, t.written, t.unit_written, t.base_unit, t.value.label("published_value"),
            t.out_of.label("published_out_of"), c.value.label("computed_value"),
            computability.label("computability"), t.source, t.page,
            sa.func.coalesce(c.reporters_expected, 0).label("reporters_expected"),
            sa.func.coalesce(c.reporters_received, 0).label("reporters_received"),
            sa.func.coalesce(c.reporters_in_doubt, 0).label("reporters_in_doubt"),
        )
        .select_from(told)
        .outerjoin(computed, _same_figure(told, computed))
    )  # fmt: skip


def _same_figure(one: sa.CTE, other: sa.CTE) -> sa.ColumnElement[bool]:
    return sa.and_(*(one.c[name] == other.c[name] for name in KEY))


def _computed(source: sa.FromClause, told: sa.CTE) -> sa.Select[Any]:
    """Over the years of each figure: flows added up, workers as the last year has them."""
    c = _counted_years(source, told).c
    key = [c[name] for name in KEY]
    return sa.select(
        *key,
        known.total(c.counted).label("value"),
        known.total(c.months_held).label("months_held"),
        known.total(c.reporters_expected).label("reporters_expected"),
        known.total(c.reporters_received).label("reporters_received"),
        known.total(c.reporters_in_doubt).label("reporters_in_doubt"),
    ).group_by(*key)


def _counted_years(source: sa.FromClause, told: sa.CTE) -> sa.CTE:
    """The years of each published figure, each with what it counts for."""
    y = source.c
    columns = (
        y.area_code, y.regime, y.window_start, y.year, y.months_held, y.reporters_expected, y.reporters_received,
        y.reporters_in_doubt,
    )  # fmt: skip
    by_indicator = sa.union_all(
        *(
            sa.select(
                sa.literal(figure.indicator).label("indicator_code"), sa.literal(figure.kind).label("kind"),
                sa.literal(figure.column).label("of_figure"), y[figure.column].label("value"), *columns,
            ).where(y.regime == "calendar")
            for figure in COMPUTED
        )
    ).cte("by_indicator")  # fmt: skip
    b, t = by_indicator.c, told.c
    counted = sa.case(((b.kind == "flow") | (b.year == t.to_year), b.value)).label("counted")
    rows = sa.select(*(t[name] for name in KEY), *(b[column.name] for column in columns), b.of_figure, b.value, counted)
    these = (b.indicator_code == t.indicator_code) & b.year.between(t.from_year, t.to_year)
    return rows.select_from(sa.join(told, by_indicator, these)).cte("years_counted")


def _year(year: sa.ColumnElement[Any], column: sa.Column[Any]) -> sa.ScalarSelect[Any]:
    """The first or the last day of a calendar year that stands in a column as a number."""
    w = period_window.c
    this = (w.regime == "calendar") & (w.length == "year") & (w.year == year)
    return sa.select(column).where(this).correlate_except(period_window).scalar_subquery()
