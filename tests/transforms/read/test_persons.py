"""Words of the forms and codes of columns are no names and no persons; names beside them still are."""

import pytest

from tests.examples import PROJECT, UNIT, as_bytes, read, register
from transforms.read.kept_texts import kept_label
from transforms.read.persons import names_person


@pytest.mark.parametrize(
    "text",
    [
        "XỬ PHẠT VI PHẠM HÀNH CHÍNH",
        "Xử phạt vi phạm hành chính",
        "XU PHAT VI PHAM HANH CHINH THANG 4 NAM 2026",
        "DIỆN TÍCH ĐẤT CÔNG NGHIỆP CÓ THỂ CHO THUÊ (HA)",
        "SỐ VI PHẠM, TỒN TẠI PHÁT HIỆN",
    ],
)
def test_titles_headings_and_labels_of_the_forms_name_no_person(text: str) -> None:
    assert not names_person(text)
    assert kept_label(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "PHẠM VĂN CHÍNH",
        "PHẠM HẠNH CHÍNH",
        "CHO MIN HO",
        "XỬ PHẠT VI PHẠM HÀNH CHÍNH NGUYỄN VĂN AN",
        "NGUYỄN VĂN AN XỬ PHẠT VI PHẠM HÀNH CHÍNH",
        "DIỆN TÍCH ĐÃ CHO THUÊ: KIM MIN SOO",
        "DIEN TICH DA CHO THUE TRAN VAN BINH",
    ],
)
def test_names_stay_names_also_beside_the_words_of_a_form(text: str) -> None:
    assert names_person(text)


def test_a_period_behind_the_title_of_penalties_is_read() -> None:
    penalty = {"Số quyết định": "700/QĐ-XPHC", "Ngày quyết định": "10/04/2026", "Đối tượng": "doanh nghiệp"}
    reading = read(register("XỬ PHẠT VI PHẠM HÀNH CHÍNH Tháng 4 năm 2026", [f"Mã đơn vị: {UNIT}"], [penalty]))
    assert reading.form_code == "xpvphc-thang"
    assert str(reading.window_end) == "2026-04-14"


def test_codes_of_columns_on_a_further_page_are_no_record() -> None:
    headings = ["STT", "Họ và tên", "Ngày sinh", "Số hộ chiếu", "Quốc tịch", "Vị trí", "Tình trạng giấy phép"]
    codes = ["A", "1", "2", "3", "4", "5", "6"]
    people = [
        [str(at), f"KIM ZQ-{at}", "01/02/1980", f"M1234567{at}", "Hàn Quốc", "kỹ sư", "đã cấp"] for at in (1, 2, 3)
    ]
    head = [[f"Mã số dự án: {PROJECT}"], ["BÁO CÁO TÌNH HÌNH SỬ DỤNG LAO ĐỘNG NƯỚC NGOÀI"], ["Năm 2025"]]
    reading = read(as_bytes([*head, headings, codes, *people[:2], headings, codes, people[2]]))
    assert reading.form_code == "ldnn-6thang"
    assert [each.text for each in reading.entries if each.column_key == "nationality"] == ["Hàn Quốc"] * 3
