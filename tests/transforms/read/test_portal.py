"""Reports of the portal: one JSON object, every value used, dropped by name, or reported."""

import json
from datetime import date
from typing import Any

import pytest

from tests.examples import PROJECT, UNIT, read
from transforms.read.portal import as_cell_text
from transforms.read.reading import Reading

ROWS: list[Any] = [
    {"code": "01", "month": "12.345,6", "ytd": "98.765,4", "next": "13.000"},
    {"code": "06", "month": 1204, "ytd": None, "next": ""},
]


def portal(rows: Any = ROWS, **head: Any) -> Reading:
    """A monthly report of the portal as read."""
    report = {
        "form": "sxkd-thang", "version": "2025", "reporter": PROJECT, "period": "2026-09", "status": "chính thức",
        "rows": rows,
    }  # fmt: skip
    return read(json.dumps({**report, **head}, ensure_ascii=False).encode())


def said(reading: Reading) -> set[tuple[str, str, str, str]]:
    return {(entry.row_key, entry.column_key, entry.text, entry.kind) for entry in reading.entries}


def counts(reading: Reading) -> tuple[int, int, int, int]:
    return reading.cells_read, reading.cells_used, reading.cells_ignored, reading.cells_reported


SAID = {
    ("01", "month", "12.345,6", "text"), ("01", "ytd", "98.765,4", "text"), ("01", "next", "13.000", "text"),
    ("06", "month", "1204", "number"),
}  # fmt: skip


def test_head_and_rows() -> None:
    reading = portal()
    assert (reading.outcome, reading.form_code, reading.reporter) == ("read", "sxkd-thang", PROJECT)
    assert (reading.window_start, reading.window_end) == (date(2026, 9, 1), date(2026, 9, 30))
    assert not reading.estimate
    assert said(reading) == SAID
    assert reading.found == ()


def test_an_entry_is_addressed_by_row_and_key() -> None:
    entry = portal().entries[-1]
    assert (entry.sheet, entry.row, entry.column) == ("", 2, "month")


def test_every_value_is_counted() -> None:
    assert counts(portal()) == (11, 11, 0, 0)
    assert counts(portal(version=None, status="")) == (9, 9, 0, 0)


@pytest.mark.parametrize(
    ("status", "estimate"), [("ước", True), ("Ước thực hiện", True), ("chính thức", False), ("", False), (None, False)]
)
def test_status_marks_an_estimate(status: str | None, estimate: bool) -> None:
    assert portal(status=status).estimate is estimate


@pytest.mark.parametrize("period", ["2026-09", "Tháng 9 năm 2026", "09/2026", "Tháng 9/2026"])
def test_periods(period: str) -> None:
    assert portal(period=period).window_start == date(2026, 9, 1)


@pytest.mark.parametrize("period", [None, "", "hôm qua", "2026-13", 5])
def test_a_period_that_cannot_be_read(period: Any) -> None:
    reading = portal(period=period)
    assert reading.window_start is None
    assert [found.rule_code for found in reading.found] == ["GEN-03"]


def test_a_month_of_the_police() -> None:
    reading = portal([{"case_no": "001/26-X"}], form="vuviec-thang", reporter=UNIT, period="2026-03")
    assert (reading.window_start, reading.window_end) == (date(2026, 2, 15), date(2026, 3, 14))
    assert [(entry.column_key, entry.text) for entry in reading.entries] == [("case_no", "001/26-X")]


@pytest.mark.parametrize("reporter", [PROJECT, int(PROJECT), f" {PROJECT} ", "3254 018 976"])
def test_a_reporter_may_be_typed(reporter: Any) -> None:
    assert portal(reporter=reporter).reporter == PROJECT


def test_unknown_fields_are_reported_and_the_rest_is_kept() -> None:
    rows = [{"code": "01", "month": "5", "colour": "a"}, {"code": "02", "month": "6", "colour": "b"}]
    reading = portal(rows, sender="máy chủ")
    assert sorted((found.rule_code, found.column) for found in reading.found) == [
        ("GEN-11", "colour"),
        ("GEN-11", "sender"),
    ]
    assert said(reading) == {("01", "month", "5", "text"), ("02", "month", "6", "text")}
    assert counts(reading) == (12, 9, 0, 3)


