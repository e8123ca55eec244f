"""What the archive keeps around the table of a form: the letterhead above, the signatures below."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from expectations.catalogue import load_catalogue
from expectations.codes import load
from transforms.read.document import DATE, DROPPED, NUMBER, PLACEHOLDER, TEXT, Cell, described, is_left_out
from transforms.read.kept_texts import LONGEST_LABEL, known_beginning, without_personal_numbers
from transforms.read.letterhead import labelled
from transforms.read.lookup import Words, sheet_words
from transforms.read.persons import has_paper, names_person
from transforms.read.signatures import ends_table

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
            kept[cell.row, cell.column] = _read(cell) if read else _scrubbed(cell) if line else kept_outside(cell)
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
            kept[cell.row, cell.column] = _read(cell) if read else _scrubbed(cell) if signs else kept_outside(cell)
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


def _read(cell: Cell) -> Cell:
    """A cell that is read as code, period or unit: without what is none, for it would be told in findings."""
    cell = _scrubbed(cell)
    if cell.kind != TEXT or is_left_out(cell.text):
        return cell
    words = sheet_words(load_catalogue())
    told = labelled(cell.text, {"reporter": words.reporter_code, "other": (*words.tax_code, *words.unit)})
    text = cell.text
    for name, value in told:
        if name == "reporter" and value and not is_code(value):
            text = text.replace(value, described(value))
    if not told and names_person(text):
        text = described(text)
    return cell if text == cell.text else replace(cell, text=text)


def is_code(value: str) -> bool:
    """Say whether what stands as the code of a reporter is one, or the name of a unit of the lists."""
    listed = any(load(name).code_of(value) or load(name).find_in(value) for name in ("police_units", "boards"))
    return listed or is_left_out(value) or (any(map(str.isdigit, value)) and not names_person(value))
