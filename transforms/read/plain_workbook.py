"""An .xlsx written from nothing but cells: no formula, no property, no time; the same cells give the same bytes."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from transforms.read.document import (
    BOOLEAN,
    DATE,
    ERROR,
    FORMULA_WITHOUT_VALUE,
    NUMBER,
    Cell,
    Document,
    Sheet,
    column_letters,
)
from transforms.read.number_formats import format_of_power
from transforms.read.package import write_zip

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHARED_FILES = {"styles": "styles.xml", "theme": "theme/theme1.xml", "sharedStrings": "sharedStrings.xml"}
_SHARED_TYPES = {
    "styles": f"{_TYPE}.spreadsheetml.styles+xml",
    "theme": f"{_TYPE}.theme+xml",
    "sharedStrings": f"{_TYPE}.spreadsheetml.sharedStrings+xml",
}
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts>{{formats}}</numFmts><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs><xf/><xf numFmtId="14" applyNumberFormat="1"/>{cells}</cellXfs></styleSheet>'
)
_OWN_FORMATS = 200  # the number of the first format of our own
_DAY_ZERO = date(1899, 12, 30)


def write_workbook(document: Document) -> bytes:
    """Return an .xlsx with the document's sheets: names, state, merges, and cells with their kinds and addresses."""
    powers = sorted({cell.power for sheet in document.sheets for cell in sheet.cells})
    sheets = [
        (sheet.name, "hidden" if sheet.hidden else "visible", _sheet_xml(sheet, powers).encode())
        for sheet in document.sheets
    ]
    return write_package(sheets, {"styles": _styles(powers).encode()})


def write_package(
    sheets: Sequence[tuple[str, str, bytes]], shared: dict[str, bytes], counts_from_1904: bool = False
) -> bytes:
    """Return an .xlsx of these sheets (name, state, XML) and of the parts that they share, by kind."""
    parts = [(f"worksheets/sheet{number}.xml", "worksheet", xml) for number, (_, _, xml) in enumerate(sheets, 1)]
    parts += [(_SHARED_FILES[kind], kind, xml) for kind, xml in shared.items()]
    names = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" state="{state}" r:id="rId{number}"/>'
        for number, (name, state, _) in enumerate(sheets, 1)
    )
    counting = '<workbookPr date1904="1"/>' if counts_from_1904 else ""
    types = "".join(f'<Override PartName="/xl/{file}" ContentType="{_content_type(kind)}"/>' for file, kind, _ in parts)
    members = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{_TYPE}.spreadsheetml.sheet.main+xml"/>{types}</Types>',
        "_rels/.rels": _relations([("xl/workbook.xml", "officeDocument")]),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{counting}'
        f"<sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations([(file, kind) for file, kind, _ in parts]),
    }
    written = {name: (_HEAD + xml).encode() for name, xml in members.items()}
    return write_zip({**written, **{f"xl/{file}": xml for file, _, xml in parts}})


def _content_type(kind: str) -> str:
    return _SHARED_TYPES.get(kind, f"{_TYPE}.spreadsheetml.worksheet+xml")


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'


def _styles(powers: Sequence[int]) -> str:
    """The formats of days, and of figures shown in these powers of ten."""
    codes = [escape(format_of_power(power), {'"': "&quot;"}) for power in powers]
    numbered = list(enumerate(codes, _OWN_FORMATS))
    formats = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in numbered)
    cells = "".join(f'<xf numFmtId="{number}" applyNumberFormat="1"/>' for number, _ in numbered)
    return _STYLES.format(formats=formats, cells=cells)


def _sheet_xml(sheet: Sheet, powers: Sequence[int]) -> str:
    rows = "".join(
        f'<row r="{row}">{"".join(_cell_xml(cell, powers) for cell in cells)}</row>'
        for row, cells in groupby(sheet.cells, key=lambda cell: cell.row)
    )
    merges = "".join(f'<mergeCell ref="{_address(a, b)}:{_address(c, d)}"/>' for a, b, c, d in sheet.merged)
    merged = f"<mergeCells>{merges}</mergeCells>" if merges else ""
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{merged}</worksheet>'


def _cell_xml(cell: Cell, powers: Sequence[int]) -> str:
    """Return the cell's element. A formula is only quoted: it stays what it was to a reader, and calculates nothing."""
    address, text = _address(cell.row, cell.column), escape(cell.text)
    if cell.kind == NUMBER:
        style = f' s="{2 + powers.index(cell.power)}"' if cell.power else ""
        return f'<c r="{address}"{style}><v>{text}</v></c>'
    if cell.kind == DATE and cell.text > "1900-02-29":
        return f'<c r="{address}" s="1"><v>{(date.fromisoformat(cell.text) - _DAY_ZERO).days}</v></c>'
    if cell.kind == BOOLEAN:
        return f'<c r="{address}" t="b"><v>{int(cell.text == "TRUE")}</v></c>'
    if cell.kind == ERROR:
        return f'<c r="{address}" t="e"><v>{text}</v></c>'
    if cell.kind == FORMULA_WITHOUT_VALUE:
        return f'<c r="{address}"><f>"{text.replace(chr(34), chr(34) * 2)}"</f></c>'
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _address(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"
