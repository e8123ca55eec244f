"""What stands above the table: form, reporter, tax code, period, unit, whether it is an estimate."""

from collections.abc import Sequence
from datetime import date

import pytest

from expectations.catalogue import load_catalogue
from transforms.read.document import NUMBER, TEXT, Cell
from transforms.read.letterhead import Letterhead, code_text, forms_of, labelled, read_letterhead
from transforms.read.lookup import sheet_words

TITLE = "BÁO CÁO TÌNH HÌNH SẢN XUẤT KINH DOANH"
CASES = "SỔ VỤ VIỆC AN NINH, TRẬT TỰ TRONG KCN"
Lines = Sequence[str | Sequence[str | int | None]]


def cells(lines: Lines) -> list[Cell]:
    """Lines as rows of a sheet: a text alone, or the texts of several columns."""
    return [
        Cell(row, column, str(value), TEXT if isinstance(value, str) else NUMBER)
        for row, line in enumerate(lines, start=1)
        for column, value in enumerate([line] if isinstance(line, str) else line, start=1)
        if value is not None
    ]


def head(lines: Lines, form: str = "sxkd-thang") -> Letterhead:
    catalogue = load_catalogue()
    return read_letterhead(cells(lines), sheet_words(catalogue), catalogue.forms[form])


def window(lines: Lines, form: str = "sxkd-thang") -> tuple[date, date] | None:
    settled = head(lines, form).window
    return (settled.start, settled.end) if settled is not None else None


SEPTEMBER = (date(2025, 9, 1), date(2025, 9, 30))
POLICE_SEPTEMBER = (date(2025, 8, 15), date(2025, 9, 14))


@pytest.mark.parametrize(
    ("lines", "forms", "looks"),
    [
        (["Biểu số: SXKD-T"], ("sxkd-thang",), True),
        (["Mẫu số SXKD-T"], ("sxkd-thang",), True),
        ([TITLE], ("sxkd-thang",), True),
        (["BÁO CÁO TÌNH HÌNH HOẠT ĐỘNG SẢN XUẤT KINH DOANH"], ("sxkd-thang",), True),
        ([TITLE + " THÁNG 9 NĂM 2025"], ("sxkd-thang",), True),
        (["Biểu số: VV-N", CASES], ("vuviec-ngay",), True),
        ([CASES], ("vuviec-ngay", "vuviec-thang"), True),
        (["Biểu số: ABC-1", TITLE], ("sxkd-thang",), True),
        (["Biểu số: ABC-1"], (), True),
        (["Danh sách khách mời"], (), False),
        ([], (), False),
    ],
)
def test_the_form_is_known_by_number_or_title(lines: list[str], forms: tuple[str, ...], looks: bool) -> None:
    assert forms_of(cells(lines), sheet_words(load_catalogue())) == (forms, looks)


@pytest.mark.parametrize(
    "lines",
    [
        ["Mã số dự án: 3254018976", "Mã số thuế: 0100109106"],
        ["MST: 0100109106", "Mã dự án: 3254018976"],
        [["Mã số dự án:", "3254018976"], ["Mã số thuế", "0100109106"]],
        [["Mã số dự án:", None, None, 3254018976], ["Mã số thuế:", 100109106]],
        ["MST: 0100109106 - Mã số dự án: 3254018976"],
        ["Mã số dự án : 3254.018.976", "Mã số thuế: 0100 109 106"],
        [["Mã số dự án: 3254018976", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], ["Mã số thuế: 0100109106", "Độc lập"]],
        ["Mã số dự án: 3254018976", "Mã số dự án: 1111111111", "Mã số thuế: 0100109106"],
    ],
)
def test_reporter_and_tax_code(lines: Lines) -> None:
    told = head([*lines, TITLE, "Tháng 9 năm 2025"])
    assert (told.reporter, told.tax_code) == ("3254018976", "0100109106")


