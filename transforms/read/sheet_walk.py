"""The cells of an .xlsx sheet's XML: address, attributes and content of each, and its place in the bytes.

Nothing is evaluated: a formula is text. Entities are not expanded and nothing outside the file is loaded.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from transforms.read.document import Unreadable, column_number
from transforms.read.limits import MOST_CELLS
from transforms.read.xml_parser import parse_xml, xml_parser

LONGEST_FORMULA = 200
XML_SPACES = " \t\r\n"  # around a text they count only where it says so
_ROW = re.compile(r"[0-9]{1,7}")
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class Range(NamedTuple):
    """A merged range, 1-based and with its last row and column."""

    row: int
    column: int
    last_row: int
    last_column: int


@dataclass(slots=True)
class XmlCell:
    """A cell element: address, attributes, content, and where in the bytes its tag and its inside stand."""

    row: int
    column: int
    attributes: dict[str, str]
    start: int
    inner: int = 0
    inner_end: int = 0
    value: str | None = None
    formula: str | None = None
    string: str | None = None  # text that stands in the cell itself


class SheetWalk:
    """The cells and merged ranges of a sheet's XML, with their places in the bytes."""

    def __init__(self, data: bytes) -> None:
        self.cells: list[XmlCell] = []
        self.merged: list[Range] = []
        self._data = data
        self._row = self._column = 0
        self._cell: XmlCell | None = None
        self._into = ""
        self._spoken = self._with_spaces = False
        self._piece = ""
        self._parser = xml_parser(self._start, self._end, self._text)
        parse_xml(self._parser, data)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._row, self._column = _address(attributes.get("r"), self._row, self._column + 1)
            self._cell = XmlCell(self._row, self._column, attributes, self._parser.CurrentByteIndex)
        elif name == "row":
            self._row, self._column = _row_number(attributes.get("r"), self._row + 1), 0
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif self._cell is not None:
            self._inside(self._cell, name, attributes)

    def _inside(self, cell: XmlCell, name: str, attributes: dict[str, str]) -> None:
        self._into = name if name in ("v", "f", "t") and not self._spoken else ""
        self._piece, self._with_spaces = "", attributes.get("xml:space") == "preserve"
        if name == "v":
            cell.value = ""
        elif name == "f":
            cell.formula = ""
        elif name == "is":
            cell.string = ""
        elif name == "rPh":
            self._spoken = True

    def _text(self, text: str) -> None:
        if self._cell is None or not self._into:
            return
        if self._into == "v":
            self._cell.value = (self._cell.value or "") + text
        elif self._into == "t":
            self._piece += text
        elif len(self._cell.formula or "") < LONGEST_FORMULA:
            self._cell.formula = ((self._cell.formula or "") + text)[:LONGEST_FORMULA]

    def _end(self, name: str) -> None:
        if name in ("v", "f", "t"):
            if self._into == "t" and self._cell is not None:
                piece = self._piece if self._with_spaces else self._piece.strip(XML_SPACES)
                self._cell.string = (self._cell.string or "") + piece
            self._into = ""
        elif name == "rPh":
            self._spoken = False
        elif name == "c" and self._cell is not None:
            cell, self._cell = self._cell, None
            if cell.value is None and cell.formula is None and cell.string is None:
                return
            cell.inner = self._data.index(b">", cell.start) + 1
            cell.inner_end = self._parser.CurrentByteIndex
            self.cells.append(cell)
            if len(self.cells) > MOST_CELLS:
                raise Unreadable("too-large")

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        self.merged.append(Range(*_address(first, 1, 1), *_address(last or first, 1, 1)))


def _row_number(written: str | None, following: int) -> int:
    if not written:
        return following
    if not _ROW.fullmatch(written):
        raise Unreadable("truncated")
    return int(written)


def _address(reference: str | None, row: int, column: int) -> tuple[int, int]:
    if reference is None:
        return row, column
    found = _ADDRESS.fullmatch(reference.replace("$", ""))
    if not found:
        raise Unreadable("truncated")
    return int(found[2]), column_number(found[1])