def test_a_field_with_fields_of_its_own_is_reported_whole() -> None:
    reading = portal(sender={"name": "máy chủ", "ports": [80, 443]})
    assert [(found.rule_code, found.column) for found in reading.found] == [("GEN-11", "sender")]
    assert counts(reading) == (14, 11, 0, 3)


def test_a_row_that_the_form_does_not_have_is_told() -> None:
    reading = portal([*ROWS, {"code": "99", "month": "5"}, {"month": "6"}, "7"])
    told = [(found.rule_code, found.row, found.value) for found in reading.found]
    assert told == [("GEN-11", 3, "99"), ("GEN-11", 4, ""), ("GEN-11", 5, "[không lưu]")]
    assert said(reading) == SAID
    assert counts(reading) == (15, 11, 0, 4)


def test_the_same_row_twice_is_read_twice() -> None:
    reading = portal([*ROWS, {"code": "01", "month": "5"}])
    assert reading.found == ()
    assert [(entry.entry, entry.text) for entry in reading.entries if entry.row_key == "01"][-1] == (3, "5")


def test_codes_and_labels_of_rows_in_other_spellings() -> None:
    assert said(portal([{"code": 1, "month": "5"}])) == {("01", "month", "5", "text")}
    assert said(portal([{"label": "Lao động cuối kỳ", "month": 7}])) == {("06", "month", "7", "number")}


def test_the_unit_of_a_row() -> None:
    (entry,) = portal([{"code": "01", "month": "5", "unit": "tỷ đồng"}]).entries
    assert entry.unit == "tỷ đồng"


def test_personal_keys_are_dropped_unread() -> None:
    rows = [{"case_no": "001/26-X", "full_name": "Nguyễn Văn A", "passport": "B1234567", "people": 1}]
    reading = portal(rows, form="vuviec-thang", reporter=UNIT, period="2026-03")
    assert sorted((found.rule_code, found.value) for found in reading.found) == [
        ("GEN-12", "full_name"), ("GEN-12", "passport"),
    ]  # fmt: skip
    assert {entry.column_key for entry in reading.entries} == {"case_no", "people"}
    assert counts(reading) == (9, 7, 0, 2)
    assert reading.archive_copy is not None
    assert "Nguyễn Văn A".encode() not in reading.archive_copy


def test_personal_keys_may_lie_deep() -> None:
    reading = portal(sender={"full_name": "Nguyễn Văn A", "room": "12"})
    assert {found.rule_code for found in reading.found} == {"GEN-11", "GEN-12"}
    assert counts(reading) == (13, 11, 0, 2)
    assert all("Nguyễn" not in found.value for found in reading.found)


def test_a_register_of_nothing() -> None:
    nothing: list[Any] = [[], None]
    for rows in nothing:
        reading = portal(rows, form="vuviec-thang", reporter=UNIT, period="2026-03")
        assert (reading.outcome, reading.entries, reading.found) == ("read", (), ())


def test_error_values_are_told() -> None:
    reading = portal([{"case_no": "#REF!", "people": "#REF!"}], form="vuviec-thang", reporter=UNIT, period="2026-03")
    assert [(found.rule_code, found.column) for found in reading.found] == [("GEN-07", "case_no")]
    assert [(entry.column_key, entry.kind) for entry in reading.entries] == [("people", "error")]


@pytest.mark.parametrize("form", ["SXKD-T", "sxkd-thang", "Sxkd-Thang"])
def test_the_form_is_known_by_code_or_number(form: str) -> None:
    assert portal(form=form).form_code == "sxkd-thang"


def test_other_forms_and_other_objects() -> None:
    assert portal(form="xyz").outcome == "unknown_form"
    assert portal(form=5).reason == portal("x").reason == read(b'{"a": 1}').reason == "unreadable:not-a-report"
    assert read(b'{"form": "sxkd-thang", ').reason == "unreadable:json"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("  a\u00a0b ", ("a b", "text")),
        (5, ("5", "number")),
        (8.5, ("8.5", "number")),
        (True, ("TRUE", "boolean")),
        ("#REF!", ("#REF!", "error")),
        ("", None),
        (None, None),
        ("  ", None),
    ],
)
def test_values_as_cells(value: Any, cell: tuple[str, str] | None) -> None:
    assert as_cell_text(value) == cell
