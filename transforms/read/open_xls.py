"""Old workbooks (.xls) into cells, by xlrd.

python-calamine is faster, but one wrong number in a damaged .xls makes it ask for more memory than there is, which ends
the process and with it the night; xlrd raises an exception.
"""

import io
import struct
from collections.abc import Iterator
from typing import Literal

import xlrd
from xlrd.biffh import XLRDError, error_text_from_code
from xlrd.compdoc import CompDoc, CompDocError
from xlrd.formula import FormulaError

from transforms.read.biff import SheetRecords, formulas_without_value, sheet_records, simplified
from transforms.read.document import BOOLEAN, DATE, ERROR, FORMULA_WITHOUT_VALUE, Document, Sheet, Unreadable
from transforms.read.measure import measure_xls
from transforms.read.number_formats import misleads, power_shown
from transforms.read.sheet import SheetBuilder

_BROKEN = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError),
    *(CompDocError, XLRDError, struct.error),
)


def open_xls(content: bytes) -> Document:
    """Return the document of an .xls workbook."""
    try:
        return Document("xls", tuple(_sheets(_workbook_stream(content))))
    except _BROKEN as error:
        raise Unreadable("encrypted" if "encrypted" in str(error) else "truncated") from error


def _workbook_stream(content: bytes) -> bytes:
    """The records of the workbook out of its container, in which parts may overlap, as some exporters write them."""
    container = CompDoc(content, logfile=io.StringIO(), ignore_workbook_corruption=True)
    for name in ("Workbook", "Book"):
        records, start, size = container.locate_named_stream(name)
        if records:
            return bytes(records[start : start + size])
    raise Unreadable("not-a-report")


def _workbook(stream: bytes) -> xlrd.Book:
    """The workbook; where xlrd gives up, without what no cell needs: names, and a count of texts that is wrong."""
    try:
        return _opened(stream)
    except (FormulaError, *_BROKEN):
        return _opened(simplified(stream))


def _opened(stream: bytes) -> xlrd.Book:
    return xlrd.open_workbook(file_contents=stream, logfile=io.StringIO(), ragged_rows=True)


def _sheets(stream: bytes) -> Iterator[Sheet]:
    measure_xls(stream)
    workbook = _workbook(stream)
    codes = _misleading(workbook)
    records = sheet_records(stream, codes)
    formulas = formulas_without_value(workbook, stream, records)
    for place, sheet in enumerate(workbook.sheets()):
        builder = SheetBuilder(sheet.name, bool(sheet.visibility))
        without_value, formats = formulas.get(place, {}), records.get(place, SheetRecords()).formats
        for (row, column), text in without_value.items():
            builder.add(row, column, text, FORMULA_WITHOUT_VALUE)
        for row in range(sheet.nrows):
            for column, (kind, value) in enumerate(zip(sheet.row_types(row), sheet.row_values(row), strict=True), 1):
                if kind and (row + 1, column) not in without_value:
                    code = codes.get(formats.get((row + 1, column), -1), "")
                    _add(builder, row + 1, column, kind, value, workbook.datemode, code)
        yield builder.build(tuple(records.get(place, SheetRecords()).merged))


def _misleading(workbook: xlrd.Book) -> dict[int, str]:
    """The cell formats that may show another figure than is stored, by their numbers."""
    codes = {
        number: workbook.format_map[xf.format_key].format_str
        for number, xf in enumerate(workbook.xf_list)
        if xf.format_key in workbook.format_map
    }
    return {number: code for number, code in codes.items() if misleads(code)}


def _add(
    builder: SheetBuilder, row: int, column: int, kind: int, value: str | float, datemode: Literal[0, 1], code: str
) -> None:
    if isinstance(value, str):
        builder.add_text(row, column, value)
    elif kind == xlrd.XL_CELL_NUMBER:
        builder.add_number(row, column, value, power_shown(code, value))
    elif kind == xlrd.XL_CELL_DATE:
        _add_date(builder, row, column, value, datemode)
    elif kind == xlrd.XL_CELL_BOOLEAN:
        builder.add(row, column, "TRUE" if value else "FALSE", BOOLEAN)
    elif kind == xlrd.XL_CELL_ERROR:
        builder.add(row, column, str(error_text_from_code.get(int(value), "#VALUE!")), ERROR)


def _add_date(builder: SheetBuilder, row: int, column: int, value: float, datemode: Literal[0, 1]) -> None:
    """Add a day, or the time of a number below one; a number that is no day stays a number."""
    try:
        moment = xlrd.xldate_as_datetime(value, datemode)
    except (OverflowError, ValueError):
        builder.add_number(row, column, value)
        return
    if 0 <= value < 1:
        builder.add_text(row, column, moment.time().isoformat())
    else:
        builder.add(row, column, moment.date().isoformat(), DATE)
