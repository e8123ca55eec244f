"""A workbook written from cells alone, dressed as the file that the cells come from."""

from __future__ import annotations

from lxml import etree

from transforms.marked.looks import Looks, SheetLook
from transforms.marked.parts import Element, Parts, child, local, named, put_child
from transforms.marked.styles import LIVE, Styles
from transforms.read.document import column_letters, column_number
from transforms.read.package import Package
from transforms.read.workbook_parts import workbook_parts

_ORDER = ["sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData"]


def dressed(content: bytes, looks: Looks) -> bytes:
    """The .xlsx with the looks of its sheets."""
    package = Package(content)
    parts, found = Parts(package), workbook_parts(package)
    styles = Styles(parts, found.workbook)
    for sheet in found.sheets:
        tree = parts.tree(sheet.member)
        if sheet.name in looks:
            _dress(tree, looks[sheet.name], styles)
        for cell in tree.iter(named(tree, "c")):
            if cell.get("t") == "inlineStr" and str(cell.xpath("string()")).startswith(LIVE):
                cell.set("s", str(styles.quoted(int(cell.get("s") or 0))))
    return parts.content()


def _dress(sheet: Element, look: SheetLook, styles: Styles) -> None:
    data = child(sheet, "sheetData")
    assert data is not None
    columns = sorted(look.widths.keys() | look.hidden_columns)
    if columns:
        heads = etree.Element(named(sheet, "cols"))
        sheet.insert(list(sheet).index(data), heads)
        for column in columns:
            each = etree.SubElement(heads, named(heads, "col"), min=str(column), max=str(column))
            each.set("width", f"{look.widths.get(column, 9):.2f}")
            each.set("customWidth", "1")
            if column in look.hidden_columns:
                each.set("hidden", "1")
    if look.one_page_wide:
        pages = etree.SubElement(put_child(sheet, "sheetPr", _ORDER), named(sheet, "pageSetUpPr"))
        pages.set("fitToPage", "1")
        sheet.append(etree.Element(named(sheet, "pageSetup"), orientation="landscape", fitToHeight="0"))
    rows = {int(row.get("r") or 0): row for row in data}
    wanted = {row for row, _ in look.cells} | look.heights.keys() | look.hidden_rows
    for number in wanted - rows.keys():
        rows[number] = etree.Element(named(data, "row"), r=str(number))
    data[:] = [rows[number] for number in sorted(rows)]
    by_row: dict[int, list[int]] = {}
    for place in look.cells:
        by_row.setdefault(place[0], []).append(place[1])
    for number, row in rows.items():
        _dress_row(row, number, by_row.get(number, []), look, styles)


def _dress_row(row: Element, number: int, columns: list[int], look: SheetLook, styles: Styles) -> None:
    if number in look.heights:
        row.set("ht", f"{look.heights[number]:.2f}")
        row.set("customHeight", "1")
    if number in look.hidden_rows:
        row.set("hidden", "1")
    cells = {column_number((cell.get("r") or "").rstrip("0123456789")): cell for cell in row if local(cell) == "c"}
    for column in columns:
        cell = cells.get(column)
        if cell is None:
            cell = cells[column] = etree.Element(named(row, "c"), r=f"{column_letters(column)}{number}")
        cell.set("s", str(styles.looking(look.cells[number, column], int(cell.get("s") or 0))))
    row[:] = [cells[column] for column in sorted(cells)]
