"""OpenDocument sheets (.ods) into cells, from the XML itself.

Of this format python-calamine gives neither error values, formulas without a value, merged ranges nor hidden sheets,
and it lays out repeated blank rows; the elements, read one by one, tell it all.
"""

from dataclasses import dataclass, field
from datetime import date

from transforms.read.document import (
    BOOLEAN,
    DATE,
    ERROR,
    FORMULA_WITHOUT_VALUE,
    Document,
    Sheet,
    Unreadable,
)
from transforms.read.limits import MOST_CELLS, MOST_SHEETS
from transforms.read.package import Package
from transforms.read.sheet import SheetBuilder
from transforms.read.sheet_walk import LONGEST_FORMULA
from transforms.read.xml_parser import parse_xml, xml_parser

_MOST_STYLED_COLUMNS = 1024
_CELLS = ("table-cell", "covered-table-cell")
_NUMBERS = ("float", "percentage", "currency")
_ASIDE = ("annotation", "shapes", "frame", "custom-shape", "tracked-changes", "dde-links", "forms", "ruby-text")


def open_ods(package: Package) -> Document:
    """Return the document of an .ods workbook."""
    manifest = package.find("META-INF/manifest.xml")
    if manifest and b"encryption-data" in package.read(manifest):
        raise Unreadable("encrypted")
    walk = _OdsWalk()
    parse_xml(xml_parser(walk.start, walk.end, walk.text), package.read(package.find("content.xml") or ""))
    if not walk.is_spreadsheet:
        raise Unreadable("not-a-report")
    return Document("ods", tuple(walk.sheets))


@dataclass
class _OpenCell:
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)  # of its text, paragraphs apart by a blank
    begun: bool = False


