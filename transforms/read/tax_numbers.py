"""Numbers of persons where tax codes stand: since 1 July 2025 the tax code of a person is that number."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from expectations.catalogue import load_catalogue
from expectations.text import fold
from transforms.read.document import NUMBER, PLACEHOLDER, TEXT, Cell, Sheet
from transforms.read.kept_texts import is_personal_number, without_personal_numbers
from transforms.read.letterhead import labelled

_BRACKETS = re.compile(r"\s*\(.*$")


@cache
def _headings() -> frozenset[str]:
    """The folded headings and labels of tax codes."""
    catalogue = load_catalogue()
    columns = [column for form in catalogue.forms.values() for column in form.columns if column.type == "tax_code"]
    return frozenset(
        map(fold, [*catalogue.words.tax_code, *(heading for each in columns for heading in each.headings)])
    )


def tax_keys() -> frozenset[str]:
    """The keys under which the portal sends tax codes."""
    forms = load_catalogue().forms.values()
    return frozenset(
        ["tax_code", *(column.key for form in forms for column in form.columns if column.type == "tax_code")]
    )


def personal_numbers(sheet: Sheet) -> Iterator[tuple[Cell, list[Cell]]]:
    """Yield each heading or label of tax codes with the cells under or beside it that hold the number of a person."""
    columns: dict[int, list[Cell]] = {}
    for cell in sheet.cells:
        if _is_personal(cell):
            columns.setdefault(cell.column, []).append(cell)
    for place, cell in enumerate(sheet.cells):
        if cell.kind != TEXT or len(cell.text) > 200:
            continue
        if fold(_BRACKETS.sub("", cell.text)) in _headings():
            right = sheet.cells[place + 1] if place + 1 < len(sheet.cells) else cell
            beside = [right] if right.row == cell.row and _is_personal(right) else []
            below = [each for each in columns.get(cell.column, ()) if each.row > cell.row]
            if beside or below:
                yield cell, beside or below
        elif any(_names_person(value) for value in _labelled_values(cell.text)):
            yield cell, []


def _is_personal(cell: Cell) -> bool:
    return cell.text == PLACEHOLDER or (cell.kind in (TEXT, NUMBER) and is_personal_number(cell.text, cell.kind))


def _names_person(value: str) -> bool:
    return PLACEHOLDER in value or without_personal_numbers(value) != value or is_personal_number(value)


def _labelled_values(text: str) -> list[str]:
    if ":" not in text:
        return []
    return [value for _, value in labelled(text, {"tax_code": tuple(_headings())})]


def personal_values(report: dict[str, Any]) -> Iterator[tuple[str, list[Cell]]]:
    """Yield each key of tax codes with the values that are numbers of persons."""
    rows = report.get("rows")
    records = [(0, report), *enumerate(rows if isinstance(rows, list) else (), 1)]
    for key in sorted(tax_keys()):
        found = [
            Cell(number, 0, str(record[key]), TEXT)
            for number, record in records
            if isinstance(record, dict) and is_of_person(record.get(key))
        ]
        if found:
            yield key, found


def is_of_person(value: Any) -> bool:
    """Say whether a value of the portal, text or number, is the number of a person, or stands for one."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return False
    return value == PLACEHOLDER or is_personal_number(str(value), NUMBER if isinstance(value, int) else TEXT)
