"""Numbers as people write them: read exactly, or told to be unreadable; never a thousand times off."""

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.catalogue import load_catalogue
from transforms.read.document import ERROR, FORMULA_WITHOUT_VALUE, NUMBER, TEXT
from transforms.written_numbers import in_base_units, read_numbers, writes_english

WORDS = load_catalogue().words
NOT_GIVEN = frozenset(WORDS.not_given)


def read(texts: Sequence[str], kind: str = TEXT, english: bool = False) -> pd.DataFrame:
    cells = pd.DataFrame({"text": texts, "kind": kind, "english": english}).astype({"text": "str", "kind": "str"})
    return read_numbers(cells, NOT_GIVEN, WORDS.amount_words)


def one(text: str, kind: str = TEXT, english: bool = False) -> Decimal | str | None:
    """The number of a cell, the rule code of its fault, or None where it says nothing."""
    row = read([text], kind, english).iloc[0]
    if row["fault"]:
        return str(row["fault"])
    return None if pd.isna(row["number"]) else Decimal(row["number"])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("61.787", "61787"),
        ("8,5", "8.5"),
        ("1.352,75", "1352.75"),
        ("1.234.567", "1234567"),
        ("0", "0"),
        ("0,001", "0.001"),
        ("007", "7"),
        ("1234567", "1234567"),
        ("1234567,5", "1234567.5"),
        ("(5)", "-5"),
        ("(1.234,5)", "-1234.5"),
        ("-5", "-5"),
        ("- 5", "-5"),
        ("−5", "-5"),
        ("–5", "-5"),
        ("+5", "5"),
        ("1 234 567", "1234567"),
        ("1 234,5", "1234.5"),
        ("12*", "12"),
        ("12 (*)", "12"),
    ],
)
def test_vietnamese_numbers(text: str, number: str) -> None:
    assert one(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [("61,787", "61787"), ("8.5", "8.5"), ("1,234.5", "1234.5"), ("(1,234.5)", "-1234.5"), ("1,234,567", "1234567")],
)
def test_english_numbers(text: str, number: str) -> None:
    assert one(text, english=True) == Decimal(number)


@pytest.mark.parametrize("text", ["", "-", "--", "–", "—", "…", "...", "x", "X", "/"])
def test_what_says_nothing_is_not_given_and_not_zero(text: str) -> None:
    assert one(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "8.5",  # in a Vietnamese sheet
        "1,234.5",
        "1.23.456",
        "12.34",
        "1..234",
        "1.2345",
        "1,2,3",
        "khoảng sáu mươi",
        "12a",
        "5-7",
        "12/2026",
        "1e5",
        "NaN",
        "inf",
        "0x10",
        "١٢",
        "1" * 30,
    ],
)
def test_what_is_no_number_is_told(text: str) -> None:
    assert one(text) == "GEN-10"


@pytest.mark.parametrize("text", ["8,5", "1.234,5", "1,23,456", "12.345.6"])
def test_what_is_no_english_number_is_told(text: str) -> None:
    assert one(text, english=True) == "GEN-10"


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("#REF!", ERROR, "GEN-07"),
        ("#REF!", TEXT, "GEN-07"),
        ("#DIV/0!", ERROR, "GEN-07"),
        ("#N/A", TEXT, "GEN-07"),
        ("=E7/2", FORMULA_WITHOUT_VALUE, "GEN-08"),
        ("=E7/2", TEXT, "GEN-08"),
        ("2025-09-18", "date", "GEN-10"),
        ("TRUE", "boolean", "GEN-10"),
    ],
)
def test_what_else_a_cell_may_hold(text: str, kind: str, code: str) -> None:
    assert one(text, kind) == code


def test_a_typed_number_needs_no_style() -> None:
    for english in (False, True):
        assert one("134.3653", NUMBER, english) == Decimal("134.3653")
        assert one("-12", NUMBER, english) == Decimal(-12)
        assert one("61.787", NUMBER, english) == Decimal("61.787")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 tỷ 250 triệu", 1_250_000_000),
        ("1 tỉ 250 triệu đồng", 1_250_000_000),
        ("1,5 tỷ", 1_500_000_000),
        ("2 triệu 500 nghìn", 2_500_000),
        ("12 triệu", 12_000_000),
        ("500 ngàn đồng", 500_000),
        ("1.250 TRIỆU ĐỒNG", 1_250_000_000),
        ("0,0005 tỷ", 500_000),
    ],
)
def test_amounts_in_words_are_in_dong(text: str, amount: int) -> None:
    row = read([text]).iloc[0]
    assert (Decimal(row["number"]), row["amount"], row["fault"]) == (Decimal(amount), True, "")


@pytest.mark.parametrize(
    "text", ["1 tỷ 250", "khoảng 2 tỷ", "2 tỷ USD", "tỷ", "1.5 tỷ", "2 tỷ rưỡi", "1" * 17 + " tỷ", "1" * 40 + " tỷ"]
)
def test_other_words_are_no_amount(text: str) -> None:
    assert one(text) == "GEN-10"


def test_an_amount_is_not_rounded() -> None:
    row = read(["1,0000000005 tỷ"]).iloc[0]
    assert Decimal(row["number"]) == Decimal("1000000000.5")


