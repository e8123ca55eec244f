"""From an archived copy and the findings of its submission to the marked .xlsx that goes back to the sender."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from lxml.etree import LxmlError
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

from expectations.catalogue import Catalogue
from transforms.marked.dressing import dressed
from transforms.marked.looks import fitted
from transforms.marked.marked_workbook import mark_workbook
from transforms.marked.places import Ground, places_of
from transforms.marked.portal_table import portal_table, replaced
from transforms.marked.remarks import Facts, Place, Remark
from transforms.read.document import ERROR, FORMULA_WITHOUT_VALUE, TEXT, Document, Sheet, Unreadable
from transforms.read.open_document import open_document
from transforms.read.own_sheet import is_own, without_own
from transforms.read.plain_workbook import write_workbook
from transforms.read.portal import portal_form
from transforms.read.reading import reports_of
from transforms.read.redact import LOOKS
from transforms.read.report import read_report

# What a package that is put together oddly can lead to; such a file is told of in words alone.
_ODD = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError, LxmlError)
UNNAMED = "Báo cáo"  # the sheet of a file that has no sheets


def mark_copy(content: bytes, facts: Facts, remarks: Sequence[Remark], catalogue: Catalogue) -> bytes:
    """The marked .xlsx. Raises Unreadable for a file in which no cell can be made out, or that cannot be written."""
    try:
        return _mark(content, facts, remarks, catalogue)
    except _ODD as error:
        raise Unreadable("not-a-report") from error


def _mark(content: bytes, facts: Facts, remarks: Sequence[Remark], catalogue: Catalogue) -> bytes:
    document = open_document(content)
    if document.container == "xlsx":
        own = [sheet.name for sheet in document.sheets if is_own(sheet)]
        with suppress(Unreadable, *_ODD):  # a package that this cannot be done to: its cells are written anew
            return mark_workbook(content, facts, remarks, _places(remarks, document, content, catalogue), own)
    sheets, told = _sheets_of(document, remarks, catalogue)
    rebuilt = write_workbook(Document("xlsx", tuple(map(_dead, sheets))))
    looks = {sheet.name: fitted(sheet) for sheet in sheets}
    if document.container in LOOKS:
        with suppress(*_ODD, XLRDError, CompDocError):  # what cannot be told of its look is left plain
            looks = LOOKS[document.container](content)
    rebuilt = dressed(rebuilt, looks)
    places = _places(told, open_document(rebuilt), rebuilt, catalogue)
    return mark_workbook(rebuilt, facts, told, places, ())


def _places(
    remarks: Sequence[Remark], document: Document, content: bytes, catalogue: Catalogue
) -> dict[int, tuple[str, Place]]:
    """Where to mark each finding: looked for in the report of its own sheet, where the file holds several."""
    reports = reports_of(read_report(0, content, catalogue))
    first, names = reports[0], {each.sheet for each in reports}
    return {
        number: place
        for report in reports
        for number, place in places_of(
            [each for each in remarks if (each.sheet if each.sheet in names else first.sheet) == report.sheet],
            Ground(document, report, catalogue),
        ).items()
    }


def _sheets_of(
    document: Document, remarks: Sequence[Remark], catalogue: Catalogue
) -> tuple[Sequence[Sheet], Sequence[Remark]]:
    """The sheets to write for a file that is no .xlsx, and the findings with their addresses in them."""
    if document.report is not None:
        table = portal_table(document.report, catalogue, UNNAMED)
        form = portal_form(document.report, catalogue)
        return [table.sheet], replaced(remarks, table, catalogue, form.code if form is not None else None)
    sheets = [replace(sheet, name=sheet.name or UNNAMED) for sheet in without_own(document)]
    return sheets, [replace(remark, sheet=remark.sheet or sheets[0].name) for remark in remarks]


def _dead(sheet: Sheet) -> Sheet:
    """The sheet with formulas and error values as text: nothing that we write calculates."""
    live = (FORMULA_WITHOUT_VALUE, ERROR)
    cells = tuple(replace(cell, kind=TEXT) if cell.kind in live else cell for cell in sheet.cells)
    return replace(sheet, cells=cells)
