"""What the archive keeps of a document: what its forms declare, the letterhead, and those who sign; nothing else.

What is left out is replaced cell by cell, so that the rest stands where it stood and is read as before. A document that
is kept already comes out as it is.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from expectations.catalogue import Catalogue, Column
from transforms.read.document import DROPPED, DROPPED_NUMBER, NUMBER, PLACEHOLDER, TEXT, Cell, Document, Sheet
from transforms.read.entries import Ground
from transforms.read.kept_aside import kept_letterhead, kept_outside, kept_signatures
from transforms.read.kept_report import kept_report
from transforms.read.kept_texts import is_label, kept_cell, kept_label
from transforms.read.kept_unknown import kept_unknown
from transforms.read.lookup import PREVIOUS, Words, sheet_words
from transforms.read.own_sheet import is_own
from transforms.read.personal import PersonalColumn
from transforms.read.stamp import is_stamp, kept_stamp
from transforms.written_numbers import looks_like_a_number

Place = tuple[str, int, int]
Keeping = Callable[[Cell], Cell]


def kept_document(
    document: Document, grounds: Sequence[Ground], personal: Sequence[PersonalColumn], catalogue: Catalogue
) -> Document:
    """Return the document as it may be kept; `grounds` are the tables of its reports, none where no form was found."""
    if document.report is not None:
        keys = {column.heading.text for column in personal if column.whole}
        return replace(document, report=kept_report(document.report, keys, catalogue))
    hidden = {(column.sheet, cell.row, cell.column) for column in personal for cell in column.cells}
    headings = {(column.sheet, column.heading.row, column.heading.column) for column in personal}
    by_sheet = {ground.sheet: ground for ground in grounds}
    words = sheet_words(catalogue)
    sheets = []
    for number, sheet in enumerate(document.sheets, 1):
        ground = by_sheet.get(sheet.name)
        if is_own(sheet):
            cells = sheet.cells
        elif is_stamp(sheet):
            cells = kept_stamp(sheet)
        elif ground is not None:
            cells = _of_form(sheet, ground, words, catalogue)
        else:
            keep = kept_outside if grounds else kept_unknown
            cells = tuple(
                cell if (sheet.name, cell.row, cell.column) in headings and is_label(cell.text) else keep(cell)
                for cell in sheet.cells
            )
        cells = tuple(
            _taken_out(cell) if (sheet.name, cell.row, cell.column) in hidden else cell
            for cell in cells
        )  # fmt: skip
        sheets.append(replace(sheet, name=_kept_name(sheet.name, number), cells=cells))
    return replace(document, sheets=tuple(sheets))


def _taken_out(cell: Cell) -> Cell:
    return cell if cell.text == PLACEHOLDER else Cell(cell.row, cell.column, PLACEHOLDER, TEXT)


def _kept_name(name: str, number: int) -> str:
    return name if is_label(name) else f"Trang {number}"


def _of_form(sheet: Sheet, ground: Ground, words: Words, catalogue: Catalogue) -> tuple[Cell, ...]:
    """The cells of a sheet that holds a table of a form."""
    columns: Mapping[str, Column] = {column.key: column for column in catalogue.forms[ground.form].columns}
    columns = {
        column.key: column
        for version in catalogue.forms[ground.form].versions
        for column in catalogue.forms[ground.form].at(version.version).columns
    } | dict(columns)
    above = [cell for cell in sheet.cells if cell.row < ground.first_row]
    below = [cell for cell in sheet.cells if cell.row > ground.last_row]
    kept = {**kept_letterhead(above, ground.used), **kept_signatures(below, ground.used, words)}
    return tuple(
        kept[cell.row, cell.column]
        if (cell.row, cell.column) in kept
        else _of_table(cell, ground, columns, words.not_given)
        for cell in sheet.cells
    )


def _of_table(cell: Cell, ground: Ground, columns: Mapping[str, Column], not_given: Collection[str]) -> Cell:
    """A cell within the rows of a table: by its column, in a row that is a record; else a heading or a label."""
    key = ground.keys.get(cell.column)
    if (cell.row, cell.column) in ground.used:
        return cell
    if cell.row in ground.records:
        return _undeclared(cell) if key is None else kept_cell(cell, columns.get(key), key)
    if cell.row in ground.lines:
        return _label(cell)
    if key is not None and key.startswith("#") and key != PREVIOUS:
        return kept_cell(cell, None, key)
    none = cell.text == "0" or cell.text in not_given
    return _undeclared(cell) if key is None or (looks_like_a_number(cell) and not none) else _label(cell)


def _undeclared(cell: Cell) -> Cell:
    text = DROPPED_NUMBER if looks_like_a_number(cell) else DROPPED
    return cell if cell.text in (text, PLACEHOLDER) else Cell(cell.row, cell.column, text, TEXT)


def _label(cell: Cell) -> Cell:
    text = DROPPED_NUMBER if cell.kind == NUMBER and len(cell.text) > 8 else kept_label(cell.text)
    return cell if text == cell.text else Cell(cell.row, cell.column, text, TEXT)
