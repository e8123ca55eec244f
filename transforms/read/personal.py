"""Where personal data and free text stand in a document: under which headings, in which cells.

Headings and values are looked at in any sheet and any form, so that what is not declared is found too. Where a table
ends is judged on the safe side: a row that could belong to it does.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import Any

from expectations.text import fold
from transforms.read.document import PLACEHOLDER, TEXT, Cell, Document, Sheet
from transforms.read.gate_words import (
    FREE_TEXT,
    PERSONAL,
    gate_words,
    heading_kind,
    is_column_code,
    is_declared,
    is_label,
    is_old_card,
    is_paper,
    is_signature,
    stands_for_nobody,
)
from transforms.read.own_sheet import changed_cells, is_own, without_own
from transforms.read.tax_numbers import personal_numbers, personal_values

_MOSTLY = 0.6
_FEWEST_OLD_CARDS = 3
_MOST_HEADING_ROWS = 4


@dataclass(frozen=True)
class PersonalColumn:
    """A column whose cells may not be kept. In JSON the heading's text is the key and a cell's row that of its row."""

    kind: str
    sheet: str
    heading: Cell
    cells: tuple[Cell, ...]
    whole: bool = True  # False: the cells are some of the column, and the others may be kept


def personal_columns(document: Document) -> list[PersonalColumn]:
    """Return the columns of personal data and free text, those found by heading first."""
    if document.report is not None:
        return [*_keys(document.report), *(
            PersonalColumn(PERSONAL, "", Cell(0, 0, key, TEXT), tuple(cells), whole=False)
            for key, cells in personal_values(document.report)
        )]  # fmt: skip
    typed = document.container != "csv"
    found = [
        column for sheet in without_own(document) if _may_hold(sheet) for column in _Finder(sheet, typed).columns()
    ]
    found += [
        PersonalColumn(PERSONAL, sheet.name, heading, tuple(cells), whole=False)
        for sheet in without_own(document)
        for heading, cells in personal_numbers(sheet)
    ]
    return [*found, *(_changed(sheet) for sheet in document.sheets if is_own(sheet) and changed_cells(sheet))]


def _changed(sheet: Sheet) -> PersonalColumn:
    """The cells of a sheet of ours that somebody wrote into: free text, for nobody can say what it is."""
    return PersonalColumn(FREE_TEXT, sheet.name, sheet.cells[0], changed_cells(sheet))


def _may_hold(sheet: Sheet) -> bool:
    texts = [cell.text for cell in sheet.cells if cell.kind == TEXT]
    return any(heading_kind(text) or is_paper(text) or is_old_card(text) or text == PLACEHOLDER for text in texts)


@dataclass(frozen=True)
class _Row:
    """A row of a sheet, and what is asked of it again and again."""

    number: int
    cells: dict[int, Cell]

    @cached_property
    def columns(self) -> list[int]:
        return sorted(self.cells)

    @cached_property
    def labels(self) -> int:
        return sum(is_label(cell.text) for cell in self.cells.values())

    @cached_property
    def signatures(self) -> int:
        return sum(is_signature(cell.text) for cell in self.cells.values())

    @cached_property
    def is_heading(self) -> bool:
        return _is_heading_row(self.cells)

    def width(self, first: int, last: int) -> int:
        """How many cells stand in these columns."""
        return bisect_right(self.columns, last) - bisect_left(self.columns, first)


class _Finder:
    """Looks for the columns of one sheet; in one that is `typed`, digits kept as text are no figure.

    No cell is visited once for each heading above it: rows that follow each other are taken as ranges, and a cell that
    a column has taken is not seen again.
    """

    def __init__(self, sheet: Sheet, typed: bool) -> None:
        self._sheet = sheet
        self._typed = typed
        rows: dict[int, dict[int, Cell]] = {}
        self._columns: dict[int, list[Cell]] = defaultdict(list)
        for cell in sheet.cells:
            rows.setdefault(cell.row, {})[cell.column] = cell
            self._columns[cell.column].append(cell)
        self._rows = [_Row(number, rows[number]) for number in sorted(rows)]
        self._places = {row.number: place for place, row in enumerate(self._rows)}
        self._widest = sorted(self._columns)
        self._left = {column: [cell for cell in cells if self._may_go(cell)] for column, cells in self._columns.items()}
        self._merged = {(row, column): (last_row, last) for row, column, last_row, last in sheet.merged}
        self._bodies: dict[int, list[tuple[int, int]]] = {}

    def columns(self) -> Iterator[PersonalColumn]:
        taken: set[tuple[int, int]] = set()
        headings = [cell for cell in self._sheet.cells if cell.kind == TEXT and heading_kind(cell.text)]
        for heading in headings:
            cells = None if (heading.row, heading.column) in taken else self._under(heading)
            if cells is None:
                continue
            cells = [cell for cell in cells if (cell.row, cell.column) not in taken]
            taken |= {(heading.row, heading.column)} | {(cell.row, cell.column) for cell in cells}
            yield PersonalColumn(heading_kind(heading.text), self._sheet.name, heading, tuple(cells))
        yield from self._papers(taken)

    def _may_go(self, cell: Cell) -> bool:
        """Say whether a heading can speak of the cell: it is somebody's, and no heading itself."""
        if stands_for_nobody(cell.text):
            return False
        return not (heading_kind(cell.text) and self._row(cell.row).is_heading)

    def _row(self, number: int) -> _Row:
        return self._rows[self._places[number]]

    def _beside(self, heading: Cell, step: int) -> Cell | None:
        """Return the cell so many rows below the heading, or None."""
        place = self._places.get(heading.row + step)
        return None if place is None else self._rows[place].cells.get(heading.column)

    def _under(self, heading: Cell) -> list[Cell] | None:
        """Return the cells that the heading speaks of and that no other has taken, or None where it heads nothing."""
        row = self._row(heading.row)
        others = len(row.cells) - 1
        if others <= 2 and row.labels - is_label(heading.text) == 0:
            below, above = self._beside(heading, 1), self._beside(heading, -1)
            if any(neighbour and heading_kind(neighbour.text) for neighbour in (below, above)):
                return [cell for column, cell in row.cells.items() if column > heading.column]
            if others == 1 and heading.column == row.columns[0] and below and is_label(below.text):
                return None
        if row.signatures - is_signature(heading.text):
            return None
        last_row, last_column = self._merged.get((heading.row, heading.column), (heading.row, heading.column))
        ranges = self._body(row)
        if others:
            return self._take(ranges, heading.column, last_column)
        cells = list(
            takewhile(lambda cell: not is_label(cell.text), self._standing(ranges, heading.column, last_column))
        )
        return None if len(cells) < 2 or cells[0].row > last_row + 1 else cells

    def _take(self, ranges: list[tuple[int, int]], first: int, last: int) -> list[Cell]:
        """Return the cells of these rows and columns that are left, row by row, and leave them to no other."""
        taken: list[Cell] = []
        for column in self._widest[bisect_left(self._widest, first) : bisect_right(self._widest, last)]:
            left = self._left[column]
            for top, bottom in ranges:
                begin, end = (bisect_left(left, row, key=_row_of) for row in (top, bottom + 1))
                taken += left[begin:end]
                del left[begin:end]
        return sorted(taken, key=lambda cell: (cell.row, cell.column))

    def _standing(self, ranges: list[tuple[int, int]], first: int, last: int) -> Iterator[Cell]:
        """Yield the cells of these rows and columns, row by row, whether taken or not."""
        for top, bottom in ranges:
            for place in range(self._places[top], self._places[bottom] + 1):
                row = self._rows[place]
                columns = row.columns[bisect_left(row.columns, first) : bisect_right(row.columns, last)]
                yield from (row.cells[column] for column in columns if self._may_go(row.cells[column]))

    def _body(self, heading: _Row) -> list[tuple[int, int]]:
        """Return the rows of the table under a heading row, those behind a gap if they could belong to it.

        They come as ranges: the first and the last of rows that follow each other.
        """
        if heading.number not in self._bodies:
            self._bodies[heading.number] = list(self._find_body(heading))
        return self._bodies[heading.number]

    def _find_body(self, heading: _Row) -> Iterator[tuple[int, int]]:
        first, last = heading.columns[0], heading.columns[-1]
        words = gate_words().ordinal
        ordinal = next((column for column, cell in heading.cells.items() if fold(cell.text) in words), 0)
        previous = max(self._last_heading_row(heading.number, column) for column in heading.cells)
        place = bisect_right(self._rows, previous, key=lambda row: row.number)
        while place < len(self._rows) and self._rows[place].number == previous + 1 and self._rows[place].is_heading:
            previous, place = previous + 1, place + 1
        while place < len(self._rows):
            row = self._rows[place]
            behind_gap = row.number > previous + 1
            if not behind_gap and not row.signatures:
                place = self._run_ends[place]
                previous = self._rows[place - 1].number
                yield row.number, previous
                continue
            counted = ordinal in row.cells and row.cells[ordinal].text.rstrip(".").isdigit()
            filled = row.width(first, last) >= _MOSTLY * len(heading.cells)
            if row.signatures and not counted and (behind_gap or not filled):
                return
            if behind_gap and not counted and row.labels > 1:
                return
            if not behind_gap or counted or (filled and not row.labels):
                previous = row.number
                yield row.number, row.number
            place += 1

    @cached_property
    def _run_ends(self) -> list[int]:
        """For each row the place behind those that follow it without a gap, up to one with a signature."""
        ends = [0] * len(self._rows)
        for place in reversed(range(len(self._rows))):
            after = self._rows[place + 1] if place + 1 < len(self._rows) else None
            goes_on = after is not None and after.number == self._rows[place].number + 1 and not after.signatures
            ends[place] = ends[place + 1] if goes_on else place + 1
        return ends

    def _last_heading_row(self, row: int, column: int) -> int:
        last_row, _ = self._merged.get((row, column), (row, column))
        return last_row if last_row < row + _MOST_HEADING_ROWS else row

    def _papers(self, taken: set[tuple[int, int]]) -> Iterator[PersonalColumn]:
        """Yield the columns under other headings whose values are mostly numbers of personal papers."""
        by_column: dict[int, list[Cell]] = defaultdict(list)
        for cell in self._sheet.cells:
            if (cell.row, cell.column) not in taken:
                by_column[cell.column].append(cell)
        for column, cells in by_column.items():
            found = _mostly_papers(cells, self._typed)
            if not found:
                continue
            heading = _heading_over(found[0], self._columns[column])
            if not is_declared(heading.text):
                yield PersonalColumn(PERSONAL, self._sheet.name, heading, tuple(found))


