"""Windows, labels and due days."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations import periods
from expectations.periods import DueRule, Window, read_dates, read_day, read_label, window

NUMBERED = {"month": 12, "quarter": 4, "half": 2, "half_to_date": 2, "nine_months": 1, "year": 1}
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
REGIMES = st.sampled_from(periods.REGIMES)
PARTITIONS = st.sampled_from(["day", "month", "quarter", "half", "year"])


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """Any window of this century."""
    regime, length, year = draw(REGIMES), draw(st.sampled_from(periods.LENGTHS)), draw(st.integers(2001, 2090))
    if length == "day":
        return periods.window_of(draw(DAYS), regime, length)
    if length == "span":
        return periods.span(year, year + draw(st.integers(1, 9)), regime)
    return window(regime, length, year, draw(st.integers(1, NUMBERED[length])))


@pytest.mark.parametrize(
    ("regime", "length", "number", "start", "end"),
    [
        ("calendar", "month", 2, "2024-02-01", "2024-02-29"),
        ("calendar", "quarter", 3, "2024-07-01", "2024-09-30"),
        ("calendar", "half", 2, "2024-07-01", "2024-12-31"),
        ("calendar", "nine_months", 1, "2024-01-01", "2024-09-30"),
        ("calendar", "year", 1, "2024-01-01", "2024-12-31"),
        ("administrative", "month", 1, "2023-12-15", "2024-01-14"),
        ("administrative", "month", 3, "2024-02-15", "2024-03-14"),
        ("administrative", "quarter", 1, "2023-12-15", "2024-03-14"),
        ("administrative", "quarter", 2, "2024-03-15", "2024-06-14"),
        ("administrative", "half", 1, "2023-12-15", "2024-06-14"),
        ("administrative", "half", 2, "2024-06-15", "2024-12-14"),
        ("administrative", "half_to_date", 1, "2023-12-15", "2024-06-14"),
        ("administrative", "half_to_date", 2, "2023-12-15", "2024-12-14"),
        ("administrative", "nine_months", 1, "2023-12-15", "2024-09-14"),
        ("administrative", "year", 1, "2023-12-15", "2024-12-14"),
        ("calendar", "day", 60, "2024-02-29", "2024-02-29"),
    ],
)
def test_windows_of_the_two_regimes(regime: str, length: str, number: int, start: str, end: str) -> None:
    expected = Window(date.fromisoformat(start), date.fromisoformat(end), regime, length)
    assert window(regime, length, 2024, number) == expected


def test_an_event_of_20_december_belongs_to_the_next_police_year() -> None:
    assert periods.window_of(date(2023, 12, 20), "administrative", "year") == window("administrative", "year", 2024)


@pytest.mark.parametrize(("length", "number"), [("quarter", 5), ("month", 0), ("fortnight", 1), ("span", 1)])
def test_windows_that_do_not_exist(length: str, number: int) -> None:
    with pytest.raises(ValueError, match=length):
        window("calendar", length, 2024, number)


def test_windows_between_two_days() -> None:
    found = periods.windows_between("administrative", "month", date(2025, 12, 14), date(2026, 1, 15))
    assert [(each.start, each.end) for each in found] == [
        (date(2025, 11, 15), date(2025, 12, 14)),
        (date(2025, 12, 15), date(2026, 1, 14)),
        (date(2026, 1, 15), date(2026, 2, 14)),
    ]
    assert len(periods.windows_between("calendar", "day", date(2024, 2, 28), date(2024, 3, 1))) == 3
    assert len(periods.windows_between("administrative", "half_to_date", date(2025, 1, 1), date(2025, 6, 1))) == 2


@given(DAYS, REGIMES, PARTITIONS)
def test_every_day_is_in_one_window(day: date, regime: str, length: str) -> None:
    here = periods.window_of(day, regime, length)
    assert here.start <= day <= here.end
    assert periods.shift(here, 1).start == here.end + timedelta(days=1)
    assert periods.windows_between(regime, length, day, day) == [here]


@given(windows(), st.integers(-30, 30), st.integers(-30, 30))
def test_shifts_add_up(of: Window, one: int, other: int) -> None:
    assert periods.shift(periods.shift(of, one), other) == periods.shift(of, one + other)
    assert periods.shift(of, 0) == of


@given(windows())
def test_a_label_read_again_gives_its_window(of: Window) -> None:
    label = periods.label_vi(of)
    for written in (label, label.upper(), unicodedata.normalize("NFD", label), f"Kỳ báo cáo: {label}"):
        assert read_label(written, of.regime, of.length) == of
    if "(" in label:
        assert read_dates(label) == (of.start, of.end)


MONTH, QUARTER, HALF = (
    window("calendar", "month", 2025, 9),
    window("calendar", "quarter", 2025, 3),
    ("calendar", "half"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tháng 9 năm 2025", MONTH),
        ("tháng 09/2025", MONTH),
        ("THÁNG 9 NĂM 2025 (số liệu ước)", MONTH),
        ("(Tháng\xa009  năm 2025) ", MONTH),
        ("Kỳ báo cáo: Tháng 9/2025", MONTH),
        ("BÁO CÁO TÌNH HÌNH SẢN XUẤT KINH DOANH THÁNG 9/2025", MONTH),
        ("T9/2025", MONTH),
        ("T.09/2025", MONTH),
        ("Tháng 9-2025", MONTH),
        ("Tháng 9/25", MONTH),
        ("Kỳ báo cáo: 9/2025", MONTH),
        ("2025-09", MONTH),
        ("Biểu 1 tháng 9 năm 2025", MONTH),
        ("Tháng 9 năm 2025 (từ ngày 01/09/2025 đến ngày 30/09/2025)", MONTH),
        ("luỹ kế đến 30/9/2025", MONTH),
        ("Quý III/2025", QUARTER),
        ("Quí 3 năm 2025", QUARTER),
        ("QUÝ III NĂM 2025", QUARTER),
        ("Q.3/2025", QUARTER),
        ("Q3 2025", QUARTER),
        ("2025-Q3", QUARTER),
        ("Quý lll/2025", QUARTER),
        ("6 tháng đầu năm 2026", window(*HALF, 2026, 1)),
        ("6 tháng cuối năm 2025", window(*HALF, 2025, 2)),
        ("Sáu tháng đầu năm 2026", window(*HALF, 2026, 1)),
        ("6T/2024", window(*HALF, 2024, 1)),
        ("6T đầu năm 2024", window(*HALF, 2024, 1)),
        ("2026-H1", window(*HALF, 2026, 1)),
        ("Luỹ kế đến 30/6/2026", window(*HALF, 2026, 1)),
        ("6 tháng đầu năm 2026 (từ ngày 15/12/2025 đến ngày 14/06/2026)", window("administrative", "half", 2026, 1)),
        ("6 tháng cuối năm 2025", window("administrative", "half_to_date", 2025, 2)),
        ("Năm 2025 (từ ngày 15/12/2024 đến ngày 14/12/2025)", window("administrative", "half_to_date", 2025, 2)),
        ("9 tháng đầu năm 2025", window("calendar", "nine_months", 2025)),
        ("9T/2025", window("administrative", "nine_months", 2025)),
        ("Năm 2025", window("calendar", "year", 2025)),
        ("Kế hoạch năm 2026", window("calendar", "year", 2026)),
        ("2026", window("calendar", "year", 2026)),
        ("Giai đoạn 2006–2024", periods.span(2006, 2024)),
        ("Từ năm 2006 đến năm 2024", periods.span(2006, 2024)),
        ("Tháng 1 năm 2026 (từ 15/12/2025 đến 14/01/2026)", window("administrative", "month", 2026, 1)),
        ("2026-03", window("administrative", "month", 2026, 3)),
    ],
)
def test_labels(text: str, expected: Window) -> None:
    assert read_label(text, expected.regime, expected.length) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ngày 18/09/2025",
        "Ngày 18 tháng 9 năm 2025",
        "Tính đến ngày 18/09/2025",
        "Các thay đổi, tính đến ngày 18/9/2025",
        "Kỳ báo cáo: ngày 18.09.2025",
        "2025-09-18",
        "18/09/25",
    ],
)
def test_labels_of_a_day(text: str) -> None:
    assert read_label(text, "administrative", "day") == window("administrative", "day", 2025, 261)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Ninh Bình, ngày 16 tháng 02 năm 2026", "day"),
        ("Ninh Bình, ngày 16 tháng 02 năm 2026", "month"),
        ("Quyết định số 12/QĐ-BQL ngày 05/01/2025", "day"),
        ("Ghi đúng đơn vị tính; gửi trước ngày 10 hằng tháng.", "month"),
        ("Bài báo tổng kết 18 năm thực hiện Quy chế phối hợp", "year"),
        ("Tháng 9 năm 2025", "year"),
        ("Quý III/2025", "month"),
        ("6T đầu năm", "half"),
        ("Tháng 13 năm 2025", "month"),
        ("Tháng 9", "month"),
        ("2021,6", "month"),
        ("61.787", "year"),
        ("(từ ngày 01/09/2025 đến ngày 30/09/2025)", "month"),
        ("luỹ kế đến 29/6/2026", "half"),
        ("Giai đoạn 2024-2006", "span"),
        ("", "month"),
    ],
)
def test_what_is_no_label_of_that_length(text: str, length: str) -> None:
    assert read_label(text, "calendar", length) is None


@pytest.mark.parametrize(
    "text",
    [
        "(từ ngày 15/12/2025 đến ngày 14/01/2026)",
        "Tháng 1 năm 2026 (từ 15/12/2025 đến 14/01/2026)",
        "Từ ngày 15 tháng 12 năm 2025 đến hết ngày 14 tháng 01 năm 2026",
        "15/12/2025 - 14/01/2026",
        "từ 15/12 đến 14/01/2026",
        "từ 15-12-25 đến 14-1-26",
        "từ 2025-12-15 đến 2026-01-14",
    ],
)
def test_dates_of_a_window(text: str) -> None:
    assert read_dates(text) == (date(2025, 12, 15), date(2026, 1, 14))


def test_dates_within_one_month() -> None:
    assert read_dates("từ ngày 01 đến ngày 30/9/2025") == (date(2025, 9, 1), date(2025, 9, 30))


@pytest.mark.parametrize(
    "text", ["Tháng 9 năm 2025", "ngày 14/10/2025", "Số 5 ngày 14/10/2025", "từ 1/2/2026 đến 31/2/2026"]
)
def test_what_is_no_pair_of_dates(text: str) -> None:
    assert read_dates(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "18/09/2025",
        "18/9/2025",
        "18-09-2025",
        "18.09.2025",
        "18/09/25",
        "2025-09-18",
        "ngày 18 tháng 9 năm 2025",
        "2025-09-18T00:00:00",
        "2025-09-18T07:30:00.000Z",
        "18/09/2025 00:00:00",
    ],
)
def test_a_day_is_read_day_first(text: str) -> None:
    assert read_day(text) == date(2025, 9, 18)


@pytest.mark.parametrize(
    "text",
    ["09/18/2025", "31/02/2025", "18/09", "45918", "18.092025", "Tháng 9/2025", "", "18/09/2025 19/09/2025",
     "18/09/2025 19/09/25", "18/09/2025 - 19/09/2025", "18/09/2025; 19/09/2025", "18/09/2025 10 30"],
)  # fmt: skip
def test_what_is_no_day(text: str) -> None:
    assert read_day(text) is None


@given(DAYS)
def test_any_day_in_any_writing(day: date) -> None:
    for written in (
        f"{day:%d/%m/%Y}",
        f"{day.day}-{day.month}-{day.year}",
        day.isoformat(),
        f"{day.isoformat()}T10:00:00",
    ):
        assert read_day(written) == day
    assert read_day(f"Ngày {day.day} tháng {day.month} năm {day.year}") == day


@given(st.text())
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    for length in periods.LENGTHS:
        read_label(text, "administrative", length)
    read_dates(text)
    read_day(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tháng 10 năm 2025 (số liệu ước)", True),
        ("ước thực hiện tháng 9/2025", True),
        ("Dự ước 6 tháng", True),
        ("ƯỚC", True),
        ("chính thức", False),
        ("Tháng 9 năm 2025", False),
        ("Cấp nước được", False),
    ],
)
def test_what_is_an_estimate(text: str, expected: bool) -> None:
    assert periods.is_estimate(text) is expected


@pytest.mark.parametrize(
    ("of", "rule", "statutory", "adjusted"),
    [
        (window("calendar", "month", 2026, 9), DueRule(1, 10), "2026-10-10", "2026-10-12"),
        (window("calendar", "month", 2025, 12), DueRule(1, 10), "2026-01-10", "2026-01-12"),
        (window("administrative", "month", 2026, 3), DueRule(0, 18), "2026-03-18", "2026-03-18"),
        (window("calendar", "half", 2026, 1), DueRule(0, 15), "2026-06-15", "2026-06-15"),
        (window("administrative", "half_to_date", 2025, 2), DueRule(1, 5), "2026-01-05", "2026-01-05"),
        (window("calendar", "half", 2025, 1), DueRule(1, 5, day_in={1: 10}), "2025-07-05", "2025-07-07"),
        (window("calendar", "half", 2025, 2), DueRule(1, 5, day_in={1: 10}), "2026-01-10", "2026-01-12"),
        (window("calendar", "month", 2026, 1), DueRule(1, 31), "2026-02-28", "2026-03-02"),
        (window("calendar", "month", 2026, 1), DueRule(1), "2026-02-28", "2026-03-02"),
        (window("administrative", "day", 2026, 46), DueRule(days_after=1), "2026-02-16", "2026-02-23"),
        (window("administrative", "day", 2025, 120), DueRule(days_after=1), "2025-05-01", "2025-05-05"),
    ],
)
def test_a_report_is_due(of: Window, rule: DueRule, statutory: str, adjusted: str) -> None:
    assert periods.due(of, rule) == (date.fromisoformat(statutory), date.fromisoformat(adjusted))


def test_a_saturday_that_is_worked_for_a_bridge_day_is_a_working_day() -> None:
    assert periods.working_day_from(date(2025, 4, 26)) == date(2025, 4, 26)


def test_a_day_that_was_swapped_is_worked_and_its_other_is_off() -> None:
    swaps = frozenset([(date(2026, 1, 2), date(2026, 1, 10))])
    december = window("calendar", "month", 2025, 12)
    assert periods.due(december, DueRule(1, 10), swaps) == (date(2026, 1, 10), date(2026, 1, 10))
    assert periods.working_day_from(date(2026, 1, 2), swaps) == date(2026, 1, 5)
    assert periods.working_days_after(date(2026, 1, 8), 2, swaps) == date(2026, 1, 10)
