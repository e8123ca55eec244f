"""Cells to whole numbers of base units: which unit counts, and what cannot be used."""

from typing import Any

import pandas as pd
import pytest

from expectations.catalogue import load_catalogue
from transforms.figures import whole_figures
from transforms.units import settle_unit, unit_named, unit_names

WORDS = load_catalogue().words
MONEY, PEOPLE = frozenset(["money_vnd"]), frozenset(["count"])
EITHER = frozenset(["money_vnd", "money_usd"])


def cells(*rows: dict[str, Any]) -> pd.DataFrame:
    """Cells of a table: money in triệu đồng, unless they say otherwise."""
    usual = {
        "arrival_rank": 1, "entry": 1, "row_key": "05", "column_key": "month", "kind": "text", "unit": "",
        "sheet": "Báo cáo", "row": 12, "column": "E", "english": False, "sheet_unit": "", "usual_unit": "triệu đồng",
        "may_be_negative": True, "unit_column": "",
        "quantities": MONEY, "label": "Thuế",
    }  # fmt: skip
    return pd.DataFrame([usual | row for row in rows])


def figures(*rows: dict[str, Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    return whole_figures(cells(*rows), frozenset(WORDS.not_given), WORDS.amount_words)


def value(**row: Any) -> int | str | None:
    """The value of one cell, or the rule code of its only fault."""
    values, found = figures(row)
    if len(found):
        (code,) = found["rule_code"]
        return str(code)
    told = values["value"].iloc[0]
    return None if pd.isna(told) else int(told)


@pytest.mark.parametrize(
    ("unit", "sheet_unit", "told"),
    [
        ("", "", 61_750_000),
        ("", "nghìn đồng", 61_750),
        ("tỷ đồng", "nghìn đồng", 61_750_000_000),
        ("", "người", 61_750_000),  # a unit of the sheet that does not fit is of other rows
        ("Triệu VND", "", 61_750_000),
        ("tr.đ", "", 61_750_000),
    ],
)
def test_the_unit_of_the_row_goes_before_that_of_the_sheet(unit: str, sheet_unit: str, told: int) -> None:
    assert value(text="61,75", unit=unit, sheet_unit=sheet_unit) == told


@pytest.mark.parametrize("unit", ["tạ thóc", "người", "tr. VNĐ cũ", "triệu USD"])
def test_a_unit_that_does_not_fit_is_told(unit: str) -> None:
    values, found = figures({"text": "61,75", "unit": unit})
    assert found["rule_code"].tolist() == ["GEN-05"]
    assert found["value"].tolist() == [unit]
    assert "triệu đồng" in found["expected"].iloc[0]
    assert values["value"].isna().all()


def test_a_wrong_unit_is_one_finding_a_file() -> None:
    rows = [{"text": "1", "unit": "tạ thóc", "row": row, "arrival_rank": rank} for rank in (1, 2) for row in (12, 13)]
    _, found = figures(*rows, {"text": "1", "unit": "chum", "row": 14})
    assert found[["arrival_rank", "value", "row"]].to_numpy().tolist() == [
        [1, "tạ thóc", 12],
        [2, "tạ thóc", 12],
        [1, "chum", 14],
    ]
    told = [each.partition("; ")[2] for each in found["expected"]]
    assert told == ["cũng ở dòng / also in rows 13", "cũng ở dòng / also in rows 13", ""]


def test_a_wrong_unit_is_found_in_its_own_cell() -> None:
    _, found = figures({"text": "1", "unit": "tạ thóc", "unit_column": "D"}, {"text": "1", "unit": "chum"})
    assert found["column"].tolist() == ["D", "E"]


def test_a_unit_without_a_figure_is_no_fault() -> None:
    assert value(text="-", unit="tạ thóc") is None


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"text": "61,750001"}, 61_750_001),
        ({"text": "61,7500005"}, "GEN-06"),
        ({"text": "1.204,5", "usual_unit": "người", "quantities": PEOPLE}, "GEN-06"),
        ({"text": "1.204", "usual_unit": "người", "quantities": PEOPLE}, 1204),
        ({"text": "#REF!", "kind": "error"}, "GEN-07"),
        ({"text": "=A1", "kind": "formula_without_value"}, "GEN-08"),
        ({"text": "chín"}, "GEN-10"),
        ({"text": "x"}, None),
        ({"text": "0"}, 0),
        ({"text": "-1,5"}, -1_500_000),
        ({"text": "8.5"}, "GEN-10"),
        ({"text": "8.5", "english": True}, 8_500_000),
        ({"text": "61.787"}, 61_787_000_000),
        ({"text": "61.787", "kind": "number"}, 61_787_000),
        ({"text": "99999999999999", "usual_unit": "tỷ đồng"}, "GEN-06"),
    ],
)
def test_what_a_cell_comes_to(row: dict[str, Any], told: int | str | None) -> None:
    assert value(**row) == told


