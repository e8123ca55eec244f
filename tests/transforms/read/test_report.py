"""From bytes to a reading: what a file is, who sent it, for when, and that no cell of it is lost."""

import json
import pickle
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.catalogue import load_catalogue
from tests.examples import (
    CASE,
    FIGURES,
    MONTHLY,
    PROJECT,
    Grid,
    as_bytes,
    cases,
    grid,
    monthly,
    projects,
    read,
    workbook,
)
from transforms.read.reading import Reading, reports_of


def counts(reading: Reading) -> tuple[int, int, int, int]:
    return reading.cells_read, reading.cells_used, reading.cells_ignored, reading.cells_reported


def codes(reading: Reading) -> list[str]:
    return [found.rule_code for found in reading.found]


def test_a_monthly_report() -> None:
    reading = read(monthly({"01": ("100", "900", "110")}))
    assert (reading.outcome, reading.form_code, reading.form_version) == ("read", "sxkd-thang", "2025")
    assert (reading.reporter, reading.tax_code) == (PROJECT, "0100109106")
    assert (reading.window_start, reading.window_end) == (date(2026, 9, 1), date(2026, 9, 30))
    assert [(entry.row_key, entry.column_key, entry.text) for entry in reading.entries] == [
        ("01", "month", "100"), ("01", "ytd", "900"), ("01", "next", "110"),
    ]  # fmt: skip
    assert (reading.sheet, reading.estimate, reading.found) == ("", False, ())
    assert {name: reading.places[name] for name in ("reporter", "tax_code")} == {
        "reporter": (3, "A"),
        "tax_code": (2, "A"),
    }


def test_each_cell_is_used_ignored_or_reported() -> None:
    # name and title are passed over; tax code, project, period, 7 headings are used; of the row all but its number
    assert counts(read(monthly({"01": ("100", "900", "110")}))) == (19, 16, 3, 0)
    extra = monthly({"01": ("100", "900", "110", "7")})
    assert counts(read(extra)) == (20, 16, 3, 1)
    assert codes(read(extra)) == ["GEN-11"]


def test_a_file_is_taken_for_what_it_holds() -> None:
    file = monthly()
    said = read(file).entries
    assert read(workbook(Sheet1=grid(file))).entries == tuple(entry._replace(sheet="Sheet1") for entry in said)
    for other in (file.decode().encode("utf-16"), b"\xef\xbb\xbf" + file, file.replace(b";", b"\t")):
        assert read(other).entries == said


def test_the_report_may_be_any_sheet() -> None:
    guide: Grid = [["HƯỚNG DẪN"], ["Ghi đúng đơn vị tính"]]
    book = workbook({"Hướng dẫn": guide, "Biểu": grid(monthly()), "Nháp": [["12", "13"]]})
    reading = read(book)
    assert (reading.form_code, reading.sheet, codes(reading)) == ("sxkd-thang", "Biểu", [])
    assert reading.cells_read == read(monthly()).cells_read + 4
    assert reading.cells_ignored == read(monthly()).cells_ignored + 4


def test_of_two_reports_with_names_no_cell_is_counted_twice() -> None:
    def named(period: str) -> Grid:
        rows = enumerate(grid(monthly(period=period)))
        return [[*row, "Họ và tên" if at == 5 else "Nguyễn Văn A" if at > 5 else ""] for at, row in rows]

    reports = reports_of(read(workbook(T8=named("Tháng 8 năm 2026"), T9=named("Tháng 9 năm 2026"))))
    assert [each.cells_ignored for each in reports] == 2 * [read(monthly()).cells_ignored]
    assert [codes(each) for each in reports] == [["GEN-12"], ["GEN-12"]]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b";;;\n;;;", "empty"),
        (b"<html><body>404</body></html>", "html"),
        (b"%PDF-1.7", "pdf"),
        (b'{"form": ', "json"),
        (b"{}", "empty"),
        ("Danh sách khách mời;Họ\n1;2".encode(), "not-a-report"),
        (b"\x89PNG\r\n\x1a\n", "not-a-report"),
        (workbook(Sheet1=grid(monthly()))[:3000], "truncated"),
        (workbook(Sheet1=[["a", "b"], [1, 2]]), "not-a-report"),
    ],
)
def test_what_is_no_report_says_why(content: bytes, reason: str) -> None:
    reading = read(content)
    assert (reading.outcome, reading.reason) == ("unreadable", f"unreadable:{reason}")
    assert reading.archive_copy is None
    assert reading.form_code is None


def test_a_form_that_is_not_declared_is_kept() -> None:
    other = as_bytes([["Biểu số: ABC-9"], ["BÁO CÁO KHÁC"], ["STT", "Nội dung"], ["1", "gì đó"]])
    reading = read(other)
    assert (reading.outcome, reading.reason, reading.archive_copy) == ("unknown_form", "", other)


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "Tuyệt mật", "Độ mật: MẬT"])
def test_what_is_secret_is_not_read(mark: str) -> None:
    for content in (as_bytes([["", mark], *grid(monthly())]), workbook(A=[["x"]], B=[[mark], *grid(monthly())])):
        reading = read(content)
        assert reading == Reading(1, "refused_classified")
    assert read(as_bytes([["Công tác bảo mật thông tin"], *grid(monthly())])).outcome == "read"


def test_a_form_without_number_and_title_is_known_by_its_headings() -> None:
    headless = [row for row in grid(monthly()) if not row[0].startswith("BÁO CÁO")]
    assert read(as_bytes(headless)).form_code == "sxkd-thang"


