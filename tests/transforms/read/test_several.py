"""Several reports in one workbook: each is a report of its own, and no sheet is lost without a word."""

from datetime import date

from tests.examples import PROJECT, Grid, cases, grid, judged, monthly, outcomes, read, workbook
from transforms.read.reading import reports_of

JULY, AUGUST, SEPTEMBER = (grid(monthly(period=f"Tháng {month} năm 2026")) for month in (7, 8, 9))
OTHER = "3254018984"


def told(content: bytes) -> list[tuple[str, str | None, date | None]]:
    """Sheet, reporter and first day of each report of a file."""
    return [(each.sheet, each.reporter, each.window_start) for each in reports_of(read(content))]


def test_a_sheet_a_month_is_a_report_a_month() -> None:
    book = workbook(T7=JULY, T8=AUGUST, T9=SEPTEMBER)
    assert told(book) == [
        ("T7", PROJECT, date(2026, 7, 1)), ("T8", PROJECT, date(2026, 8, 1)), ("T9", PROJECT, date(2026, 9, 1)),
    ]  # fmt: skip
    assert [each.found for each in reports_of(read(book))] == [(), (), ()]
    assert [{entry.sheet for entry in each.entries} for each in reports_of(read(book))] == [{"T7"}, {"T8"}, {"T9"}]


def test_two_projects_and_two_forms() -> None:
    book = workbook(A=SEPTEMBER, B=grid(monthly(reporter=OTHER)), C=grid(cases({})))
    assert [(each.form_code, each.reporter) for each in reports_of(read(book))] == [
        ("sxkd-thang", PROJECT), ("sxkd-thang", OTHER), ("vuviec-thang", "CAP-14566"),
    ]  # fmt: skip


def test_the_cells_of_a_file_are_accounted_for_once() -> None:
    guide: Grid = [["Hướng dẫn"], ["Ghi đúng đơn vị tính"]]
    reports = reports_of(read(workbook(Đọc=guide, T8=AUGUST, T9=SEPTEMBER)))
    assert sum(each.cells_read for each in reports) == 2 + 2 * read(monthly()).cells_read
    assert all(each.cells_ignored == read(monthly()).cells_ignored for each in reports[1:])


def test_a_sheet_that_is_no_report_is_told_by_its_place() -> None:
    guide: Grid = [["Hướng dẫn"], ["Ghi đúng đơn vị tính"]]
    assert read(workbook(Đọc=guide, T8=AUGUST, Nháp=[["12", "13"]])).ignored_sheets == (1, 3)
    assert read(workbook(T8=AUGUST)).ignored_sheets == ()


def test_a_sheet_prepared_for_later_is_no_report() -> None:
    october = grid(monthly(dict.fromkeys(("01", "02", "05", "06"), ""), period="Tháng 10 năm 2026"))
    assert told(workbook(T9=SEPTEMBER, T10=october)) == [("T9", PROJECT, date(2026, 9, 1))]
    assert told(workbook(T10=october)) == [("T10", PROJECT, date(2026, 10, 1))]  # alone it goes back


def test_what_is_in_sight_is_the_report() -> None:
    hidden_first = workbook({"Cũ": AUGUST, "Mới": SEPTEMBER}, hidden=["Cũ"])
    assert told(hidden_first) == [("Mới", PROJECT, date(2026, 9, 1))]
    only_hidden = workbook({"Ghi chú": [["a", "b"]], "Cũ": AUGUST}, hidden=["Cũ"])
    assert told(only_hidden) == [("Cũ", PROJECT, date(2026, 8, 1))]


def test_a_copy_of_a_sheet_is_no_second_report() -> None:
    assert told(workbook(T9=SEPTEMBER, Sao=SEPTEMBER)) == [("T9", PROJECT, date(2026, 9, 1))]


def test_one_period_told_twice_differently_goes_back() -> None:
    other = grid(monthly({"01": "100", "02": "90", "05": "5", "06": "50"}))
    one, two = reports_of(read(workbook(Một=SEPTEMBER, Hai=other)))
    assert (one.contradicted_by, two.contradicted_by) == ("Hai", "Một")
    batch = judged(workbook(Một=SEPTEMBER, Hai=other), workbook(Một=SEPTEMBER, Hai=AUGUST))
    assert outcomes(batch) == ["returned", "returned", "accepted", "accepted"]
    first = batch.findings[batch.findings["arrival_rank"] == 1]
    assert first["rule_code"].tolist() == ["GEN-19"]
    assert "“Hai”" in str(first["message_vi"].iat[0])


def test_an_estimate_and_the_final_of_one_period_stand_side_by_side() -> None:
    book = workbook(Ước=grid(monthly(period="Ước tháng 9 năm 2026")), Chính=SEPTEMBER)
    assert outcomes(judged(book)) == ["accepted", "accepted"]
