"""What reading makes of a table: its cells as entries, and its findings before they have their words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.read.document import Cell

TOTAL = "total"


class Entry(NamedTuple):
    """One cell of a table as it was written, with what it is and where it stands."""

    entry: int  # which record of the table, from 1; of totals from -1 down
    row_key: str  # row code of a form of figures; TOTAL of a total row; else ''
    column_key: str
    text: str
    kind: str
    unit: str  # the unit written in the row or the heading, or ''
    sheet: str
    row: int
    column: str  # letters, or the key of JSON
    unit_column: str = ""  # where in the same row the unit is written, if in a cell of its own
    power: int = 0  # the power of ten by which the number format shows another figure


class Found(NamedTuple):
    """A finding of reading, before it has its words."""

    rule_code: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    title: str = ""
    value: str = ""
    expected: str = ""
    nearest: str = ""
    entry: int | None = None  # the record or row of the form that the cell belongs to
    column_key: str = ""


@dataclass(frozen=True)
class Ground:
    """What of a sheet a form takes: the rows and columns of its table, and cells of the letterhead."""

    sheet: str
    form: str
    first_row: int
    last_row: int
    keys: Mapping[int, str | None]
    lines: frozenset[int]
    records: frozenset[int]
    used: frozenset[tuple[int, int]]


@dataclass
class Table:
    """What a sheet's table holds."""

    first_row: int
    entries: list[Entry] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    titles: dict[str, tuple[str, str]] = field(default_factory=dict)  # column key -> letters, heading as written
    rows: dict[str, int] = field(default_factory=dict)  # row code -> its row, of a form of figures
    used: int = 0
    reported: int = 0
    columns: tuple[int, int] = (0, 0)  # the first and the last
    last_row: int = 0
    keys: dict[int, str | None] = field(default_factory=dict)  # column -> its key, None where the form has none
    lines: set[int] = field(default_factory=set)  # rows of headings, of the codes of columns, of signatures between
    records: set[int] = field(default_factory=set)  # rows that the form declares, or that are records or totals

    def ground(self, sheet: str, form: str, used: Collection[tuple[int, int]]) -> Ground:
        """What of a sheet the table takes; `used`: cells of the letterhead."""
        return Ground(
            sheet, form, self.first_row, self.last_row, self.keys, frozenset(self.lines), frozenset(self.records),
            frozenset(used),
        )  # fmt: skip

    def covers(self, cell: Cell) -> bool:
        """Whether a cell stands within the rows and columns of the table."""
        first, last = self.columns
        return self.first_row <= cell.row <= self.last_row and first <= cell.column <= last