def test_day_and_month_of_the_same_register_are_told_apart_by_their_period() -> None:
    assert read(cases({})).form_code == "vuviec-thang"
    day = cases({}, period="Ngày 21/03/2026")
    assert (read(day).form_code, read(day).window_start) == ("vuviec-ngay", date(2026, 3, 21))


def test_the_version_is_that_of_the_period() -> None:
    assert read(monthly(period="Tháng 12 năm 2024")).form_version == "2024"
    assert read(monthly(period="Tháng 1 năm 2025")).form_version == "2025"
    assert read(monthly(period="Kỳ báo cáo:")).form_version == "2025"


def test_the_sheet_settles_its_own_style_of_numbers() -> None:
    assert not read(monthly()).english
    assert not read(monthly(FIGURES | {"01": "1.234,5"})).english
    assert read(monthly(FIGURES | {"01": "1,234.5"})).english


def test_names_are_told_and_dropped() -> None:
    file = cases({"Họ tên đối tượng": "Nguyễn Văn A", "Diễn biến": "cãi nhau"})
    reading = read(file)
    assert [(found.rule_code, found.title, found.value) for found in reading.found] == [
        ("GEN-12", "Họ tên đối tượng", "Họ tên đối tượng")
    ]
    told = repr(reading.entries) + repr(reading.found)
    assert "Nguyễn" not in told
    assert "cãi" not in told
    assert reading.archive_copy is not None
    assert "Nguyễn Văn A".encode() not in reading.archive_copy
    assert "cãi nhau".encode() not in reading.archive_copy
    assert reading.cells_reported == 2


def test_the_copy_without_names_reads_the_same() -> None:
    reading = read(cases({"Họ tên đối tượng": "Nguyễn Văn A"}, {"Số vụ việc": "2", "Họ tên đối tượng": "Trần B"}))
    assert reading.archive_copy is not None
    again = read(reading.archive_copy)
    assert again.entries == reading.entries
    assert again.found == reading.found
    assert counts(again) == counts(reading)


def test_a_reading_can_go_to_another_process() -> None:
    reading = read(monthly())
    assert pickle.loads(pickle.dumps(reading)) == reading


def test_registers_of_the_board() -> None:
    reading = read(projects({}))
    assert (reading.form_code, reading.reporter, reading.window_start) == ("dn-danhmuc", "BQL", date(2025, 9, 1))
    assert len({entry.column_key for entry in reading.entries}) == 12


def adds_up(reading: Reading) -> bool:
    parts = (reading.cells_used, reading.cells_ignored, reading.cells_reported)
    return all(part >= 0 for part in parts) and sum(parts) == reading.cells_read


WORDS = st.sampled_from(
    ["", "", "5", "1.234,5", "-", "x", "I", "A", "Tổng cộng", "Người lập biểu", "Ghi chú: a", "Không phát sinh",
     "Họ và tên", "Nguyễn Văn A", "Diễn biến", "012345678901", "#REF!", "triệu đồng", "Khánh Phú", "Cộng dồn",
     "Tháng 9 năm 2026", "Mã số dự án: 3254018976", "Mã số thuế:", "Ninh Bình, ngày 08 tháng 10 năm 2026", "Lao động",
     *MONTHLY, *CASE]
)  # fmt: skip
GRIDS = st.lists(st.lists(WORDS, max_size=8), max_size=12)
HEAD = grid(monthly())[:6]


@given(GRIDS, GRIDS)
def test_no_cell_is_lost_or_counted_twice(above: list[list[str]], below: list[list[str]]) -> None:
    reading = read(as_bytes([*above, *HEAD, ["1", "Doanh thu thuần", "02", "triệu đồng", "100"], *below]))
    assert adds_up(reading)


@given(GRIDS, GRIDS)
def test_no_cell_of_a_register_is_lost_or_counted_twice(above: list[list[str]], below: list[list[str]]) -> None:
    reading = read(as_bytes([*above, *grid(cases({}, {"Số vụ việc": "2"})), *below]))
    assert adds_up(reading)


KEYS = st.sampled_from(
    ["code", "month", "ytd", "unit", "label", "case_no", "park", "full_name", "dob", "dien_bien", "a", ""]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["", " ", "01", "02", "5", "Nguyễn Văn A", "012345678901"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(KEYS | st.sampled_from(["status", "period", "tax_code"]), VALUES, max_size=4),
    st.lists(st.dictionaries(KEYS, VALUES, max_size=5) | VALUES, max_size=4),
    st.sampled_from(["sxkd-thang", "vuviec-thang"]),
)
def test_no_value_of_the_portal_is_lost_or_counted_twice(head: Mapping[str, Any], rows: list[Any], form: str) -> None:
    reading = read(json.dumps({**head, "form": form, "reporter": PROJECT, "rows": rows}).encode())
    assert reading.outcome in ("read", "refused_classified")
    assert adds_up(reading)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_told(content: bytes) -> None:
    for each in (content, b"PK\x03\x04" + content, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content, b"{" + content):
        assert read(each).outcome in ("read", "unreadable", "unknown_form", "refused_classified")


def test_every_form_recognises_itself() -> None:
    for form in load_catalogue().forms.values():
        headings = [column.headings[0] for column in form.columns]
        if form.layout == "figures":
            headings = ["Chỉ tiêu", "Mã số", *headings]
        for title in form.versions[-1].titles:
            file = as_bytes([[f"Biểu số: {form.number}"], [title], [], headings, ["x"] * len(headings)])
            assert read(file).form_code == form.code
