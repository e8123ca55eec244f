"""How the sheets of an .xls or .ods file look: widths, heights, and the formats of cells, as far as they carry over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from transforms.marked.remarks import Place

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


Looks = dict[str, SheetLook]  # by name of the sheet
Reader = Callable[[bytes], Looks]
