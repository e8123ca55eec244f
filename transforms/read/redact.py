"""A copy of a file in which personal data and free text are replaced, and which reads otherwise as the file does."""

import json
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import escape

from transforms.read.document import PLACEHOLDER, TEXT, Cell, Document, Unreadable
from transforms.read.letters import to_tcvn3, to_windows_1258
from transforms.read.open_csv import EIGHT_BIT, encode, read_table, write_table
from transforms.read.open_document import open_document
from transforms.read.open_json import json_text, parse
from transforms.read.package import Package
from transforms.read.personal import PersonalColumn
from transforms.read.plain_workbook import write_workbook
from transforms.read.redact_xlsx import redact_xlsx

_SHORTEST_TELLING = 4

Places = dict[str, set[tuple[int, int]]]


def redact(content: bytes, document: Document, columns: Sequence[PersonalColumn]) -> bytes:
    """Return a copy of the file with the placeholder in the columns' cells; the file itself where they have none.

    The copy of an .xls or .ods file is an .xlsx with the same cells. The same file always gives the same copy.
    """
    if not any(column.cells for column in columns):
        return content
    if document.report is not None:
        return _redact_json(content, {column.heading.text for column in columns})
    places: Places = {}
    for column in columns:
        places.setdefault(column.sheet, set()).update((cell.row, cell.column) for cell in column.cells)
    wanted = without(document, places)
    if document.container == "csv":
        return _redact_csv(content, places[""], wanted)
    if document.container == "xlsx":
        copy = redact_xlsx(content, places)
        if copy is not None and _reads_as(copy, wanted) and not _still_there(copy, document, wanted):
            return copy
    return write_workbook(wanted)


def without(document: Document, places: Places) -> Document:
    """Return the document with the placeholder in the cells at these places."""
    sheets = [
        replace(
            sheet,
            cells=tuple(
                Cell(cell.row, cell.column, PLACEHOLDER, TEXT)
                if (cell.row, cell.column) in places.get(sheet.name, ())
                else cell
                for cell in sheet.cells
            ),
        )
        for sheet in document.sheets
    ]
    return replace(document, sheets=tuple(sheets))


def _redact_csv(content: bytes, places: set[tuple[int, int]], wanted: Document) -> bytes:
    """Return the CSV again, in its own encoding if the rest of it is then read as before, else in UTF-8."""
    table = read_table(content)
    placeholder = to_windows_1258(PLACEHOLDER) if table.encoding == EIGHT_BIT else PLACEHOLDER
    for row, column in places:
        table.records[row - 1][column - 1] = placeholder
    copy = write_table(table)
    if _reads_as(copy, wanted):
        return copy
    for cell in wanted.sheets[0].cells:
        table.records[cell.row - 1][cell.column - 1] = cell.text
    return write_table(table._replace(encoding="utf-8"))


def _redact_json(content: bytes, keys: Collection[str]) -> bytes:
    text, encoding = json_text(content)
    cleaned = _without_keys(parse(text), keys)
    return encode(json.dumps(cleaned, ensure_ascii=False), encoding)


def _without_keys(value: Any, keys: Collection[str], under: bool = False) -> Any:
    if isinstance(value, dict):
        return {key: _without_keys(item, keys, under or key in keys) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_keys(item, keys, under) for item in value]
    return PLACEHOLDER if under and value is not None and value != "" else value


def _reads_as(copy: bytes, wanted: Document) -> bool:
    try:
        return open_document(copy) == wanted
    except Unreadable:
        return False


def _still_there(copy: bytes, document: Document, wanted: Document) -> bool:
    """Say whether some text that was replaced stands elsewhere in the copy than in a cell that was to stay."""
    before = {cell.text for sheet in document.sheets for cell in sheet.cells}
    after = {cell.text for sheet in wanted.sheets for cell in sheet.cells}
    staying = "\n".join(after)
    gone = [text for text in before - after if len(text) >= _SHORTEST_TELLING and text not in staying]
    package = Package(copy)
    everything = b"\n".join(package.read(name) for name in package.names)
    written = (form for text in gone for form in (text, unicodedata.normalize("NFD", text), to_tcvn3(text)))
    return any(escape(form).encode() in everything for form in written)
