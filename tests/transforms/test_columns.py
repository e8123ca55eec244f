"""The columns of a register, each to its type."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import pytest

from expectations.catalogue import Column, load_catalogue
from transforms.columns import tax_code_valid, typed_columns

WORDS = load_catalogue().words


def column(key: str, kind: str, **what: Any) -> Column:
    return Column.model_validate({"key": key, "headings": [key.title()], "type": kind, **what})


def typed(
    columns: Sequence[Column], rows: Sequence[dict[str, str]], kind: str = "text"
) -> tuple[dict[str, list[Any]], list[tuple[str, str]]]:
    """The values of each column, None where not given, and (rule code, value) of the faults."""
    cells = pd.DataFrame(
        [
            {"arrival_rank": 1, "entry": entry, "row_key": "", "column_key": key, "text": text, "kind": kind,
             "unit": "", "sheet": "", "row": entry, "column": key, "english": False, "sheet_unit": "",
             "unit_column": ""}
            for entry, row in enumerate(rows, start=1)
            for key, text in row.items()
        ]
    )  # fmt: skip
    values, found = typed_columns(columns, cells, frozenset(WORDS.not_given), WORDS.amount_words)
    plain = {
        name: [None if missing else value for value, missing in zip(series, series.isna(), strict=True)]
        for name, series in values.items()
    }
    return plain, list(zip(found["rule_code"], found["value"], strict=True))


def one(kind: str, *texts: str, cell: str = "text", **what: Any) -> list[Any]:
    values, found = typed([column("it", kind, **what)], [{"it": text} for text in texts], cell)
    assert found == []
    return values["it"]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("18/09/2025", "text"),
        ("18/9/2025", "text"),
        ("18-09-2025", "text"),
        ("18.09.2025", "text"),
        ("2025-09-18", "date"),
        ("2025-09-18", "text"),
        ("ngày 18 tháng 9 năm 2025", "text"),
        ("45918", "number"),
        ("45918.75", "number"),
    ],
)
def test_dates(text: str, cell: str) -> None:
    assert one("date", text, cell=cell) == [pd.Timestamp(2025, 9, 18)]


def test_a_date_is_never_month_first() -> None:
    assert one("date", "05/04/2025") == [pd.Timestamp(2025, 4, 5)]
    _, found = typed(
        [column("it", "date")], [{"it": "09/18/2025"}, {"it": "hôm qua"}, {"it": "31/02/2025"}, {"it": "12"}]
    )
    assert found == [
        ("GEN-10", "09/18/2025"),
        ("GEN-10", "hôm qua"),
        ("GEN-10", "31/02/2025"),
        ("GEN-10", "12"),
    ]


def test_a_day_that_is_not_given_is_no_fault() -> None:
    assert one("date", "-", "x", "…") == [None, None, None]


def test_a_year() -> None:
    assert one("year", "2006") == [2006]
    assert one("year", "2006", cell="number") == [2006]
    _, found = typed([column("it", "year")], [{"it": "06"}, {"it": "2006-2007"}])
    assert found == [("GEN-10", "06"), ("GEN-10", "2006-2007")]


@pytest.mark.parametrize(
    ("codes", "text", "code"),
    [
        ("parks", "KCN Khánh Phú", "KP"),
        ("parks", "KCN  Gián Khẩu", "GK"),
        ("parks", "TĐ1", "TD1"),
        ("parks", "Khánh Phú (KP)", "KP"),
        ("parks", "KCN Xa Lắc", None),
        ("parks", "Khánh Phú / Gián Khẩu", None),
        ("parks|areas", "Toàn tỉnh", "37"),
        ("parks|areas", "KCN Khánh Phú", "KP"),
        ("countries", "Hàn Quốc", "KR"),
        ("categories", "Đình công", "strike"),
        ("case_statuses", "Đã xử phạt", "đã xử phạt"),
        ("capital_kinds", "FDI", "1"),
        ("capital_kinds", "Trong nước", "0"),
    ],
)
def test_codes(codes: str, text: str, code: str | None) -> None:
    assert one("code", text, codes=codes) == [code]


@pytest.mark.parametrize(
    ("text", "cell", "code", "valid"),
    [
        ("0100109106", "text", "0100109106", True),
        ("100109106", "number", "0100109106", True),
        ("0100109106-001", "text", "0100109106001", True),
        ("0100109106 001", "text", "0100109106001", True),
        ("0100109107", "text", "0100109107", False),
        ("12345", "text", "12345", False),
        ("-", "text", None, None),
    ],
)
def test_tax_codes(text: str, cell: str, code: str | None, valid: bool | None) -> None:
    values, found = typed([column("it", "tax_code")], [{"it": text}], cell)
    assert (values["it"], values["it_valid"], found) == ([code], [valid], [])


def test_the_check_digit_of_a_tax_code() -> None:
    told = tax_code_valid(pd.Series(["0100109106", "0100109116", None], dtype="str"))
    assert told.tolist() == [True, False, pd.NA]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("144/2021/NĐ-CP", "144/2021/NĐ-CP"),
        ("Điều 7 Nghị định 144/2021/NĐ-CP", "144/2021/NĐ-CP"),
        ("144 / 2021 / nđ - cp", "144/2021/NĐ-CP"),
        ("NĐ 282/2025", "282/2025/NĐ-CP"),
        ("999/2031/NĐ-CP", "999/2031/NĐ-CP"),
        ("Luật Doanh nghiệp", "Luật Doanh nghiệp"),
        ("-", None),
    ],
)
def test_decrees(text: str, code: str | None) -> None:
    assert one("decree", text) == [code]


def test_text_is_kept_as_written() -> None:
    assert one("text", "013/26-TTCC", "001/QĐ-XPHC", "x") == ["013/26-TTCC", "001/QĐ-XPHC", None]


PEOPLE = column("people", "quantity", quantity="count", unit="người")
FINE = column("fine", "quantity", quantity="money_vnd", unit="triệu đồng")


def test_quantities_are_in_base_units() -> None:
    values, found = typed([PEOPLE, FINE], [{"people": "3", "fine": "7,5"}, {"people": "-", "fine": "1 tỷ 250 triệu"}])
    assert found == []
    assert values["people"] == [3, None]
    assert values["fine"] == [7_500_000, 1_250_000_000]
    assert (values["fine_base_unit"], values["fine_factor"]) == (["VND"] * 2, [1_000_000] * 2)


def test_what_is_no_quantity_is_told_with_its_column() -> None:
    _, found = typed([PEOPLE, FINE], [{"people": "ba", "fine": "7,5"}, {"people": "2,5", "fine": "#REF!"}])
    assert found == [("GEN-10", "ba"), ("GEN-07", "#REF!"), ("GEN-06", "2,5")]


def test_the_unit_may_stand_in_another_column_of_the_row() -> None:
    target = column("target", "quantity", unit_from="unit")
    values, found = typed(
        [column("unit", "text"), target],
        [
            {"unit": "tỷ đồng", "target": "70.000"},
            {"unit": "triệu USD", "target": "1.352"},
            {"unit": "KCN", "target": "6"},
        ],
    )
    assert found == []
    assert values["target"] == [70_000_000_000_000, 135_200_000_000, 6]
    assert values["target_base_unit"] == ["VND", "US cent", "1"]
    _, found = typed([column("unit", "text"), target], [{"unit": "chum", "target": "5"}, {"target": "6"}])
    assert found == [("GEN-05", "chum"), ("GEN-05", "")]


def test_a_part_of_a_whole() -> None:
    value = column("value", "part_of", unit_from="unit")
    values, found = typed(
        [column("unit", "text"), value], [{"unit": "KCN", "value": "6/11"}, {"unit": "người", "value": "37.000"}]
    )
    assert found == []
    assert (values["value"], values["out_of"], values["written"]) == ([6, 37_000], [11, None], ["6/11", "37.000"])


def test_a_part_is_no_quantity() -> None:
    _, found = typed([PEOPLE], [{"people": "6/11"}])
    assert found == [("GEN-10", "6/11")]


@pytest.mark.parametrize("text", ["45918", "60000", "2025"])
def test_no_cell_is_read_by_the_light_of_another(text: str) -> None:
    """What a text comes to does not depend on the other cells of the batch."""
    alone = typed([column("it", "date")], [{"it": text}])
    beside = typed([column("it", "date"), column("at", "date")], [{"it": text, "at": "18/09/2025"}])
    assert beside[0]["it"] == alone[0]["it"]
    assert date(2025, 9, 18) == beside[0]["at"][0].date()
