"""The cells of a sheet's XML: found by address, made where they are missing, given another format."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping

from lxml import etree

from transforms.marked.parts import Element, child, local, named
from transforms.marked.remarks import Place
from transforms.marked.styles import Styles
from transforms.read.document import column_letters, column_number


def colour(sheet: Element, effects: Mapping[Place, str], styles: Styles) -> None:
    """Give the cells at these places the colour of their effect; a cell that is missing is made."""
    data = child(sheet, "sheetData")
    if data is None:
        return
    wanted: dict[int, dict[int, str]] = {}
    for (row, column), effect in effects.items():
        wanted.setdefault(row, {})[column] = effect
    rows = _numbered_rows(data)
    columns = _column_formats(sheet)
    for number in wanted.keys() - rows.keys():
        rows[number] = etree.Element(named(data, "row"), r=str(number))
    for number, marks in wanted.items():
        _colour_row(rows[number], number, marks, columns, styles)
    if len(rows) != len(data):
        data[:] = [rows[number] for number in sorted(rows)]


def uncolour(sheet: Element, styles: Styles) -> None:
    """Take our colours out of a sheet that was marked before."""
    data = child(sheet, "sheetData")
    for cell in data.iter(named(data, "c")) if data is not None else ():
        number = _style(cell.get("s"))
        if (bare := styles.unmarked(number)) != number:
            cell.set("s", str(bare))


def covering(merged: Iterable[tuple[int, int, int, int]], places: Collection[Place]) -> dict[Place, Place]:
    """For each place inside a merged range: the range's first cell, which shows for all of it."""
    by_row: dict[int, list[int]] = {}
    for row, column in places:
        by_row.setdefault(row, []).append(column)
    rows = sorted(by_row)
    found: dict[Place, Place] = {}
    for first, left, last, right in merged:
        for row in rows[bisect_left(rows, first) : bisect_right(rows, last)]:
            found |= {(row, column): (first, left) for column in by_row[row] if left <= column <= right}
    return found


def _numbered_rows(data: Element) -> dict[int, Element]:
    """The rows by their numbers, which are written out where they were left to be counted."""
    rows: dict[int, Element] = {}
    number = 0
    for row in data:
        if local(row) != "row":
            continue
        number = int(row.get("r") or number + 1)
        row.set("r", str(number))
        rows[number] = row
    return rows


def _colour_row(
    row: Element, number: int, marks: Mapping[int, str], columns: list[tuple[int, int, int]], styles: Styles
) -> None:
    cells: dict[int, Element] = {}
    column = 0
    for cell in row:
        if local(cell) == "c":
            column = column_number((cell.get("r") or "").rstrip("0123456789")) or column + 1
            cell.set("r", f"{column_letters(column)}{number}")
            cells[column] = cell
    missing = marks.keys() - cells.keys()
    for column in missing:
        style = _style(row.get("s")) if row.get("customFormat") in ("1", "true") else _of_column(columns, column)
        cells[column] = etree.Element(named(row, "c"), r=f"{column_letters(column)}{number}", s=str(style))
    for column, effect in marks.items():
        cells[column].set("s", str(styles.marked(_style(cells[column].get("s")), effect)))
    if missing:
        others = [each for each in row if local(each) != "c"]
        row[:] = [*(cells[column] for column in sorted(cells)), *others]
        row.attrib.pop("spans", "")


def _column_formats(sheet: Element) -> list[tuple[int, int, int]]:
    """First and last column and format of each stretch of columns that has a format."""
    columns = child(sheet, "cols")
    return [
        (int(each.get("min") or 0), int(each.get("max") or 0), _style(each.get("style")))
        for each in (columns if columns is not None else ())
        if each.get("style")
    ]


def _of_column(columns: list[tuple[int, int, int]], column: int) -> int:
    return next((style for first, last, style in columns if first <= column <= last), 0)


def _style(written: str | None) -> int:
    return int(written) if written and written.isdigit() else 0
