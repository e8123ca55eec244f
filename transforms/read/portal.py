"""A report of the portal: one JSON object, its rows as entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from expectations.catalogue import Catalogue, Form
from expectations.periods import Window, is_estimate, read_dates, read_label
from expectations.text import clean, fold
from transforms.number_codes import spoilt_by
from transforms.read.document import (
    BOOLEAN,
    ERROR,
    ERROR_VALUES,
    NUMBER,
    PLACEHOLDER,
    TEXT,
    Cell,
    is_left_out,
    number_text,
)
from transforms.read.entries import Entry, Found, Table
from transforms.read.letterhead import Letterhead, code_of_reporter, code_text
from transforms.read.lookup import FormLookup
from transforms.read.period_lines import settled
from transforms.read.personal import leaves
from transforms.read.table import NO_VALUE, row_code_of

HEAD = ("form", "version", "reporter", "tax_code", "period", "status", "unit", "rows")


def portal_form(report: Mapping[str, Any], catalogue: Catalogue) -> Form | None:
    """The form that the object names by its code or number."""
    name = fold(str(report.get("form")))
    return next((form for form in catalogue.forms.values() if name in (fold(form.code), fold(form.number))), None)


def read_portal_head(report: Mapping[str, Any], form: Form) -> Letterhead:
    """The facts at the top of the object."""
    head = Letterhead()
    written = {key: as_cell_text(report.get(key)) for key in HEAD if key != "rows"}
    for key in ("reporter", "tax_code"):
        if (code := written[key]) and (done := spoilt_by(*code)):
            head.spoilt.append((Cell(1, 1, code[0], TEXT), done))
            written[key] = None
    if (reporter := written["reporter"]) and not is_left_out(reporter[0]):
        head.reporter = code_of_reporter(*reporter, form)
    if (tax_code := written["tax_code"]) and not is_left_out(tax_code[0]):
        head.tax_code = code_text(*tax_code)
    if unit := written["unit"]:
        head.unit = unit[0]
    period = written["period"][0] if written["period"] else ""
    cell = Cell(1, 1, period, TEXT)
    label, dates = read_label(period, form.period.regime, form.period.length), read_dates(period)
    told = [(Window(*dates, form.period.regime, form.period.length), cell)] if dates else []
    head.window, head.contradiction = settled([(label, cell)] if label else [], told, form)
    head.estimate = is_estimate(written["status"][0] if written["status"] else "")
    return head


def read_portal_table(report: Mapping[str, Any], lookup: FormLookup, personal: frozenset[str]) -> Table:
    """The rows of the object; `personal` holds the keys that may not be looked at."""
    table = Table(first_row=0)
    for key, value in report.items():
        if key in HEAD:
            table.used += 0 if key == "rows" or value == PLACEHOLDER else _values(key, value, personal)
        elif key not in personal:
            table.reported += _values(key, value, personal)
            table.found.append(Found("GEN-11", "", None, key, key, key))
    unknown: dict[str, int] = {}
    for number, row in enumerate(report.get("rows") or [], start=1):
        if isinstance(row, dict):
            _read_row(table, number, row, lookup, personal, unknown)
        elif as_cell_text(row) is not None:
            _unknown(table, number, "", row, _values("rows", row, personal))
    for key, count in unknown.items():
        table.reported += count
        table.found.append(Found("GEN-11", "", None, key, key, key, nearest=lookup.nearest(key)))
    table.titles.update({column.key: (column.key, column.headings[0]) for column in lookup.form.columns})
    return table


def as_cell_text(value: Any) -> tuple[str, str] | None:
    """The text and kind of a JSON value, as a cell of a sheet would have them; None where it holds nothing."""
    if isinstance(value, bool):
        return str(value).upper(), BOOLEAN
    if isinstance(value, (int, float)):
        return number_text(value), NUMBER
    text = "" if value is None else clean(value if isinstance(value, str) else str(value))
    return (text, ERROR if text in ERROR_VALUES else TEXT) if text else None


def _values(key: str, value: Any, personal: frozenset[str]) -> int:
    """How many values stand under a key, those under personal keys left out."""
    return sum(name not in personal for name, _, _ in leaves(value, key))


def _unknown(table: Table, number: int, key: str, value: Any, values: int) -> None:
    """A row that the form does not have: one finding."""
    table.reported += values
    written = as_cell_text(value)
    table.found.append(Found("GEN-11", "", number, key, key, written[0] if written else ""))


def _read_row(
    table: Table,
    number: int,
    row: Mapping[str, Any],
    lookup: FormLookup,
    personal: frozenset[str],
    unknown: dict[str, int],
) -> None:
    cells = {key: cell for key, value in row.items() if (cell := as_cell_text(value)) is not None}
    code, about = "", {"code", "unit", "label"} if lookup.form.layout == "figures" else set()
    if about:
        code = row_code(cells, lookup)
        if not code:
            _unknown(table, number, "code", row.get("code") or row.get("label"), _values("", dict(row), personal))
            return
        table.used += sum(_values(key, row[key], personal) for key in about & cells.keys())
    columns = {column.key: column.type for column in lookup.form.columns}
    for key, (text, kind) in cells.items():
        if key in about or key in personal or key in lookup.dropped or text == PLACEHOLDER:
            continue
        if key not in columns:
            unknown[key] = unknown.get(key, 0) + _values(key, row[key], personal)
            continue
        table.used += _values(key, row[key], personal)
        if kind in NO_VALUE and columns[key] not in ("figure", "quantity", "part_of"):
            table.found.append(Found(NO_VALUE[kind], "", number, key, key, text, entry=number, column_key=key))
            continue
        unit = cells.get("unit", ("", ""))[0] if about else ""
        table.entries.append(Entry(number, code, key, text, kind, unit, "", number, key))


def row_code(cells: Mapping[str, tuple[str, str]], lookup: FormLookup) -> str:
    """The row of the form that code and label of an object name; '' where it has none."""
    code = row_code_of(cells["code"][0], lookup.row_codes) if "code" in cells else None
    label = lookup.row_of(cells["label"][0])[0] if "label" in cells else None
    return (None if code and label and code != label else code or label) or ""
