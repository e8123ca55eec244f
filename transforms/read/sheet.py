"""How a sheet's cells are gathered: text cleaned and repaired, ambiguous cells settled by the rest of the sheet."""

import math

from transforms.read.document import (
    ERROR,
    ERROR_VALUES,
    NUMBER,
    TEXT,
    Cell,
    Sheet,
    Unreadable,
    is_left_out,
    number_text,
)
from transforms.read.letters import AMBIGUOUS, REPAIRED, UNICODE, cell_text
from transforms.read.limits import LONGEST_TEXT, MOST_CELLS, MOST_LETTERS


class SheetBuilder:
    """Takes the cells of one sheet in any order and builds the Sheet, row by row."""

    def __init__(self, name: str, hidden: bool = False) -> None:
        self._name = name
        self._hidden = hidden
        self._cells: list[Cell] = []
        self._ambiguous: dict[int, str] = {}
        self._repaired = 0
        self._unicode = 0
        self._letters = 0

    def add(self, row: int, column: int, text: str, kind: str) -> None:
        """Add a cell whose text is ready."""
        self._cells.append(Cell(row, column, text, kind))

    def add_text(self, row: int, column: int, raw: str) -> None:
        """Add a text cell as the file has it; blank text is no cell."""
        self._letters += len(raw)
        if len(raw) > LONGEST_TEXT or self._letters > MOST_LETTERS or len(self._cells) > MOST_CELLS:
            raise Unreadable("too-large")
        text, encoding, as_tcvn3 = cell_text(raw)
        if not text:
            return
        if is_left_out(text):
            pass
        elif encoding == UNICODE:
            self._unicode += 1
        elif encoding == REPAIRED:
            self._repaired += 1
        elif encoding == AMBIGUOUS:
            self._ambiguous[len(self._cells)] = as_tcvn3
        self._cells.append(Cell(row, column, text, ERROR if text in ERROR_VALUES else TEXT))

    def add_number(self, row: int, column: int, value: float, power: int = 0) -> None:
        """Add a typed number; what no decimal can show is an error value."""
        if math.isfinite(value):
            self._cells.append(Cell(row, column, number_text(value), NUMBER, power))
        else:
            self._cells.append(Cell(row, column, "#NUM!", ERROR))

    def build(self, merged: tuple[tuple[int, int, int, int], ...] = ()) -> Sheet:
        """Return the sheet; cells that make sense in both encodings follow the majority of those that do not."""
        if len(self._cells) > MOST_CELLS:
            raise Unreadable("too-large")
        if self._repaired > self._unicode:
            for place, text in self._ambiguous.items():
                cell = self._cells[place]
                self._cells[place] = Cell(cell.row, cell.column, text, cell.kind)
        self._cells.sort(key=lambda cell: (cell.row, cell.column))
        return Sheet(self._name, tuple(self._cells), merged, self._hidden)
