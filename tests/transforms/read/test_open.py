"""Opening: the content decides what a file is; every cell has its address, text and kind."""

import io
import struct
import time
import zipfile
from datetime import date, datetime, timedelta

import pytest
import xlwt

from tests.transforms.read.made import cells, csv, kinds, members, ods, ods_row, rewritten, xls, xlsx, xlsx_xml
from transforms.read.document import Unreadable, column_letters, column_number, number_text
from transforms.read.open_document import open_document

SHEET = "xl/worksheets/sheet1.xml"


def unreadable(content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        open_document(content)
    return caught.value.kind


def test_a_number_is_plain_decimal_text_of_at_most_15_digits() -> None:
    opened = kinds(xlsx({"A1": 134.3653, "A2": 0.1 + 0.2, "A3": 12.0, "A4": 1e20, "A5": -1.5e-7}))
    assert [text for _, text in opened.values()] == ["134.3653", "0.3", "12", "100000000000000000000", "-0.00000015"]
    assert {kind for kind, _ in opened.values()} == {"number"}


def test_a_number_without_decimals_has_no_point_and_minus_zero_no_sign() -> None:
    assert [number_text(value) for value in (2705611883.0, -0.0, 7, 1e15)] == [
        *("2705611883", "0", "7", "1000000000000000"),
    ]


def test_a_day_is_an_iso_day_whatever_its_hour() -> None:
    opened = kinds(xlsx({"A1": date(2025, 9, 18), "A2": datetime.fromisoformat("2025-09-18T16:30")}))
    assert set(opened.values()) == {("date", "2025-09-18")}


def test_a_duration_is_text_and_a_boolean_its_word() -> None:
    opened = kinds(xlsx({"A1": timedelta(hours=30), "A2": True}))
    assert opened == {(1, 1): ("text", "1 day, 6:00:00"), (2, 1): ("boolean", "TRUE")}


def test_addresses_are_those_of_the_file() -> None:
    assert cells(xlsx({"C5": "a", "E7": "b"})) == {(5, 3): "a", (7, 5): "b"}
    assert cells(xls(lambda sheet: sheet.write(4, 2, "a"))) == {(5, 3): "a"}
    assert cells(csv([["", ""], ["", "a"]])) == {(2, 2): "a"}


def test_letters_of_a_column_and_back() -> None:
    assert [column_letters(number) for number in (1, 26, 27, 16384)] == ["A", "Z", "AA", "XFD"]
    assert all(column_number(column_letters(number)) == number for number in (1, 26, 27, 702, 703, 16384))


def test_text_is_clean_and_composed() -> None:
    assert cells(xlsx({"A1": "  Ma\u0303 so\u0302\u0301\u00a0 thue\u0302\u0301\n"})) == {(1, 1): "Mã số thuế"}


def test_blank_text_is_no_cell() -> None:
    assert cells(xlsx({"A1": " \u00a0", "B1": "x"})) == {(1, 2): "x"}


def test_merged_ranges_are_told_with_the_text_at_their_first_cell() -> None:
    sheet = open_document(xlsx({"B2": "Thực hiện"}, lambda sheet: sheet.merge_cells("B2:C3"))).sheets[0]
    assert sheet.merged == ((2, 2, 3, 3),)
    assert [cell.text for cell in sheet.cells] == ["Thực hiện"]
    merged = open_document(xls(lambda sheet: sheet.write_merge(1, 2, 1, 2, "a"))).sheets[0].merged
    assert merged == ((2, 2, 3, 3),)


def test_hidden_sheets_are_read_and_told() -> None:
    def hide(sheet: object) -> None:
        sheet.parent.create_sheet("ẩn")["A1"] = "b"  # type: ignore[attr-defined]
        sheet.parent["ẩn"].sheet_state = "hidden"  # type: ignore[attr-defined]

    opened = open_document(xlsx({"A1": "a"}, hide)).sheets
    assert [(sheet.name, sheet.hidden, sheet.cells[0].text) for sheet in opened] == [
        ("Sheet", False, "a"),
        ("ẩn", True, "b"),
    ]


def test_a_sheet_that_is_only_a_chart_is_passed_over() -> None:
    content = xlsx({"A1": "a"}, lambda sheet: sheet.parent.create_chartsheet("Biểu đồ"))  # type: ignore[union-attr]
    assert [sheet.name for sheet in open_document(content).sheets] == ["Sheet"]


@pytest.mark.parametrize("stray", ['<c r="XFD1048576" t="str"><v></v></c>', '<c r="XFD1048576" s="0"/>'])
def test_a_stray_blank_cell_in_the_last_corner_costs_nothing(stray: str) -> None:
    content = xlsx_xml(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{stray}</row>')
    start = time.perf_counter()
    assert cells(content) == {(1, 1): "1"}
    assert time.perf_counter() - start < 0.5


def test_a_far_cell_keeps_its_address_date_and_text() -> None:
    content = xlsx({"B2": date(2025, 9, 18), "XFD1048576": "xa", "C9": "a"}, lambda sheet: sheet.merge_cells("C9:D9"))
    opened = open_document(content).sheets[0]
    assert [(cell.row, cell.column, cell.text) for cell in opened.cells] == [
        *((2, 2, "2025-09-18"), (9, 3, "a"), (1048576, 16384, "xa")),
    ]
    assert opened.merged == ((9, 3, 9, 4),)


def test_a_far_cell_of_an_old_workbook_keeps_its_address() -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        sheet.write(0, 0, "a")
        sheet.write(65535, 255, "b")

    assert cells(xls(fill)) == {(1, 1): "a", (65536, 256): "b"}


def test_an_error_value_is_told() -> None:
    row = '<row r="2"><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C2" t="e"><v>#REF!</v></c></row>'
    assert kinds(xlsx_xml(row)) == {(2, 2): ("error", "#DIV/0!"), (2, 3): ("error", "#REF!")}
    assert kinds(csv([["a", "#REF!"]]))[1, 2] == ("error", "#REF!")


def test_a_formula_with_a_stored_value_is_that_value() -> None:
    assert kinds(xlsx_xml('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>')) == {(1, 1): ("number", "2")}


@pytest.mark.parametrize("nothing", ["", "<v/>", "<v></v>"])
def test_a_formula_without_a_stored_value_is_told_and_not_calculated(nothing: str) -> None:
    opened = kinds(xlsx_xml(f'<row r="1"><c r="A1"><f>SUM(B1:B2)</f>{nothing}</c></row>'))
    assert opened == {(1, 1): ("formula_without_value", "=SUM(B1:B2)")}


def test_a_formula_whose_stored_value_is_blank_text_is_blank() -> None:
    assert cells(
        xlsx_xml('<row r="1"><c r="A1" t="str"><f>IF(B1,1,"")</f><v></v></c><c r="B1"><v>0</v></c></row>')
    ) == {(1, 2): "0"}


def test_errors_and_formulas_of_an_old_workbook() -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        sheet.row(0).set_cell_error(0, "#REF!")
        sheet.write(1, 1, xlwt.Formula("ROUND(A5*2,1)"))

    assert kinds(xls(fill)) == {(1, 1): ("error", "#REF!"), (2, 2): ("formula_without_value", "=ROUND(A5*2.0,1.0)")}


def test_a_blank_result_of_an_old_workbook_that_was_calculated_is_blank() -> None:
    content = xls(lambda sheet: [sheet.write(0, 0, xlwt.Formula("1+1")), sheet.write(1, 0, xlwt.Formula("2+2"))])
    blank = struct.pack("<Q", 0xFFFF000000000003)
    assert content.count(blank) == 2
    assert kinds(content.replace(blank, struct.pack("<d", 2.0), 1)) == {(1, 1): ("number", "2")}


def test_a_damaged_old_workbook_is_unreadable_and_ends_no_process() -> None:
    content = xls(lambda sheet: sheet.write(0, 0, "a"))
    at = content.index(struct.pack("<HHIIHH", 0x0200, 14, 0, 1, 0, 1))
    assert cells(content[: at + 8] + struct.pack("<IHH", 0xFFFFFFF0, 0, 0xFFF0) + content[at + 16 :]) == {(1, 1): "a"}
    assert unreadable(content[:1200]) == "truncated"


def test_kinds_of_an_open_document_sheet() -> None:
    row = (
        '<table:table-row><table:table-cell office:value-type="float" office:value="12.50"/>'
        '<table:table-cell office:value-type="date" office:date-value="2025-09-18T00:00:00"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        '<table:table-cell office:value-type="string"><text:p>Mã<text:s/>số</text:p><text:p>thuế</text:p>'
        "</table:table-cell></table:table-row>"
    )
    assert list(kinds(ods(row)).values()) == [
        *(("number", "12.5"), ("date", "2025-09-18"), ("boolean", "TRUE"), ("text", "Mã số thuế")),
    ]


def test_errors_and_formulas_of_an_open_document_sheet() -> None:
    row = (
        '<table:table-row><table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'calcext:value-type="error" office:string-value=""><text:p>#DIV/0!</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=[.A1]+1"/>'
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/></table:table-row>'
    )
    assert list(kinds(ods(row)).values()) == [
        *(("error", "#DIV/0!"), ("formula_without_value", "=[.A1]+1"), ("number", "2")),
    ]


def test_repeated_rows_and_cells_of_an_open_document_sheet() -> None:
    rows = (
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="1"/>'
        '</table:table-row><table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert cells(ods(rows)) == {(4, 3): "1", (4, 4): "1", (5, 3): "1", (5, 4): "1"}


def test_a_comment_is_no_text_of_its_cell() -> None:
    note = "<office:annotation><text:p>xem lại</text:p></office:annotation>"
    row = f'<table:table-row><table:table-cell office:value-type="string">{note}<text:p>a</text:p></table:table-cell>'
    assert cells(ods(row + "</table:table-row>")) == {(1, 1): "a"}


def test_merged_ranges_and_hidden_sheets_of_an_open_document() -> None:
    row = '<table:table-row><table:table-cell table:number-columns-spanned="2" office:value-type="string">'
    hidden = '<style:style style:name="ta1"><style:table-properties table:display="false"/></style:style>'
    content = ods(
        row + "<text:p>a</text:p></table:table-cell></table:table-row>",
        hidden,
        'table:name="ẩn" table:style-name="ta1"',
    )
    sheet = open_document(content).sheets[0]
    assert (sheet.name, sheet.hidden, sheet.merged) == ("ẩn", True, ((1, 1, 1, 2),))


def test_text_that_looks_like_a_formula_is_text() -> None:
    for content in (xlsx({"A1": "+84"}), csv([["=1+1", "a"]]), ods(ods_row("=1+1"))):
        assert kinds(content)[1, 1][0] == "text"


def test_a_table_under_a_wrong_name_is_what_it_is() -> None:
    assert open_document(csv([["STT", "KCN"], ["1", "KP"]])).container == "csv"
    assert open_document(xlsx({"A1": "a"})).container == "xlsx"
    assert open_document(ods(ods_row("a"))).container == "ods"
    assert open_document(xls(lambda sheet: sheet.write(0, 0, "a"))).container == "xls"
    assert open_document('\ufeff {"form": "sxkd-thang"}'.encode()).container == "json"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(b"", "empty", id="no byte"),
        pytest.param(b"\xef\xbb\xbf \r\n\t", "empty", id="only white space"),
        pytest.param(b",,,\r\n,,,\r\n", "empty", id="a CSV of blanks"),
        pytest.param(b"{}", "empty", id="an object of nothing"),
        pytest.param(b"  <!DOCTYPE html><html></html>", "html", id="HTML"),
        pytest.param(b"\xef\xbb\xbf<html xmlns:o='urn'><table></table></html>", "html", id="HTML of Excel"),
        pytest.param(b"MIME-Version: 1.0\nContent-Type: multipart/related", "html", id="web archive"),
        pytest.param(b"%PDF-1.7\n\x00\xff", "pdf", id="PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0", "not-a-report", id="image"),
        pytest.param(bytes(range(256)) * 8, "not-a-report", id="rubbish"),
        pytest.param(b"{\\rtf1 a letter}", "not-a-report", id="RTF"),
        pytest.param(b"<?xml version='1.0'?><Workbook/>", "not-a-report", id="XML"),
        pytest.param(b"[1, 2]", "not-a-report", id="JSON, but no object"),
        pytest.param(b'{"form": "sxkd', "json", id="JSON that ends in the middle"),
        pytest.param(b'{"form": 1, "form": 2}', "json", id="a key twice"),
        pytest.param(b'{"value": NaN}', "json", id="no number"),
        pytest.param(b'{"a": ' * 70 + b"1" + b"}" * 70, "too-large", id="too deep"),
        pytest.param(b'{"a": ' * 100_000, "too-large", id="far too deep"),
        pytest.param(b"a,b\n" + b"x" * 200_000, "too-large", id="too long a field"),
    ],
)
def test_what_cannot_be_opened_says_why(content: bytes, kind: str) -> None:
    assert unreadable(content) == kind


def test_a_workbook_without_a_cell_is_empty() -> None:
    assert unreadable(xlsx({})) == "empty"
    assert unreadable(xlsx({"A1": " "})) == "empty"
    assert unreadable(ods("")) == "empty"


def test_a_zip_that_ends_too_early_is_truncated() -> None:
    content = xlsx({"A1": "a"})
    assert {unreadable(content[:length]) for length in (10, len(content) // 2, len(content) - 30)} == {"truncated"}


def test_a_zip_with_a_damaged_sheet_is_truncated() -> None:
    content = xlsx({"A1": "a"})
    assert unreadable(rewritten(content, {SHEET: lambda xml: xml[: len(xml) // 2]})) == "truncated"


def test_other_zips_are_no_report() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("word/document.xml", "<w/>")
    assert unreadable(out.getvalue()) == "not-a-report"


def test_a_locked_workbook_is_encrypted() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    assert unreadable(locked) == "encrypted"


def test_a_locked_open_document_is_encrypted() -> None:
    locked = {"META-INF/manifest.xml": lambda xml: "<manifest><encryption-data/></manifest>"}
    assert unreadable(rewritten(ods(ods_row("a")), locked)) == "encrypted"


def test_a_declared_entity_is_not_expanded() -> None:
    def bomb(xml: str) -> str:
        entity = '<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet'
        return xml.replace("<worksheet", entity, 1).replace("<v>1</v>", "<f>&a;</f>")

    assert unreadable(rewritten(xlsx({"A1": 1}), {SHEET: bomb})) == "not-a-report"


def test_a_zip_bomb_is_too_large() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members(xlsx({"A1": "a"})).items():
            target.writestr(name, data)
        target.writestr("xl/media/a.bin", bytes(210_000_000))
    assert unreadable(out.getvalue()) == "too-large"


def test_a_zip_bomb_that_lies_about_its_size_is_too_large() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("xl/workbook.xml", bytes(210_000_000))
    lying = out.getvalue().replace(struct.pack("<I", 210_000_000), struct.pack("<I", 1000))
    assert unreadable(lying) == "too-large"


def test_cells_strewn_over_the_whole_sheet_are_too_large() -> None:
    far = "".join(
        f'<row r="{n * 100}"><c r="{column_letters(n * 5)}{n * 100}"><v>1</v></c></row>' for n in range(1, 3000)
    )
    assert unreadable(xlsx_xml(far)) == "too-large"


def test_the_values_of_a_portal_report_are_clean_text() -> None:
    report = open_document('{"form": "sxkd-thang", "rows": [{"a": " M· sè thuÕ ", "b": 1.5}]}'.encode()).report
    assert report == {"form": "sxkd-thang", "rows": [{"a": "Mã số thuế", "b": 1.5}]}
