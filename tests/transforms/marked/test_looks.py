"""A marked copy of an .xls or .ods looks like the file: widths, merges, bold, borders, formats of numbers."""

import xlwt

from tests.transforms.marked.made import marked, opened, remark
from tests.transforms.read.made import ods, xls
from transforms.marked.styles import FILLS


def filled(sheet: xlwt.Worksheet) -> None:
    style = xlwt.easyxf(
        "font: bold on; borders: left thin, right thin, top thin, bottom thin", num_format_str="#,##0.0"
    )
    sheet.write(1, 1, 1234.5, style)
    sheet.write(3, 0, "x")
    sheet.write_merge(5, 6, 0, 2, "gộp", xlwt.easyxf("align: horiz center"))
    sheet.col(1).width = 40 * 256
    sheet.row(3).hidden = True


def test_xls() -> None:
    sheet = opened(marked(xls(filled), remark("B2", sheet="Sổ")))["Sổ"]
    cell = sheet["B2"]
    assert (cell.value, cell.number_format, cell.font.bold, cell.border.left.style) == (1234.5, "#,##0.0", True, "thin")
    assert cell.fill.fgColor.rgb == FILLS["return"]
    assert sheet.column_dimensions["B"].width == 40
    assert sheet.row_dimensions[4].hidden
    assert [str(each) for each in sheet.merged_cells.ranges] == ["A6:C7"]
    assert sheet["A6"].alignment.horizontal == "center"
    assert sheet["A4"].value == "x"


STYLES = (
    '<style:style style:name="co1" style:family="table-column"><style:table-column-properties '
    'style:column-width="2in"/></style:style><style:style style:name="ce1" style:family="table-cell">'
    '<style:table-cell-properties fo:background-color="#ddebf7" fo:border="0.06pt solid #000000"/>'
    '<style:text-properties fo:font-weight="bold" fo:font-size="14pt"/></style:style>'
)
ROWS = (
    '<table:table-column table:style-name="co1"/><table:table-row/><table:table-row table:number-rows-repeated="2">'
    '<table:table-cell/><table:table-cell table:style-name="ce1" office:value-type="string"><text:p>đầu</text:p>'
    "</table:table-cell></table:table-row>"
)


def test_ods() -> None:
    named = {"xmlns:fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"}
    styles = STYLES.replace("<style:style", f'<style:style xmlns:fo="{named["xmlns:fo"]}"')
    sheet = opened(marked(ods(ROWS, styles), remark("B3", sheet="Sổ")))["Sổ"]
    assert [cell.value for cell in sheet["B"]] == [None, "đầu", "đầu"]
    assert (sheet["B2"].font.bold, sheet["B2"].font.sz, sheet["B2"].fill.fgColor.rgb) == (True, 14, "FFDDEBF7")
    assert sheet["B3"].fill.fgColor.rgb == FILLS["return"]
    assert sheet["B3"].border.top.style == "thin"
    assert 20 < sheet.column_dimensions["A"].width < 30