class _OdsWalk:
    """Follows the elements of content.xml and gathers the sheets."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.is_spreadsheet = False
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._builder: SheetBuilder | None = None
        self._merged: list[tuple[int, int, int, int]] = []
        self._row = self._column = 0
        self._row_repeats = 1
        self._row_cells: list[tuple[int, dict[str, str], str]] = []
        self._cell: _OpenCell | None = None
        self._aside = 0
        self._cells = 0
        self._styles = _NumberStyles()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        # LibreOffice adds its own value-type="error" after the standard's value-type="string"; the last one counts.
        attributes = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if self._aside or name in _ASIDE:
            self._aside += 1
        elif self._cell is not None:
            self._in_cell(self._cell, name, attributes)
        elif name in _CELLS and self._builder is not None:
            self._cell = _OpenCell(attributes)
        elif name == "table-column":
            self._styles.column(attributes)
        elif name == "table-row":
            self._styles.row = attributes.get("default-cell-style-name", "")
            self._row_repeats, self._column, self._row_cells = _repeats(attributes, "rows"), 0, []
        elif name == "table":
            if len(self.sheets) == MOST_SHEETS:
                raise Unreadable("too-large")
            hidden = attributes.get("style-name") in self._hidden_styles
            self._builder = SheetBuilder(attributes.get("name", ""), hidden)
            self._row, self._merged = 0, []
            self._styles.columns = []
        elif name == "spreadsheet":
            self.is_spreadsheet = True
        elif name == "style":
            self._style = attributes.get("name", "")
            self._styles.of_cells[self._style] = attributes.get("data-style-name", "")
        elif name in ("number-style", "number"):
            self._styles.take(attributes)
        elif name == "table-properties" and attributes.get("display") == "false":
            self._hidden_styles.add(self._style)

    def _in_cell(self, cell: _OpenCell, name: str, attributes: dict[str, str]) -> None:
        if name in ("p", "h"):
            cell.pieces += [" "] if cell.begun else []
            cell.begun = True
        elif name in ("s", "tab", "line-break") and cell.begun:
            cell.pieces.append(" ")

    def text(self, text: str) -> None:
        if self._cell is not None and self._cell.begun and not self._aside:
            self._cell.pieces.append(text)

    def end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name in _CELLS and self._cell is not None:
            cell, self._cell = self._cell, None
            self._close_cell(cell)
        elif name == "table-row":
            self._close_row()
        elif name == "table" and self._builder is not None:
            self.sheets.append(self._builder.build(tuple(self._merged)))
            self._builder = None

    def _close_cell(self, cell: _OpenCell) -> None:
        repeats = _repeats(cell.attributes, "columns")
        spanned = (int(cell.attributes.get(f"number-{side}-spanned") or 1) for side in ("rows", "columns"))
        rows, columns = spanned
        if rows > 1 or columns > 1:
            first = (self._row + 1, self._column + 1)
            self._merged.append((*first, first[0] + rows - 1, first[1] + columns - 1))
        text = "".join(cell.pieces)
        if text.strip() or "value-type" in cell.attributes or "formula" in cell.attributes:
            if repeats > MOST_CELLS:
                raise Unreadable("too-large")
            self._row_cells += [(self._column + place, cell.attributes, text) for place in range(1, repeats + 1)]
        self._column += repeats

    def _close_row(self) -> None:
        self._cells += len(self._row_cells) * self._row_repeats
        if self._cells > MOST_CELLS:
            raise Unreadable("too-large")
        if self._row_cells and self._builder is not None:
            for row in range(self._row + 1, self._row + self._row_repeats + 1):
                for column, attributes, text in self._row_cells:
                    power = self._styles.power(column, attributes)
                    _add(self._builder, row, column, attributes, text, power)
        self._row += self._row_repeats


def _repeats(attributes: dict[str, str], what: str) -> int:
    return max(1, int(attributes.get(f"number-{what}-repeated") or 1))


class _NumberStyles:
    """Which cells show their numbers in thousands or millions: by their own style, their row's or their column's."""

    def __init__(self) -> None:
        self.of_cells: dict[str, str] = {}
        self.columns: list[str] = []
        self.row = ""
        self._powers: dict[str, int] = {}
        self._name = ""

    def take(self, attributes: dict[str, str]) -> None:
        """Take a style of numbers, or the factor within one."""
        self._name = attributes.get("name", self._name)
        factor = attributes.get("display-factor", "").rstrip("0").partition(".")[0]
        if factor == "1":
            self._powers[self._name] = -attributes["display-factor"].partition(".")[0].count("0")

    def column(self, attributes: dict[str, str]) -> None:
        """Take the columns of a sheet in their order."""
        style = attributes.get("default-cell-style-name", "")
        self.columns += [style] * min(_repeats(attributes, "columns"), _MOST_STYLED_COLUMNS - len(self.columns))

    def power(self, column: int, attributes: dict[str, str]) -> int:
        """The power of ten by which a cell shows another figure than it holds."""
        if attributes.get("value-type") == "percentage":
            return 2
        of_column = self.columns[column - 1] if column <= len(self.columns) else ""
        style = attributes.get("style-name") or self.row or of_column
        return self._powers.get(self.of_cells.get(style, ""), 0)


def _add(builder: SheetBuilder, row: int, column: int, attributes: dict[str, str], text: str, power: int) -> None:
    kind = attributes.get("value-type", "")
    value = attributes.get("value")
    if _is_error(attributes, text):
        builder.add(row, column, text.strip() or "#VALUE!", ERROR)
    elif kind in _NUMBERS and value is not None:
        builder.add_number(row, column, float(value), power)
    elif kind == "date" and "date-value" in attributes:
        builder.add(row, column, date.fromisoformat(attributes["date-value"][:10]).isoformat(), DATE)
    elif kind == "boolean":
        builder.add(row, column, attributes.get("boolean-value", text).upper(), BOOLEAN)
    elif "formula" in attributes and not kind and not text.strip():
        builder.add(row, column, _formula(attributes["formula"]), FORMULA_WITHOUT_VALUE)
    else:
        builder.add_text(row, column, attributes.get("string-value") or text)


def _is_error(attributes: dict[str, str], text: str) -> bool:
    """Say whether the cell holds an error: marked so by LibreOffice, or a formula whose result is #REF! or Err:502."""
    return attributes.get("value-type") == "error" or ("formula" in attributes and text.startswith(("Err:", "#")))


def _formula(formula: str) -> str:
    bare = formula.partition(":")[2] if formula.partition(":")[0].isalnum() else formula
    return " ".join(("=" + bare.lstrip("=")).split())[:LONGEST_FORMULA]
