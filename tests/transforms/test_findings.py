"""What a finding says: where in the reporter's own file, what was found, what was due, in two languages."""

import io
from datetime import date
from typing import Any

import openpyxl
import pandas as pd
import pytest

from tests.examples import FIGURES, cases, judged, monthly, projects, register
from transforms.judge import Judged
from transforms.shown import in_words, shown


def only(batch: Judged) -> dict[str, Any]:
    """The only finding of a batch."""
    (finding,) = batch.findings.astype("object").where(batch.findings.notna(), None).to_dict("records")
    return {str(name): value for name, value in finding.items()}


def where(batch: Judged) -> list[tuple[Any, ...]]:
    """Rule, row, column and value of each finding, in their order."""
    told = batch.findings[["rule_code", "sheet_row", "sheet_column", "value"]].astype(object)
    return [tuple(None if pd.isna(each) else each for each in row) for row in told.to_numpy()]


def test_a_finding_names_the_cell_and_says_what_was_due() -> None:
    found = only(judged(monthly(FIGURES | {"02.1": "101,5"})))
    assert (found["rule_code"], found["effect"], found["finding_no"]) == ("SXKD-01", "return", 1)
    assert (found["sheet_row"], found["sheet_column"]) == (11, "E")
    assert found["column_title"] == "Trong đó: doanh thu xuất khẩu"
    assert (found["value"], found["expected"]) == ("101,5", "≤ 100")
    assert found["message_vi"] == "Doanh thu xuất khẩu (02.1) không được lớn hơn doanh thu thuần (02)."
    assert found["message_en"] == "Export revenue (02.1) may not exceed net revenue (02)."


def test_figures_are_told_in_the_unit_of_the_cell() -> None:
    in_dong = monthly(FIGURES | {"02.1": "101.500.000"}, units={"02.1": "đồng"})
    assert only(judged(in_dong))["expected"] == "≤ 100.000.000"
    in_billions = monthly(FIGURES | {"02.1": "0,1015"}, units={"02.1": "tỷ đồng"})
    assert only(judged(in_billions))["expected"] == "≤ 0,1"


MONTHS = [monthly(FIGURES | {"01": "1.234,5"}, period=f"Tháng {of} năm 2026") for of in (6, 7, 8)]


def far_off(written: str, units: dict[str, str] = {}) -> dict[str, Any]:  # noqa: B006 - is only read
    """The finding of an output that is far off the 1.234,5 triệu đồng of the months before."""
    found = only(judged(*MONTHS, monthly(FIGURES | {"01": written}, units=units)))
    assert (found["arrival_rank"], found["rule_code"], found["doubts"]) == (4, "SXKD-05", True)
    return found


def test_a_wrong_unit_is_asked_about_in_so_many_words_and_told_with_what_it_would_be() -> None:
    found = far_off("1.234.500")
    assert found["message_vi"] == (
        "Số liệu gấp 1.000 lần mức thường có (trung vị 12 tháng trước: 1.234,5). "
        "Có phải đã ghi theo nghìn đồng thay vì triệu đồng?"
    )
    assert found["message_en"] == (
        "The figure is 1,000 times its usual level (the median of the last 12 months: 1,234.5). "
        "Was it written in thousand dong instead of million dong?"
    )
    assert (found["fitting_value"], found["fitting_unit"]) == (1_234_500_000, "nghìn đồng")
    assert found["expected"] == "1.234,5 ÷ 8 … × 8"


def test_a_wrong_unit_is_found_though_the_month_itself_is_another() -> None:
    found = far_off("1,4", {"01": "nghìn đồng"})
    assert found["message_vi"].startswith("Số liệu chỉ bằng khoảng 1/882.000 mức thường có")
    assert found["message_vi"].endswith("Có phải đã ghi theo tỷ đồng thay vì nghìn đồng?")
    assert found["message_en"].startswith("The figure is only about 1/882,000 of its usual level")
    assert (found["fitting_value"], found["fitting_unit"]) == (1_400_000_000, "tỷ đồng")


