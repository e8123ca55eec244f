"""The copy of a file that the archive keeps: the file itself where it holds nothing else than what may be kept."""

import json
import struct
from contextlib import suppress
from dataclasses import replace

from lxml.etree import LxmlError
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError
from xlrd.formula import FormulaError

from transforms.marked.dressing import dressed
from transforms.marked.looks import Reader, SheetLook
from transforms.marked.looks_of_ods import looks_of_ods
from transforms.marked.looks_of_xls import looks_of_xls
from transforms.read.bare_xml import bare_format
from transforms.read.document import Cell, Document, Unreadable
from transforms.read.letters import to_windows_1258
from transforms.read.open_csv import EIGHT_BIT, encode, read_table, write_table
from transforms.read.open_document import open_document
from transforms.read.open_json import json_text
from transforms.read.plain_workbook import write_workbook
from transforms.read.redact_xlsx import redact_xlsx

# What a package that is put together oddly can lead to: its cells are written anew, without their looks.
_ODD = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError),
    *(LxmlError, Unreadable, XLRDError, CompDocError, FormulaError, struct.error),
)
LOOKS: dict[str, Reader] = {"xls": looks_of_xls, "ods": looks_of_ods}


def archive_copy(content: bytes, document: Document, kept: Document) -> bytes:
    """Return the file with nothing in it but the kept cells; the file itself where that is so already.

    The copy of an .xls or .ods file is an .xlsx with the same cells and looks. The same file gives the same copy.
    """
    if document.container == "json":
        return content if kept == document else _json(content, kept)
    if document.container == "csv":
        return content if kept == document else _csv(content, document, kept)
    if document.container == "xlsx":
        with suppress(*_ODD):
            copy = redact_xlsx(content, document, kept)
            if _reads_as(copy, kept):
                return copy
    plain = write_workbook(kept)
    with suppress(*_ODD):
        looks = LOOKS[document.container](content) if document.container in LOOKS else {}
        names = {before.name: after.name for before, after in zip(document.sheets, kept.sheets, strict=True)}
        copy = dressed(plain, {names[name]: _wordless(look) for name, look in looks.items() if name in names})
        if _reads_as(copy, kept):
            return copy
    return plain


def _wordless(look: SheetLook) -> SheetLook:
    """The look of a sheet without the words of its number formats."""
    cells = {place: replace(each, number_format=bare_format(each.number_format)) for place, each in look.cells.items()}
    return replace(look, cells=cells)


def _csv(content: bytes, document: Document, kept: Document) -> bytes:
    """Return the CSV again, in its own encoding if the rest of it is then read as before, else in UTF-8."""
    table = read_table(content)
    for cell in _changed(document, kept):
        text = to_windows_1258(cell.text) if table.encoding == EIGHT_BIT else cell.text
        table.records[cell.row - 1][cell.column - 1] = text
    copy = write_table(table)
    if _reads_as(copy, kept):
        return copy
    for cell in kept.sheets[0].cells:
        table.records[cell.row - 1][cell.column - 1] = cell.text
    return write_table(table._replace(encoding="utf-8"))


def _changed(document: Document, kept: Document) -> list[Cell]:
    both = zip(document.sheets[0].cells, kept.sheets[0].cells, strict=True)
    return [after for before, after in both if after != before]


def _json(content: bytes, kept: Document) -> bytes:
    return encode(json.dumps(kept.report, ensure_ascii=False), json_text(content)[1])


def _reads_as(copy: bytes, kept: Document) -> bool:
    try:
        return replace(open_document(copy), container=kept.container) == kept
    except Unreadable:
        return False
