"""A template as it is drawn: cells with styles, merged ranges and checks, written by XlsxWriter.

Every text is written as text: nothing that comes from the warehouse is ever a formula or a link.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from transforms.template_checks import InputCheck

Value = str | int | float | None
_FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
_BOXED = {"border": 1, "border_color": "#808080"}
_INPUT = {**_BOXED, "locked": False, "bg_color": "#FFFBE6"}
_GREYED = {**_BOXED, "bg_color": "#EDEDED", "font_color": "#7F7F7F"}
_COUNT, _AMOUNT, _DAY, _TEXT = "#,##0", "#,##0.00", "dd/mm/yyyy", "@"
STYLES: dict[str, dict[str, Any]] = {
    "plain": {"text_wrap": True},
    "name": {"bold": True, "text_wrap": True},
    "centred": {"align": "center"},
    "national": {"bold": True, "align": "center"},
    "title": {"bold": True, "align": "center", "font_size": 14},
    "period": {"italic": True, "align": "center"},
    "right": {"italic": True, "align": "right"},
    "heading": {**_BOXED, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DDEBF7"},
    "heading_previous": {**_GREYED, "bold": True, "align": "center", "text_wrap": True},
    "column_code": {**_BOXED, "italic": True, "align": "center"},
    "section": {**_BOXED, "bold": True, "text_wrap": True},
    "ordinal": {**_BOXED, "align": "center"},
    "label": {**_BOXED, "text_wrap": True},
    "part": {**_BOXED, "text_wrap": True, "indent": 1},
    "total": {**_BOXED, "bold": True},
    "code": {**_BOXED, "align": "center", "num_format": _TEXT},
    "input_unit": {**_INPUT, "align": "center"},
    "input_count": {**_INPUT, "num_format": _COUNT},
    "input_amount": {**_INPUT, "num_format": _AMOUNT},
    "input_choice": {**_INPUT, "text_wrap": True},
    "input_text": {**_INPUT, "num_format": _TEXT, "text_wrap": True},
    "input_written": {**_INPUT, "text_wrap": True},
    "input_day": {**_INPUT, "num_format": _DAY},
    "input_year": {**_INPUT, "num_format": "0"},
    "input_line": {"locked": False, "num_format": _TEXT, "bottom": 3},
    "input_place": {"locked": False, "italic": True, "align": "center"},
    "input_name": {"locked": False, "align": "center"},
    "previous_count": {**_GREYED, "num_format": _COUNT},
    "previous_amount": {**_GREYED, "num_format": _AMOUNT},
}
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_INLINE = 255  # characters of a list that stands in its cell's check
_MAY = {
    "select_locked_cells": True, "select_unlocked_cells": True, "format_columns": True, "format_rows": True,
    "insert_rows": True, "sort": True, "autofilter": True,
}  # fmt: skip


@dataclass
class Drawing:
    """What stands on the sheet of a template, at rows and columns counted from 0."""

    name: str
    widths: list[float] = field(default_factory=list)
    cells: dict[tuple[int, int], tuple[Value, str]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    checks: list[tuple[int, int, int, int, InputCheck]] = field(default_factory=list)
    first_body_row: int = 0
    kept: dict[str, str] = field(default_factory=dict)  # what the hidden sheet says

    def put(self, row: int, column: int, value: Value, style: str, to_row: int = -1, to_column: int = -1) -> None:
        """Put a value into a cell, or into the merged range that ends at the other one."""
        to_row, to_column = max(row, to_row), max(column, to_column)
        for r in range(row, to_row + 1):
            for c in range(column, to_column + 1):
                self.cells[r, c] = (value if (r, c) == (row, column) else None, style)
        if (to_row, to_column) != (row, column):
            self.merged.append((row, column, to_row, to_column))

    def check(self, row: int, column: int, check: InputCheck | None, to_row: int = -1, to_column: int = -1) -> None:
        """Say what a cell takes, or those of the range that ends at the other one."""
        if check is not None:
            self.checks.append((row, column, max(row, to_row), max(column, to_column), check))


def write_book(drawing: Drawing, hidden_sheet: str, made_at: datetime) -> bytes:
    """The workbook: the sheet, protected but for its input cells, and a hidden one of what it is and long lists.

    The same drawing always gives the same bytes.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": drawing.name, "created": made_at.replace(tzinfo=None)})
    styles = {style for _, style in drawing.cells.values()}
    formats = {name: book.add_format({**_FONT, **STYLES[name]}) for name in sorted(styles)}
    sheet = book.add_worksheet(_NOT_IN_A_NAME.sub(" ", drawing.name)[:31])
    hidden = book.add_worksheet(hidden_sheet)
    for row, column, last_row, last in drawing.merged:
        sheet.merge_range(row, column, last_row, last, "", formats[drawing.cells[row, column][1]])
    for (row, column), (value, style) in drawing.cells.items():
        if isinstance(value, str):
            sheet.write_string(row, column, value, formats[style])
        elif value is None:
            sheet.write_blank(row, column, None, formats[style])
        else:
            sheet.write_number(row, column, value, formats[style])
    lists = _write_hidden(hidden, hidden_sheet, drawing)
    for first_row, first, last_row, last, check in drawing.checks:
        sheet.data_validation(first_row, first, last_row, last, _validation(check, lists))
    _set_up(sheet, drawing)
    book.close()
    return out.getvalue()


def _set_up(sheet: Any, drawing: Drawing) -> None:
    for column, width in enumerate(drawing.widths):
        sheet.set_column(column, column, width)
    for row, height in drawing.heights.items():
        sheet.set_row(row, height)
    sheet.protect("", _MAY)
    sheet.freeze_panes(drawing.first_body_row, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)


def _write_hidden(hidden: Any, name: str, drawing: Drawing) -> Mapping[tuple[str, ...], str]:
    """Write what the template is and its long lists; returns where each list stands."""
    for row, (key, value) in enumerate(drawing.kept.items()):
        hidden.write_string(row, 0, key)
        hidden.write_string(row, 1, value)
    places: dict[tuple[str, ...], str] = {}
    column = 3
    for *_, check in drawing.checks:
        choices = check.choices
        inline = len(",".join(choices)) <= _LONGEST_INLINE and not any("," in choice for choice in choices)
        if not choices or inline or choices in places:
            continue
        for row, choice in enumerate(choices):
            hidden.write_string(row, column, choice)
        letters = xl_col_to_name(column)
        places[choices] = f"='{name}'!${letters}$1:${letters}${len(choices)}"
        column += 1
    hidden.protect("")
    hidden.very_hidden()
    return places


def _validation(check: InputCheck, lists: Mapping[tuple[str, ...], str]) -> dict[str, Any]:
    told = {
        "input_title": check.title, "input_message": check.words[:255],
        "error_title": check.title, "error_message": check.words[:255],
        "error_type": "stop" if check.strict else "warning",
    }  # fmt: skip
    if check.kind == "list":
        return {**told, "validate": "list", "source": lists.get(check.choices) or list(check.choices)}
    kind = {"whole": "integer"}.get(check.kind, check.kind)
    return {**told, "validate": kind, "criteria": "between", "minimum": check.low, "maximum": check.high}