def test_a_power_of_ten_that_is_no_unit_is_a_slip_of_digits() -> None:
    found = far_off("12.345")
    assert found["message_vi"].startswith("Số liệu gấp 10 lần mức thường có")
    assert found["message_vi"].endswith("Có phải đã ghi thừa 1 chữ số, hoặc đặt sai dấu thập phân?")
    assert (found["fitting_value"], found["fitting_unit"]) == (1_234_500_000, None)
    found = far_off("12,3")
    assert found["message_en"].startswith("The figure is only about 1/100 of its usual level")
    assert found["message_en"].endswith("Are there 2 digits too few, or is the decimal mark in the wrong place?")
    assert found["fitting_value"] == 1_230_000_000


def test_where_nothing_fits_it_is_only_asked_to_be_checked() -> None:
    found = far_off("24.690")
    assert found["message_vi"].endswith("gấp 20 lần mức thường có (trung vị 12 tháng trước: 1.234,5). "
                                        "Đề nghị kiểm tra lại số liệu và đơn vị đã dùng.")  # fmt: skip
    assert found["fitting_value"] is None
    assert far_off("0")["message_vi"].startswith("Số liệu khác xa mức thường có")


def test_a_cumulative_figure_is_marked_in_its_own_column() -> None:
    before = monthly(FIGURES | {"02": ("100", "800")}, period="Tháng 8 năm 2026")
    found = only(judged(before, monthly(FIGURES | {"02": ("100", "950")})))
    assert (found["rule_code"], found["sheet_row"], found["sheet_column"]) == ("SXKD-03", 8, "F")
    assert (found["value"], found["expected"]) == ("950", "800 + 100")


def test_what_is_missing_is_told_without_a_cell() -> None:
    found = only(judged(monthly({code: value for code, value in FIGURES.items() if code != "05"})))
    assert (found["rule_code"], found["value"]) == ("SXKD-07", "")
    assert found["column_title"] == "Thuế và các khoản đã nộp ngân sách"
    assert pd.isna(found["sheet_row"])
    assert found["expected"] == "phải có số liệu / a figure"


def test_the_letterhead_is_marked_where_it_stands() -> None:
    batch = judged(monthly(reporter="9999999999", tax_code="0100109107"))
    assert where(batch) == [("GEN-02", 2, "A", "0100109107"), ("GEN-01", 3, "A", "9999999999")]


def test_a_period_is_marked_where_it_stands() -> None:
    found = only(judged(monthly(period="Tháng 9 năm 2026 (từ ngày 01/08/2026 đến ngày 31/08/2026)")))
    assert (found["rule_code"], found["sheet_row"], found["sheet_column"]) == ("GEN-04", 5, "A")
    assert found["value"].startswith("Tháng 9 năm 2026")
    assert "Tháng 9 năm 2026" in only(judged(monthly(period="Kỳ báo cáo:")))["message_vi"]


def test_a_unit_that_is_not_known_names_those_that_are() -> None:
    found = only(judged(monthly(units={"05": "tạ thóc"})))
    assert (found["rule_code"], found["value"], found["sheet_row"]) == ("GEN-05", "tạ thóc", 9)
    assert found["expected"] == "đồng, nghìn đồng, triệu đồng, tỷ đồng"


def test_a_number_that_cannot_be_read_is_told_by_kind_and_length() -> None:
    found = only(judged(monthly(FIGURES | {"05": "khoảng sáu mươi"})))
    assert (found["rule_code"], found["sheet_row"], found["sheet_column"]) == ("GEN-10", 9, "E")
    assert (found["value"], found["expected"]) == (
        "[văn bản, 15 ký tự / text, 15 characters]",
        "một số / a number",
    )


def test_a_long_value_is_cut() -> None:
    found = only(judged(monthly(FIGURES | {"05": "không biết " * 30})))
    assert len(found["value"]) <= 80


