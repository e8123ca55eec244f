"""Which row and which figure a person means: `park_month KP 2026-09 net_revenue`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from expectations.catalogue import Form, load_catalogue
from expectations.periods import Window, read_day, read_label
from expectations.warehouse.core import project_version
from expectations.warehouse.mart import FIGURES
from expectations.warehouse.registers import register, register_forms
from flows.export import instants_of
from flows.frames import fetch, key_table, records
from flows.tracing.figure import TABLES
from flows.trouble import UsageTrouble
from transforms.marts.register_ways import counted_columns
from transforms.traced import TRACED

PERIOD = "period"
ORDER: dict[str, tuple[str, ...]] = {
    "figure_in_doubt": ("reporter_code", PERIOD, "indicator_code"),
    "park_month": ("park_code", PERIOD),
    "enterprise_month": ("project_code", PERIOD),
    "incident_window": ("park_code", PERIOD, "category_code"),
    "province_year": ("year", "area_code"),
    "reporting_rate": ("form_code", PERIOD),
    "data_quality": ("rule_code", "reporter_code", PERIOD),
    "published_check": ("figure_no",),
}
POLICE = ("incident_window",)
FEW = 12  # rows that are shown where several are meant


class Asked(NamedTuple):
    """A table, the values of the row that is meant, and its figure."""

    table: str
    values: dict[str, Any]
    figure: str


def asked_for(words: Sequence[str]) -> Asked:
    """What the words of the command line mean; UsageTrouble where they do not."""
    table, *rest = words
    if table not in {**TRACED, **registers()}:
        known = ", ".join([*TRACED, *registers()])
        raise UsageTrouble(
            f"Không truy vết được bảng “{table}”. Có: {known}.",
            f"The table “{table}” cannot be traced. There are: {known}.",
        )
    if not rest:
        raise _no_figure(table, "")
    figure = figure_named(table, rest[-1])
    named = [word for word in rest[:-1] if "=" in word]
    placed = [word for word in rest[:-1] if "=" not in word]
    order = ORDER.get(table, ())
    if len(placed) > len(order):
        raise UsageTrouble(
            f"Thừa “{' '.join(placed[len(order) :])}”; {table} cần: {' '.join(order) or 'tên=giá trị'} CHỈ_TIÊU.",
            f"“{' '.join(placed[len(order) :])}” is too much; {table} takes: {' '.join(order) or 'name=value'} FIGURE.",
        )
    stated = dict(zip(order, placed, strict=False)) | dict(word.split("=", 1) for word in named)
    return Asked(table, _values(table, stated, figure), figure)


def registers() -> dict[str, Form]:
    """The registers that forms declare, by the names of their tables."""
    return {form.table.name: form for form in register_forms() if form.table is not None}


def figures_of(table: str) -> list[str]:
    """The figures of a table that can be traced."""
    return TRACED[table] if table in TRACED else counted_columns(registers()[table])


def figure_named(table: str, word: str) -> str:
    """The column that is meant: by its own name, by that of its indicator, or without its unit."""
    indicators = {figure.indicator: figure.column for figure in FIGURES}
    figures = figures_of(table)
    exactly = [name for name in figures if name in (word, indicators.get(word))]
    meant = exactly or [name for name in figures if name.rsplit("_", 1)[0] == word]
    if len(meant) != 1:
        raise _no_figure(table, word)
    return meant[0]


def _no_figure(table: str, word: str) -> UsageTrouble:
    figures = ", ".join(figures_of(table))
    return UsageTrouble(
        f"{table} không có số liệu “{word}” để truy vết. Có: {figures}.",
        f"{table} has no figure “{word}” to trace. There are: {figures}.",
    )


def _values(table: str, stated: Mapping[str, str], figure: str) -> dict[str, Any]:
    """The values by column, days as days and numbers as numbers."""
    columns = _columns(table)
    values: dict[str, Any] = {}
    for name, word in stated.items():
        if name == PERIOD:
            values |= _period(table, stated, word)
        elif name not in columns:
            known = ", ".join([PERIOD, *columns])
            raise UsageTrouble(
                f"{table} không có cột “{name}”. Có: {known}.", f"{table} has no column “{name}”. There are: {known}."
            )
        else:
            values[name] = _value(columns[name], word)
    if table == "province_year" and "regime" not in values:
        values["regime"] = "administrative" if figure in ("cases", "people", "fines_vnd") else "calendar"
    return values


def _columns(table: str) -> dict[str, sa.ColumnElement[Any]]:
    if table in TABLES:
        return dict(TABLES[table].table.c.items())
    return dict(register(registers()[table], sa.true()).subquery().c.items())


def _value(column: sa.ColumnElement[Any], word: str) -> Any:
    if isinstance(column.type, sa.Date):
        day = read_day(word)
        if day is None:
            raise UsageTrouble(f"“{word}” không phải là ngày.", f"“{word}” is no day.")
        return day
    if isinstance(column.type, sa.Integer):
        if not word.isdecimal():
            raise UsageTrouble(f"“{word}” không phải là số.", f"“{word}” is no number.")
        return int(word)
    return word


def _period(table: str, stated: Mapping[str, str], word: str) -> dict[str, date]:
    """The first and the last day of a period, in the calendar of the table or of the form that is named."""
    form = registers().get(table) or load_catalogue().forms.get(stated.get("form_code", ""))
    return _days_of(word, form, "administrative" if table in POLICE else "calendar")


def period_named(word: str, form_code: str | None) -> dict[str, date]:
    """The first and the last day of a period, in the calendar of a form where one is named."""
    return _days_of(word, load_catalogue().forms.get(form_code or ""), "calendar")


def _days_of(word: str, form: Form | None, regime: str) -> dict[str, date]:
    usual = [(regime, length) for length in ("month", "quarter", "half", "year")]
    kinds = [(form.period.regime, form.period.length)] if form else usual
    windows = [each for each in (_window(word, *kind) for kind in kinds) if each is not None]
    if windows:
        return {"window_start": windows[0].start, "window_end": windows[0].end}
    day = read_day(word)
    if day is None:
        raise UsageTrouble(
            f"Không hiểu kỳ “{word}”; hãy viết 2026-09, 2026-Q3, 2026 hoặc ngày đầu kỳ.",
            f"The period “{word}” is not understood; write 2026-09, 2026-Q3, 2026 or its first day.",
        )
    return {"window_start": day}


def _window(word: str, regime: str, length: str) -> Window | None:
    return None if length == "span" else read_label(word, regime, length)


def row_of(connection: sa.Connection, asked: Asked, as_of: datetime | None) -> pd.DataFrame:
    """The one row that is meant, as it was known at the instant; UsageTrouble where there is none, or several."""
    rows = _rows(connection, asked, as_of)
    if len(rows) == 1:
        return rows
    told = " ".join(f"{name}={value}" for name, value in asked.values.items())
    if rows.empty:
        raise no_row(asked.table, asked.values)
    key = [column.name for column in TABLES[asked.table].table.primary_key]
    several = "; ".join(" ".join(f"{name}={_shown(row[name])}" for name in key) for row in records(rows[:FEW]))
    raise UsageTrouble(
        f"{len(rows)} dòng của {asked.table} có {told}; hãy nói rõ hơn (tên=giá trị): {several}.",
        f"{len(rows)} rows of {asked.table} have {told}; say more (name=value): {several}.",
    )


def no_row(table: str, values: Mapping[str, Any]) -> UsageTrouble:
    """Say that a table had no row with these values."""
    told = " ".join(f"{name}={_shown(value)}" for name, value in values.items())
    return UsageTrouble(
        f"{table} không có dòng nào với {told} vào lúc đó.", f"{table} has no row with {told} at that instant."
    )


def _shown(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)


def _rows(connection: sa.Connection, asked: Asked, as_of: datetime | None) -> pd.DataFrame:
    step = TABLES[asked.table]
    if as_of is None:
        table = step.table
        return fetch(
            connection, sa.select(table).where(*(table.c[name] == each for name, each in asked.values.items()))
        )
    keys = _keys(connection, asked)
    columns = [step.table.c[name] for name in step.keys]
    if keys is None:
        return _told(connection, asked, step.select(), as_of)
    with key_table(connection, f"traced_{asked.table}", columns, keys) as only:
        return _told(connection, asked, step.select(only), as_of)


def _told(connection: sa.Connection, asked: Asked, select: sa.Select[Any], as_of: datetime) -> pd.DataFrame:
    told = select.subquery()
    columns = [told.c[column.name] for column in TABLES[asked.table].table.c]
    ours = sa.select(*columns).where(*(told.c[name] == each for name, each in asked.values.items()))
    return fetch(connection, ours, instants_of(connection, as_of))


def _keys(connection: sa.Connection, asked: Asked) -> pd.DataFrame | None:
    """The keys by which the table can be told of that row alone; none where the words do not give them."""
    keys, values = TABLES[asked.table].keys, dict(asked.values)
    if "project_code" in values and "park_code" not in values:
        p = project_version.c
        parks = sa.select(p.park_code.distinct().label("park_code")).where(p.project_code == values["project_code"])
        values["park_code"] = fetch(connection, parks)["park_code"]
    if not keys or not set(keys) <= set(values):
        return None
    frame = pd.DataFrame({name: values[name] for name in keys}, index=None if _many(values, keys) else [0])
    days = [name for name in keys if isinstance(TABLES[asked.table].table.c[name].type, sa.Date)]
    return frame.astype(dict.fromkeys(days, "datetime64[s]"))


def _many(values: Mapping[str, Any], keys: Sequence[str]) -> bool:
    return any(isinstance(values[name], pd.Series) for name in keys)
