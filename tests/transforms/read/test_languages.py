"""Two languages in one heading, label or unit: read as the Vietnamese one, whichever comes first."""

import pytest

from expectations.catalogue import load_catalogue
from tests.examples import LABELS, PROJECT, TAX_CODE, as_bytes, judged, outcomes, read
from transforms.read.gate_words import heading_kind
from transforms.read.lookup import form_lookup
from transforms.units import unit_named

HEADINGS = {
    "#row_label": ["Chỉ tiêu/Items", "Chỉ tiêu - Items", "Chỉ tiêu Items", "Items / Chỉ tiêu", "Items (Chỉ tiêu)",
                   "CHỈ TIÊU/ITEMS", "Chỉ tiêu/指标", "Chỉ tiêu | 지표"],
    "#row_code": ["Mã số/Code", "MÃ SỐ / CODE"],
    "#ordinal": ["STT/No.", "STT No."],
    "month": ["Tháng BC/Month", "This month – Tháng BC", "Thực hiện tháng BC Actual of the month"],
    "ytd": ["Cộng dồn / Cumulative from the beginning of the year"],
}  # fmt: skip
OTHERS = ["Cộng dồn/Kế hoạch", "Cộng dồn cung ky nam truoc", "Cộng dồn/KH", "Tháng BC/Euro", "Tháng BC USD", "Items"]


@pytest.mark.parametrize(("key", "heading"), [(key, each) for key, told in HEADINGS.items() for each in told])
def test_a_heading_in_two_languages_is_that_of_the_form(key: str, heading: str) -> None:
    catalogue = load_catalogue()
    assert form_lookup(catalogue.forms["sxkd-thang"], catalogue).column_of(heading) == (key, "")


@pytest.mark.parametrize("heading", OTHERS)
def test_another_heading_is_not(heading: str) -> None:
    catalogue = load_catalogue()
    assert form_lookup(catalogue.forms["sxkd-thang"], catalogue).column_of(heading)[0] is None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("người/person", "person"),
        ("người person", "person"),
        ("triệu đồng/million VND", "million_dong"),
        ("thousand USD / 1000 USD", "thousand_usd"),
        ("triệu đồng/người/tháng / million VND/person/month", "million_dong_per_person_month"),
        ("ha (hectare)", "hectare"),
        ("nghìn kWh/MWh", "thousand_kilowatt_hours"),
    ],
)
def test_a_unit_in_two_languages_is_that_unit_and_no_person(written: str, code: str) -> None:
    unit = unit_named(written)
    assert unit is not None
    assert (unit.code, heading_kind(written)) == (code, "")


def test_a_heading_of_persons_on_two_lines_is_one_of_persons() -> None:
    assert heading_kind("Họ và tên Full name") == heading_kind("Full name / Họ và tên") == "personal"


def test_two_units_are_none() -> None:
    assert unit_named("triệu đồng/thousand USD") is None


def bilingual(*headings: str) -> bytes:
    """A monthly report of a joint venture: all of it in two languages."""
    head = [
        [f"Mã số thuế/Tax code: {TAX_CODE}"], [f"Mã số dự án / Project code: {PROJECT}"], ["Biểu số/Form No.: SXKD-T"],
        ["BÁO CÁO TÌNH HÌNH SẢN XUẤT KINH DOANH / MONTHLY BUSINESS REPORT"], ["Tháng 9 năm 2026 / September 2026"],
        list(headings),
    ]  # fmt: skip
    english = {"01": "Industrial output", "02": "Net revenue", "05": "Taxes paid", "06": "Employees"}
    units = {"06": "người/person"}
    rows = [
        [at, f"{LABELS[code]}/{english[code]}", code, units.get(code, "triệu đồng/million VND"), value]
        for at, (code, value) in enumerate({"01": "100", "02": "90", "05": "5", "06": "50"}.items(), 1)
    ]
    return as_bytes([*head, *rows])


@pytest.mark.parametrize(
    "headings",
    [
        ["STT/No.", "Chỉ tiêu/Items", "Mã số/Code", "Đơn vị tính/Unit", "Tháng BC/Month"],
        ["STT No.", "Chỉ tiêu Items", "Mã số Code", "Đơn vị tính Unit", "Tháng BC Month"],
        ["No. – STT", "Items – Chỉ tiêu", "Code – Mã số", "Unit – Đơn vị tính", "Month – Tháng BC"],
    ],
)
def test_a_report_in_two_languages_is_read(headings: list[str]) -> None:
    batch = judged(bilingual(*headings))
    assert outcomes(batch) == ["accepted"]
    assert batch.submissions["reporter_code"].tolist() == [PROJECT]
    assert sorted(batch.observations["value"]) == [50, 5_000_000, 90_000_000, 100_000_000]


def test_a_known_form_with_headings_that_are_not_understood_is_returned_with_them() -> None:
    batch = judged(bilingual("No", "Indicator", "Code", "Unit", "Tháng báo cáp"))
    assert outcomes(batch) == ["returned"]
    assert batch.submissions["form_code"].tolist() == ["sxkd-thang"]
    told = batch.findings[["rule_code", "sheet_row", "sheet_column", "column_title"]].to_numpy().tolist()
    titles = ["No", "Indicator", "Code", "Unit", "Tháng báo cáp"]
    assert told == [["GEN-17", 6, letter, title] for letter, title in zip("ABCDE", titles, strict=True)]
    assert '"Tháng báo cáo"' in batch.findings["message_vi"].tolist()[-1]


def test_a_form_whose_figures_stand_under_a_strange_heading_is_returned() -> None:
    batch = judged(bilingual("STT", "Chỉ tiêu", "Mã số", "Đơn vị tính", "Kết quả"))
    assert outcomes(batch) == ["returned"]
    assert [(each, title) for each, title in batch.findings[["rule_code", "column_title"]].to_numpy()] == [
        ("GEN-17", "Kết quả")
    ]


def test_a_label_in_two_languages_with_its_value_beside_it() -> None:
    content = bilingual("STT", "Chỉ tiêu", "Mã số", "Đơn vị tính", "Tháng BC")
    beside = content.replace(f"Project code: {PROJECT}".encode(), f"Project code:;{PROJECT}".encode())
    assert read(beside).reporter == PROJECT
