"""Small files for the tests of reading, made in memory."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from transforms.read.document import Document
from transforms.read.open_document import open_document

_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    "<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
    "{tables}</office:spreadsheet></office:body></office:document-content>"
)


def xlsx(cells: Mapping[str, Any], prepare: Callable[[Worksheet], object] = lambda sheet: None) -> bytes:
    """Return an .xlsx of one sheet with these values by address."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    for address, value in cells.items():
        sheet[address] = value
        if isinstance(value, str) and not value.startswith("=") and value[:1] in "+-@":
            sheet[address].data_type = "s"
    prepare(sheet)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def rewritten(content: bytes, change: Mapping[str, Callable[[str], str]]) -> bytes:
    """Return a zip with the text of some members changed."""
    source, out = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, change[name](data.decode()).encode() if name in change else data)
    return out.getvalue()


def xlsx_xml(sheet_data: str) -> bytes:
    """Return an .xlsx whose sheet holds this XML as its rows."""
    filled = f"<sheetData>{sheet_data}</sheetData>"
    change = {"xl/worksheets/sheet1.xml": lambda xml: re.sub("<sheetData.*</sheetData>|<sheetData ?/>", filled, xml)}
    return rewritten(xlsx({}), change)


def xls(fill: Callable[[xlwt.Worksheet], object]) -> bytes:
    """Return an .xls of one sheet, filled by the function."""
    workbook = xlwt.Workbook()
    fill(workbook.add_sheet("Sổ"))
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def ods(rows: str, styles: str = "", table: str = 'table:name="Sổ"') -> bytes:
    """Return an .ods of one sheet whose rows are this XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        tables = f"<table:table {table}>{rows}</table:table>"
        target.writestr("content.xml", _ODS.format(styles=styles, tables=tables))
        target.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def ods_row(*cells: str) -> str:
    """Return a row of text cells."""
    texts = (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in cells
    )
    return f"<table:table-row>{''.join(texts)}</table:table-row>"


def csv(rows: Sequence[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Return CSV bytes of fields that need no quotation marks."""
    return "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)


def members(content: bytes) -> dict[str, bytes]:
    """Return the members of a zip."""
    package = zipfile.ZipFile(io.BytesIO(content))
    return {name: package.read(name) for name in package.namelist()}


def cells(content: bytes | Document, sheet: int = 0) -> dict[tuple[int, int], str]:
    """Return text by row and column of an opened file's sheet."""
    document = content if isinstance(content, Document) else open_document(content)
    return {(cell.row, cell.column): cell.text for cell in document.sheets[sheet].cells}


def kinds(content: bytes) -> dict[tuple[int, int], tuple[str, str]]:
    """Return kind and text by row and column of an opened file's first sheet."""
    return {(cell.row, cell.column): (cell.kind, cell.text) for cell in open_document(content).sheets[0].cells}
