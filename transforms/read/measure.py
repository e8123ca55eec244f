"""How much a workbook would hold once it is opened, told from its packed parts: what is too much is not opened."""

import re
from collections import Counter

from transforms.read.biff import records
from transforms.read.document import Unreadable
from transforms.read.limits import MOST_CELLS, MOST_LETTERS, MOST_SHEETS
from transforms.read.package import Package
from transforms.read.workbook_parts import WorkbookParts

_SHORTEST_CELL = 15  # bytes of an XML cell that holds something: <c><v>1</v></c>
_END_OF_TEXT = re.compile(rb"</(?:[\w.-]+:)?si\s*>")
_TEXT_OF_CELL = re.compile(rb"""t=["']s["'][^>]*>\s*<(?:[\w.-]+:)?v(?:\s[^>]*)?>\s*([0-9]{1,7})""")
_LONG_STREAM = 1_000_000
# Records that hold a cell; those of many cells with the bytes that each cell takes.
_CELL_RECORDS = frozenset([0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E])
_MANY_NUMBERS, _EACH, _SHEET = 0x00BD, 6, 0x0085


def measure_xlsx(package: Package, parts: WorkbookParts) -> None:
    """Raise Unreadable for a workbook with more cells or letters than any report, also where parts are used twice."""
    used = Counter(sheet.member for sheet in parts.sheets if sheet.member)
    texts = parts.shared.get("sharedStrings", "")
    cells = sum(package.size(member) // _SHORTEST_CELL * times for member, times in used.items())
    if cells <= MOST_CELLS and cells * (package.size(texts) if texts else 0) <= MOST_LETTERS:
        return
    filled, numbers = 0, Counter[bytes]()
    for member, times in used.items():
        data = package.read(member)
        filled += _filled(data) * times
        for number in _TEXT_OF_CELL.findall(data):
            numbers[number] += times
    lengths = [len(text) for text in _END_OF_TEXT.split(package.read(texts))] if texts else []
    letters = sum(lengths[int(number)] * times for number, times in numbers.items() if int(number) < len(lengths))
    if filled > MOST_CELLS or letters > MOST_LETTERS:
        raise Unreadable("too-large")


def _filled(data: bytes) -> int:
    """How many cells of a sheet's XML hold something, or a few more; the elements may bear a prefix."""
    inline = data.count(b"<is>") + data.count(b":is>") // 2
    return data.count(b"</v>") + data.count(b":v>") // 2 + inline


def measure_xls(stream: bytes) -> None:
    """Raise Unreadable for the records of an old workbook with more cells or sheets than any report."""
    if len(stream) < _LONG_STREAM:
        return
    cells = sheets = 0
    for _, kind, data in records(stream):
        if kind == _MANY_NUMBERS:
            cells += len(data) // _EACH
        else:
            cells += kind in _CELL_RECORDS
            sheets += kind == _SHEET
    if cells > MOST_CELLS or sheets > MOST_SHEETS:
        raise Unreadable("too-large")
