"""A second look at an .xls file: error values, formulas without a value, and how far its cells reach."""

import io
import struct
from collections.abc import Iterator
from typing import NamedTuple

import xlrd
from xlrd.biffh import XLRDError, error_text_from_code
from xlrd.compdoc import CompDoc, CompDocError
from xlrd.formula import FMLA_TYPE_CELL, FormulaError, decompile_formula

from transforms.read.document import ERROR, FORMULA_WITHOUT_VALUE, Unreadable
from transforms.read.sheet import LARGEST_AREA
from transforms.read.sheet_xml import LONGEST_FORMULA, Look

_BOFS, _EOF, _FILEPASS, _BOUNDSHEET = (0x0809, 0x0409, 0x0209, 0x0009), 0x000A, 0x002F, 0x0085
_FORMULA, _BOOLERR, _MULRK = 0x0006, 0x0205, 0x00BD
_FILLED = frozenset([_FORMULA, _BOOLERR, _MULRK, 0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E])
_NO_NUMBER, _ERROR_RESULT, _BLANK_RESULT = b"\xff\xff", 2, 3
_BROKEN = (CompDocError, XLRDError, AssertionError, IndexError, KeyError, TypeError, ValueError, struct.error)


class Record(NamedTuple):
    """A record of a cell that holds something: the sheet's place, the cell's 1-based address, and the bytes."""

    sheet: int
    kind: int
    row: int
    column: int
    last_column: int
    data: bytes


def examine_xls(content: bytes) -> tuple[dict[int, Look], bool]:
    """Return the second looks by the sheet's place, and whether some sheet's cells lie too far apart."""
    try:
        records = list(_cells(_workbook_stream(content)))
    except _BROKEN as error:
        raise Unreadable("truncated") from error
    looks: dict[int, Look] = {}
    for record in records:
        text = _error(record)
        if text:
            looks.setdefault(record.sheet, Look()).special[record.row, record.column] = (ERROR, text)
    for record, text in _formulas_without_value(content, records):
        looks.setdefault(record.sheet, Look()).special[record.row, record.column] = (FORMULA_WITHOUT_VALUE, text)
    return looks, any(_area(records, sheet) > LARGEST_AREA for sheet in {record.sheet for record in records})


def _workbook_stream(content: bytes) -> bytes:
    container = CompDoc(content, logfile=io.StringIO())
    stream = container.get_named_stream("Workbook") or container.get_named_stream("Book")
    if not stream:
        raise Unreadable("not-a-report")
    return bytes(stream)


def _cells(stream: bytes) -> Iterator[Record]:
    """Yield the records of filled cells; charts within a sheet are passed over."""
    starts: dict[int, int] = {}
    place, depth, at = -1, 0, 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        data = stream[at + 4 : at + 4 + size]
        if kind in _BOFS:
            depth += 1
            place = starts.get(at, place if depth > 1 else -1)
        elif kind == _EOF:
            depth -= 1
        elif kind == _FILEPASS:
            raise Unreadable("encrypted")
        elif kind == _BOUNDSHEET:
            starts[struct.unpack_from("<I", data)[0]] = len(starts)
        elif kind in _FILLED and depth == 1 and place >= 0:
            row, column = struct.unpack_from("<HH", data)
            last = struct.unpack("<H", data[-2:])[0] if kind == _MULRK else column
            yield Record(place, kind, row + 1, column + 1, last + 1, data)
        at += 4 + size


def _error(record: Record) -> str:
    if record.kind == _BOOLERR and record.data[7]:
        return str(error_text_from_code.get(record.data[6], "#VALUE!"))
    if record.kind == _FORMULA and record.data[12:14] == _NO_NUMBER and record.data[6] == _ERROR_RESULT:
        return str(error_text_from_code.get(record.data[8], "#VALUE!"))
    return ""


def _formulas_without_value(content: bytes, records: list[Record]) -> Iterator[tuple[Record, str]]:
    """Yield the formulas of a file that holds no result at all: it was written by a program that does not calculate.

    The format has no other sign of it; beside calculated formulas a blank result is the result.
    """
    formulas = [record for record in records if record.kind == _FORMULA]
    if any(record.data[12:14] != _NO_NUMBER or record.data[6] != _BLANK_RESULT for record in formulas):
        return
    if formulas:
        workbook = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), on_demand=True)
        for record in formulas:
            yield record, "=" + _formula_text(workbook, record)[:LONGEST_FORMULA]


def _formula_text(workbook: xlrd.Book, record: Record) -> str:
    size = struct.unpack_from("<H", record.data, 20)[0]
    try:
        text = decompile_formula(
            workbook, record.data[22:], size, FMLA_TYPE_CELL, browx=record.row - 1, bcolx=record.column - 1
        )
    except (*_BROKEN, FormulaError):
        return ""
    return str(text or "")


def _area(records: list[Record], sheet: int) -> int:
    own = [record for record in records if record.sheet == sheet]
    rows = [record.row for record in own]
    columns = [record.column for record in own] + [record.last_column for record in own]
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)
