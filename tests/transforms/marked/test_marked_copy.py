"""A marked copy is the sender's own file: coloured, commented, with our sheet in front, and otherwise as it was."""

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from expectations.catalogue import load_catalogue
from tests.transforms.marked.made import FACTS, marked, opened, remark
from tests.transforms.read.made import members, rewritten, xlsx, xlsx_xml
from transforms.findings import UNJUDGED
from transforms.marked.marked_copy import mark_copy
from transforms.marked.remarks import Facts
from transforms.marked.styles import FILLS
from transforms.read.own_sheet import OWN_NAME, OWN_TITLE

LIVE = ["=cmd|'/c calc'!A1", '=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1"]


def colour(cell: Any) -> str:
    """The colour of a cell; '' where it has none."""
    return str(cell.fill.fgColor.rgb) if cell.fill.patternType == "solid" else ""


def dressed(sheet: Worksheet) -> None:
    """Give a sheet what openpyxl can: formats, merges, widths, a comment, choices, protection, a hidden row."""
    sheet["B2"].number_format = "#,##0.00"
    sheet["B2"].font = Font(bold=True, name="Times New Roman", size=13)
    sheet["B2"].border = Border(left=Side("thick"))
    sheet["B2"].alignment = Alignment(horizontal="center", wrap_text=True)
    sheet["A1"].fill = PatternFill("solid", fgColor="FFDDEBF7")
    sheet["A1"].comment = Comment("của người gửi", "kế toán")
    sheet.merge_cells("A5:C6")
    sheet.column_dimensions["B"].width = 33
    sheet.row_dimensions[3].hidden = True
    sheet.protection.enable()
    sheet.add_data_validation(DataValidation("list", formula1='"a,b"', sqref="C2"))
    sheet.print_title_rows = "1:2"
    sheet.freeze_panes = "A2"


FILE = xlsx({"A1": "Chỉ tiêu", "B2": 1234.5, "C2": "a", "A5": "gộp", "D4": "=SUM(B2:B3)"}, dressed)


def test_bad_cell_is_coloured_by_its_gravest_finding_and_commented() -> None:
    copy = opened(
        marked(
            FILE, remark("B2", effect="warn", code="W-1"), remark("B2", number=2), remark("C2", number=3, effect="warn")
        )
    )
    sheet = copy["Sheet"]
    assert colour(sheet["B2"]) == FILLS["return"]
    assert colour(sheet["C2"]) == FILLS["warn"]
    text = sheet["B2"].comment.text
    assert text.index("GEN-10 (trả lại): Phải là số.") < text.index("W-1 (lưu ý)") < text.index("GEN-10 (returned)")
    assert "Yêu cầu: một số / a number" in text
    assert "Cần làm: Sửa theo yêu cầu" in text


def test_colour_keeps_number_format_font_border_and_alignment() -> None:
    before, after = opened(FILE)["Sheet"]["B2"], opened(marked(FILE, remark("B2")))["Sheet"]["B2"]
    assert colour(after) == FILLS["return"]
    for part in ("value", "number_format", "font", "border", "alignment", "protection"):
        assert repr(getattr(after, part)) == repr(getattr(before, part)), part


def test_everything_beside_the_marks_is_as_it_was() -> None:
    before, after = members(FILE), members(marked(FILE, remark("B2")))
    kept = {"xl/sharedStrings.xml", "xl/theme/theme1.xml"} & before.keys()
    assert kept
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    old, new = opened(FILE)["Sheet"], opened(marked(FILE, remark("B2")))["Sheet"]
    assert new.merged_cells.ranges == old.merged_cells.ranges
    assert new.column_dimensions["B"].width == 33
    assert new.row_dimensions[3].hidden
    assert new.protection.sheet
    assert new.data_validations.dataValidation[0].sqref == old.data_validations.dataValidation[0].sqref
    assert new.print_title_rows == old.print_title_rows
    assert new.freeze_panes == "A2"
    assert (new["D4"].value, new["D4"].data_type) == ("=SUM(B2:B3)", "s")
    assert colour(new["A1"]) == "FFDDEBF7"


def test_images_and_names_stay() -> None:
    workbook = opened(FILE)
    workbook.defined_names["all"] = DefinedName("all", attr_text="Sheet!$A$1:$C$2")
    workbook.create_sheet("Ẩn").sheet_state = "hidden"
    workbook["Ẩn"].defined_names["own"] = DefinedName("own", attr_text="Ẩn!$A$1")
    out = io.BytesIO()
    workbook.save(out)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    drawing = f'<Relationship Id="rId9" Type="{office}/drawing" Target="../drawings/drawing1.xml"/>'
    drawn = {
        "xl/worksheets/sheet1.xml": lambda xml: xml.replace(
            "<legacyDrawing", f'<drawing xmlns:r="{office}" r:id="rId9"/><legacyDrawing'
        ),
        "xl/worksheets/_rels/sheet1.xml.rels": lambda xml: xml.replace("</Rel", f"{drawing}</Rel"),
    }
    content = io.BytesIO(rewritten(out.getvalue(), drawn))
    with zipfile.ZipFile(content, "a") as package:
        package.writestr("xl/drawings/drawing1.xml", "<drawing/>")
        image = f'<Relationship Id="rId1" Type="{office}/image" Target="../media/image1.png"/>'
        relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{image}'
        package.writestr("xl/drawings/_rels/drawing1.xml.rels", f"{relations}</Relationships>")
        package.writestr("xl/media/image1.png", b"\x89PNG picture")
    copy = marked(content.getvalue(), remark("B2"))
    assert members(copy)["xl/media/image1.png"] == b"\x89PNG picture"
    assert members(copy)["xl/drawings/drawing1.xml"] == b"<drawing/>"
    assert re.search(rb"<drawing .*<legacyDrawing", members(copy)["xl/worksheets/sheet1.xml"])
    again = opened(copy)
    assert again.sheetnames == [OWN_NAME, "Sheet", "Ẩn"]
    assert again["Ẩn"].sheet_state == "hidden"
    assert "all" in again.defined_names
    assert "own" in again["Ẩn"].defined_names


def test_comment_that_was_there_stays_and_ours_follows_it() -> None:
    sheet = opened(marked(FILE, remark("A1"), remark("B2", number=2)))["Sheet"]
    assert sheet["A1"].comment.text.startswith("của người gửi")
    assert "Phải là số." in sheet["A1"].comment.text
    assert sheet["A1"].comment.author == "kế toán"
    assert sheet["B2"].comment.author == "parkwatch"
    drawings = [text for name, text in members(marked(FILE, remark("B2"))).items() if name.endswith(".vml")]
    assert sum(text.count(b'ObjectType="Note"') for text in drawings) == 2


def test_cell_that_is_not_there_is_made_with_the_format_of_its_row() -> None:
    rows = '<row r="2" s="1" customFormat="1"><c r="B2"><v>1</v></c></row><row r="9"><c r="A9"><v>9</v></c></row>'
    formats = "<cellXfs><xf/><xf numFmtId='4' applyNumberFormat='1'/></cellXfs>"
    change = {"xl/styles.xml": lambda xml: re.sub("<cellXfs.*</cellXfs>", formats, xml)}
    content = rewritten(xlsx_xml(rows), change)
    sheet = opened(marked(content, remark("D2"), remark("C5", number=2), remark("A2", number=3)))["Sheet"]
    assert [colour(sheet[address]) for address in ("D2", "C5", "A2", "B2")] == [FILLS["return"]] * 3 + [""]
    assert sheet["D2"].number_format == "#,##0.00"
    assert [sheet["B2"].value, sheet["C5"].value, sheet["A9"].value] == [1, None, 9]


def test_mark_inside_a_merged_range_goes_to_the_cell_that_shows() -> None:
    sheet = opened(marked(FILE, remark("C6")))["Sheet"]
    assert colour(sheet["A5"]) == FILLS["return"]
    assert sheet["A5"].comment is not None


def test_first_sheet_lists_gravest_and_most_frequent_causes_first() -> None:
    found = [
        remark("B2", number=1, code="W-9", effect="warn"),
        remark("C2", number=2, code="R-1"),
        *(remark(f"D{row}", number=row, code="R-2") for row in (4, 5)),
        *(remark(f"E{row}", number=row, code="W-8", effect="warn") for row in (6, 7)),
        remark("F8", number=8, code="L-1", effect="refuse_row"),
    ]
    copy = opened(marked(FILE, *found))
    sheet = copy[OWN_NAME]
    assert copy.sheetnames[0] == OWN_NAME
    assert copy.active is sheet
    assert not copy["Sheet"].sheet_view.tabSelected
    assert sheet["A1"].value == OWN_TITLE
    listed = [cell.value for cell in sheet["C"] if cell.value and "-" in str(cell.value)]
    assert listed == ["R-2", "R-2", "R-1", "L-1", "W-8", "W-8", "W-9"]
    links = {cell.value: cell.hyperlink.location for cell in sheet["D"] if cell.hyperlink}
    assert links["Sheet!D4"] == "'Sheet'!D4"
    assert len(links) == 7
    told = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert FACTS.sha256 in told
    assert "01/09/2026 – 30/09/2026" in told


def test_first_sheet_says_what_was_not_judged() -> None:
    def told(facts: Facts) -> set[object]:
        sheet = opened(mark_copy(FILE, facts, [remark("B2")], load_catalogue()))[OWN_NAME]
        return {cell.value for row in sheet.iter_rows() for cell in row}

    assert set(UNJUDGED) <= told(replace(FACTS, unjudged=True)) - told(FACTS)


def test_finding_without_a_cell_is_on_the_sheet_and_marks_the_first_line() -> None:
    copy = opened(marked(FILE, remark("", code="GEN-03", vi="Không tìm thấy kỳ báo cáo.")))
    assert any("Không tìm thấy kỳ" in str(cell.value) for cell in copy[OWN_NAME]["H"])
    assert colour(copy["Sheet"]["A1"]) == FILLS["return"]
    assert "GEN-03" in copy["Sheet"]["A1"].comment.text


@pytest.mark.parametrize("live", LIVE)
def test_nothing_that_we_add_comes_to_life(live: str) -> None:
    copy = marked(FILE, remark("B2", value=live, title=live, expected=live, vi=live, en=live))
    sheet = opened(copy)[OWN_NAME]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert all(cell.quotePrefix for cell in cells)
    front = next(text for name, text in members(copy).items() if OWN_TITLE.encode() in text)
    assert b"<f>" not in front
    assert b"r:id" not in front


@settings(max_examples=60)
@given(text=st.text(max_size=60), sheet=st.text("abc '!#&<>\"é", min_size=1, max_size=20))
def test_any_text_of_a_report_is_only_text(text: str, sheet: str) -> None:
    found = remark("B2", value=text, title=text, vi=text, expected=text, sheet=sheet)
    copy = opened(marked(FILE, found))
    assert all(cell.data_type != "f" for row in copy[OWN_NAME].iter_rows() for cell in row)
    assert copy["Sheet"]["B2"].value == 1234.5


def test_formula_of_another_format_comes_back_as_text() -> None:
    content = "STT;Chỉ tiêu\n1;=cmd|'/c calc'!A1\n2;+2".encode()
    sheet = opened(marked(content, remark("B2", sheet="")))["Báo cáo"]
    assert [(cell.value, cell.data_type) for cell in sheet["B"]] == [
        ("Chỉ tiêu", "s"), ("=cmd|'/c calc'!A1", "s"), ("+2", "s")
    ]  # fmt: skip
    assert [cell.quotePrefix for cell in sheet["B"]] == [False, True, True]
    assert colour(sheet["B2"]) == FILLS["return"]


def test_macros_do_not_go_back() -> None:
    macro = {
        "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(
            "</Relationships>",
            '<Relationship Id="rIdM" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
            'Target="vbaProject.bin"/></Relationships>',
        ),
        "[Content_Types].xml": lambda xml: xml.replace(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
    }
    content = io.BytesIO(rewritten(FILE, macro))
    with zipfile.ZipFile(content, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
    copy = members(marked(content.getvalue(), remark("B2")))
    assert "xl/vbaProject.bin" not in copy
    assert b"macroEnabled" not in copy["[Content_Types].xml"]


def test_same_file_and_findings_give_the_same_copy() -> None:
    assert marked(FILE, remark("B2")) == marked(FILE, remark("B2"))


def test_sheet_of_our_name_that_is_the_senders_stays() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = OWN_NAME  # type: ignore[union-attr]
    workbook.active["A1"] = "của người gửi"  # type: ignore[index]
    out = io.BytesIO()
    workbook.save(out)
    assert opened(marked(out.getvalue(), remark("A1", sheet=OWN_NAME))).sheetnames == [f"{OWN_NAME} (2)", OWN_NAME]
