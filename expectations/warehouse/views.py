"""The views beside the marts: the units that people use, and totals withheld where too few have reported."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from expectations.warehouse.core import standing
from expectations.warehouse.explained import HOLDS, TODAY, data_quality_explained, warnings_explained
from expectations.warehouse.mart import FIGURES, enterprise_month, park_month, province_year, reporting_rate
from expectations.warehouse.registers import register, register_forms

COVERAGE_PERCENT = 60  # below this share of reporters a total is withheld

# Ending of a column → its ending in the unit that people use, and how many of the one make one of the other.
UNITS = {
    "_usd_cents": ("_million_usd", 100_000_000, "triệu USD"),
    "wage_vnd": ("wage_million_vnd", 1_000_000, "triệu đồng"),
    "_vnd": ("_billion_vnd", 1_000_000_000, "tỷ đồng"),
    "_kwh": ("_thousand_kwh", 1_000, "nghìn kWh"),
}


class View(NamedTuple):
    """A view of schema `mart`: its name, what it is, and its Select."""

    name: str
    comment: str
    select: sa.Select[Any]


def views() -> Iterator[View]:
    """All views."""
    for table in (park_month, enterprise_month, province_year):
        name = f"{table.name}_in_units"
        yield View(name, f"{table.comment}, trong đơn vị thường dùng / in the usual units", _in_units(table))
    yield View(
        "park_month_covered",
        f"park_month, figures blank where fewer than {COVERAGE_PERCENT} % of the reporters are held (độ phủ)",
        _covered(park_month),
    )
    yield View(
        "reporting_rate_percent", "reporting_rate as shares of what was owed (tỷ lệ %)", _percent(reporting_rate)
    )
    yield View(
        "warnings_explained",
        "Cảnh báo và giải trình đang có hiệu lực / warnings, and by whom each is explained",
        warnings_explained(None, TODAY, HOLDS),
    )
    yield View(
        "data_quality_explained",
        "Cảnh báo: đã giải trình, chưa giải trình, bỏ qua do tắt quy tắc / warnings explained, open, passed over",
        data_quality_explained(None, TODAY, HOLDS),
    )
    for form in register_forms():
        assert form.table is not None
        stands = register(form, standing.c.until_cut_id.is_(None))
        yield View(form.table.name, f"{form.title_vi}, báo cáo đang có hiệu lực / {form.title_en}", stands)


def _in_units(table: sa.Table) -> sa.Select[Any]:
    return sa.select(*(_in_unit(column) for column in table.c))


def _in_unit(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    for ending, (shown, divisor, _) in UNITS.items():
        if column.name.endswith(ending):
            name = column.name.removesuffix(ending) + shown
            return (sa.cast(column, sa.Numeric) / sa.literal_column(f"{divisor}.0")).label(name)
    return column


def _covered(table: sa.Table) -> sa.Select[Any]:
    c = table.c
    is_covered = c.reporters_received * 100 >= c.reporters_expected * COVERAGE_PERCENT
    figures = {figure.column for figure in FIGURES}
    return sa.select(
        *(sa.case((is_covered, column)).label(column.name) if column.name in figures else column for column in table.c),
        _share(c.reporters_received, c.reporters_expected).label("coverage_percent"),
    )


def _percent(table: sa.Table) -> sa.Select[Any]:
    c = table.c
    shares = ("reporters_received", "on_time", "late", "returned", "missing", "not_due")
    key = (c.form_code, c.window_start, c.window_end, c.due_on, c.reporters_expected)
    return sa.select(*key, *(_share(c[name], c.reporters_expected).label(f"{name}_percent") for name in shares))


def _share(part: sa.ColumnElement[int], whole: sa.ColumnElement[int]) -> sa.ColumnElement[Any]:
    """The part in per cent; blank where the whole is nothing."""
    return sa.type_coerce(part * sa.literal_column("100.0") / sa.func.nullif(whole, 0), sa.Numeric())
