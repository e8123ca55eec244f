"""The normal forms of text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.text import clean, fold

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyAĐÊÔƯY áàảãạắằẩễệìíịóốờợúứửỳýỹ/.,-\xa0\t0123456789")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà", "Hòa"),
        ("Thuỷ", "Thủy"),
        ("Uý", "Úy"),
        ("lý", "lí"),
        ("Điệp", "Ðiệp"),
        ("Điệp", "điệp"),
        ("KCN  Gián Khẩu", "kcn gián khẩu."),
        ("triệu\xa0đồng ", "Triệu đồng"),
        ("m³/ngày", "m3 / ngày"),
        ("Quý Ⅲ", "Quý III"),
        ("Chi R&D", "Chi R & D"),
        ("Ma tuý", "MA TÚY"),
        ("Ngày\u200b sinh", "ngày sinh"),
    ],
)
def test_spellings_of_the_same_words_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("vụ", "vụ việc"), ("06", "06.1"), ("được", "ước"), ("I", "II")])
def test_other_words_do_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_fold_leaves_plain_lower_case_words() -> None:
    assert fold("  Thuế và các khoản đã nộp ngân sách (VNĐ):  ") == "thue va cac khoan da nop ngan sach vnd"
    assert fold("… - –") == ""


def test_clean_leaves_nothing_invisible() -> None:
    assert clean("\ufeffTháng\xa09 \u200b năm\r\n2026\x00 ") == "Tháng 9 năm 2026"
    assert clean(unicodedata.normalize("NFD", "Đầu tư")) == "Đầu tư"


def test_clean_keeps_the_soft_hyphen_for_the_repair_of_tcvn3() -> None:
    assert clean("ng\xadêi") == "ng\xadêi"


@given(VIETNAMESE)
def test_case_and_unicode_form_make_no_difference(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text())
def test_both_are_done_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)
    assert fold(clean(text)) == fold(text)


@given(st.text())
def test_fold_is_words_between_single_spaces(text: str) -> None:
    assert all(word.isalnum() for word in fold(text).split(" ") if word)
    assert fold(text) == " ".join(fold(text).split())


def test_digits_of_other_scripts_and_wide_letters_become_plain() -> None:
    assert clean("１６．８８８，５ （ＵＳＤ）") == "16.888,5 (USD)"
    assert clean("٣٥٠ người") == "350 người"
    assert clean("10⁶ đồng, m²") == "10⁶ đồng, m²"