def test_a_fraction_names_the_base_unit() -> None:
    _, found = figures({"text": "12,5", "usual_unit": "người", "quantities": PEOPLE})
    assert found[["rule_code", "title", "value", "expected"]].to_numpy().tolist() == [["GEN-06", "Thuế", "12,5", "1"]]


def test_an_amount_in_words_is_in_dong_whatever_the_unit() -> None:
    assert value(text="1 tỷ 250 triệu") == 1_250_000_000
    assert value(text="1 tỷ 250 triệu", unit="nghìn đồng") == 1_250_000_000
    assert value(text="0,5 đồng") == "GEN-06"
    assert value(text="1 tỷ", usual_unit="người", quantities=PEOPLE) == "GEN-10"
    assert value(text="1 tỷ", unit="triệu USD", quantities=EITHER) == "GEN-10"


def test_a_cell_may_bring_its_own_unit() -> None:
    assert value(text="1,5 triệu USD", usual_unit="1000 USD", quantities=frozenset(["money_usd"])) == 150_000_000
    assert value(text="12 ha", usual_unit="m2", quantities=frozenset(["area"])) == 120_000
    assert value(text="12 ha") == "GEN-05"


def test_the_currency_says_which_quantity_it_is() -> None:
    values, found = figures(
        {"text": "5", "unit": "1000 USD", "quantities": EITHER},
        {"text": "5", "unit": "triệu đồng", "quantities": EITHER},
    )
    assert found.empty
    assert values["value"].tolist() == [500_000, 5_000_000]
    assert values["quantity"].tolist() == ["money_usd", "money_vnd"]
    assert values["base_unit"].tolist() == ["US cent", "VND"]


@pytest.mark.parametrize(
    ("text", "unit", "quantity", "told"),
    [
        ("134,3653", "ha", "area", 1_343_653),
        ("2,5", "tấn", "mass", 2_500),
        ("1,5", "nghìn kWh", "energy", 1_500),
        ("8,25", "triệu đồng/người/tháng", "wage", 8_250_000),
        ("12,345", "m3/ngày", "volume_per_day", 12_345),
        ("có", "có/không", "yes_no", 1),
        ("không", "có/không", "yes_no", 0),
        ("1", "có/không", "yes_no", 1),
        ("có lẽ", "có/không", "yes_no", "GEN-10"),
        ("1.352", "triệu USD", "money_usd", 135_200_000_000),
    ],
)
def test_every_quantity_has_its_base_unit(text: str, unit: str, quantity: str, told: int | str) -> None:
    assert value(text=text, unit=unit, usual_unit=unit, quantities=frozenset([quantity])) == told


def test_any_unit_will_do_where_the_form_names_no_quantity() -> None:
    nothing: frozenset[str] = frozenset()
    settled = settle_unit("đợt", "", "", nothing)
    assert settled is not None
    assert settled.quantity == "count"
    assert settle_unit("tạ thóc", "", "", nothing) is None
    assert settle_unit("", "triệu đồng", "", nothing) is None


