"""A second look at the records of an .xls file: merged ranges, and formulas of a program that did not calculate."""

import struct
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import xlrd
from xlrd.book import unpack_SST_table
from xlrd.formula import FMLA_TYPE_CELL, FormulaError, decompile_formula

from transforms.read.sheet_walk import LONGEST_FORMULA

_BOFS, _EOF, _BOUNDSHEET = (0x0809, 0x0409, 0x0209, 0x0009), 0x000A, 0x0085
_FORMULA, _MERGED, _NAME, _RECALCULATED = 0x0006, 0x00E5, 0x0018, 0x01C1
_MANY_NUMBERS = 0x00BD
_NUMBERS = (_FORMULA, _MANY_NUMBERS, 0x0203, 0x027E)
_TEXTS, _CONTINUED, _SHORTEST_TEXT = 0x00FC, 0x003C, 3
_PASSED_OVER = struct.pack("<H", 0x00EF)  # a kind of record that readers of cells leave out
_NO_NUMBER, _BLANK_RESULT = b"\xff\xff", 3


@dataclass
class SheetRecords:
    """What the records of one sheet tell, at 1-based addresses: merged ranges, and formulas as (row, column, bytes)."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int, bytes]] = field(default_factory=list)
    formats: dict[tuple[int, int], int] = field(default_factory=dict)  # of cells with numbers: those asked for


def sheet_records(stream: bytes, formats: Collection[int] = ()) -> dict[int, SheetRecords]:
    """Return what the records tell by the place of the worksheet; charts within a sheet are passed over.

    `formats` are the numbers of the cell formats that are asked for.
    """
    sheets: dict[int, SheetRecords] = {}
    starts: dict[int, int] = {}
    place, depth = -1, 0
    for at, kind, data in records(stream):
        if kind in _BOFS:
            depth += 1
            place = starts.get(at, -1) if depth == 1 else place
        elif kind == _EOF:
            depth -= 1
        elif kind == _BOUNDSHEET and data[5] == 0:
            starts[struct.unpack_from("<I", data)[0]] = len(starts)
        elif kind in (_FORMULA, _MERGED) and depth == 1 and place >= 0:
            _take(sheets.setdefault(place, SheetRecords()), kind, data)
        if formats and kind in _NUMBERS and depth == 1 and place >= 0:
            found = ((at, number) for at, number in _formats_of(kind, data) if number in formats)
            sheets.setdefault(place, SheetRecords()).formats.update(found)
    return sheets


def simplified(stream: bytes) -> bytes:
    """Return the records without defined names, and with as many shared texts as there are; all keep their places."""
    changed = bytearray(stream)
    texts: list[bytes] = []
    texts_at = 0
    before = 0
    for at, kind, data in records(stream):
        if kind == _NAME:
            changed[at : at + 2] = _PASSED_OVER
        elif kind == _TEXTS or (kind == _CONTINUED and before == _TEXTS):
            texts_at = at if kind == _TEXTS else texts_at
            texts = [data] if kind == _TEXTS else [*texts, data]
            kind = _TEXTS
        before = kind
    if texts and len(texts[0]) >= 8:
        struct.pack_into("<i", changed, texts_at + 8, _texts_in(texts))
    return bytes(changed)


def _texts_in(pieces: list[bytes]) -> int:
    """How many texts the pieces of the table of shared texts hold, of those that it says it holds."""
    told: int = struct.unpack_from("<i", pieces[0], 4)[0]
    most = max(0, min(told, sum(map(len, pieces)) // _SHORTEST_TEXT))
    return bisect_left(range(1, most + 1), True, key=lambda count: not _can_unpack(pieces, count))


def _can_unpack(pieces: list[bytes], count: int) -> bool:
    try:
        unpack_SST_table(pieces, count)
    except (AssertionError, LookupError, ValueError, struct.error):
        return False
    return True


def formulas_without_value(
    workbook: xlrd.Book, stream: bytes, sheets: dict[int, SheetRecords]
) -> dict[int, dict[tuple[int, int], str]]:
    """Return text by address of the formulas of a workbook in which none has a result: its writer did not calculate.

    Either all are blank and no program says that it has calculated, or all are 0 and whoever opens it is asked to;
    beside calculated formulas a blank result, or a 0, is the result.
    """
    formulas = [(place, *formula) for place, sheet in sheets.items() for formula in sheet.formulas]
    program = _calculated_by(stream)
    blank = all(data[12:14] == _NO_NUMBER and data[6] == _BLANK_RESULT for *_, data in formulas)
    nought = all(data[6:14] == bytes(8) for *_, data in formulas)
    if not (blank and not program) and not (nought and program == 0):
        return {}
    found: dict[int, dict[tuple[int, int], str]] = {}
    for place, row, column, data in formulas:
        found.setdefault(place, {})[row, column] = "=" + _formula_text(workbook, row, column, data)[:LONGEST_FORMULA]
    return found


def _calculated_by(stream: bytes) -> int | None:
    """The program that calculated the workbook; 0 where one asks for it to be done, None where nothing is said."""
    found = (data for _, kind, data in records(stream) if kind == _RECALCULATED and len(data) >= 8)
    return next((int(struct.unpack_from("<I", data, 4)[0]) for data in found), None)


def records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield place, kind and data of the records of a workbook."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _formats_of(kind: int, data: bytes) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield address and number of the cell format of each cell of a record."""
    row, column = struct.unpack_from("<HH", data)
    steps = range(4, len(data) - 2, 6) if kind == _MANY_NUMBERS else [4]
    for place, at in enumerate(steps):
        yield (row + 1, column + place + 1), struct.unpack_from("<H", data, at)[0]


def _take(sheet: SheetRecords, kind: int, data: bytes) -> None:
    if kind == _FORMULA:
        row, column = struct.unpack_from("<HH", data)
        sheet.formulas.append((row + 1, column + 1, data))
        return
    for first, last, left, right in struct.iter_unpack("<4H", data[2 : 2 + (len(data) - 2) // 8 * 8]):
        sheet.merged.append((first + 1, left + 1, last + 1, right + 1))


def _formula_text(workbook: xlrd.Book, row: int, column: int, data: bytes) -> str:
    size = struct.unpack_from("<H", data, 20)[0]
    try:
        text = decompile_formula(workbook, data[22:], size, FMLA_TYPE_CELL, browx=row - 1, bcolx=column - 1)
    except (FormulaError, LookupError, TypeError, ValueError, struct.error):
        return ""
    return str(text or "")
