"""What the archive keeps: what a form declares, the letterhead, those who sign; and replays read that as the file."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.examples import FIGURES, PROJECT, UNIT, as_bytes, cases, judged, monthly, read
from tests.transforms.read.made import cells, ods, ods_row, xls
from tests.transforms.test_template_round_trip import blank
from transforms.read.kept_unknown import cannot_be_personal
from transforms.read.open_csv import read_table
from transforms.read.reading import Reading

NAME, PHONE, CARD = "Nguyễn Văn Ví Dụ", "0912 345 678", "037099012345"
PERSONAL = "[đã lược bỏ]"


def kept(content: bytes) -> bytes:
    """The archived copy, proven to be read as the file was."""
    reading = read(content)
    assert reading.archive_copy is not None
    assert read(reading.archive_copy) == reading
    return reading.archive_copy


def everything(content: bytes) -> bytes:
    """The bytes of a file and of what is packed in it."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return b"\n".join(name.encode() + package.read(name) for name in package.namelist())


def nothing_of(content: bytes, *texts: str) -> None:
    """Fail where one of the texts stands in the archived copy or in what is read."""
    reading, copy = read(content), everything(kept(content))
    told = repr(replace(reading, archive_copy=None))
    for text in texts:
        assert text.encode() not in copy, text
        assert text not in told, text