def _row_of(cell: Cell) -> int:
    return cell.row


def _heading_over(first: Cell, column: Sequence[Cell]) -> Cell:
    """Return the nearest text without digits above a cell in its column, or a blank cell where there is none."""
    over = [
        cell
        for cell in takewhile(lambda cell: cell.row < first.row, column)
        if cell.kind == TEXT and not is_column_code(cell.text) and not _has_digit(cell.text)
    ]
    return over[-1] if over else Cell(max(first.row - 1, 1), first.column, "", TEXT)


def _is_heading_row(row: dict[int, Cell]) -> bool:
    """Say whether the row goes on with the headings: the codes of columns, or a second line of headings."""
    texts = [cell.text for cell in row.values()]
    labels = sum(bool(heading_kind(text)) or is_declared(text) for text in texts)
    return len(texts) > 1 and (all(map(is_column_code, texts)) or (labels > 1 and not any(map(_has_digit, texts))))


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _mostly_papers(cells: Sequence[Cell], typed: bool) -> list[Cell]:
    """Return the cells from the first to the last paper number of a column, where most of them are such numbers."""
    places = [place for place, cell in enumerate(cells) if cell.kind == TEXT and _is_or_was_paper(cell.text)]
    nine = {place: cell.text for place, cell in enumerate(cells) if cell.kind == TEXT and is_old_card(cell.text)}
    no_figures = typed or any(text.startswith("0") for text in nine.values())
    if no_figures and len(nine) >= _FEWEST_OLD_CARDS and len(set(nine.values())) == len(nine):
        places = sorted({*places, *nine})
    if not places:
        return []
    between = cells[places[0] : places[-1] + 1]
    return list(between) if len(places) >= _MOSTLY * len(between) else []


def _is_or_was_paper(text: str) -> bool:
    return text == PLACEHOLDER or is_paper(text)


def _keys(report: dict[str, Any]) -> Iterator[PersonalColumn]:
    """Yield the keys of a JSON report that hold personal data or free text, wherever in it they stand."""
    cells: dict[str, list[Cell]] = defaultdict(list)
    for key, row, text in leaves(report):
        cells[key].append(Cell(row, 0, text, TEXT))
    for key, values in cells.items():
        kind = heading_kind(key)
        if not kind and not is_declared(key) and _mostly_papers(values, typed=False):
            kind = PERSONAL
        if kind:
            yield PersonalColumn(kind, "", Cell(0, 0, key, TEXT), tuple(values))


def leaves(value: Any, key: str = "", row: int = 0) -> Iterator[tuple[str, int, str]]:
    """Yield key, row number and text of all that a JSON value holds; what stands under a personal key is under it."""
    if isinstance(value, dict):
        for inner, item in value.items():
            yield from leaves(item, key if heading_kind(key) else inner, row)
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from leaves(item, key, row or number)
    elif value is not None and value != "":
        yield key, row, str(value)
