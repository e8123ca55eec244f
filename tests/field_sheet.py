"""A report's sheet as cells that can be moved and rewritten, and where its table stands: found without the reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from expectations.catalogue import Form, load_catalogue
from expectations.text import fold
from transforms.read.document import NUMBER, TEXT, Cell, Document, Sheet
from transforms.read.lookup import FormLookup, form_lookup
from transforms.read.plain_workbook import write_workbook

Change = Callable[[Cell], Cell]
At = tuple[int, int]


@dataclass(frozen=True)
class Variant:
    """A file that says what a report says, but for the rule codes that it provokes and those that it cannot bear."""

    name: str
    write: Callable[[], bytes]
    provokes: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    outcome: str = "read"
    same_values: bool = True


def workbook(report: Report) -> Callable[[], bytes]:
    """What writes the report's document as a workbook."""
    return lambda: write_workbook(report.document)


@dataclass(frozen=True)
class Report:
    """A document whose `place`-th sheet holds a report of the form, with the rows and columns of its table."""

    document: Document
    form: Form
    place: int

    @property
    def sheet(self) -> Sheet:
        return self.document.sheets[self.place]

    @cached_property
    def lookup(self) -> FormLookup:
        return form_lookup(self.form, load_catalogue())

    @cached_property
    def cells(self) -> dict[At, Cell]:
        return {(cell.row, cell.column): cell for cell in self.sheet.cells}

    @cached_property
    def ordinal(self) -> Cell:
        """The heading STT, by which the table is found."""
        return next(cell for cell in self.sheet.cells if fold(cell.text) == "stt")

    @cached_property
    def code_row(self) -> int:
        """The row A, B, C, 1, 2, 3 under the headings; the last row of headings where there is none."""
        column, first = self.ordinal.column, self.ordinal.row
        coded = [cell.row for cell in self.sheet.cells if cell.column == column and cell.text == "A"]
        below = [cell.row for cell in self.sheet.cells if cell.row > first and cell.column == column]
        return coded[0] if coded else min([*below, first + 2]) - 1

    @property
    def heading_rows(self) -> range:
        coded = self.cells.get((self.code_row, self.ordinal.column))
        return range(self.ordinal.row, self.code_row + (coded is None or coded.text != "A"))

    @property
    def title_row(self) -> int:
        return next(cell.row for cell in self.sheet.cells if fold(cell.text) in TITLES)

    @cached_property
    def period(self) -> Cell:
        """The line of the period, below the title."""
        return next(cell for cell in self.sheet.cells if self.title_row < cell.row < self.ordinal.row)

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """The rows of the table's body, with its sections and totals."""
        signed = [cell.row for cell in self.sheet.cells if cell.row > self.code_row and ", ngày" in cell.text]
        last = min([*signed, self.sheet.cells[-1].row + 1])
        return tuple(
            sorted({row for row, _ in self.cells if self.code_row < row < last and len(self._in_row(row)) > 1})
        )

    @cached_property
    def records(self) -> tuple[int, ...]:
        """The rows of the body that are no section and no total."""
        return tuple(row for row in self.rows if not self._is_aside(row))

    @cached_property
    def headings(self) -> dict[int, str]:
        """The columns of the table with their headings, those of two rows as one."""
        first, found = self.ordinal.row, {}
        for column in range(self.ordinal.column, 1 + max(at[1] for at in self.cells if at[0] in self.heading_rows)):
            texts = [self.cells[row, column].text for row in self.heading_rows if (row, column) in self.cells]
            if len(texts) == 1 and (first, column) not in self.cells:
                left = max(at[1] for at in self.cells if at[0] == first and at[1] < column)
                texts.insert(0, self.cells[first, left].text)
            found[column] = " ".join(texts)
        return found

    @cached_property
    def keys(self) -> dict[str, int]:
        """Column keys of the form, and #row_code and the like → the column."""
        named = {self.lookup.column_of(heading)[0]: column for column, heading in self.headings.items()}
        return {key: column for key, column in named.items() if key is not None}

    def columns(self, *types: str) -> list[int]:
        """The columns of the table whose type in the form is one of these."""
        wanted = [column.key for column in self.form.columns if column.type in types]
        return [self.keys[key] for key in wanted if key in self.keys]

    @cached_property
    def figure_columns(self) -> list[int]:
        return self.columns("figure", "quantity", "part_of")

    def figures(self) -> Iterable[Cell]:
        """The cells of the body under the headings of figures."""
        return (self.cells[row, at] for row in self.rows for at in self.figure_columns if (row, at) in self.cells)

    @cached_property
    def is_english(self) -> bool:
        """Whether its texts have commas between groups and a point before decimals, as 1,234.5."""
        return any(cell.kind == TEXT and re.fullmatch(r"\d{1,3}(,\d{3})+\.\d+", cell.text) for cell in self.figures())

    def plain(self, cell: Cell) -> str | None:
        """The plain decimal of a typed number, or of a text in the style of the sheet."""
        if cell.kind == NUMBER:
            return cell.text
        english = cell.text.translate({ord("."): ",", ord(","): "."}) if not self.is_english else cell.text
        bare = english.replace(",", "")
        is_number = bare.replace(".", "", 1).isdigit() and cell.kind == TEXT and not cell.text.startswith(("0.", "."))
        return bare if is_number else None

    def _in_row(self, row: int) -> list[Cell]:
        return [cell for cell in self.sheet.cells if cell.row == row]

    def _is_aside(self, row: int) -> bool:
        texts = {fold(cell.text) for cell in self._in_row(row) if cell.kind == TEXT}
        first = self.cells.get((row, self.ordinal.column))
        return "tong cong" in texts or (first is not None and first.text in ("I", "II", "III"))

    def with_cells(self, cells: Iterable[Cell], merged: tuple[tuple[int, int, int, int], ...] | None = None) -> Report:
        """The report with other cells on its sheet; the last of several at one place stands."""
        at = {(cell.row, cell.column): cell for cell in cells}
        ordered = tuple(at[key] for key in sorted(at) if at[key].text)
        sheet = replace(self.sheet, cells=ordered, merged=self.sheet.merged if merged is None else merged)
        sheets = (*self.document.sheets[: self.place], sheet, *self.document.sheets[self.place + 1 :])
        return replace(self, document=replace(self.document, sheets=sheets))

    def changed(self, change: Change) -> Report:
        """The report with every cell of its sheet changed."""
        return self.with_cells(map(change, self.sheet.cells))

    def put(self, *cells: Cell) -> Report:
        """The report with these cells in place of what stood there; blank text takes a cell away."""
        return self.with_cells([*self.sheet.cells, *cells])

    def texts(self, change: Mapping[At, str]) -> Report:
        """The report with these texts put in."""
        return self.put(*(Cell(row, column, text, TEXT) for (row, column), text in change.items()))

    def moved(self, down: int = 0, right: int = 0, below: int = 0, beyond: int = 0) -> Report:
        """The report with rows and columns inserted; only what stands below a row, beyond a column, is moved."""

        def row(at: int) -> int:
            return at + down if at > below else at

        def column(at: int) -> int:
            return at + right if at > beyond else at

        cells = [replace(cell, row=row(cell.row), column=column(cell.column)) for cell in self.sheet.cells]
        return self.with_cells(cells, tuple((row(a), column(b), row(c), column(d)) for a, b, c, d in self.sheet.merged))


Made = Iterator[tuple[str, Report]]

TITLES = frozenset(
    fold(title)
    for form in load_catalogue().forms.values()
    for version in form.versions
    for title in (*version.titles, form.title_vi)
)


def report_of(document: Document, form: Form) -> Report | None:
    """The report in a document of sheets; None where there is no table."""
    for place, sheet in enumerate(document.sheets):
        found = Report(document, form, place)
        if any(fold(cell.text) == "stt" for cell in sheet.cells) and {fold(c.text) for c in sheet.cells} & TITLES:
            return found
    return None


def number(cell: Cell, text: str) -> Cell:
    """The cell with a typed number."""
    return replace(cell, text=text, kind=NUMBER)


def text(cell: Cell, written: str) -> Cell:
    """The cell with a text."""
    return replace(cell, text=written, kind=TEXT)
