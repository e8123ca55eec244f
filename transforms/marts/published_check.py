"""Published figures beside the computed ones."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.core import published_figure
from expectations.warehouse.dimensions import indicator, period_window
from expectations.warehouse.mart import FIGURES
from transforms.marts import known
from transforms.marts.province_year import province_year as province_year_then

COMPUTED = [figure for figure in FIGURES if figure.kind == "flow" or figure.column == "workers"]


def published_check(only: None = None, province_year: sa.FromClause | None = None) -> sa.Select[Any]:
    """The figures of every list that stands, with what our reports give for the same years, or why they cannot."""
    source = province_year if province_year is not None else province_year_then().cte("province_year_then")
    report = known.final_reports().subquery("lists")
    p, i, r = published_figure.c, indicator.c, report.c
    told = (
        sa.select(
            r.reporter_code, r.window_start.label("list_start"), r.window_end.label("list_end"), p.figure_no,
            p.indicator_code, p.scope, p.from_year, p.to_year, p.qualifier, p.written, p.unit_written,
            i.base_unit, p.value, p.out_of, p.source, p.page,
        )
        .join(report, r.submission_id == p.submission_id)
        .join(indicator, i.indicator_code == p.indicator_code)
        .cte("published")
    )  # fmt: skip
    return _beside(told, _computed(source, told).cte("computed"))


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
        )
        .select_from(told)
        .outerjoin(computed, _same_figure(told, computed))
    )  # fmt: skip


def _same_figure(one: sa.CTE, other: sa.CTE) -> sa.ColumnElement[bool]:
    return sa.and_(*(one.c[name] == other.c[name] for name in ("reporter_code", "list_start", "list_end", "figure_no")))


def _computed(source: sa.FromClause, told: sa.CTE) -> sa.Select[Any]:
    """Over the years of each figure: flows added up, workers as the last year has them."""
    y = source.c
    columns = (y.year, y.months_held, y.reporters_expected, y.reporters_received)
    by_indicator = sa.union_all(
        *(
            sa.select(
                sa.literal(figure.indicator).label("indicator_code"), sa.literal(figure.kind).label("kind"),
                y[figure.column].label("value"), *columns,
            ).where(y.regime == "calendar")
            for figure in COMPUTED
        )
    ).cte("by_indicator")  # fmt: skip
    b, t = by_indicator.c, told.c
    counted = sa.case(((b.kind == "flow") | (b.year == t.to_year), b.value))
    key = (t.reporter_code, t.list_start, t.list_end, t.figure_no)
    return (
        sa.select(
            *key,
            known.total(counted).label("value"),
            known.total(b.months_held).label("months_held"),
            known.total(b.reporters_expected).label("reporters_expected"),
            known.total(b.reporters_received).label("reporters_received"),
        )
        .select_from(told)
        .join(by_indicator, (b.indicator_code == t.indicator_code) & b.year.between(t.from_year, t.to_year))
        .group_by(*key)
    )


def _year(year: sa.ColumnElement[Any], column: sa.Column[Any]) -> sa.ScalarSelect[Any]:
    """The first or the last day of a calendar year that stands in a column as a number."""
    w = period_window.c
    this = (w.regime == "calendar") & (w.length == "year") & (w.year == year)
    return sa.select(column).where(this).correlate_except(period_window).scalar_subquery()
