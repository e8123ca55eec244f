"""The table of a sheet: its heading rows, its columns, and its cells as entries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from expectations.text import fold
from transforms.read.document import Cell, Sheet, column_letters
from transforms.read.lookup import ORDINAL, ROW_CODE, ROW_LABEL, ROW_UNIT, FormLookup, Words, split_unit

TOTAL = "total"
_SIGNED_AT = re.compile(r"^\w+( \w+)* ngai( \d+)? thang( \d+)? nam( \d+)?$")
_NUMBER_ROW = re.compile(r"^(\(?\d{1,2}\)?|[A-Z])$")
_ROMAN = re.compile(r"^[IVXLC]+$")


class Entry(NamedTuple):
    """One cell of a table as it was written, with what it is and where it stands."""

    entry: int  # which record of the table, from 1
    row_key: str  # row code of a form of figures; TOTAL of a total row; else ''
    column_key: str
    text: str
    kind: str
    unit: str  # the unit written in the row or the heading, or ''
    sheet: str
    row: int
    column: str  # letters, or the key of JSON


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


@dataclass
class Table:
    """What a sheet's table holds."""

    first_row: int
    entries: list[Entry] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    titles: dict[str, tuple[str, str]] = field(default_factory=dict)  # column key -> letters, heading as written
    used: int = 0
    reported: int = 0


@dataclass(frozen=True)
class _Heading:
    column: int
    key: str | None  # None: the form does not have it
    text: str
    unit: str
    row: int


def by_row(cells: Iterable[Cell]) -> dict[int, list[Cell]]:
    """The cells of a sheet, row by row."""
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        rows[cell.row].append(cell)
    return rows


def heading_row(rows: Mapping[int, Sequence[Cell]], lookup: FormLookup) -> tuple[int | None, int]:
    """The row with most headings of the form, and how many they are."""
    best, most = None, 1
    for number, cells in rows.items():
        hits = sum(lookup.column_of(cell.text)[0] is not None for cell in cells if cell.kind == "text")
        if hits > most:
            best, most = number, hits
    return best, most if best is not None else 0


def read_table(
    sheet: Sheet,
    rows: Mapping[int, Sequence[Cell]],
    top: int,
    lookup: FormLookup,
    words: Words,
    personal: Mapping[tuple[int, int], str],
) -> Table:
    """Read the table whose heading row is `top`; `personal` holds the cells that may not be looked at."""
    first, last = _heading_rows(rows, top, lookup)
    headings = _headings(rows, first, last, lookup, personal)
    table = Table(first_row=first)
    for heading in headings.values():
        if heading.key is None:
            continue
        table.used += 1
        table.titles.setdefault(heading.key, (column_letters(heading.column), heading.text))
    reader = _figures if lookup.form.layout == "figures" else _records
    body = _body(rows, last, words)
    reader(table, sheet, body, headings, lookup, words, personal)
    _report_unknown(table, sheet, headings, body, lookup, personal)
    return table


def _heading_rows(rows: Mapping[int, Sequence[Cell]], top: int, lookup: FormLookup) -> tuple[int, int]:
    first = last = top
    above = rows.get(top - 1, ())
    if any(fold(cell.text) in lookup.groups and lookup.column_of(cell.text)[0] is None for cell in above):
        first = top - 1
    while last < top + 2 and any(
        cell.kind == "text" and not _NUMBER_ROW.match(cell.text) and lookup.column_of(cell.text)[0] is not None
        for cell in rows.get(last + 1, ())
    ):
        last += 1
    return first, last


def _headings(
    rows: Mapping[int, Sequence[Cell]],
    first: int,
    last: int,
    lookup: FormLookup,
    personal: Mapping[tuple[int, int], str],
) -> dict[int, _Heading]:
    grid = {row: {cell.column: cell.text for cell in rows.get(row, ())} for row in range(first, last + 1)}
    columns = sorted({column for row in grid.values() for column in row})
    headings: dict[int, _Heading] = {}
    for column in columns:
        pieces: list[tuple[int, str]] = []
        for row in range(first, last + 1):
            text = grid[row].get(column)
            if text is None and any(column in grid[below] for below in range(row + 1, last + 1)):
                group = max((left for left in grid[row] if left < column), default=None)
                if group is not None and any(group in grid[below] for below in range(row + 1, last + 1)):
                    text = grid[row][group]
            if text is not None:
                pieces.append((row, text))
        headings[column] = _named(column, pieces, lookup, personal)
    return headings