def test_units_have_names_for_a_message() -> None:
    assert unit_named("") is None
    assert unit_named("Tr.đ") == unit_named("triệu đồng")
    assert unit_names(MONEY) == "đồng, nghìn đồng, triệu đồng, tỷ đồng"


def test_a_negative_figure_is_told_where_there_can_be_none() -> None:
    _, found = figures(
        {"text": "-5", "may_be_negative": False}, {"text": "-5"}, {"text": "5", "may_be_negative": False}
    )
    assert found[["rule_code", "value"]].to_numpy().tolist() == [["GEN-15", "-5"]]


DOLLARS, ENERGY, WAGE = frozenset(["money_usd"]), frozenset(["energy"]), frozenset(["wage"])
THOUSAND_USD: dict[str, Any] = {"usual_unit": "1000 USD", "quantities": DOLLARS}


@pytest.mark.parametrize(
    "text",
    ["16.888,5 1000 USD", "16.888,5 1.000 USD", "16888,5 (1000 USD)", "16.888,5 nghìn USD", "16.888,5nghìn USD",
     "16 888,5 x 1000 USD", "'16.888,5", "’16.888,5 1000 USD", "16.888.500 USD", "16,8885 triệu USD",
     "+16.888,5 1000 US$"],
)  # fmt: skip
def test_a_figure_with_a_unit_behind_it_is_in_that_unit(text: str) -> None:
    assert value(text=text, **THOUSAND_USD) == 1_688_850_000


@pytest.mark.parametrize(
    ("text", "usual", "quantities", "told"),
    [
        ("12,5 triệu đồng", "triệu đồng", MONEY, 12_500_000),
        ("1.250 tr.đ", "triệu đồng", MONEY, 1_250_000_000),
        ("1.250.000 nghìn đồng", "triệu đồng", MONEY, 1_250_000_000),
        ("(1,5 tỷ đồng)", "triệu đồng", MONEY, "GEN-10"),
        ("2.558 nghìn kWh", "nghìn kWh", ENERGY, 2_558_000),
        ("2.558 1000 kWh", "nghìn kWh", ENERGY, 2_558_000),
        ("2,558 triệu kWh", "nghìn kWh", ENERGY, 2_558_000),
        ("350 người", "người", PEOPLE, 350),
        ("350 lao động", "người", PEOPLE, 350),
        ("5 000 người", "người", PEOPLE, 5_000),
        ("8,5 triệu đồng/người/tháng", "triệu đồng/người/tháng", WAGE, 8_500_000),
        ("150 m3/ngày", "m³/ngày", frozenset(["volume_per_day"]), 150_000),
    ],
)
def test_a_unit_of_the_same_quantity_is_converted(
    text: str, usual: str, quantities: frozenset[str], told: int | str
) -> None:
    assert value(text=text, usual_unit=usual, quantities=quantities) == told


@pytest.mark.parametrize(
    ("text", "usual", "quantities", "told"),
    [
        ("350 kWh", "người", PEOPLE, "kWh"),
        ("12 triệu đồng", "1000 USD", DOLLARS, "triệu đồng"),
        ("8,5 triệu đồng", "triệu đồng/người/tháng", WAGE, "triệu đồng"),
        ("12 tạ thóc", "triệu đồng", MONEY, "tạ thóc"),
    ],
)
def test_a_unit_of_another_quantity_behind_a_figure_is_never_guessed(
    text: str, usual: str, quantities: frozenset[str], told: str
) -> None:
    values, found = figures({"text": text, "usual_unit": usual, "quantities": quantities})
    assert found[["rule_code", "value", "column"]].to_numpy().tolist() == [["GEN-05", told, "E"]]
    assert values["value"].isna().all()


def test_words_that_can_be_no_unit_are_no_number() -> None:
    assert value(text="12 (tạm tính)") == "GEN-10"
    assert value(text="50 là số của cả năm") == "GEN-10"
