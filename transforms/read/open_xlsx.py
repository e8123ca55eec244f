"""Workbooks (.xlsx) into cells, by python-calamine; what it does not tell comes from a second look at the file.

calamine gives an error value, and a formula without a stored value, as a blank cell; and it lays a sheet out as a full
rectangle, which a stray cell in the last corner would blow up. Only files that hold such things are looked at twice.
Packages that are laid out in another way than most, and those at which calamine gives up, are read from their XML.
"""

import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from transforms.read.document import BOOLEAN, DATE, TEXT, Document, Sheet
from transforms.read.measure import measure_xlsx
from transforms.read.package import Package
from transforms.read.sheet import SheetBuilder
from transforms.read.sheet_xml import Look, examine_xlsx
from transforms.read.workbook_parts import workbook_parts
from transforms.read.xlsx_cells import sheets_from_xml

_WORKSHEET = python_calamine.SheetTypeEnum.WorkSheet
_VISIBLE = python_calamine.SheetVisibleEnum.Visible


def open_xlsx(content: bytes, package: Package) -> Document:
    """Return the document of an .xlsx workbook."""
    parts = workbook_parts(package)
    measure_xlsx(package, parts)
    content, looks = examine_xlsx(content, package, parts)
    sheets = None
    if parts.lie_as_usual() and not parts.odd_sheets and package.names_are_plain:
        sheets = _sheets(content, looks)
    return Document("xlsx", sheets_from_xml(package, parts, looks) if sheets is None else sheets)


def _sheets(content: bytes, looks: Mapping[int, Look]) -> tuple[Sheet, ...] | None:
    """The sheets as calamine reads them; None where it gives up, be it with a panic, which is no Exception."""
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(content))
        return tuple(
            _sheet(workbook.get_sheet_by_index(place), looks.get(place), meta.visible != _VISIBLE)
            for place, meta in enumerate(workbook.sheets_metadata)
            if meta.typ == _WORKSHEET
        )
    except (python_calamine.CalamineError, ArithmeticError, ValueError):
        return None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        return None


def _sheet(sheet: python_calamine.CalamineSheet, look: Look | None, hidden: bool) -> Sheet:
    builder = SheetBuilder(sheet.name, hidden)
    first_row, first_column = sheet.start or (0, 0)
    rows: Iterable[int] = range(first_row + 1, first_row + sheet.height + 1)
    columns: Iterable[int] = range(first_column + 1, first_column + sheet.width + 1)
    merged: list[tuple[int, int, int, int]] = [
        (a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in sheet.merged_cell_ranges or ()
    ]
    if look and look.rows:
        rows, columns = look.rows[first_row:], look.columns[first_column:]
        merged = list(look.merged)
    special, powers = (look.special, look.powers) if look else ({}, {})
    for row, values in zip(rows, sheet.to_python(), strict=False):
        for column, value in zip(columns, values, strict=False):
            if value != "" and (row, column) not in special:
                _add(builder, row, column, value, powers.get((row, column), 0))
    for (row, column), (kind, text) in special.items():
        builder.add(row, column, text, kind)
    return builder.build(tuple(merged))


def _add(builder: SheetBuilder, row: int, column: int, value: Any, power: int) -> None:
    if isinstance(value, str):
        builder.add_text(row, column, value)
    elif isinstance(value, bool):
        builder.add(row, column, "TRUE" if value else "FALSE", BOOLEAN)
    elif isinstance(value, (int, float)):
        builder.add_number(row, column, value, power)
    elif isinstance(value, datetime):
        builder.add(row, column, value.date().isoformat(), DATE)
    elif isinstance(value, date):
        builder.add(row, column, value.isoformat(), DATE)
    elif isinstance(value, time):
        builder.add(row, column, value.isoformat(), TEXT)
    elif isinstance(value, timedelta):
        builder.add(row, column, str(value), TEXT)