def _named(
    column: int, pieces: list[tuple[int, str]], lookup: FormLookup, personal: Mapping[tuple[int, int], str]
) -> _Heading:
    whole = " ".join(text for _, text in pieces)
    row = pieces[-1][0]
    for start in range(len(pieces)):
        key, unit = lookup.column_of(" ".join(text for _, text in pieces[start:]))
        if key is not None:
            return _Heading(column, key, whole, unit, row)
    return _Heading(column, None, whole, "", row)


def _body(rows: Mapping[int, Sequence[Cell]], last: int, words: Words) -> list[tuple[int, Sequence[Cell]]]:
    body: list[tuple[int, Sequence[Cell]]] = []
    for row in sorted(number for number in rows if number > last):
        cells = rows[row]
        if any(_ends_table(cell, words) for cell in cells):
            break
        if not body and _is_number_row(cells):
            continue
        body.append((row, cells))
    return body


def _ends_table(cell: Cell, words: Words) -> bool:
    if cell.kind != "text":
        return False
    folded = fold(cell.text)
    return folded in words.signature or (bool(_SIGNED_AT.match(folded)) and "," in cell.text)


def _is_number_row(cells: Sequence[Cell]) -> bool:
    return (
        len(cells) >= 3 and all(_NUMBER_ROW.match(cell.text) for cell in cells) and cells[0].text in ("A", "1", "(1)")
    )


def _is_note(cells: Sequence[Cell], words: Words) -> bool:
    if len(cells) > 2 or cells[0].kind != "text":
        return False
    folded = fold(cells[0].text)
    return any(folded.startswith(word) for word in words.note) or cells[0].text.startswith(("(*)", "*"))


def row_code_of(text: str, kind: str, codes: frozenset[str]) -> str | None:
    """The row code that a cell holds: `2`, `02` and a typed 2 are the same row."""
    bare = text.strip().rstrip(".")
    if bare in codes:
        return bare
    whole, dot, part = bare.replace(",", ".").partition(".")
    padded = whole.zfill(2) + dot + part
    return padded if whole.isdigit() and padded in codes else None


def _figures(
    table: Table,
    sheet: Sheet,
    body: Sequence[tuple[int, Sequence[Cell]]],
    headings: Mapping[int, _Heading],
    lookup: FormLookup,
    words: Words,
    personal: Mapping[tuple[int, int], str],
) -> None:
    place: dict[str | None, int] = {heading.key: column for column, heading in headings.items() if heading.key}
    figures = {
        column: heading for column, heading in headings.items() if heading.key and not heading.key.startswith("#")
    }
    seen: set[str] = set()
    for number, cells in body:
        at = {cell.column: cell for cell in cells}
        if _is_note(cells, words):
            continue
        code, label_unit = _row_of(at, place, lookup)
        values = [(heading, at[column]) for column, heading in figures.items() if column in at]
        if code is None or code in seen:
            _unknown_row(table, sheet, number, at, place, values, words)
            continue
        seen.add(code)
        table.used += sum(place.get(name) in at for name in (ROW_CODE, ROW_LABEL, ROW_UNIT))
        unit_cell = at.get(place.get(ROW_UNIT, -1))
        unit = unit_cell.text if unit_cell is not None else label_unit
        for heading, cell in values:
            if (cell.row, cell.column) in personal:
                continue
            table.used += 1
            assert heading.key is not None
            table.entries.append(
                Entry(len(seen), code, heading.key, cell.text, cell.kind, unit or heading.unit, sheet.name, number,
                      column_letters(cell.column))
            )  # fmt: skip