def test_a_code_that_is_not_given_is_none() -> None:
    told = head([["Mã số thuế:", "Độc lập - Tự do - Hạnh phúc"], ["Mã số dự án:", "Biểu số: SXKD-T"], TITLE])
    assert (told.reporter, told.tax_code) == (None, None)


@pytest.mark.parametrize("written", ["CAP-14566", "cap-14566", "Công an phường Đông Hoa Lư"])
def test_a_unit_is_known_by_its_code_or_name(written: str) -> None:
    assert head([f"Mã đơn vị: {written}", CASES], "vuviec-thang").reporter == "CAP-14566"


def test_a_unit_that_is_not_listed_stays_as_written() -> None:
    assert head(["Mã đơn vị: CAP-99999", CASES], "vuviec-thang").reporter == "CAP-99999"


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("3254018976", TEXT, "3254018976"),
        ("3254 018 976", TEXT, "3254018976"),
        ("0100109106-001", TEXT, "0100109106001"),
        ("100109106", NUMBER, "0100109106"),
        ("100109106", TEXT, "100109106"),
        ("cap-14566", TEXT, "CAP-14566"),
    ],
)
def test_codes_as_they_identify(text: str, kind: str, code: str) -> None:
    assert code_text(text, kind) == code


def test_labels_and_their_values() -> None:
    labels = {"tax": ("mst", "ma so thue"), "project": ("ma so du an",)}
    assert labelled("MST: 01 - Mã số dự án: 32", labels) == [("tax", "01"), ("project", "32")]
    assert labelled("Mã số thuế", labels) == [("tax", "")]
    assert labelled("Công ty có mã số thuế 01", labels) == []
    assert labelled("Công ty A", labels) == []


@pytest.mark.parametrize(
    "lines",
    [
        [TITLE, "Tháng 9 năm 2025"],
        [TITLE, "THÁNG 09/2025"],
        [TITLE, "Kỳ báo cáo: Tháng 9-2025"],
        [TITLE, "(Tháng 09 năm 2025)"],
        [TITLE, ["Kỳ báo cáo:", "Tháng 9/2025"]],
        [TITLE + " THÁNG 9 NĂM 2025"],
        [TITLE, "(từ ngày 01/09/2025 đến ngày 30/09/2025)"],
        [TITLE, "Tháng 9 năm 2025", "(từ ngày 1/9/2025 đến 30/9/2025)"],
        [TITLE, "Tháng 9 năm 2025", "Ninh Bình, ngày 02 tháng 10 năm 2025"],
        [["Ban hành kèm theo Thông tư số 05 ngày 09 tháng 3 năm 2021"], TITLE, "Tháng 9 năm 2025"],
        ["Tháng 9 năm 2025", TITLE],
    ],
)
def test_the_period_in_its_spellings(lines: Lines) -> None:
    assert window(lines) == SEPTEMBER


@pytest.mark.parametrize(
    "lines",
    [
        [CASES, "Tháng 9 năm 2025"],
        [CASES, "Tháng 9 năm 2025 (từ ngày 15/08/2025 đến ngày 14/09/2025)"],
        [CASES, "Từ ngày 15/8/2025 đến ngày 14/9/2025"],
    ],
)
def test_a_police_month_begins_on_the_fifteenth(lines: Lines) -> None:
    assert window(lines, "vuviec-thang") == POLICE_SEPTEMBER


@pytest.mark.parametrize(
    ("form", "line", "expected"),
    [
        ("vuviec-ngay", "Ngày 18/09/2025", (date(2025, 9, 18), date(2025, 9, 18))),
        ("dn-danhmuc", "Tính đến ngày 01/09/2025", (date(2025, 9, 1), date(2025, 9, 1))),
        ("kcn-dat", "6 tháng đầu năm 2026", (date(2026, 1, 1), date(2026, 6, 30))),
        ("chitieu-nam", "Năm 2025", (date(2025, 1, 1), date(2025, 12, 31))),
        ("congbo", "Giai đoạn 2006–2024", (date(2006, 1, 1), date(2024, 12, 31))),
    ],
)
def test_each_form_has_periods_of_its_own_length(form: str, line: str, expected: tuple[date, date]) -> None:
    title = next(iter(load_catalogue().forms[form].versions[0].titles))
    assert window([title, line], form) == expected


