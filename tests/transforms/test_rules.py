"""The rules over the frames of a batch: which rows they see, and which cells they mark."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import pandas as pd
import pytest

from expectations.catalogue import Catalogue, load_catalogue
from expectations.rule import Rule
from tests.examples import CASE, FIGURES, cases, monthly, read, register
from transforms.conform import Conformed, conform
from transforms.faults import FAULTS
from transforms.rules import broken_rules, frame_of


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def conformed(*contents: bytes) -> Conformed:
    """These files of one form, ranked from 1."""
    readings = [read(content, rank) for rank, content in enumerate(contents, start=1)]
    (form,) = {reading.form_code or "" for reading in readings}
    return conform(load_catalogue().forms[form], readings, load_catalogue())


def rule(**what: Any) -> Rule:
    return Rule.model_validate({"code": "X-01", "effect": "warn", "vi": "Sai.", "en": "Wrong.", **what})


def broken(batch: Conformed, rules: Sequence[Rule], blocked: Collection[int] = ()) -> list[tuple[Any, ...]]:
    """Rank, rule, row, column, value and limit of each fault."""
    before = pd.DataFrame({"arrival_rank": list(blocked), "rule_code": "GEN-05"}, columns=list(FAULTS.columns))
    found = broken_rules(batch, rules, before.astype(FAULTS.dtypes), load_catalogue(), None)
    told = found[["arrival_rank", "rule_code", "row", "column", "value", "expected"]].astype(object)
    return [tuple(None if pd.isna(each) else each for each in row) for row in told.to_numpy()]


def test_a_report_is_a_row_with_a_column_for_each_indicator() -> None:
    frame = frame_of(conformed(monthly(), monthly({"02": ("7", "70", "8"), "07": "8,5"})), "report")
    assert frame["arrival_rank"].tolist() == [1, 2]
    assert frame["net_revenue"].tolist() == [100_000_000, 7_000_000]
    assert frame["average_wage"].tolist() == [pd.NA, 8_500_000]
    assert frame["workers"].tolist() == [50, pd.NA]
    assert frame["electricity"].isna().all()
    assert frame["window_start"].tolist() == [pd.Timestamp(2026, 9, 1)] * 2


def test_a_row_of_the_form_has_its_three_columns() -> None:
    frame = frame_of(conformed(monthly({"02": ("7", "70", "8"), "06": "50"})), "row")
    names = ["indicator", "kind", "period", "cumulative", "next_estimate"]
    assert frame[names].astype(object).where(frame[names].notna(), None).to_numpy().tolist() == [
        ["net_revenue", "flow", 7_000_000, 70_000_000, 8_000_000],
        ["workers", "stock", 50, None, None],
    ]


def test_a_record_is_a_row_of_the_register() -> None:
    frame = frame_of(conformed(cases({}, {"Số vụ việc": "2", "KCN": "?"}), cases({"Số vụ việc": "3"})), "record")
    assert list(frame["case_no"]) == ["001/26-X", "2", "3"]
    assert list(frame["park"].fillna("")) == ["KP", "", "KP"]
    assert frame["arrival_rank"].tolist() == [1, 1, 2]
    assert frame["window_end"].tolist() == [pd.Timestamp(2026, 4, 14)] * 3


def test_a_register_as_a_report_is_its_sums() -> None:
    frame = frame_of(conformed(cases({}, {"Số vụ việc": "2", "Số đối tượng": "5"})), "report")
    assert list(frame["people"]) == [7]
    assert frame["fine"].isna().all()


def test_every_column_that_a_rule_sees_is_there(catalogue: Catalogue) -> None:
    files = {
        "sxkd-thang": monthly(),
        "vuviec-thang": cases({}),
        "kcn-dat": register("TÌNH HÌNH ĐẤT ĐAI, DỰ ÁN KCN", ["Mã đơn vị: BQL", "6 tháng đầu năm 2026"],
                            [{"KCN": "Khánh Phú", "Diện tích quy hoạch": "351", "Diện tích đã cho thuê": "9"}]),
    }  # fmt: skip
    for code, file in files.items():
        form, batch = catalogue.forms[code], conformed(file)
        for each in form.rules:
            assert each.names - form.inputs.keys() <= set(frame_of(batch, each.grain).columns), each.code


def test_blocked_reports_are_not_judged() -> None:
    batch = conformed(monthly(FIGURES | {"02.1": "101"}), monthly(FIGURES | {"02.1": "102"}))
    rules = [load_catalogue().rule("SXKD-01", "sxkd-thang")]
    assert broken(batch, rules) == [(1, "SXKD-01", 11, "E", "101", "≤ 100"), (2, "SXKD-01", 11, "E", "102", "≤ 100")]
    assert [fault[0] for fault in broken(batch, rules, blocked=[1])] == [2]
    assert broken(batch, rules, blocked=[1, 2]) == []


def test_a_rule_over_rows_marks_the_column_of_its_role() -> None:
    batch = conformed(monthly({"01": ("1", "9"), "02": ("10", "9")}))
    over = rule(grain="row", expression="cumulative >= period", mark="cumulative", expected="≥ {period}")
    assert broken(batch, [over]) == [(1, "X-01", 8, "F", "9", "≥ 10")]


def test_a_rule_over_reports_marks_the_cell_of_its_indicator() -> None:
    between = rule(expectation="expect_column_values_to_be_between", arguments={"column": "workers", "max_value": 49},
                   mark="workers")  # fmt: skip
    assert broken(conformed(monthly()), [between]) == [(1, "X-01", 10, "E", "50", "")]


def test_a_rule_over_records_marks_the_cell_of_its_column() -> None:
    few = rule(grain="record", expectation="expect_column_values_to_be_between",
               arguments={"column": "people", "max_value": 4}, mark="people")  # fmt: skip
    column = "ABCDEFGHIJKL"[list(CASE).index("Số đối tượng")]
    assert broken(conformed(cases({}, {"Số vụ việc": "2", "Số đối tượng": "5"})), [few]) == [
        (1, "X-01", 6, column, "5", "")
    ]


def test_the_same_cell_is_marked_once_by_a_rule() -> None:
    order = rule(grain="record", in_order=["occurred_on", "detected_on", "window_end"], expected="≤ {limit}")
    late = cases({"Ngày xảy ra": "20/04/2026", "Ngày phát hiện": "18/04/2026"})
    assert broken(conformed(late), [order]) == [
        (1, "X-01", 5, "B", "20/04/2026", "≤ 14/04/2026"),
        (1, "X-01", 5, "C", "18/04/2026", "≤ 14/04/2026"),
    ]


@pytest.mark.parametrize(
    ("since", "until", "ranks"),
    [(None, None, [1, 2]), (date(2026, 9, 1), None, [2]), (None, date(2026, 8, 31), [1]), (date(2027, 1, 1), None, [])],
)
def test_since_and_until_go_by_the_first_day_of_the_period(
    since: date | None, until: date | None, ranks: list[int]
) -> None:
    batch = conformed(monthly(period="Tháng 8 năm 2026"), monthly(period="Tháng 9 năm 2026"))
    never = rule(expression="workers < 0", mark="workers", since=since, until=until)
    assert [fault[0] for fault in broken(batch, [never])] == ranks


def test_no_rules_find_nothing() -> None:
    assert broken(conformed(monthly()), []) == []
