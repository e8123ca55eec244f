"""Where in a file a finding is marked: its own cell, or for what is missing the cell nearest to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from expectations.catalogue import Catalogue
from expectations.text import fold
from transforms.marked.remarks import Place, Remark
from transforms.marked.sheet_cells import covering
from transforms.read.document import TEXT, Cell, Document, Sheet, column_number
from transforms.read.letterhead import titled_forms
from transforms.read.lookup import FormLookup, form_lookup, sheet_words
from transforms.read.own_sheet import without_own
from transforms.read.reading import Reading


@dataclass
class Ground:
    """A file as it was read: its sheets by name, and what is looked up in them."""

    document: Document
    reading: Reading
    catalogue: Catalogue
    sheets: dict[str, Sheet] = field(init=False)
    main: str = field(init=False)  # the sheet that holds the report
    lookup: FormLookup | None = field(init=False)
    rows: dict[str, int] = field(init=False)  # row of the form -> row of the sheet that bears its label

    def __post_init__(self) -> None:
        self.sheets = {sheet.name: sheet for sheet in without_own(self.document)}
        form = self.catalogue.forms.get(self.reading.form_code or "")
        self.lookup = form_lookup(form, self.catalogue) if form is not None else None
        self.main = self.reading.sheet
        if self.main not in self.sheets:
            self.main = next((name for name, sheet in self.sheets.items() if sheet.cells), "")
        self.rows = {}
        if self.lookup is not None and self.lookup.row_codes:
            for cell in self.read_cells():
                code = self.lookup.row_of(cell.text)[0] if cell.kind == TEXT else None
                if code is not None:
                    self.rows.setdefault(code, cell.row)

    def read_cells(self) -> Sequence[Cell]:
        """The cells of the sheet that holds the report."""
        sheet = self.sheets.get(self.main)
        return sheet.cells if sheet is not None else ()


def places_of(remarks: Sequence[Remark], ground: Ground) -> dict[int, tuple[str, Place]]:
    """Sheet and cell of each finding by its number; of a merged range the cell that shows."""
    found: dict[int, tuple[str, Place]] = {}
    for remark in remarks:
        sheet = remark.sheet if remark.sheet in ground.sheets else ground.main
        place = _own_cell(remark) or _nearest(remark, ground)
        if place is not None and sheet in ground.sheets:
            found[remark.number] = (sheet, place)
    return _at_first_cells(found, ground.sheets.values())


def _own_cell(remark: Remark) -> Place | None:
    letters = remark.column.upper()
    if remark.row is None or not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        return None
    return remark.row, column_number(letters)


def _nearest(remark: Remark, ground: Ground) -> Place | None:
    """The blank cell of a row that lacks its figure, the heading of a column, else the title of the report."""
    return _of_row(remark, ground) or _of_column(remark, ground) or _of_title(ground)


def _of_row(remark: Remark, ground: Ground) -> Place | None:
    if ground.lookup is None or not remark.title:
        return None
    row = ground.rows.get(ground.lookup.row_of(remark.title)[0] or "")
    if row is None:
        return None
    periods = [column.key for column in ground.lookup.form.columns if column.role == "period"]
    letters = next((ground.reading.titles[key][0] for key in periods if key in ground.reading.titles), "")
    return (row, column_number(letters)) if letters else None


def _of_column(remark: Remark, ground: Ground) -> Place | None:
    letters = remark.column or next(
        (letters for letters, heading in ground.reading.titles.values() if heading == remark.title), ""
    )
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        return None
    heading = next((text for at, text in ground.reading.titles.values() if at == letters), "")
    first = min((entry.row for entry in ground.reading.entries), default=1 << 30)
    above = [
        cell
        for cell in ground.read_cells()
        if cell.column == column_number(letters) and cell.row < first and fold(cell.text) in fold(heading)
    ]
    return (above[-1].row, above[-1].column) if above and heading else None


def _of_title(ground: Ground) -> Place | None:
    words = sheet_words(ground.catalogue)
    titles = (cell for cell in ground.read_cells() if cell.kind == TEXT and titled_forms(cell.text, words))
    cell = next(titles, None) or next(iter(ground.read_cells()), None)
    return (cell.row, cell.column) if cell is not None else None


def _at_first_cells(found: dict[int, tuple[str, Place]], sheets: Iterable[Sheet]) -> dict[int, tuple[str, Place]]:
    moved = dict(found)
    for sheet in sheets:
        mine = {number: place for number, (name, place) in found.items() if name == sheet.name}
        firsts = covering(sheet.merged, set(mine.values()))
        moved |= {number: (sheet.name, firsts.get(place, place)) for number, place in mine.items()}
    return moved
