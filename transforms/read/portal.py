"""A report of the portal: one JSON object, its rows as entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from expectations.catalogue import Form
from expectations.periods import is_estimate, read_label
from expectations.text import clean
from transforms.read.document import BOOLEAN, NUMBER, TEXT, number_text
from transforms.read.letterhead import Letterhead, code_text
from transforms.read.lookup import FormLookup
from transforms.read.table import Entry, Found, Table, row_code_of

HEAD = ("form", "version", "reporter", "tax_code", "period", "status", "rows")


def read_portal_head(report: Mapping[str, Any], form: Form) -> Letterhead:
    """The facts at the top of the object."""
    head = Letterhead()
    head.reporter = code_text(str(report["reporter"])) if report.get("reporter") else None
    head.tax_code = code_text(str(report["tax_code"])) if report.get("tax_code") else None
    if report.get("period"):
        head.window = read_label(str(report["period"]), form.period.regime, form.period.length)
    head.estimate = is_estimate(str(report.get("status") or ""))
    return head


def read_portal_table(report: Mapping[str, Any], lookup: FormLookup, personal: frozenset[str]) -> Table:
    """The rows of the object; `personal` holds the keys that may not be looked at."""
    table = Table(first_row=0)
    for key in report:
        if key not in HEAD and key not in personal:
            table.reported += 1
            table.found.append(Found("GEN-11", "", None, key, key, key))
        elif key in HEAD and key != "rows":
            table.used += 1
    keys = {column.key for column in lookup.form.columns}
    unknown: dict[str, int] = {}
    rows = report.get("rows") or []
    for number, row in enumerate(rows if isinstance(rows, list) else [], start=1):
        if isinstance(row, dict):
            _read_row(table, number, row, lookup, keys, personal, unknown)
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
    text = clean(value) if isinstance(value, str) else "" if value is None else clean(str(value))
    return (text, TEXT) if text else None


def _read_row(
    table: Table,
    number: int,
    row: Mapping[str, Any],
    lookup: FormLookup,
    keys: set[str],
    personal: frozenset[str],
    unknown: dict[str, int],
) -> None:
    figures = lookup.form.layout == "figures"
    code, own = "", {"code", "unit", "label"} if figures else set()
    if figures:
        written = as_cell_text(row.get("code"))
        code = (row_code_of(written[0], lookup.row_codes) or "") if written else ""
        if not code:
            table.reported += len(row)
            table.found.append(Found("GEN-11", "", number, "code", "code", written[0] if written else ""))
            return
    table.used += len(own & row.keys())
    for key, value in row.items():
        if key in own or key in personal or key in lookup.dropped:
            continue
        if key not in keys:
            unknown[key] = unknown.get(key, 0) + 1
            continue
        cell = as_cell_text(value)
        if cell is None:
            continue
        table.used += 1
        unit = clean(str(row.get("unit") or "")) if figures else ""
        table.entries.append(Entry(number, code, key, cell[0], cell[1], unit, "", number, key))
