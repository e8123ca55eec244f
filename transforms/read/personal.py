"""Where personal data and free text stand in a document: under which headings, in which cells.

Headings and values are looked at in any sheet and any form, so that what is not declared is found too. Where a table
ends is judged on the safe side: a row that could belong to it does.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


def personal_columns(document: Document) -> list[PersonalColumn]:
    """Return the columns of personal data and free text, those found by heading first."""
    if document.report is not None:
        return list(_keys(document.report))
    typed = document.container != "csv"
    found = [
        column for sheet in without_own(document) if _may_hold(sheet) for column in _Finder(sheet, typed).columns()
    ]
    return [*found, *(_changed(sheet) for sheet in document.sheets if is_own(sheet) and changed_cells(sheet))]


def _changed(sheet: Sheet) -> PersonalColumn:
    """The cells of a sheet of ours that somebody wrote into: free text, for nobody can say what it is."""
    return PersonalColumn(FREE_TEXT, sheet.name, sheet.cells[0], changed_cells(sheet))


def _may_hold(sheet: Sheet) -> bool:
    texts = [cell.text for cell in sheet.cells if cell.kind == TEXT]
    return any(heading_kind(text) or is_paper(text) or is_old_card(text) or text == PLACEHOLDER for text in texts)


class _Finder:
    """Looks for the columns of one sheet; in one that is `typed`, digits kept as text are no figure."""

    def __init__(self, sheet: Sheet, typed: bool) -> None:
        self._sheet = sheet
        self._typed = typed
        self._rows: dict[int, dict[int, Cell]] = {}
        for cell in sheet.cells:
            self._rows.setdefault(cell.row, {})[cell.column] = cell
        self._merged = {(row, column): (last_row, last) for row, column, last_row, last in sheet.merged}

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

    def _under(self, heading: Cell) -> list[Cell] | None:
        """Return the cells that the heading speaks of, or None where it heads nothing."""
        row = self._rows[heading.row]
        others = [cell for column, cell in row.items() if column != heading.column]
        below, above = (self._rows.get(heading.row + step, {}).get(heading.column) for step in (1, -1))
        if len(others) <= 2 and not any(is_label(cell.text) for cell in others):
            if any(neighbour and heading_kind(neighbour.text) for neighbour in (below, above)):
                return [cell for cell in others if cell.column > heading.column]
            if len(others) == 1 and heading.column == min(row) and below and is_label(below.text):
                return None
        if any(is_signature(cell.text) for cell in others):
            return None
        last_row, last_column = self._merged.get((heading.row, heading.column), (heading.row, heading.column))
        cells = [
            cell
            for cells in self._body(heading.row)
            for column, cell in cells.items()
            if heading.column <= column <= last_column
            if not stands_for_nobody(cell.text) and not (heading_kind(cell.text) and _is_heading_row(cells))
        ]
        if not others:
            cells = list(takewhile(lambda cell: not is_label(cell.text), cells))
        alone = not others and (len(cells) < 2 or cells[0].row > last_row + 1)
        return None if alone else cells

    def _body(self, heading_row: int) -> Iterator[dict[int, Cell]]:
        """Yield the rows of the table under a heading row, those behind a gap if they could belong to it."""
        heading = self._rows[heading_row]
        last = max(self._last_heading_row(heading_row, column) for column in heading)
        ordinal = next((column for column, cell in heading.items() if fold(cell.text) in gate_words().ordinal), 0)
        begun, previous = False, last
        for number in sorted(row for row in self._rows if row > last):
            row = self._rows[number]
            if not begun and number == previous + 1 and _is_heading_row(row):
                previous = number
                continue
            begun, behind_gap = True, number > previous + 1
            counted = ordinal in row and row[ordinal].text.rstrip(".").isdigit()
            filled = sum(min(heading) <= column <= max(heading) for column in row) >= _MOSTLY * len(heading)
            if any(is_signature(cell.text) for cell in row.values()) and not counted and (behind_gap or not filled):
                return
            labels = sum(is_label(cell.text) for cell in row.values())
            if behind_gap and not counted and labels > 1:
                return
            if not behind_gap or counted or (filled and not labels):
                previous = number
                yield row

    def _last_heading_row(self, row: int, column: int) -> int:
        last_row, _ = self._merged.get((row, column), (row, column))
        return last_row if last_row < row + _MOST_HEADING_ROWS else row

    def _papers(self, taken: set[tuple[int, int]]) -> Iterator[PersonalColumn]:
        """Yield the columns under other headings whose values are mostly numbers of personal papers."""
        by_column: dict[int, list[Cell]] = defaultdict(list)
        for cell in self._sheet.cells:
            if (cell.row, cell.column) not in taken:
                by_column[cell.column].append(cell)
        for cells in by_column.values():
            found = _mostly_papers(cells, self._typed)
            if not found:
                continue
            heading = self._heading_over(found[0])
            if not is_declared(heading.text):
                yield PersonalColumn(PERSONAL, self._sheet.name, heading, tuple(found))

    def _heading_over(self, first: Cell) -> Cell:
        """Return the nearest text without digits above a cell in its column, or a blank cell where there is none."""
        over = [
            cell
            for cell in self._sheet.cells
            if cell.column == first.column and cell.row < first.row and cell.kind == TEXT
            if not is_column_code(cell.text) and not _has_digit(cell.text)
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