@pytest.mark.parametrize(
    ("texts", "english"),
    [
        (["1,234.5"], True),
        (["1,234,567"], True),
        (["1234.5"], True),
        (["8.5", "12.25"], True),
        (["8.5", "1,234"], True),
        (["(1,234.5)"], True),
        (["1.234,5"], False),
        (["8,5"], False),
        (["1.234", "5.678"], False),
        (["1.234", "8.5"], False),
        (["1,234.5", "8,5", "1.234,5"], False),
        (["1,234"], False),
        (["12", "x", "chín"], False),
        ([], False),
    ],
)
def test_the_sheet_itself_says_in_which_style_it_is(texts: list[str], english: bool) -> None:
    assert writes_english([(text, TEXT) for text in texts]) is english


def test_typed_numbers_say_nothing_of_the_style() -> None:
    assert not writes_english([("1234.5", NUMBER), ("8.5", NUMBER)])


def test_each_cell_keeps_its_index() -> None:
    cells = pd.DataFrame({"text": ["x", "5", "8,5"], "kind": TEXT, "english": False}, index=[7, 3, 9])
    result = read_numbers(cells, NOT_GIVEN, WORDS.amount_words)
    assert result.index.tolist() == [7, 3, 9]
    assert result["number"].tolist()[1:] == ["5", "8.5"]


@pytest.mark.parametrize(
    ("number", "factor", "value", "whole"),
    [
        ("61.787", 1_000_000_000, 61_787_000_000, True),
        ("134.3653", 10_000, 1_343_653, True),
        ("134.36535", 10_000, None, False),
        ("-8.5", 1_000_000, -8_500_000, True),
        ("0", 1, 0, True),
        ("1204.5", 1, None, False),
        ("9007199254740993", 1, 9_007_199_254_740_993, True),
        ("9223372036854775", 1000, 9_223_372_036_854_775_000, True),
        ("9223372036854776", 1000, None, False),
        ("0.0000000000000000000000001", 1, None, False),
    ],
)
def test_base_units_are_whole_and_exact(number: str, factor: int, value: int | None, whole: bool) -> None:
    values, is_whole = in_base_units(pd.Series([number], dtype="str"), pd.Series([factor], dtype="Int64"))
    assert (None if pd.isna(values[0]) else values[0], is_whole[0]) == (value, whole)


def test_without_number_or_factor_there_is_no_value() -> None:
    numbers, factors = pd.Series(["5", None], dtype="str"), pd.Series([None, 1000], dtype="Int64")
    values, is_whole = in_base_units(numbers, factors)
    assert values.isna().all()
    assert is_whole.isna().all()


def written(number: Decimal, group: str, point: str, bracketed: bool) -> str:
    text = f"{abs(number):,f}".replace(",", "G").replace(".", point).replace("G", group)
    if number >= 0:
        return text
    return f"({text})" if bracketed else f"-{text}"


decimals = st.decimals(min_value=-(10**15), max_value=10**15, allow_nan=False, places=4) | st.integers(
    -(10**15), 10**15
).map(Decimal)


@given(st.lists(decimals, min_size=1, max_size=8), st.sampled_from(["", "."]), st.booleans())
def test_vietnamese_style_is_read_back(numbers: list[Decimal], group: str, bracketed: bool) -> None:
    result = read([written(number, group, ",", bracketed) for number in numbers])
    assert [Decimal(number) for number in result["number"]] == numbers
    assert (result["fault"] == "").all()


@given(st.lists(decimals, min_size=1, max_size=8), st.sampled_from(["", ","]), st.booleans())
def test_english_style_is_read_back(numbers: list[Decimal], group: str, bracketed: bool) -> None:
    result = read([written(number, group, ".", bracketed) for number in numbers], english=True)
    assert [Decimal(number) for number in result["number"]] == numbers


@given(st.lists(decimals, min_size=1, max_size=8), st.booleans(), st.booleans(), st.booleans())
def test_a_sheet_of_one_style_is_never_off(
    numbers: list[Decimal], in_english: bool, grouped: bool, bracketed: bool
) -> None:
    """Whatever a sheet is taken for: its numbers come out as they were meant, or not at all.

    Left out are sheets whose every number could be meant both ways: `61,787` alone is 61 in Vietnamese style.
    """
    group, point = (",", ".") if in_english else (".", ",")
    texts = [written(number, group if grouped else "", point, bracketed) for number in numbers]
    taken = writes_english([(text, TEXT) for text in texts])
    told_apart = [text.strip("-()") for text in texts]
    if in_english and not taken and all(text.count(",") == 1 and "." not in text for text in told_apart if "," in text):
        return
    for number, read_back in zip(numbers, read(texts, english=taken)["number"], strict=True):
        assert pd.isna(read_back) or Decimal(read_back) == number


@given(st.text(max_size=12), st.booleans())
def test_any_text_is_a_number_a_fault_or_nothing(text: str, english: bool) -> None:
    row = read([text], english=english).iloc[0]
    assert row["fault"] in ("", "GEN-07", "GEN-08", "GEN-10")
    assert pd.isna(row["number"]) or row["fault"] == ""
    if not pd.isna(row["number"]):
        Decimal(row["number"])
