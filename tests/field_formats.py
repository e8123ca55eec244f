"""A document written as the files that it could have come in, by other hands than the reader's own."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from tests.field_sheet import Report
from transforms.read.document import DATE, NUMBER, Cell, Document, Sheet
from transforms.read.letters import to_windows_1258


def as_xlsx(document: Document) -> bytes:
    """The workbook as openpyxl writes it, with its merged cells."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in document.sheets:
        page = book.create_sheet(sheet.name or "Sheet1")
        page.sheet_state = "hidden" if sheet.hidden else "visible"
        for cell in sheet.cells:
            page.cell(cell.row, cell.column).value = _value(cell)
            if cell.text.startswith("="):
                page.cell(cell.row, cell.column).data_type = "s"
        for first_row, first, last_row, last in sheet.merged:
            page.merge_cells(start_row=first_row, start_column=first, end_row=last_row, end_column=last)
    return _saved(book)


def as_xls(document: Document) -> bytes:
    """The workbook as xlwt writes it."""
    book = xlwt.Workbook()
    days = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for sheet in document.sheets:
        page = book.add_sheet(sheet.name or "Sheet1")
        for cell in sheet.cells:
            style = (days,) if cell.kind == DATE else ()
            page.write(cell.row - 1, cell.column - 1, _value(cell), *style)
    return _saved(book)


def as_ods(document: Document) -> bytes:
    """The workbook as odfpy writes it, with its merged cells."""
    book = OpenDocumentSpreadsheet()
    for sheet in document.sheets:
        page = Table(name=sheet.name or "Sheet1")
        cells = {(cell.row, cell.column): cell for cell in sheet.cells}
        spans = {(a, b): (c - a + 1, d - b + 1) for a, b, c, d in sheet.merged}
        covered = {(r, c) for a, b, e, f in sheet.merged for r in range(a, e + 1) for c in range(b, f + 1)} - set(spans)
        for row in range(1, 1 + max(row for row, _ in cells)):
            line = TableRow()
            for column in range(1, 1 + max((at[1] for at in cells if at[0] == row), default=0)):
                at = (row, column)
                line.addElement(CoveredTableCell() if at in covered else _ods_cell(cells.get(at), spans.get(at)))
            page.addElement(line)
        book.spreadsheet.addElement(page)
    out = io.BytesIO()
    book.write(out)
    return out.getvalue()


def _ods_cell(cell: Cell | None, span: tuple[int, int] | None) -> Any:
    spanned = {"numberrowsspanned": span[0], "numbercolumnsspanned": span[1]} if span else {}
    if cell is None:
        return TableCell(**spanned)
    if cell.kind == NUMBER:
        return TableCell(valuetype="float", value=cell.text, **spanned)
    if cell.kind == DATE:
        return TableCell(valuetype="date", datevalue=cell.text, **spanned)
    made = TableCell(valuetype="string", **spanned)
    made.addElement(P(text=cell.text))
    return made


def as_csv(sheet: Sheet, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """The sheet as CSV: numbers with a decimal comma, days as dd/mm/yyyy, as a Vietnamese Excel saves them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    cells = {(cell.row, cell.column): cell for cell in sheet.cells}
    widest = max(column for _, column in cells)
    for row in range(1, 1 + max(row for row, _ in cells)):
        writer.writerow([_shown(cells.get((row, column))) for column in range(1, widest + 1)])
    if encoding == "windows-1258":
        return to_windows_1258(out.getvalue()).encode("latin-1")
    return out.getvalue().encode(encoding)


def _shown(cell: Cell | None) -> str:
    if cell is None:
        return ""
    if cell.kind == NUMBER:
        return cell.text.replace(".", ",")
    return f"{date.fromisoformat(cell.text):%d/%m/%Y}" if cell.kind == DATE else cell.text


def as_json(report: Report, head: dict[str, str]) -> bytes:
    """The report as the portal sends it, with these facts at its head."""
    rows = []
    cells, keys = report.cells, report.keys
    for row in report.records:
        named = {key: cells[row, at] for key, at in keys.items() if (row, at) in cells and not key.startswith("#")}
        values = {key: _shown(cell) for key, cell in named.items()}
        if report.form.layout == "figures":
            values |= {
                key[5:]: cells[row, keys[key]].text for key in ("#row_code", "#row_unit") if (row, keys[key]) in cells
            }
        rows.append(values)
    return json.dumps({"form": report.form.code, **head, "rows": rows}, ensure_ascii=False).encode()


def decomposed(document: Document) -> Document:
    """The document in NFD, as some machines write it."""
    return _each_text(document, lambda text: unicodedata.normalize("NFD", text))


def _each_text(document: Document, change: Callable[[str], str]) -> Document:
    sheets = tuple(
        Sheet(sheet.name, tuple(Cell(c.row, c.column, change(c.text), c.kind) for c in sheet.cells), sheet.merged)
        for sheet in document.sheets
    )
    return Document(document.container, sheets)


def _value(cell: Cell) -> Any:
    if cell.kind == NUMBER:
        return float(cell.text) if "." in cell.text else int(cell.text)
    return date.fromisoformat(cell.text) if cell.kind == DATE else cell.text


def _saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
