"""What the archive keeps around the table of a form: the letterhead above, the signatures below."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from transforms.read.document import DATE, DROPPED, NUMBER, PLACEHOLDER, TEXT, Cell, is_left_out
from transforms.read.kept_texts import LONGEST_LABEL, is_label, known_beginning, without_personal_numbers
from transforms.read.lookup import Words
from transforms.read.persons import has_paper
from transforms.read.table import ends_table

Kept = dict[tuple[int, int], Cell]
_MOST_IN_A_LINE = 4  # cells of a row of letterhead or signatures; a row of more is one of some other table
_MOST_LINES_ABOVE = 40
_MOST_LINES_BELOW = 15
_LONGEST_SIGNATURE = 120
_COUNTED = re.compile(r"\(?\d{1,4}[.)]?")
_LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){7,}")


def kept_letterhead(cells: Sequence[Cell], used: Collection[tuple[int, int]]) -> Kept:
    """The cells above a table: those that are read, and the lines around them; a list of things is no letterhead."""
    kept: Kept = {}
    rows = _rows(cells)
    for place, row in enumerate(rows):
        of_letterhead = len(rows) - place <= _MOST_LINES_ABOVE and not _is_list(row)
        for cell in row:
            read = (cell.row, cell.column) in used
            line = of_letterhead and len(cell.text) <= LONGEST_LABEL
            kept[cell.row, cell.column] = _scrubbed(cell) if read or line else kept_outside(cell)
    return kept


def kept_signatures(cells: Sequence[Cell], used: Collection[tuple[int, int]], words: Words) -> Kept:
    """The cells below a table: from the first line of signatures on, some lines that could be place, post and name."""
    kept: Kept = {}
    left = 0
    for row in _rows(cells):
        if any(ends_table(cell, len(row), words) for cell in row):
            left = left or _MOST_LINES_BELOW
        signs = left > 0 and not _is_list(row) and all(_signs(cell) for cell in row)
        left = max(left - 1, -1) if left else 0
        for cell in row:
            read = (cell.row, cell.column) in used
            kept[cell.row, cell.column] = _scrubbed(cell) if read or signs else kept_outside(cell)
    return kept


def kept_outside(cell: Cell) -> Cell:
    """A cell that no form declares: nothing but the words that say that there is nothing, a total or a note."""
    if is_left_out(cell.text):
        return cell
    text = known_beginning(cell.text) if cell.kind == TEXT else ""
    return cell if text == cell.text else Cell(cell.row, cell.column, text or DROPPED, TEXT)


def _rows(cells: Iterable[Cell]) -> list[list[Cell]]:
    return [list(row) for _, row in groupby(cells, key=lambda cell: cell.row)]


def _is_list(row: Sequence[Cell]) -> bool:
    """Say whether a row could be one of a list: many cells, or a number in front of others."""
    return len(row) > _MOST_IN_A_LINE or (len(row) > 1 and bool(_COUNTED.fullmatch(row[0].text)))


def _signs(cell: Cell) -> bool:
    if cell.kind in (NUMBER, DATE) or len(cell.text) > _LONGEST_SIGNATURE:
        return False
    return "@" not in cell.text and not has_paper(cell.text) and not _LONG_NUMBER.search(cell.text)


def _scrubbed(cell: Cell) -> Cell:
    """The cell without numbers of persons and their papers."""
    if cell.kind != TEXT:
        return cell
    text = without_personal_numbers(cell.text)
    if text == cell.text and has_paper(text):
        text = PLACEHOLDER
    return cell if text == cell.text else replace(cell, text=text)


__all__ = ["is_label", "kept_letterhead", "kept_outside", "kept_signatures"]