@pytest.mark.parametrize(
    ("lines", "contradiction"),
    [
        ([TITLE, "Tháng 9 năm 2025", "(từ ngày 01/08/2025 đến ngày 31/08/2025)"], "01/08/2025"),
        ([TITLE, "Tháng 9 năm 2025", "Tháng 10 năm 2025"], "Tháng 10"),
    ],
)
def test_a_period_that_is_contradicted_is_not_settled(lines: Lines, contradiction: str) -> None:
    told = head(lines)
    assert told.window is None
    assert contradiction in told.contradiction
    assert told.period_cell is not None
    assert told.period_cell.row == 2


@pytest.mark.parametrize(
    "lines", [[TITLE], [TITLE, "Kỳ báo cáo:"], [TITLE, "Năm 2025"], [TITLE, "(từ ngày 05/09/2025 đến ngày 20/09/2025)"],
              [TITLE, "Ninh Bình, ngày 02 tháng 10 năm 2025"]]
)  # fmt: skip
def test_without_a_period_none_is_made_up(lines: Lines) -> None:
    told = head(lines)
    assert told.window is None
    assert told.contradiction == ""


@pytest.mark.parametrize(
    ("lines", "estimate"),
    [
        ([TITLE, "Tháng 9 năm 2025 (số liệu ước)"], True),
        ([TITLE, "Ước thực hiện tháng 9 năm 2025"], True),
        ([TITLE, ["Tháng 9 năm 2025", "(ước)"]], True),
        ([TITLE, "Tháng 9 năm 2025", "Trạng thái: ước"], True),
        ([TITLE, "Tháng 9 năm 2025"], False),
        ([TITLE, "Tháng 9 năm 2025", "Trạng thái: chính thức"], False),
        (["CÔNG TY TNHH ƯỚC MƠ", TITLE, "Tháng 9 năm 2025"], False),
        ([TITLE, "Tháng 9 năm 2025", "Số liệu đã được duyệt"], False),
    ],
)
def test_estimates_are_marked_in_the_line_of_the_period(lines: Lines, estimate: bool) -> None:
    told = head(lines)
    assert told.estimate is estimate
    assert told.window is not None


@pytest.mark.parametrize(
    ("lines", "unit"),
    [
        (["Đơn vị tính: triệu đồng"], "triệu đồng"),
        (["ĐVT: tr.đ"], "tr.đ"),
        ([["Đơn vị tính:", "nghìn đồng"]], "nghìn đồng"),
        (["(triệu đồng)"], "triệu đồng"),
        (["Đơn vị: Công ty A"], ""),
        ([], ""),
    ],
)
def test_the_unit_of_the_sheet(lines: Lines, unit: str) -> None:
    assert head([TITLE, "Tháng 9 năm 2025", *lines]).unit == unit


def test_the_cells_that_told_something_are_counted_once() -> None:
    told = head(
        [["CÔNG TY A", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], "Mã số thuế: 0100109106", ["Mã số dự án:", "3254018976"],
         "Biểu số: SXKD-T", TITLE, "Tháng 9 năm 2025", "Đơn vị tính: triệu đồng"]
    )  # fmt: skip
    assert told.used == {(2, 1), (3, 1), (3, 2), (4, 1), (6, 1), (7, 1)}
    assert (told.reporter_cell, told.tax_code_cell) == (
        Cell(3, 2, "3254018976", TEXT), Cell(2, 1, "Mã số thuế: 0100109106", TEXT),
    )  # fmt: skip
