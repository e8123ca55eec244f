"""The heading rows of a table, and which column of the form each of its columns is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from expectations.text import fold
from transforms.read.document import Cell, Sheet, is_left_out
from transforms.read.languages import is_foreign
from transforms.read.lookup import PREVIOUS, FormLookup, group_unit, unit_in

_COLUMN_CODE = re.compile(r"^\(?(?:\d{1,2}|[A-Za-zĐđ]|[IVXivx]{1,5})\)?(?:\s*=.*)?$")

LONGEST_HEADING = 200

Rows = Mapping[int, Sequence[Cell]]


@dataclass(frozen=True)
class Heading:
    """A column of a table: which of the form's it is (None: none of them), its words, and the unit in them."""

    column: int
    key: str | None
    text: str
    unit: str
    row: int
    pieces: frozenset[str]  # folded, as they stand in the cells
    whole: bool = True  # named by all its words, and not by the last of them alone


def heading_row_of_each(rows: Rows, lookups: Sequence[FormLookup]) -> list[tuple[int | None, int]]:
    """For each of these forms the row with most of its headings, and how many they are.

    All in one walk over the rows: what a text says is then found out once.
    """
    best: list[tuple[int | None, int]] = [(None, 1) for _ in lookups]
    begun = frozenset[str]().union(*(lookup.first_words for lookup in lookups))
    for number, cells in rows.items():
        texts = {
            cell.text
            for cell in cells
            if cell.kind == "text" and len(cell.text) <= LONGEST_HEADING
            if not begun.isdisjoint(fold(cell.text).split())  # most texts of a ledger end here
        }
        for place, lookup in enumerate(lookups):
            if len(texts) <= best[place][1]:
                continue
            hits = len({lookup.column_of(text)[0] for text in texts} - {None})
            if hits > best[place][1]:
                best[place] = number, hits
    return [(number, most if number is not None else 0) for number, most in best]


def likely_heading_row(rows: Rows, below: int) -> int | None:
    """The row under the title that looks most like headings: most texts, none of them a label with its colon."""
    texts = {
        number: len(cells)
        for number, cells in rows.items()
        if number > below and all(cell.kind == "text" and not cell.text.endswith(":") for cell in cells)
    }
    best = max(texts, key=lambda number: (texts[number], -number), default=None)
    return best if best is not None and texts[best] > 2 else None


def has_own_columns(rows: Rows, top: int, lookup: FormLookup) -> bool:
    """Whether the headings name a column of the form itself, and not only those that every form of figures has."""
    named = [lookup.column_of(cell.text)[0] for row in range(top, top + 3) for cell in rows.get(row, ())]
    return any(key is not None and not key.startswith("#") for key in named)


def heading_rows(rows: Rows, top: int, lookup: FormLookup) -> tuple[int, int]:
    """The first and the last row of the headings around the row with most of them."""
    first = last = top
    above = rows.get(top - 1, ())
    if any(fold(cell.text) in lookup.groups and lookup.column_of(cell.text)[0] is None for cell in above):
        first = top - 1
    while last < top + 2 and _goes_on(rows.get(last + 1, ()), lookup):
        last += 1
    return first, last


def _goes_on(cells: Sequence[Cell], lookup: FormLookup) -> bool:
    """Whether the row below headings is one more row of headings, or of the units under them."""
    texts = [cell.text for cell in cells if cell.kind == "text"]
    if texts and len(texts) == len(cells) and all(_unit_alone(text, lookup) for text in texts):
        return True
    if len(texts) > 2 and len(texts) == len(cells) and is_foreign(" ".join(texts).split()):
        return True  # the headings once more in another language
    return any(not _COLUMN_CODE.match(text) and lookup.column_of(text)[0] is not None for text in texts)


