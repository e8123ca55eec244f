"""The hidden sheet of a template: it settles what the visible sheet leaves open, and never overrules what is there."""

from __future__ import annotations

from expectations.catalogue import load_catalogue
from tests.examples import judged
from tests.template_sheet import Blank, Given
from tests.transforms.test_template_round_trip import REPORTERS, blank
from transforms.read.reading import Reading
from transforms.read.report import read_report

FIGURES: dict[tuple[str | int, str], Given] = {
    ("01", "month"): 100,
    ("02", "month"): 100,
    ("05", "month"): 5,
    ("06", "month"): 50,
}


def filled() -> Blank:
    sheet = blank("sxkd-thang", "2025")
    sheet.fill(FIGURES)
    return sheet


def read(sheet: Blank) -> Reading:
    return read_report(1, sheet.content(), load_catalogue())


def test_it_settles_reporter_and_period_that_were_wiped_out() -> None:
    sheet = filled()
    for row in (3, 6):
        sheet.put((row, 1), None)
    reading = read(sheet)
    assert (reading.reporter, str(reading.window_start)) == (REPORTERS["project"].code, "2026-04-01")
    assert reading.found == ()


def test_it_settles_the_form_where_title_and_number_are_gone() -> None:
    sheet = filled()
    sheet.put((5, 1), None)
    sheet.put((3, 5), None)
    assert read(sheet).form_code == "sxkd-thang"


def test_it_tells_two_forms_of_one_title_apart() -> None:
    sheet = blank("vuviec-ngay", "2025")
    right = next(column for column in range(2, 30) if sheet.text(3, column).startswith("Biểu số"))
    sheet.put((3, right), None)
    assert read(sheet).form_code == "vuviec-ngay"


def test_a_sheet_that_tells_another_period_than_its_template_is_returned() -> None:
    sheet = filled()
    sheet.put((6, 1), "Tháng 4 năm 2025")
    batch = judged(sheet.content())
    findings = batch.findings[["rule_code", "effect", "sheet_row", "sheet_column", "value"]]
    assert findings.to_numpy().tolist() == [["GEN-04", "return", 6, "A", "01/04/2025 – 30/04/2025"]]
    assert batch.findings["expected"].tolist() == [
        "mẫu đã cấp cho 01/04/2026 – 30/04/2026 / the template for 01/04/2026 – 30/04/2026"
    ]
    assert batch.submissions["window_start"].isna().all()
    assert batch.observations.empty


def test_a_sheet_that_tells_another_reporter_than_its_template_is_returned() -> None:
    sheet = filled()
    sheet.book["parkwatch"]["B4"] = "9999999999"
    batch = judged(sheet.content())
    findings = batch.findings[["rule_code", "effect", "sheet_row", "sheet_column", "value"]]
    assert findings.to_numpy().tolist() == [["GEN-04", "return", 3, "A", REPORTERS["project"].code]]
    assert str(batch.submissions["window_start"][0].date()) == "2026-04-01"


def test_a_sheet_that_is_another_form_than_its_template_is_returned() -> None:
    sheet = filled()
    sheet.book["parkwatch"]["B2"] = "dautu-quy"
    found = read(sheet).found
    assert [(each.rule_code, each.value) for each in found] == [("GEN-04", "sxkd-thang")]


def test_it_does_not_settle_a_period_that_nobody_can_read() -> None:
    for written in ("Tháng 13 năm 2026", "Kỳ báo cáo: 13/2026", "Tháng … năm 2026"):
        sheet = filled()
        sheet.put((6, 1), written)
        (found,) = read(sheet).found
        assert (found.rule_code, found.row, found.value) == ("GEN-03", 6, written)


def test_a_contradiction_on_the_sheet_itself_is_not_settled() -> None:
    sheet = filled()
    sheet.put((6, 1), "Tháng 4 năm 2026 (từ ngày 01/03/2026 đến ngày 31/03/2026)")
    assert [found.rule_code for found in read(sheet).found] == ["GEN-04"]


def test_a_stamp_that_makes_no_sense_settles_nothing() -> None:
    sheet = filled()
    hidden = sheet.book["parkwatch"]
    hidden["B2"], hidden["B4"], hidden["B5"] = "no-such-form", "", "sometime"
    reading = read(sheet)
    assert (reading.form_code, reading.reporter) == ("sxkd-thang", REPORTERS["project"].code)


def test_a_register_that_says_there_is_nothing_is_no_blank_template() -> None:
    sheet = blank("vuviec-thang", "2025")
    returned = judged(sheet.content()).submissions["outcome"].tolist()
    sheet.put((7, 3), "Không phát sinh")
    accepted = judged(sheet.content()).submissions["outcome"].tolist()
    assert (returned, accepted) == (["returned"], ["accepted"])