def test_a_column_that_is_not_known_names_the_nearest() -> None:
    file = monthly({code: (value, value, value) for code, value in FIGURES.items()})
    found = only(judged(file.replace("Dự tính tháng tiếp theo".encode(), "Dự tính tháng tiép sau đó".encode())))
    assert (found["rule_code"], found["sheet_row"], found["sheet_column"]) == ("GEN-11", 6, "G")
    assert found["column_title"] == "Dự tính tháng tiép sau đó"
    assert 'cột gần giống: "Dự tính tháng' in found["message_vi"]
    assert 'nearest: "Dự tính tháng' in found["message_en"]


def test_a_row_of_a_register_is_marked_with_its_heading() -> None:
    found = only(judged(cases({}, {"Số vụ việc": "2", "Loại vụ việc": "Ném đá"})))
    assert (found["rule_code"], found["effect"]) == ("VV-08", "refuse_row")
    assert (found["sheet_row"], found["sheet_column"], found["column_title"]) == (6, "F", "Loại vụ việc")
    assert (found["value"], found["expected"]) == ("Ném đá", "theo danh mục / from the list")


def test_a_cell_that_is_blank_is_marked_where_it_should_be() -> None:
    found = only(judged(cases({"Loại vụ việc": ""}, {"Số vụ việc": "2"})))
    assert (found["sheet_row"], found["sheet_column"], found["column_title"]) == (5, "F", "Loại vụ việc")
    assert found["value"] == ""


def test_dates_are_told_as_people_write_them() -> None:
    found = only(judged(cases({"Ngày xảy ra": "22/03/2026"}, {"Số vụ việc": "2"})))
    assert (found["rule_code"], found["value"], found["expected"]) == ("VV-01", "22/03/2026", "≤ 21/03/2026")
    (late,) = judged(cases({"Ngày xảy ra": "01/03/2026", "Ngày phát hiện": "02/03/2026"})).findings["expected"]
    assert late == "≥ 15/03/2026"


def test_a_decree_is_told_with_its_days() -> None:
    found = only(judged(cases({"Căn cứ pháp lý": "Điều 7 Nghị định 144/2021/NĐ-CP"})))
    assert (found["rule_code"], found["expected"]) == ("VV-06", "01/01/2022 – 14/12/2025")
    assert found["value"] == "Điều 7 Nghị định 144/2021/NĐ-CP"


def test_a_total_that_is_wrong_is_told_with_the_sum() -> None:
    land = {"KCN": "Khánh Phú", "Diện tích quy hoạch (ha)": "351", "Diện tích có thể cho thuê (ha)": "252,5",
            "Diện tích đã cho thuê (ha)": "250", "Số dự án FDI": "1"}  # fmt: skip
    total = {"KCN": "Tổng cộng", "Diện tích quy hoạch (ha)": "352", "Diện tích có thể cho thuê (ha)": "252,5",
             "Diện tích đã cho thuê (ha)": "250", "Số dự án FDI": "1"}  # fmt: skip
    head = ["Mã đơn vị: BQL", "6 tháng đầu năm 2026"]
    found = only(judged(register("TÌNH HÌNH ĐẤT ĐAI, DỰ ÁN KCN", head, [land, total])))
    assert (found["rule_code"], found["sheet_row"], found["sheet_column"]) == ("GEN-09", 6, "B")
    assert (found["column_title"], found["value"], found["expected"]) == ("Diện tích quy hoạch (ha)", "352", "351")


def test_the_sheet_is_named() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Ghi chú"
    sheet = book.create_sheet("Biểu 1")
    for line in monthly(FIGURES | {"05": "năm"}).decode().splitlines():
        sheet.append(line.split(";"))
    content = io.BytesIO()
    book.save(content)
    found = only(judged(content.getvalue()))
    assert (found["sheet"], found["sheet_row"], found["sheet_column"]) == ("Biểu 1", 9, "E")


