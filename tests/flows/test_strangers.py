"""A report whose code no register knows is answered with whom it may mean, to where it came from."""

from datetime import date
from pathlib import Path

import pytest

from flows.letters.postman import deliver_letters
from tests.examples import PROJECT, TAX_CODE, monthly
from tests.flows.made_nights import REGISTER, MadeNights, made_nights

DAY = "2026-10-05"


@pytest.fixture
def nights(sqlite_warehouse_url: str, tmp_path: Path) -> MadeNights:
    """A warehouse that knows PROJECT."""
    nights = made_nights(sqlite_warehouse_url, tmp_path)
    nights.night("2025-09-02", register=REGISTER)
    return nights


def answer(nights: MadeNights, report: bytes) -> tuple[str, str]:
    """The folder and the text of the letter that answers a report."""
    nights.night(DAY, **{"từ xã/report": report})
    deliver_letters(nights.engine, nights.settings, date.fromisoformat(DAY))
    (letter,) = (nights.settings.home / "outbox" / DAY).glob("*/letter.txt")
    return letter.parent.name, letter.read_text(encoding="utf-8")


def test_a_code_one_digit_off_is_answered_with_the_code_that_is_meant(nights: MadeNights) -> None:
    folder, text = answer(nights, monthly(reporter="3254018977", tax_code="0312345678"))
    assert ("3254018977" in folder, "từ_xã" in folder) == (False, True)
    assert "“report.csv”" in text
    assert ("từ xã" in text, str(nights.inbox) in text, DAY in text) == (False, False, False)  # no path of ours
    assert "Kính gửi: Đơn vị gửi các tệp nêu dưới đây\n" in text
    assert f"Có phải ý Quý đơn vị là mã {PROJECT} – Công ty A?" in text
    assert f"Did you mean {PROJECT} – Công ty A?" in text
    assert "ghi đúng mã của Quý đơn vị rồi gửi lại toàn bộ báo cáo, chậm nhất ngày 12/10/2026." in text
    assert TAX_CODE not in text  # of another enterprise nothing but code and name


def test_a_missing_code_is_answered_by_the_tax_code(nights: MadeNights) -> None:
    _, text = answer(nights, monthly(reporter="").replace("CÔNG TY A".encode(), b"X"))
    assert f"Có phải ý Quý đơn vị là mã {PROJECT} – Công ty A?" in text


def test_a_code_like_none_is_asked_for_and_nobody_is_named(nights: MadeNights) -> None:
    _, text = answer(nights, monthly(reporter="1111111111", tax_code="").replace("CÔNG TY A".encode(), b"X"))
    assert "Có phải ý" not in text
    assert "Nếu dự án mới được cấp và chưa có trong danh mục, đề nghị liên hệ để được bổ sung." in text
