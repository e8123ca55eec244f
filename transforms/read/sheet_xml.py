"""A second look at the XML of an .xlsx sheet: error values, formulas without a value, cells far from all others.

Nothing is evaluated: a formula is text. Entities are not expanded and nothing outside the file is loaded.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.read.document import ERROR, FORMULA_WITHOUT_VALUE, Unreadable, column_letters, column_number
from transforms.read.package import Package, zip_again
from transforms.read.sheet import LARGEST_AREA, MOST_CELLS
from transforms.read.workbook_parts import workbook_parts
from transforms.read.xml_parser import parse_xml, xml_parser

LONGEST_FORMULA = 200
_FAR = re.compile(rb'<c r="(?:[A-Za-z]{3}|[A-Za-z]+[0-9]{5})')
_CELL = re.compile(rb'<c r="([A-Za-z]+)([0-9]+)"')
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class Range(NamedTuple):
    """A merged range, 1-based and with its last row and column."""

    row: int
    column: int
    last_row: int
    last_column: int


@dataclass
class Look:
    """What the second look found in a sheet, at 1-based addresses.

    `rows` and `columns` are set where the sheet was pressed together: the true numbers of the rows and columns left.
    """

    special: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)


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
    string: bool = False


class SheetWalk:
    """The cells and merged ranges of a sheet's XML, with their places in the bytes."""

    def __init__(self, data: bytes) -> None:
        self.cells: list[XmlCell] = []
        self.merged: list[Range] = []
        self._data = data
        self._row = self._column = 0
        self._cell: XmlCell | None = None
        self._into = ""
        self._parser = xml_parser(self._start, self._end, self._text)
        parse_xml(self._parser, data)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._row, self._column = _address(attributes.get("r"), self._row, self._column + 1)
            self._cell = XmlCell(self._row, self._column, attributes, self._parser.CurrentByteIndex)
        elif name == "row":
            self._row, self._column = int(attributes.get("r") or self._row + 1), 0
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif self._cell is not None:
            self._inside(self._cell, name)

    def _inside(self, cell: XmlCell, name: str) -> None:
        self._into = name if name in ("v", "f") else ""
        if name == "v":
            cell.value = ""
        elif name == "f":
            cell.formula = ""
        elif name == "is":
            cell.string = True

    def _text(self, text: str) -> None:
        if self._cell is None or not self._into:
            return
        if self._into == "v":
            self._cell.value = (self._cell.value or "") + text
        elif len(self._cell.formula or "") < LONGEST_FORMULA:
            self._cell.formula = ((self._cell.formula or "") + text)[:LONGEST_FORMULA]

    def _end(self, name: str) -> None:
        if name in ("v", "f"):
            self._into = ""
        elif name == "c" and self._cell is not None:
            cell, self._cell = self._cell, None
            if cell.value is None and cell.formula is None and not cell.string:
                return
            cell.inner = self._data.index(b">", cell.start) + 1
            cell.inner_end = self._parser.CurrentByteIndex
            self.cells.append(cell)
            if len(self.cells) > MOST_CELLS:
                raise Unreadable("too-large")

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        self.merged.append(Range(*_address(first, 1, 1), *_address(last or first, 1, 1)))


def examine_xlsx(content: bytes, package: Package) -> tuple[bytes, dict[int, Look]]:
    """Return the second looks by the sheet's place, and the content, with far-flung sheets pressed together."""
    looks: dict[int, Look] = {}
    pressed: dict[str, bytes] = {}
    for place, sheet in enumerate(workbook_parts(package).sheets):
        part = sheet.member
        if not part or _ordinary(data := package.read(part)):
            continue
        walk = SheetWalk(data)
        looks[place] = Look(_special(walk.cells), merged=walk.merged)
        if _area(walk.cells) > LARGEST_AREA:
            pressed[part] = _press(data, walk.cells, looks[place])
    return (zip_again(package, pressed) if pressed else content), looks


def _ordinary(data: bytes) -> bool:
    """Say whether the XML is whole and every cell plain: `<c r="…`, near the others, no error and no formula."""
    return (
        data.rstrip().endswith(b"</worksheet>")
        and data.count(b'<c r="') == data.count(b"<c") - data.count(b"<col")
        and b"<f" not in data
        and b't="e"' not in data
        and b":sheetData" not in data
        and b"\0" not in data[:100]
        and not _far(data)
    )


def _far(data: bytes) -> bool:
    """Say whether the rectangle around the cells, blank ones too, is larger than should be laid out."""
    if not _FAR.search(data):
        return False
    cells = _CELL.findall(data)
    column, _ = max(cells, key=lambda cell: (len(cell[0]), cell[0]))
    return column_number(column.decode()) * max(int(row) for _, row in cells) > LARGEST_AREA


def _special(cells: list[XmlCell]) -> dict[tuple[int, int], tuple[str, str]]:
    special = {}
    for cell in cells:
        kind = cell.attributes.get("t", "n")
        if kind == "e":
            special[cell.row, cell.column] = (ERROR, (cell.value or "").strip() or "#VALUE!")
        elif cell.formula is not None and _has_no_value(cell):
            special[cell.row, cell.column] = (FORMULA_WITHOUT_VALUE, _formula_text(cell.formula))
    return special


def _formula_text(formula: str) -> str:
    """Return the formula as people see it; one that only quotes a formula, as our copies have it, is the quoted one."""
    bare = " ".join(formula.split())
    quoted = bare[1:-1].replace('""', '"') if bare.startswith('"=') and bare.endswith('"') else ""
    return quoted or "=" + bare


def _has_no_value(cell: XmlCell) -> bool:
    """Say whether nothing is stored beside the formula; a blank text may be its stored result."""
    return not cell.string and (cell.value is None or (cell.value == "" and cell.attributes.get("t") != "str"))


def _area(cells: list[XmlCell]) -> int:
    if not cells:
        return 0
    rows, columns = [cell.row for cell in cells], [cell.column for cell in cells]
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)


def _press(data: bytes, cells: list[XmlCell], look: Look) -> bytes:
    """Return the sheet's XML with only its filled cells, moved together; the look keeps their true addresses."""
    look.rows = sorted({cell.row for cell in cells})
    look.columns = sorted({cell.column for cell in cells})
    if len(look.rows) * len(look.columns) > LARGEST_AREA or b":sheetData" in data:
        raise Unreadable("too-large")
    new_row = {row: number for number, row in enumerate(look.rows, 1)}
    letters = {column: column_letters(number) for number, column in enumerate(look.columns, 1)}
    out = [data[: data.index(b">", data.index(b"<sheetData")) + 1]]
    last_row = 0
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        if cell.row != last_row:
            out.append(b'</row><row r="%d">' % new_row[cell.row] if last_row else b'<row r="%d">' % new_row[cell.row])
            last_row = cell.row
        address = f"{letters[cell.column]}{new_row[cell.row]}"
        others = "".join(f' {key}="{value}"' for key, value in cell.attributes.items() if key in ("s", "t"))
        out.append(f'<c r="{address}"{others}>'.encode() + data[cell.inner : cell.inner_end] + b"</c>")
    return b"".join([*out, b"</row></sheetData></worksheet>"])


def _address(reference: str | None, row: int, column: int) -> tuple[int, int]:
    if reference is None:
        return row, column
    found = _ADDRESS.fullmatch(reference.replace("$", ""))
    if not found:
        raise Unreadable("truncated")
    return int(found[2]), column_number(found[1])