def workbook(content: bytes, prepare: Callable[[Any], object] = lambda sheet: None) -> bytes:
    """The rows of a CSV as an .xlsx of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Biểu"
    for row, record in enumerate(read_table(content).records, 1):
        for column, text in enumerate(record, 1):
            sheet.cell(row, column, text or None)
    prepare(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_column(content: bytes, heading: str, value: str) -> bytes:
    """A register with one more column, at the right of its table."""
    records = read_table(content).records
    width = len(max(records, key=len))
    more = [[heading if at < 1 else value] if len(row) == width else [] for at, row in numbered(records)]
    return as_bytes([[*row, *added] for row, added in zip(records, more, strict=True)])


def numbered(records: list[list[str]]) -> list[tuple[int, list[str]]]:
    """The records, those of the table counted from its headings on."""
    width = len(max(records, key=len))
    top = next(at for at, record in enumerate(records) if len(record) == width)
    return [(at - top, record) for at, record in enumerate(records)]


@pytest.mark.parametrize(
    "heading", ["Họ, chữ đệm và tên", "Người làm việc", "Liên lạc", "SĐT của anh/chị", "Lý lịch", "Chi tiết vụ việc"]
)
@pytest.mark.parametrize("value", [NAME, PHONE, "xô xát tại cổng", "KIM ZQ", CARD])
def test_a_column_that_the_form_does_not_have_is_not_kept(heading: str, value: str) -> None:
    content = with_column(cases({}), heading, value)
    nothing_of(content, value)
    found = [(each.rule_code, each.title) for each in read(content).found]
    assert found in ([("GEN-11", heading)], [("GEN-12", heading)])
    assert read(content).entries == read(cases({})).entries


def test_a_column_without_a_heading_is_not_kept_and_still_told() -> None:
    content = with_column(cases({}), "", "0912345678")
    nothing_of(content, "0912345678")
    assert [each.rule_code for each in read(content).found] == ["GEN-11"]


def test_letterhead_and_signatures_stay_and_a_list_below_them_does_not() -> None:
    below = [
        [], ["", "Ninh Bình, ngày 02 tháng 05 năm 2026"], ["", "Người lập biểu", "Trưởng Công an phường"],
        ["", "(Ký, ghi rõ họ tên)"], ["", "Bùi Đức Thoi", "Lã Quang Mạch"], [],
        ["1", "Trần Thị Mẫu", PHONE], ["Danh sách: Trần Thị Hai"] + [""] * 4 + ["x"] * 5,
    ]  # fmt: skip
    content = as_bytes([["Người liên hệ: Hoàng Thư Ký, ĐT 0229 1"], *read_table(cases({})).records, *below])
    copy = kept(content).decode()
    assert "Hoàng Thư Ký" in copy
    assert "Bùi Đức Thoi" in copy
    assert "Lã Quang Mạch" in copy
    nothing_of(content, "Trần Thị Mẫu", PHONE, "Trần Thị Hai")


def test_a_list_above_the_table_is_no_letterhead() -> None:
    listed = [["STT", "Người", "Máy"], ["1", NAME, PHONE], ["2", "KIM ZQ", PHONE]]
    content = as_bytes([*listed, *read_table(cases({})).records])
    nothing_of(content, NAME, PHONE, "KIM ZQ")


def test_a_note_below_or_within_the_table_is_passed_over_without_its_text() -> None:
    content = as_bytes([*read_table(cases({})).records, [f"Ghi chú: {NAME} đã đi khỏi địa phương"]])
    nothing_of(content, NAME, "khỏi địa phương")
    assert "Ghi chú" in kept(content).decode()


@pytest.mark.parametrize("text", [f"2 ({NAME}, {CARD})", "hai người: KIM ZQ", f"M12345678 {NAME}"])
def test_text_in_a_cell_of_figures_is_told_by_kind_and_length(text: str) -> None:
    content = cases({"Số đối tượng": text}, {"Số vụ việc": "002/26-X"})
    nothing_of(content, text, NAME, CARD)
    (finding,) = judged(content).findings.to_dict("records")
    assert (finding["rule_code"], finding["value"]) == (
        "GEN-10",
        f"[văn bản, {len(text)} ký tự / text, {len(text)} characters]",
    )


@pytest.mark.parametrize("text", ["2 người", "2", "-", "Không phát sinh", "3,0", "1.000", "12 m²"])
def test_figures_with_their_unit_and_words_for_none_stay(text: str) -> None:
    content = cases({"Số đối tượng": text})
    assert kept(content) == content


@pytest.mark.parametrize("formula", ["=E7/2", "=SUM(E$7:E9)", "=ROUND(A1*1.5;0)", "=B7"])
def test_a_formula_typed_in_a_cell_of_figures_stays_one(formula: str) -> None:
    content = cases({"Số đối tượng": formula}, {"Số vụ việc": "002/26-X"})
    assert kept(content) == content
    assert judged(content).findings[["rule_code", "value"]].to_numpy().tolist() == [["GEN-08", formula]]


@pytest.mark.parametrize("as_file", [bytes, workbook])
@pytest.mark.parametrize("formula", [f'=IF(A1="{NAME}",1,2)', '=A1&"KIM ZQ"', "=Ví Dụ"])
def test_a_formula_with_words_is_told_by_kind_and_length(formula: str, as_file: Callable[[bytes], bytes]) -> None:
    content = as_file(cases({"Số đối tượng": formula}, {"Số vụ việc": "002/26-X"}))
    nothing_of(content, formula, NAME, "KIM ZQ", "Ví Dụ")
    told = f"=[công thức, {len(formula)} ký tự / formula, {len(formula)} characters]"
    assert judged(content).findings[["rule_code", "value"]].to_numpy().tolist() == [["GEN-08", told]]


@pytest.mark.parametrize("typed", ["=LE AN", "=HOANG", "=0912345678", "=C1234567"])
def test_a_name_or_a_number_of_a_person_behind_an_equals_sign_is_no_formula_to_keep(typed: str) -> None:
    nothing_of(cases({"Số đối tượng": typed}), typed[1:])


@pytest.mark.parametrize("unit", ["10⁹ đồng", "10⁶ đồng", "1.000.000 đồng", "tỷ đồng"])
def test_a_unit_in_a_row_stays_however_its_thousands_are_written(unit: str) -> None:
    content = monthly(units={"01": unit})
    assert kept(content) == content
    assert [entry.unit for entry in read(content).entries if entry.row_key == "01"] == [unit]


@pytest.mark.parametrize("column", ["Tình trạng", "KCN", "Loại vụ việc"])
def test_names_in_a_cell_of_codes_are_not_kept_and_a_slip_of_the_pen_is_shown(column: str) -> None:
    content = cases({column: f"đang xác minh {NAME}"}, {"Số vụ việc": "002/26-X"})
    nothing_of(content, NAME)
    slip = cases({"KCN": "Khánh Phúu"}, {"Số vụ việc": "002/26-X"})
    assert "Khánh Phúu" in judged(slip).findings["value"].tolist()


def test_a_decree_is_kept_without_the_words_around_it() -> None:
    content = cases({"Căn cứ pháp lý": f"NĐ 282/2025/NĐ-CP, {NAME}"})
    nothing_of(content, NAME)
    assert [each.text for each in read(content).entries if each.column_key == "legal_basis"] == ["282/2025/NĐ-CP"]


def test_a_name_as_the_code_of_the_reporter_is_in_no_finding() -> None:
    content = monthly(reporter=NAME)
    nothing_of(content, NAME, "NGUYỄNVĂN")
    assert read(content).reporter is None


@pytest.mark.parametrize(
    ("written", "is_person"),
    [
        *((CARD, True), ("037 099 012 345", True), ("37099012345", True), ("0100109106", False)),
        *(("0100109106-001", False), ("100109106001", False)),
    ],
)
def test_a_persons_number_as_tax_code_is_dropped_unread(written: str, is_person: bool) -> None:
    content = cases({"Mã số thuế": written})
    found = [each.rule_code for each in read(content).found]
    assert found == (["GEN-12"] if is_person else [])
    assert [each.text for each in read(content).entries if each.column_key == "tax_code"] == (
        [] if is_person else [written]
    )
    if is_person:
        nothing_of(content, written)


def test_a_persons_number_is_dropped_from_the_letterhead_and_typed_without_its_zero() -> None:
    in_letterhead = monthly(tax_code=CARD)
    nothing_of(in_letterhead, CARD)
    assert [each.rule_code for each in read(in_letterhead).found] == ["GEN-12"]
    assert read(in_letterhead).tax_code is None

    def typed(sheet: Any) -> None:
        place = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "100109106")
        place.value = 37099012345

    nothing_of(workbook(cases({"Mã số thuế": "100109106"}), typed), "37099012345")


def portal(**head: Any) -> bytes:
    rows: list[Mapping[str, Any]] = [{"code": code, "month": value} for code, value in FIGURES.items()]
    told = {"form": "sxkd-thang", "reporter": PROJECT, "period": "2026-09", "rows": rows, **head}
    return json.dumps(told, ensure_ascii=False).encode()


def test_of_a_portal_report_undeclared_keys_and_persons_are_not_kept() -> None:
    content = portal(sender={"name": NAME, "tel": PHONE}, tax_code=37099012345)
    nothing_of(content, NAME, PHONE, "37099012345")
    assert [each.rule_code for each in read(content).found] == ["GEN-11", "GEN-12"]
    assert kept(portal()) == portal()


def hidden_words(sheet: Any) -> None:
    """Names wherever a workbook can hide them."""
    sheet["A1"].comment = Comment(NAME, NAME)
    sheet.oddHeader.center.text = NAME
    sheet.parent.properties.creator = NAME
    sheet["A2"].number_format = f'0" {NAME}"'
    other = sheet.parent.create_sheet("Nháp")
    other["A1"] = NAME
    other.sheet_state = "hidden"
    sheet.parent.create_sheet(NAME)["B2"] = 912345678
    sheet["Z90"] = f'=LEN("{NAME}")'


def test_nothing_hidden_in_a_workbook_is_kept() -> None:
    content = workbook(monthly(), hidden_words)
    nothing_of(content, NAME, "912345678")
    assert read(content).entries == tuple(each._replace(sheet="Biểu") for each in read(monthly()).entries)


def test_a_workbook_with_nothing_of_the_kind_is_archived_byte_for_byte() -> None:
    content = workbook(monthly())
    assert kept(content) == content


def test_the_copy_of_a_workbook_keeps_its_looks() -> None:
    def dress(sheet: Any) -> None:
        sheet.column_dimensions["B"].width = 44
        sheet["B6"].font = Font(bold=True)
        sheet["A1"].comment = Comment("x", "y")
        sheet["E7"].number_format = '#,##0.00" đồng"'

    copy = openpyxl.load_workbook(io.BytesIO(kept(workbook(monthly(), dress))))["Biểu"]
    assert copy.column_dimensions["B"].width == 44
    assert copy["B6"].font.bold
    assert copy["A1"].comment is None
    assert copy["E7"].number_format == "#,##0.00"


def test_an_old_workbook_and_an_open_document_are_kept_as_a_workbook_of_their_cells() -> None:
    records = read_table(monthly()).records

    def fill(sheet: Any) -> None:
        for row, record in enumerate(records):
            for column, text in enumerate(record):
                sheet.write(row, column, text)

    for content in (xls(fill), ods("".join(ods_row(*record) for record in records))):
        copy = kept(content)
        assert copy.startswith(b"PK")
        assert cells(copy) == cells(content)


def unknown(*rows: list[str]) -> Reading:
    return read(as_bytes([["Biểu số: ABC-9"], ["BÁO CÁO KHÁC"], ["STT", "Tên gọi", "Số lượng đã tuyển"], *rows]))


def test_of_a_form_that_nobody_knows_yet_only_what_cannot_be_personal_is_kept() -> None:
    reading = unknown(["1", NAME, "12"], ["2", "KIM ZQ", "1.250"], ["3", "vị trí cần tuyển", PHONE.replace(" ", "")])
    assert reading.outcome == "unknown_form"
    assert reading.archive_copy is not None
    assert read_table(reading.archive_copy).records == [
        *(["Biểu số: ABC-9"], ["BÁO CÁO KHÁC"], ["STT", "Tên gọi", "Số lượng đã tuyển"]),
        *(["1", "[không lưu]", "12"], ["2", "[không lưu]", "1.250"], ["3", "vị trí cần tuyển", "[không lưu]"]),
    ]


@pytest.mark.parametrize("text", ["Đơn vị tính: 10⁹ đồng", "Giá trị (10⁶ đồng)", "Lưu lượng nước thải (m³/ngày)"])
def test_raised_digits_make_no_name_of_a_label_that_nobody_knows_yet(text: str) -> None:
    assert cannot_be_personal(text)


def test_a_clean_register_of_the_police_is_archived_byte_for_byte() -> None:
    content = cases({}, {"Số vụ việc": "002/26-X", "Mức phạt (triệu đồng)": "5", "Số quyết định": "12/QĐ-XPHC"})
    assert kept(content) == content
    assert read(content).reporter == UNIT


def test_a_template_keeps_what_it_is_for_and_what_its_cells_take() -> None:
    sheet = blank("vuviec-thang", "2025")
    copy = openpyxl.load_workbook(io.BytesIO(kept(sheet.content())))
    made = openpyxl.load_workbook(io.BytesIO(sheet.content()))
    for one, other in zip(copy, made, strict=True):
        assert [cell.value for row in one.iter_rows() for cell in row] == [
            cell.value for row in other.iter_rows() for cell in row
        ]
        assert (one.sheet_state, one.protection.sheet, one.freeze_panes) == (
            other.sheet_state, other.protection.sheet, other.freeze_panes,
        )  # fmt: skip
        assert len(one.data_validations.dataValidation) == len(other.data_validations.dataValidation)
