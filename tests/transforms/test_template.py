"""What stands on a blank form, what it lets people type, and that nothing in it is alive."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from expectations.catalogue import load_catalogue
from expectations.periods import read_label
from tests.template_sheet import Blank
from tests.transforms.read.made import members
from tests.transforms.test_template_round_trip import VERSIONS, blank, every_version, form_of
from transforms.read.gate import personal_columns
from transforms.read.open_document import open_document
from transforms.read.report import read_report
from transforms.template import Reporter, template
from transforms.template_checks import names_in

NAME = "CÔNG TY TNHH VÍ DỤ"
CODE = "3254018976"


def monthly(name: str = NAME, is_fdi: bool = False, figures: dict[tuple[str, str, str], int] | None = None) -> bytes:
    window = read_label("2026-09", "calendar", "month")
    assert window is not None
    reporter = Reporter(CODE, name, "0100109106", is_fdi)
    return template("sxkd-thang", "2025", reporter, window, figures or {}, load_catalogue())


def opened(content: bytes) -> Blank:
    return Blank(content, load_catalogue().forms["sxkd-thang"].at("2025"))


def check_at(sheet: Blank, address: str) -> DataValidation:
    """The check of a cell."""
    checks: list[DataValidation] = sheet.sheet.data_validations.dataValidation
    return next(each for each in checks if address in each.sqref)


def test_the_sheet_has_the_official_look() -> None:
    sheet = opened(monthly())
    lines = [sheet.text(row, 1) for row in (1, 2, 3, 5, 6)]
    assert lines == [NAME, "Mã số thuế: 0100109106", f"Mã số dự án: {CODE}", "BÁO CÁO TÌNH HÌNH SẢN XUẤT KINH DOANH",
                     "Tháng 9 năm 2026"]  # fmt: skip
    headings = [sheet.text(9, column) for column in range(1, 8)]
    assert headings == ["STT", "Chỉ tiêu", "Mã số", "Đơn vị tính", "Thực hiện", "", "Dự tính tháng tiếp theo"]
    assert [sheet.text(10, column) for column in (5, 6)] == ["Tháng BC", "Cộng dồn"]
    assert {"E9:F9", "A9:A10", "G9:G10"} <= {str(merged) for merged in sheet.sheet.merged_cells.ranges}
    assert [sheet.text(11, column) for column in range(1, 8)] == ["A", "B", "C", "D", "1", "2", "3"]


def test_only_input_cells_can_be_changed() -> None:
    sheet = opened(monthly())
    assert sheet.sheet.protection.sheet
    open_cells = {cell.coordinate for row in sheet.sheet.iter_rows() for cell in row if not cell.protection.locked}
    figures = {f"{letter}{row}" for letter in "EFG" for row in range(12, 24)}
    assert figures <= open_cells
    assert not {"A1", "A5", "A6", "B12", "C12", "D12"} & open_cells


def test_a_cell_says_what_it_takes_in_both_languages() -> None:
    workers, output = check_at(opened(monthly()), "E18"), check_at(opened(monthly()), "E12")
    assert (workers.type, workers.formula1, workers.errorStyle) == ("whole", "0", None)
    assert "Số nguyên, đơn vị: người." in (workers.prompt or "")
    assert "A whole number" in (workers.error or "")
    assert (output.type, "triệu đồng" in (output.prompt or "")) == ("decimal", True)


def test_the_bounds_of_a_rule_that_warns_may_be_overstepped() -> None:
    wage = check_at(opened(monthly()), "E22")
    assert (wage.formula1, wage.formula2, wage.errorStyle) == ("3.0", "80.0", "warning")
    assert "SXKD-06" in (wage.prompt or "")


def test_a_foreign_invested_project_reports_in_its_own_unit() -> None:
    window = read_label("2026-Q3", "calendar", "quarter")
    assert window is not None
    form = load_catalogue().forms["dautu-quy"]
    units = {
        is_fdi: Blank(template(form.code, "2025", Reporter(CODE, NAME, "", is_fdi), window, {}, load_catalogue()), form)
        for is_fdi in (True, False)
    }
    assert [units[is_fdi].text(units[is_fdi].rows["01"], 4) for is_fdi in (True, False)] == ["1000 USD", "triệu đồng"]


def test_figures_of_the_period_before_are_shown_and_not_read() -> None:
    before = {("", "net_revenue", "period"): 61_787_000_000, ("", "net_revenue", "cumulative"): 500_000_000_000}
    content = monthly(figures=before)
    sheet = opened(content)
    assert sheet.text(9, 8) == "Kỳ trước đã báo cáo (không nhập)"
    assert (sheet.text(13, 8), sheet.text(13, 9)) == ("61787", "500000")
    assert sheet.sheet["H13"].protection.locked
    reading = read_report(1, content, load_catalogue())
    assert (reading.entries, reading.found, reading.cells_reported) == ((), (), 0)
    assert 0 < reading.cells_used < reading.cells_read


def test_long_lists_stand_on_the_hidden_sheet_and_each_name_is_read_as_its_code() -> None:
    sheet = blank("ldnn-6thang", "2025")
    hidden = sheet.book["parkwatch"]
    assert hidden.sheet_state == "veryHidden"
    countries = [hidden.cell(row, 4).value for row in range(1, hidden.max_row + 1) if hidden.cell(row, 4).value]
    assert countries == list(names_in("countries", None))
    assert check_at(sheet, "B12").formula1 == f"='parkwatch'!$D$1:$D${len(countries)}".removeprefix("=")


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://example.vn")', "+1", "-1+2", "@SUM(A1)", "=cmd|'/c calc'!A1", "{=1}"]
)
def test_a_name_is_never_alive(name: str) -> None:
    content = monthly(name=name)
    cell = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["A1"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)
    sheet = members(content)["xl/worksheets/sheet1.xml"]
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet


def test_the_same_facts_give_the_same_bytes() -> None:
    assert monthly() == monthly()


@every_version
def test_every_template_is_read_as_its_form_with_nothing_found(code: str, version: str) -> None:
    form, window = form_of(code, version)
    content = blank(code, version).content()
    reading = read_report(1, content, load_catalogue())
    assert (reading.form_code, reading.form_version, reading.window_start) == (code, version, window.start)
    assert (reading.found, reading.cells_reported) == ((), 0)
    assert personal_columns(open_document(content)) == []


def test_the_versions_are_all_of_them() -> None:
    assert len(VERSIONS) >= 16
