"""How the sheets of an .xls or .ods file look: widths, heights, and the formats of cells, as far as they carry over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from transforms.marked.remarks import Place
from transforms.read.document import Sheet

MOST_LOOKS = 200_000  # cells whose format is taken over; the rest of a larger sheet is plain


@dataclass(frozen=True)
class Look:
    """The format of a cell; a colour as RRGGBB, '' where it has none; size in points."""

    font: str = ""
    size: float = 0
    bold: bool = False
    italic: bool = False
    fill: str = ""
    boxed: bool = False
    across: str = ""  # left, center, right
    down: str = ""  # top, center, bottom
    wrap: bool = False
    number_format: str = ""


@dataclass
class SheetLook:
    """The look of a sheet: widths in letters, heights in points, hidden rows and columns, formats of its cells."""

    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    cells: dict[Place, Look] = field(default_factory=dict)
    one_page_wide: bool = False


_NARROWEST, _WIDEST = 8, 45  # letters
_TABLE = 3  # cells of a row from which on it is one of a table


def fitted(sheet: Sheet) -> SheetLook:
    """The look of a sheet that has none of its own: columns as wide as needed, headings bold."""
    many = Counter(cell.row for cell in sheet.cells)
    look = SheetLook(one_page_wide=True)
    heading = next((cell.row for cell in sheet.cells if many[cell.row] >= _TABLE), 0)
    for cell in sheet.cells:
        if many[cell.row] >= _TABLE:
            letters = len(cell.text) // 2 if cell.row == heading else len(cell.text)  # headings are wrapped
            needed = min(max(letters + 2, _NARROWEST), _WIDEST)
            look.widths[cell.column] = max(look.widths.get(cell.column, 0), needed)
        if cell.row == heading:
            look.cells[cell.row, cell.column] = Look(bold=True, boxed=True, down="center", wrap=True)
    return look


Looks = dict[str, SheetLook]  # by name of the sheet
Reader = Callable[[bytes], Looks]
