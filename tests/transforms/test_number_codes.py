"""Numbers that name a thing: what a spreadsheet does to them, and which writings are one."""

import pytest

from transforms.number_codes import number_key, spoilt_by


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("2026-04-01", "date", "đã bị đổi thành ngày 01/04/2026 / turned into the date 01/04/2026"),
        ("1,11E+08", "text", "đã bị làm tròn thành 1,11E+08 / rounded to 1,11E+08"),
        ("Mar-26", "text", "đã bị đổi thành ngày (Mar-26) / turned into a date (Mar-26)"),
    ],
)
def test_what_was_done_is_told(text: str, kind: str, told: str) -> None:
    assert spoilt_by(text, kind) == told


@pytest.mark.parametrize("text", ["001/26-X", "4/2026", "13/QĐ-XPHC", "2700123456", "111E", "E08", "MAY", "12-May10"])
def test_a_number_that_was_left_alone_is_none(text: str) -> None:
    assert spoilt_by(text, "text") == ""


@pytest.mark.parametrize("text", ["13/QĐ-XPHC", "13/QÐ–XPHC", "13/qđ xphc", "13 / QĐ - XPHC", "13/QD-XPHC"])
def test_writings_of_one_number_share_a_key(text: str) -> None:
    assert number_key(text) == number_key("13/QĐ-XPHC")


@pytest.mark.parametrize(("one", "other"), [("1/12", "11/2"), ("12/ĐA", "12/ĐB"), ("5/X-Y", "5/X-I"), ("1-2", "12")])
def test_other_numbers_do_not(one: str, other: str) -> None:
    assert number_key(one) != number_key(other)
