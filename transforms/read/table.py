"""The table of a sheet: its body row by row, its cells as entries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from expectations.text import fold
from transforms.read.document import ERROR, FORMULA_WITHOUT_VALUE, Cell, Sheet, column_letters
from transforms.read.entries import TOTAL, Entry, Found, Table
from transforms.read.headings import Heading, column_headings, heading_rows, is_column_codes, repeats
from transforms.read.lookup import ORDINAL, ROW_CODE, ROW_LABEL, ROW_UNIT, FormLookup, Words
from transforms.read.signatures import ends_table
from transforms.units import unit_named
from transforms.written_numbers import looks_like_a_number

NO_VALUE = {ERROR: "GEN-07", FORMULA_WITHOUT_VALUE: "GEN-08"}  # kind of cell -> the rule that it breaks
NOT_UNDERSTOOD = "GEN-17"
_ROMAN = re.compile(r"^[IVXLC]+$")
_COUNTED = re.compile(r"^\d+\.?$")


@dataclass(frozen=True)
class _Reader:
    """What reading a body needs beside its rows."""

    table: Table
    sheet: Sheet
    headings: Mapping[int, Heading]
    lookup: FormLookup
    words: Words
    personal: Mapping[tuple[int, int], str]

    def place(self, key: str) -> int:
        """The column of a key; -1 where the table has none."""
        return next((column for column, heading in self.headings.items() if heading.key == key), -1)

    def found(self, rule_code: str, cell: Cell, title: str = "", nearest: str = "") -> None:
        """Note a finding at a cell, which is then reported."""
        where = (cell.row, column_letters(cell.column))
        self.table.found.append(Found(rule_code, self.sheet.name, *where, title, cell.text, nearest=nearest))

    def without_value(self, cell: Cell, entry: int) -> None:
        """Note GEN-07 or GEN-08 of a cell that is no figure: those of figures are told when they are typed."""
        heading = self.headings[cell.column]
        where = (self.sheet.name, cell.row, column_letters(cell.column), heading.text, cell.text)
        told = Found(NO_VALUE[cell.kind], *where, entry=entry, column_key=heading.key or "")
        self.table.found.append(told)

    def is_counted(self, cells: Sequence[Cell]) -> bool:
        """Whether the row bears an ordinal number, or has a cell for most of the columns: it is no signature."""
        numbered = any(
            cell.column in self.headings
            and self.headings[cell.column].key == ORDINAL
            and (cell.kind == "number" or _COUNTED.match(cell.text))
            for cell in cells
        )
        known = sum(cell.column in self.headings for cell in cells)
        return numbered or known > max(3, len(self.headings) // 2)


def read_table(
    sheet: Sheet,
    rows: Mapping[int, Sequence[Cell]],
    top: int,
    lookup: FormLookup,
    words: Words,
    personal: Mapping[tuple[int, int], str],
    understood: bool = True,
) -> Table:
    """Read the table whose heading row is `top`; `personal` holds the cells that may not be looked at.

    understood: whether enough of the headings are the form's to know which table it is.
    """
    first, last = heading_rows(rows, top, lookup)
    headings = column_headings(sheet, rows, first, last, lookup)
    table = Table(first_row=first, columns=(min(headings), max(headings)), last_row=last)
    table.keys = {column: heading.key for column, heading in headings.items()}
    table.lines.update(range(first, last + 1))
    for heading in headings.values():
        if heading.key is None:
            continue
        table.used += (heading.row, heading.column) not in personal
        table.titles.setdefault(heading.key, (column_letters(heading.column), heading.text))
    reader = _Reader(table, sheet, headings, lookup, words, personal)
    body = _body(reader, rows, last)
    table.last_row = max([last, *(number for number, _ in body)])
    if not understood:
        pass
    elif lookup.form.layout == "figures":
        _figures(reader, body)
    else:
        _records(reader, body)
    figures = {column.key for column in lookup.form.columns if column.role == "period"}
    told = understood and (lookup.form.layout == "register" or not figures.isdisjoint(table.titles))
    _report_unknown(reader, body, "GEN-11" if told else NOT_UNDERSTOOD)
    if not told and all(each.rule_code != NOT_UNDERSTOOD for each in table.found):  # the column itself is not there
        column = min(headings)
        wanted = next(each.headings[0] for each in lookup.form.columns)
        reader.found(NOT_UNDERSTOOD, Cell(first, column, headings[column].text, "text"), nearest=wanted)
    return table


def _body(reader: _Reader, rows: Mapping[int, Sequence[Cell]], last: int) -> list[tuple[int, Sequence[Cell]]]:
    """The rows under the headings to the end of the table, without the headings of further pages."""
    body: list[tuple[int, Sequence[Cell]]] = []
    under_headings = True
    for row in sorted(number for number in rows if number > last):
        cells = rows[row]
        ends = sum(ends_table(cell, len(cells), reader.words) for cell in cells)
        if ends > 1 or (ends and not reader.is_counted(cells)):
            if any(reader.is_counted(rows[below]) for below in rows if below > row):
                reader.table.lines.add(row)
                continue
            break
        again = repeats(cells, reader.headings)
        if again or (under_headings and is_column_codes(cells)):
            under_headings = under_headings or again
            reader.table.lines.add(row)
            continue
        under_headings = False
        body.append((row, cells))
    return body


def _is_note(cells: Sequence[Cell], words: Words) -> bool:
    if len(cells) > 2 or cells[0].kind != "text":
        return False
    folded = fold(cells[0].text)
    return any(folded.startswith(word) for word in words.note) or cells[0].text.startswith(("(*)", "*"))


def row_code_of(text: str, codes: frozenset[str]) -> str | None:
    """The row code that a cell holds: `2`, `02` and a typed 2 are the same row."""
    bare = text.strip(" .()[]")
    if bare in codes:
        return bare
    whole, dot, part = bare.replace(",", ".").partition(".")
    padded = whole.zfill(2) + dot + part
    return padded if whole.isdigit() and padded in codes else None


def _figures(reader: _Reader, body: Sequence[tuple[int, Sequence[Cell]]]) -> None:
    table = reader.table
    figures = {column: h for column, h in reader.headings.items() if h.key and not h.key.startswith("#")}
    units = _merged_down(reader, reader.place(ROW_UNIT))
    entry = 0
    for number, cells in body:
        at = {cell.column: cell for cell in cells}
        if _is_note(cells, reader.words):
            continue
        if _answers_for_section(reader, at):
            continue
        code, label_unit = _row_of(reader, at)
        shown = [(heading, at[column]) for column, heading in figures.items() if column in at]
        values = [(heading, cell) for heading, cell in shown if (cell.row, cell.column) not in reader.personal]
        if code is not None and not values and reader.place(ROW_CODE) not in at:
            continue  # a section that bears the name of one of its rows
        given = any(cell.text not in reader.words.not_given for _, cell in values)
        if code is None or (code in table.rows and not given):
            _unknown_row(reader, at, values)
            continue
        entry += 1
        table.rows.setdefault(code, number)
        table.records.add(number)
        about = [at[place] for place in map(reader.place, (ROW_CODE, ROW_LABEL, ROW_UNIT)) if place in at]
        table.used += sum((cell.row, cell.column) not in reader.personal for cell in about)
        for cell in about:
            if cell.kind in NO_VALUE:
                reader.without_value(cell, entry)
        unit_cell = at.get(reader.place(ROW_UNIT)) or units.get(number)
        unit = unit_cell.text if unit_cell is not None and unit_cell.kind not in NO_VALUE else ""
        for heading, cell in values:
            table.used += 1
            assert heading.key is not None
            own = "" if unit in reader.words.not_given else unit
            written = own or label_unit or _of_row(heading.unit, code, reader)
            beside = column_letters(unit_cell.column) if own and unit_cell and unit_cell.row == number else ""
            table.entries.append(
                Entry(entry, code, heading.key, cell.text, cell.kind, written, reader.sheet.name, number,
                      column_letters(cell.column), beside, cell.power)
            )  # fmt: skip


def _answers_for_section(reader: _Reader, at: Mapping[int, Cell]) -> bool:
    """Whether the row of a section says that there was nothing in all of it: then it is an entry of the section."""
    label = at.get(reader.place(ROW_LABEL))
    if not reader.lookup.sections or label is None or reader.place(ROW_CODE) in at:
        return False
    head, _, rest = label.text.partition(":")
    section = reader.lookup.sections.get(fold(head))
    cells = [cell for cell in at.values() if (cell.row, cell.column) not in reader.personal]
    texts = [(cell, cell.text) for cell in cells if cell is not label] + [(label, rest.strip())]
    said = next((cell for cell, text in texts if fold(text).startswith(reader.words.nothing)), None)
    if section is None or said is None:
        return False
    reader.table.used += len(cells)
    column = next(column.key for column in reader.lookup.form.columns if column.role == "period")
    reader.table.entries.append(
        Entry(0, section, column, said.text, said.kind, "", reader.sheet.name, said.row, column_letters(said.column))
    )
    return True


def _of_row(unit: str, code: str, reader: _Reader) -> str:
    """The unit of a column of figures, where it is one for the row too; a word that is no unit stays."""
    known = unit_named(unit)
    return unit if known is None or known.quantity in reader.lookup.quantities[code] else ""


def _merged_down(reader: _Reader, column: int) -> dict[int, Cell]:
    """Row → the cell of a column that is merged down over it."""
    ranges = [(a, b, c) for a, b, c, d in reader.sheet.merged if a < c and b <= column <= d]
    if not ranges:
        return {}
    at = {(cell.row, cell.column): cell for cell in reader.sheet.cells}
    last = reader.sheet.cells[-1].row
    return {row: at[a, b] for a, b, c in ranges if (a, b) in at for row in range(a + 1, min(c, last) + 1)}


def _row_of(reader: _Reader, at: Mapping[int, Cell]) -> tuple[str | None, str]:
    """The row by its code, else by its label; none where the two name different rows."""
    code_cell, label_cell = at.get(reader.place(ROW_CODE)), at.get(reader.place(ROW_LABEL))
    by_label, unit = reader.lookup.row_of(label_cell.text) if label_cell is not None else (None, "")
    if code_cell is None:
        return by_label, unit
    code = row_code_of(code_cell.text, reader.lookup.row_codes)
    if code is not None and by_label is not None and code != by_label:
        return None, unit
    return code or by_label, unit


def _unknown_row(reader: _Reader, at: Mapping[int, Cell], values: Sequence[tuple[Heading, Cell]]) -> None:
    """A section or total row is passed over by name; any other row with figures is reported."""
    label = at.get(reader.place(ROW_LABEL)) or at.get(reader.place(ORDINAL))
    code = at.get(reader.place(ROW_CODE))
    if code is not None and code.kind in NO_VALUE:
        reader.table.reported += 1
        reader.found(NO_VALUE[code.kind], code, reader.headings[code.column].text)
        return
    given = [cell for _, cell in values if cell.text not in reader.words.not_given]
    ordinal = at.get(reader.place(ORDINAL))
    if not given or (label is not None and fold(label.text) in reader.words.total):
        return
    if code is None and ordinal is not None and _ROMAN.match(ordinal.text):
        return
    if code is None and ordinal is None and not any(map(looks_like_a_number, given)):
        return
    reader.table.reported += len(given)
    reader.found("GEN-11", given[0], label.text if label is not None else "")


def _records(reader: _Reader, body: Sequence[tuple[int, Sequence[Cell]]]) -> None:
    table, lookup, words = reader.table, reader.lookup, reader.words
    types = {column.key: column.type for column in lookup.form.columns}
    told = {column for column, heading in reader.headings.items() if heading.key in types}
    filled = {
        column: _merged_down(reader, column) for column in told if types[reader.headings[column].key or ""] in _SHARED
    }
    entry = totals = 0
    for number, cells in body:
        own = [cell for cell in cells if cell.column in told]
        is_total = bool(own) and _is_total(reader, cells)
        if not own or _is_note(cells, words) or (not is_total and _is_aside(reader, cells, own)):
            continue
        entry, totals = entry + (not is_total), totals + is_total
        table.records.add(number)
        spoilt = {key for cell in own if cell.kind in NO_VALUE for key in reader.lookup.depending(_key(reader, cell))}
        shared = [] if is_total else [at[number] for column, at in filled.items() if number in at]
        for cell in [*own, *shared]:
            heading = reader.headings[cell.column]
            assert heading.key is not None
            is_figure = types[heading.key] in _FIGURES
            if (cell.row, cell.column) in reader.personal:
                continue
            if cell.kind in NO_VALUE and not is_figure:
                table.used += cell.row == number
                reader.without_value(cell, -totals if is_total else entry)
                continue
            if heading.key in lookup.dropped:
                continue
            table.used += cell.row == number
            if (is_figure or not is_total) and heading.key not in spoilt:
                table.entries.append(
                    Entry(-totals if is_total else entry, TOTAL if is_total else "", heading.key, cell.text, cell.kind,
                          heading.unit, reader.sheet.name, number, column_letters(cell.column), power=cell.power)
                )  # fmt: skip


_FIGURES = ("quantity", "part_of")
_SHARED = ("code", "date", "decree", "tax_code")  # a cell merged down over several records is said of each


def _key(reader: _Reader, cell: Cell) -> str:
    return reader.headings[cell.column].key or ""


def _is_total(reader: _Reader, cells: Sequence[Cell]) -> bool:
    """Whether the row is a total: a cell says so, or the first cell begins so and stands where a record has its key."""
    texts = [(cell, fold(cell.text)) for cell in cells if cell.kind == "text"]
    if any(text in reader.words.total for _, text in texts):
        return True
    first = {ORDINAL, *reader.lookup.form.key[:1]}
    return any(
        text.startswith(tuple(f"{word} " for word in reader.words.total)) and reader.headings[cell.column].key in first
        for cell, text in texts[:1]
        if cell.column in reader.headings
    )


def _is_aside(reader: _Reader, cells: Sequence[Cell], own: Sequence[Cell]) -> bool:
    """Whether the row is no record: a section, a line of text, "Không phát sinh", a row left blank."""
    telling = [cell for cell in own if cell.text not in reader.words.not_given and cell.text != "0"]
    if len(telling) > 1 or len(reader.headings) < 4:
        return not telling
    nothing = any(fold(cell.text).startswith(reader.words.nothing) for cell in cells if cell.kind == "text")
    if not telling or nothing:
        return True
    is_key = reader.headings[telling[0].column].key in reader.lookup.form.key[:1]
    if is_key and reader.lookup.key_is_listed and any(cell.text == "0" for cell in own):
        return False  # zeros that are told of a park are something
    return not (is_key and " " not in telling[0].text and any(map(str.isdigit, telling[0].text)))


def _report_unknown(reader: _Reader, body: Sequence[tuple[int, Sequence[Cell]]], rule_code: str) -> None:
    """Columns that the form does not have: one finding each, their cells counted as reported."""
    headings, table = reader.headings, reader.table
    unknown = {column for column, heading in headings.items() if heading.key is None}
    cells: dict[int, list[Cell]] = defaultdict(list)
    for _, row in body:
        if len(row) == 1 and row[0].column not in headings:
            continue
        for cell in row:
            if (cell.row, cell.column) in reader.personal:
                continue
            if cell.column in unknown or (cell.column not in headings and looks_like_a_number(cell)):
                cells[cell.column].append(cell)
    for column in sorted(unknown | cells.keys()):
        heading = headings.get(column)
        if heading is not None and (heading.row, column) in reader.personal:
            continue
        at = heading.row if heading is not None else cells[column][0].row
        title = heading.text if heading is not None else ""
        table.reported += len(cells[column]) + (heading is not None)
        shown = Cell(at, column, title or cells[column][0].text, "text")
        reader.found(rule_code, shown, title, reader.lookup.nearest(title))
