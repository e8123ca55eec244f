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

from transforms.read.biff import SheetRecords, formulas_without_value, sheet_records
from transforms.read.document import BOOLEAN, DATE, ERROR, FORMULA_WITHOUT_VALUE, Document, Sheet, Unreadable
from transforms.read.sheet import SheetBuilder

_BROKEN = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError),
    *(CompDocError, XLRDError, struct.error),
)


def open_xls(content: bytes) -> Document:
    """Return the document of an .xls workbook."""
    try:
        return Document("xls", tuple(_sheets(content)))
    except _BROKEN as error:
        raise Unreadable("encrypted" if "encrypted" in str(error) else "truncated") from error


def _sheets(content: bytes) -> Iterator[Sheet]:
    log = io.StringIO()
    container = CompDoc(content, logfile=log)
    stream = container.get_named_stream("Workbook") or container.get_named_stream("Book")
    if not stream:
        raise Unreadable("not-a-report")
    workbook = xlrd.open_workbook(file_contents=content, logfile=log, ragged_rows=True)
    records = sheet_records(bytes(stream))
    formulas = formulas_without_value(workbook, records)
    for place, sheet in enumerate(workbook.sheets()):
        builder = SheetBuilder(sheet.name, bool(sheet.visibility))
        for (row, column), text in formulas.get(place, {}).items():
            builder.add(row, column, text, FORMULA_WITHOUT_VALUE)
        for row in range(sheet.nrows):
            for column, (kind, value) in enumerate(zip(sheet.row_types(row), sheet.row_values(row), strict=True), 1):
                if kind:
                    _add(builder, row + 1, column, kind, value, workbook.datemode)
        yield builder.build(tuple(records.get(place, SheetRecords()).merged))


def _add(builder: SheetBuilder, row: int, column: int, kind: int, value: str | float, datemode: Literal[0, 1]) -> None:
    if isinstance(value, str):
        builder.add_text(row, column, value)
    elif kind == xlrd.XL_CELL_NUMBER:
        builder.add_number(row, column, value)
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