def _row_of(at: Mapping[int, Cell], place: Mapping[str | None, int], lookup: FormLookup) -> tuple[str | None, str]:
    code_cell, label_cell = at.get(place.get(ROW_CODE, -1)), at.get(place.get(ROW_LABEL, -1))
    label, unit = split_unit(label_cell.text) if label_cell is not None else ("", "")
    if code_cell is not None:
        return row_code_of(code_cell.text, code_cell.kind, lookup.row_codes), unit
    if label_cell is None:
        return None, ""
    by_label = lookup.row_labels.get(fold(label_cell.text)) or lookup.row_labels.get(fold(label))
    return by_label, unit


def _unknown_row(
    table: Table,
    sheet: Sheet,
    number: int,
    at: Mapping[int, Cell],
    place: Mapping[str | None, int],
    values: Sequence[tuple[_Heading, Cell]],
    words: Words,
) -> None:
    """A section or total row is passed over by name; any other row with figures is reported."""
    label = at.get(place.get(ROW_LABEL, -1)) or at.get(place.get(ORDINAL, -1))
    given = [cell for _, cell in values if cell.text not in words.not_given]
    ordinal = at.get(place.get(ORDINAL, -1))
    if not given or (label is not None and fold(label.text) in words.total):
        return
    if ordinal is not None and _ROMAN.match(ordinal.text) and ROW_CODE in place and place[ROW_CODE] not in at:
        return
    table.reported += len(given)
    title = label.text if label is not None else ""
    table.found.append(Found("GEN-11", sheet.name, number, column_letters(given[0].column), title, given[0].text))


def _records(
    table: Table,
    sheet: Sheet,
    body: Sequence[tuple[int, Sequence[Cell]]],
    headings: Mapping[int, _Heading],
    lookup: FormLookup,
    words: Words,
    personal: Mapping[tuple[int, int], str],
) -> None:
    entry = 0
    for number, cells in body:
        known = [
            (headings[cell.column], cell)
            for cell in cells
            if cell.column in headings and headings[cell.column].key not in (None, ORDINAL)
        ]
        texts = [fold(cell.text) for cell in cells if cell.kind == "text"]
        if not known or _is_note(cells, words) or (len(cells) <= 2 and any(t.startswith(words.nothing) for t in texts)):
            continue
        if sum(lookup.column_of(cell.text)[0] is not None for _, cell in known) >= max(2, len(known) - 1):
            continue  # the headings again, on the next printed page
        is_total = any(text in words.total for text in texts)
        entry += not is_total
        for heading, cell in known:
            assert heading.key is not None
            if heading.key in lookup.dropped or (cell.row, cell.column) in personal:
                continue
            table.used += 1
            if is_total and fold(cell.text) in words.total:
                continue
            table.entries.append(
                Entry(0 if is_total else entry, TOTAL if is_total else "", heading.key, cell.text, cell.kind,
                      heading.unit, sheet.name, number, column_letters(cell.column))
            )  # fmt: skip


def _report_unknown(
    table: Table,
    sheet: Sheet,
    headings: Mapping[int, _Heading],
    body: Sequence[tuple[int, Sequence[Cell]]],
    lookup: FormLookup,
    personal: Mapping[tuple[int, int], str],
) -> None:
    """Columns that the form does not have: one finding each, their cells counted as reported."""
    unknown = {column for column, heading in headings.items() if heading.key is None}
    cells: dict[int, list[Cell]] = defaultdict(list)
    for _, row in body:
        if len(row) == 1 and row[0].column not in headings:
            continue
        for cell in row:
            if cell.column in unknown or (cell.column not in headings and cell.kind == "number"):
                cells[cell.column].append(cell)
    for column in sorted(unknown | cells.keys()):
        heading = headings.get(column)
        if heading is not None and (heading.row, column) in personal:
            continue
        at = heading.row if heading is not None else cells[column][0].row
        title = heading.text if heading is not None else ""
        table.reported += len(cells[column]) + (heading is not None)
        table.found.append(
            Found("GEN-11", sheet.name, at, column_letters(column), title, title or cells[column][0].text,
                  nearest=lookup.nearest(title))
        )  # fmt: skip
