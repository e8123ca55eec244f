"""A workbook of several reports is answered in one letter with a line for each, under the file's one receipt."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.examples import FIGURES, grid, monthly, projects, workbook
from tests.office import Office, office

MONTHS = {month: monthly(period=f"Tháng {month} năm 2026") for month in (7, 8, 9)}
LOSS = monthly({**FIGURES, "02": "200", "02.1": "300"}, period="Tháng 9 năm 2026")


@pytest.fixture
def place(sqlite_warehouse_url: str, tmp_path: Path) -> Iterator[Office]:
    """An office with a register."""
    made = office(sqlite_warehouse_url, tmp_path / "home")
    made.send("2026-08-01", projects({}))
    yield made
    made.engine.dispose()


def letter(place: Office, day: str) -> str:
    """The letter to the enterprise about what came on a day."""
    return next(text for text in place.letters(day, "result") if f"Ngày {day[8:]}/{day[5:7]}" in text)


def test_each_sheet_has_its_line_and_the_file_one_receipt(place: Office) -> None:
    place.receive("2026-10-05", workbook(T8=grid(MONTHS[8]), T9=grid(LOSS), bìa=[["Kính gửi Ban Quản lý"]]))
    text = letter(place, "2026-10-05")
    assert "02 báo cáo của Quý đơn vị" in text
    assert "Tháng 8 năm 2026 (trang tính “T8”): được nhận.\n" in text
    assert "Tháng 9 năm 2026 (trang tính “T9”): trả lại.\n" in text
    assert text.count("biên nhận số 2.") == 2
    assert "Trang tính thứ 3 của tệp không phải là biểu báo cáo nên được bỏ qua." in text


def test_a_report_that_repeats_what_counts_says_that_nothing_changes(place: Office) -> None:
    place.receive("2026-09-05", MONTHS[8])
    place.receive("2026-10-05", workbook(T8=grid(MONTHS[8]), T7=grid(MONTHS[7])))
    text = letter(place, "2026-10-05")
    assert "Số liệu giống hệt báo cáo đang được dùng của kỳ này; không có gì thay đổi." in text
    assert "Nội dung trùng với báo cáo đã gửi (biên nhận số 2)." in text
    assert "Tháng 7 năm 2026 (trang tính “T7”): được nhận.\n" in text