def column_headings(sheet: Sheet, rows: Rows, first: int, last: int, lookup: FormLookup) -> dict[int, Heading]:
    """The columns of a table by their headings; of two with one name the second is not the form's."""
    grid = {row: {cell.column: cell.text for cell in rows.get(row, ())} for row in range(first, last + 1)}
    merged = {
        (row, column): (a, b)
        for a, b, c, d in sheet.merged
        if a <= last and c >= first and d - b < 100
        for row in range(max(a, first), min(c, last) + 1)
        for column in range(b, d + 1)
    }
    headings = [
        _named(column, _pieces(column, grid, merged, last), lookup)
        for column in sorted({column for row in grid.values() for column in row})
    ]
    previous = {heading.column: heading for heading in headings if heading.key == PREVIOUS}
    best: dict[str, Heading] = {}
    for heading in headings:
        if heading.key not in (None, PREVIOUS) and (
            heading.key not in best or (heading.whole and not best[heading.key].whole)
        ):
            best[heading.key] = heading
    return {
        heading.column: heading if heading.key is None or best[heading.key] is heading else replace(heading, key=None)
        for heading in headings
        if heading.column not in previous
    } | previous


def _pieces(
    column: int, grid: Mapping[int, Mapping[int, str]], merged: Mapping[tuple[int, int], tuple[int, int]], last: int
) -> list[tuple[int, str]]:
    """The texts over a column from top to bottom, those of groups that span it among them."""
    pieces: list[tuple[int, str]] = []
    for row, texts in grid.items():
        text = texts.get(column)
        over = merged.get((row, column))
        if text is None and over is not None and over[0] == row:
            text = texts.get(over[1])
        elif text is None and any(column in grid[below] for below in range(row + 1, last + 1)):
            group = max((left for left in texts if left < column), default=None)
            if group is not None and any(group in grid[below] for below in range(row + 1, last + 1)):
                text = texts[group]
        if text is not None:
            pieces.append((row, text))
    return pieces


def _named(column: int, pieces: list[tuple[int, str]], lookup: FormLookup) -> Heading:
    whole = " ".join(text for _, text in pieces)
    units = [_unit_alone(text, lookup) for _, text in pieces]
    named = [piece for piece, unit in zip(pieces, units, strict=True) if not unit]
    unit = next(filter(None, reversed(units)), "")
    folded = frozenset(fold(text) for _, text in pieces)
    row = pieces[-1][0]
    if pieces and lookup.headings.get(fold(pieces[0][1])) == PREVIOUS:  # whatever stands under it
        return Heading(column, PREVIOUS, whole, "", row, folded)
    bare = [group_unit(text) for _, text in named]  # the unit may stand in the group: "Thực hiện (triệu đồng)"
    of_group = next((inside for _, inside in reversed(bare) if inside), "")
    for start in range(len(named)):
        for words in ([text for _, text in named], [text for text, _ in bare]):
            key, inside = lookup.column_of(" ".join(words[start:]))
            if key is not None:
                return Heading(column, key, whole, unit or inside or of_group, row, folded, start == 0)
    return Heading(column, None, whole, "", row, folded)


def _unit_alone(text: str, lookup: FormLookup) -> str:
    """The unit that is all a heading cell says; '' where the form has a column of that name, as with KCN."""
    return "" if lookup.column_of(text)[0] or fold(text) in lookup.groups else unit_in(text)


def is_column_codes(cells: Sequence[Cell]) -> bool:
    """Whether a row under headings holds the codes of columns: A, B, C, (1), 2, 3=1+2; in any order.

    On a further page those under headings of persons are left out.
    """
    cells = [cell for cell in cells if not is_left_out(cell.text)]
    if len(cells) < 3 or not all(_COLUMN_CODE.match(cell.text) for cell in cells):
        return False
    codes = {cell.text.partition("=")[0].strip(" ()") for cell in cells}
    counted = {int(code) for code in codes if code.isdigit()}
    return len(codes) == len(cells) and (len(counted) < len(codes) or counted == set(range(1, len(codes) + 1)))


def repeats(cells: Sequence[Cell], headings: Mapping[int, Heading]) -> bool:
    """Whether a row holds the headings once more, as on the next printed page."""
    same = sum(cell.column in headings and fold(cell.text) in headings[cell.column].pieces for cell in cells)
    return same >= max(2, len(cells) - 1)


def by_row(cells: Iterable[Cell]) -> dict[int, list[Cell]]:
    """The cells of a sheet, row by row."""
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    return rows