def test_the_portal_is_told_by_row_and_key() -> None:
    report = (
        '{"form": "sxkd-thang", "version": "2025", "reporter": "3254018976", "period": "2026-09", "rows": ['
        '{"code": "01", "month": "100"}, {"code": "02", "month": "năm"}, {"code": "05", "month": "5"},'
        '{"code": "06", "month": "50"}]}'
    )
    found = only(judged(report.encode()))
    assert (found["rule_code"], found["sheet_row"], found["sheet_column"]) == ("GEN-10", 2, "month")
    assert (found["value"], found["column_title"]) == ("năm", "Doanh thu thuần")


def test_findings_are_numbered_in_the_order_of_the_file() -> None:
    batch = judged(monthly(FIGURES | {"01": "x1", "05": "x5", "02": ("x2", "y2")}), monthly(FIGURES | {"05": "x5"}))
    told = batch.findings[["arrival_rank", "finding_no", "value"]].to_numpy().tolist()
    assert told == [[1, 1, "x1"], [1, 2, "x2"], [1, 3, "y2"], [1, 4, "x5"], [2, 1, "x5"]]


def test_every_finding_has_words_in_both_languages() -> None:
    batch = judged(
        monthly(FIGURES | {"02.1": "101", "05": "102", "07": "1", "03": "5"}),
        monthly(reporter="1", tax_code="2"),
        cases({"Loại vụ việc": ""}, {"Số vụ việc": "2", "Số đối tượng": "-1", "Căn cứ pháp lý": "155/2016/NĐ-CP"}),
        projects({"Mã số thuế": "1"}, {"KCN": "?"}),
    )
    assert len(batch.findings) >= 8
    for name in ("message_vi", "message_en"):
        assert batch.findings[name].str.len().gt(10).all()
        assert not batch.findings[name].str.contains("[{}]", regex=True).any()
    assert not batch.findings["expected"].str.contains("[{}]", regex=True).any()


@pytest.mark.parametrize(
    ("value", "factor", "text"),
    [
        (1_234_500_000, 1_000_000, "1.234,5"),
        (61_787_000_000_000, 1_000_000_000, "61.787"),
        (9_007_199_254_740_993, 1, "9.007.199.254.740.993"),
        (-5, None, "-5"),
        (0, 1000, "0"),
        (6.5, 1, "6,5"),
        (pd.Timestamp(2026, 3, 15), None, "15/03/2026"),
        ("2026-03-15", None, "15/03/2026"),
        ("013/26-TTCC", None, "013/26-TTCC"),
        (None, 1, "…"),
        (pd.NA, 1, "…"),
        (pd.NaT, None, "…"),
        (float("nan"), 1, "…"),
        (1_500, float("nan"), "1.500"),
    ],
)
def test_values_are_shown_as_people_write_them(value: Any, factor: Any, text: str) -> None:
    assert shown(value, factor) == text


@pytest.mark.parametrize(
    ("value", "factor", "text"),
    [
        (1_234_500_000, 1_000_000, "1,234.5"),
        (date(2026, 4, 3), None, "3 April 2026"),
        ("2026-04-03", None, "3 April 2026"),
        ("2026-99-03", None, "2026-99-03"),
    ],
)
def test_english_sentences_write_as_english_does(value: Any, factor: Any, text: str) -> None:
    assert shown(value, factor, english=True) == text
    assert in_words("{x}", {"x": value}, {"factor": factor}, english=True) == text


def test_each_language_of_a_message_writes_its_own_numbers() -> None:
    months = [monthly({**FIGURES, "02": "1.500"}, period=f"Tháng {month} năm 2026") for month in (6, 7, 8)]
    batch = judged(*months, monthly({**FIGURES, "02": "150"}))
    (found,) = batch.findings[batch.findings["rule_code"] == "SXKD-05"].to_dict("records")
    assert ": 1.500)" in found["message_vi"]
    assert ": 1,500)" in found["message_en"]


def test_a_template_takes_the_values_of_its_row() -> None:
    assert in_words("≤ {workers} {nobody}", {"workers": 1204}, {"factor": 1}) == "≤ 1.204 …"
    assert in_words("3–80 triệu", {}, {}) == "3–80 triệu"
