"""The rules as Great Expectations suites: each does what its fixtures say, and is missed when it is taken away."""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from great_expectations.expectations.expectation import Expectation

from expectations.catalogue import Catalogue, load_catalogue
from expectations.rule import Effect, Rule
from expectations.suites import SEVERITY, checks_of, expectation_of, failures, suite_of
from transforms.fixtures import Trial, broken_by, found_in_reports, tried

ROOT = Path(__file__).parents[2]

# Form, code and effect of every rule that there must be: written down here, so that one taken away is missed.
CASES: dict[Effect, tuple[str, ...]] = {
    "return": ("VV-09",),
    "refuse_row": ("VV-01", "VV-02", "VV-03", "VV-04", "VV-08", "VV-10"),
    "warn": ("VV-05", "VV-06", "VV-07"),
}
RULES: dict[str, dict[Effect, tuple[str, ...]]] = {
    "all": {
        "return": (
            "GEN-01",
            "GEN-03",
            "GEN-04",
            "GEN-05",
            "GEN-06",
            "GEN-07",
            "GEN-08",
            "GEN-09",
            "GEN-10",
            "GEN-13",
            "GEN-14",
            "GEN-15",
            "GEN-17",
            "GEN-18",
            "GEN-19",
            "GEN-20",
        ),
        "warn": ("GEN-02", "GEN-11", "GEN-12", "GEN-21", "GEN-16"),
    },
    "sxkd-thang": {
        "return": ("SXKD-01", "SXKD-02", "SXKD-07"),
        "warn": ("SXKD-03", "SXKD-04", "SXKD-05", "SXKD-06", "SXKD-08"),
    },
    "vuviec-ngay": CASES,
    "vuviec-thang": CASES,
    "dn-danhmuc": {"refuse_row": ("GEN-02", "DM-01")},
    "kcn-dat": {"return": ("KCN-01",), "refuse_row": ("KCN-02",)},
    "chitieu-nam": {"refuse_row": ("CT-01",)},
    "congbo": {"refuse_row": ("CB-01",)},
}
EXPECTED = [
    (form, code, effect) for form, effects in RULES.items() for effect, codes in effects.items() for code in codes
]
every_rule = pytest.mark.parametrize(
    ("form", "code", "effect"), EXPECTED, ids=[f"{code}-{form}" for form, code, _ in EXPECTED]
)


@cache
def trials() -> dict[tuple[str, str], Trial]:
    return {(trial.form, trial.rule.code): trial for trial in tried(load_catalogue())}


@every_rule
def test_rule_finds_its_failing_fixture_and_no_other(form: str, code: str, effect: Effect) -> None:
    trial = trials()[form, code]
    assert trial.rule.effect == effect
    assert trial.passing == set()
    assert trial.failing == {code}
    assert trial.gap == ""


@every_rule
def test_rule_is_missed_when_it_is_taken_away(form: str, code: str, effect: Effect) -> None:
    catalogue = load_catalogue()
    rule = trials()[form, code].rule
    rules = catalogue.general if form == "all" else catalogue.forms[form].rules
    left = [each for each in rules if each.code != code]
    if rule.found_by == "reading":
        shorter = catalogue.model_copy(update={"general": tuple(left)})
        with pytest.raises(KeyError, match=f"no rule '{code}'"):
            found_in_reports([rule.failing], shorter)
    else:
        assert broken_by(rule, rule.failing, left) == set()


def test_no_rule_stands_outside_the_list() -> None:
    listed = {form for form, _, _ in EXPECTED}
    assert {key for key in trials() if key[0] in listed} == {(form, code) for form, code, _ in EXPECTED}
    assert [trial.gap for trial in trials().values() if trial.gap] == []


def with_rule(**changes: Any) -> Catalogue:
    """The catalogue with a form of one rule, changed in this."""
    catalogue = load_catalogue()
    form = catalogue.forms["sxkd-thang"]
    rule = next(rule for rule in form.rules if rule.code == "SXKD-01").model_copy(update=changes)
    changed = form.model_copy(update={"rules": (rule,)})
    return catalogue.model_copy(update={"forms": {form.code: changed}, "general": ()})


@pytest.mark.parametrize(
    ("changes", "gap"),
    [
        ({}, ""),
        ({"passing": None}, "a passing and a failing fixture are due"),
        ({"failing": {}}, "a passing and a failing fixture are due"),
        ({"passing": {"net_revenue": 10, "export_revenue": 11}}, "the passing fixture breaks SXKD-01"),
        ({"failing": {"net_revenue": 10, "export_revenue": 10}}, "the failing fixture breaks nothing"),
        ({"failing": {"net_revenue": 10}}, "the failing fixture breaks nothing"),
    ],
)
def test_a_gap_is_told(changes: dict[str, Any], gap: str) -> None:
    told = [trial.gap for trial in tried(with_rule(**changes))]
    assert told == ([f"SXKD-01 (sxkd-thang): {gap}"] if gap else [""])


def test_a_fixture_of_reading_names_what_stands_once_in_the_example() -> None:
    with pytest.raises(ValueError, match="'triệu đồng' stands 3 times"):
        found_in_reports([{"find": "triệu đồng", "put": "tỷ đồng"}], load_catalogue())


def rule_of(**what: Any) -> Rule:
    return Rule.model_validate({"code": "X-01", "effect": "warn", "vi": "Sai.", "en": "Wrong.", "mark": "a", **what})


def broken(frame: pd.DataFrame, *rules: Rule) -> dict[str, list[Any]]:
    """Expectation number → index labels of the rows that fail it."""
    return {f"{check.rule.code}/{check.number}": at for check, at in failures(frame, checks_of(rules)).items()}


def ints(**columns: Sequence[int | None]) -> pd.DataFrame:
    return pd.DataFrame(columns).astype("Int64")


@pytest.mark.parametrize(("effect", "severity"), [("return", "critical"), ("refuse_row", "warning"), ("warn", "info")])
def test_effect_is_severity(effect: Effect, severity: str) -> None:
    assert SEVERITY[effect] == severity
    rule = rule_of(effect=effect, expectation="expect_column_values_to_not_be_null", arguments={"column": "a"})
    (check,) = checks_of([rule])
    made = expectation_of(check)
    assert made.severity == severity
    assert made.meta == {"code": "X-01", "effect": effect, "check": 0}


def test_an_officer_can_read_the_suite() -> None:
    form = load_catalogue().forms["vuviec-thang"]
    suite = suite_of("vv", checks_of(form.rules))
    told = [str(expectation.description) for expectation in suite.expectations]
    for rule in form.rules:
        assert any(rule.vi in text and rule.code in text and rule.en in text for text in told)


def test_own_expectations_are_used_where_one_fits() -> None:
    rules = [rule for _, rule in load_catalogue().rules() if rule.found_by == "suite"]
    by_expression = {rule.code for rule in rules if rule.expression}
    assert by_expression == {"GEN-02", "SXKD-03", "SXKD-05", "VV-06", "VV-07", "DT-01", "DT-03", "LDNN-01"}
    for check in checks_of(rules):
        assert isinstance(expectation_of(check), Expectation)


@pytest.mark.parametrize(
    ("missing", "failing"),
    [
        ("any", ["b<a"]),  # judged only where both are given
        ("all", ["b<a", "only a", "only b"]),  # where one is given
        ("never", ["b<a", "only a", "only b", "none"]),  # everywhere
    ],
)
def test_what_is_not_given(missing: str, failing: list[str]) -> None:
    frame = ints(a=[1, 2, 2, None, None], b=[2, 1, None, 2, None])
    frame.index = pd.Index(["a<b", "b<a", "only a", "only b", "none"])
    assert broken(frame, rule_of(expression="a <= b", missing=missing)) == {"X-01/0": failing}


@pytest.mark.parametrize(("missing", "failing"), [("any", []), ("all", ["x"]), ("never", ["x"])])
def test_the_columns_of_the_condition_are_not_those_that_must_be_given(missing: str, failing: list[str]) -> None:
    frame = ints(a=[2], b=[None], known=[None])
    frame.index = pd.Index(["x"])
    found = broken(frame, rule_of(expression="a <= b", when="known.isna()", missing=missing))
    assert found == ({"X-01/0": failing} if failing else {})
    assert broken(frame, rule_of(expression="a <= 1", when="known.isna()")) == {"X-01/0": ["x"]}


def test_dates_are_not_given_either() -> None:
    days = pd.DataFrame({"a": ["2026-03-02", None, "2026-03-02"], "b": ["2026-03-01", "2026-03-01", None]})
    days = days.astype("datetime64[s]")
    assert broken(days, rule_of(expression="a <= b")) == {"X-01/0": [0]}
    assert broken(days, rule_of(expression="a <= b", missing="never")) == {"X-01/0": [0, 1, 2]}


@pytest.mark.parametrize(
    "way",
    [
        {"expression": "a > 1"},
        {"expectation": "expect_column_values_to_be_between", "arguments": {"column": "a", "min_value": 2}},
        {
            "expectation": "expect_column_pair_values_a_to_be_greater_than_b",
            "arguments": {"column_A": "a", "column_B": "b"},
        },
        {"in_order": ["b", "a"]},
    ],
)
def test_a_condition_says_which_rows_are_judged(way: dict[str, Any]) -> None:
    frame = ints(a=[1, 1, 5], b=[2, 2, 2]).assign(kind=["flow", "stock", "flow"])
    assert broken(frame, rule_of(when="kind == 'flow'", **way)) == {"X-01/0": [0]}
    assert broken(frame, rule_of(**way)) == {"X-01/0": [0, 1]}


def test_a_condition_that_cannot_be_told_judges_nothing() -> None:
    frame = ints(a=[0, 0], m=[None, 5])
    assert broken(frame, rule_of(when="m > 0", expression="a > 1")) == {"X-01/0": [1]}


def test_each_column_is_an_expectation_of_its_own() -> None:
    rule = rule_of(
        expectation="expect_column_values_to_not_be_null",
        arguments={"column": "{each}"},
        each=["a", "b"],
        mark="{each}",
    )
    frame = ints(a=[None, 1], b=[None, None])
    found = failures(frame, checks_of([rule]))
    assert {check.mark: at for check, at in found.items()} == {"a": [0], "b": [0, 1]}


def test_dates_in_order_are_compared_in_all_pairs() -> None:
    days = pd.DataFrame({"one": ["2026-01-02"], "two": [None], "three": ["2026-01-01"]}).astype("datetime64[s]")
    found = failures(days, checks_of([rule_of(in_order=["one", "two", "three"], mark="")]))
    assert [(check.mark, at) for check, at in found.items()] == [("one", [0])], "over what is not given"
    equal = days.assign(three=days["one"])
    assert failures(equal, checks_of([rule_of(in_order=["one", "two", "three"])])) == {}


def test_together_they_must_be_unique() -> None:
    rule = rule_of(
        expectation="expect_compound_columns_to_be_unique", arguments={"column_list": ["arrival_rank", "case_no"]}
    )
    frame = pd.DataFrame({"arrival_rank": [1, 1, 2, 3, 3, 4], "case_no": ["A", "A", "A", None, None, "B"]})
    frame.index = pd.Index([10, 20, 30, 40, 50, 60])
    assert broken(frame, rule) == {"X-01/0": [10, 20]}


def test_positions_are_index_labels() -> None:
    frame = ints(a=[5, 0, 5, 0], b=[1, 1, 1, 1])
    frame.index = pd.Index([7, 3, 100, 42])
    between = rule_of(
        expectation="expect_column_values_to_be_between", arguments={"column": "a", "min_value": 1, "max_value": 9}
    )
    pair = rule_of(
        code="X-02",
        expectation="expect_column_pair_values_a_to_be_greater_than_b",
        arguments={"column_A": "a", "column_B": "b"},
    )
    found = broken(frame, between, pair, rule_of(code="X-03", expression="a > b"))
    assert found == {"X-01/0": [3, 42], "X-02/1": [3, 42], "X-03/2": [3, 42]}


def test_what_is_not_given_passes_the_own_expectations() -> None:
    pair = rule_of(
        expectation="expect_column_pair_values_a_to_be_greater_than_b", arguments={"column_A": "a", "column_B": "b"}
    )
    equal = rule_of(expectation="expect_column_pair_values_to_be_equal", arguments={"column_A": "a", "column_B": "b"})
    frame = ints(a=[1, None, None], b=[None, 1, None])
    assert broken(frame, pair, equal) == {}


def test_figures_beyond_what_a_float_holds_are_compared_exactly() -> None:
    frame = ints(a=[2**53 + 1, 2**62 + 1], b=[2**53, 2**62])
    equal = rule_of(expectation="expect_column_pair_values_to_be_equal", arguments={"column_A": "a", "column_B": "b"})
    order = rule_of(code="X-02", in_order=["a", "b"])
    by_words = rule_of(code="X-03", expression="a == b")
    assert broken(frame, equal, order, by_words) == {"X-01/0": [0, 1], "X-02/1": [0, 1], "X-03/2": [0, 1]}
    assert broken(frame.assign(a=frame["b"]), equal, order, by_words) == {}


def test_nothing_to_judge_is_no_failure() -> None:
    assert failures(ints(a=[]), checks_of([rule_of(expression="a > 1")])) == {}
    assert failures(ints(a=[0]), []) == {}


def test_a_rule_over_a_column_that_is_not_there_is_named() -> None:
    rule = rule_of(expectation="expect_column_values_to_not_be_null", arguments={"column": "z"})
    with pytest.raises(ValueError, match="rule X-01 cannot be judged"):
        failures(ints(a=[1]), checks_of([rule]))


def test_nothing_is_told_to_anybody() -> None:
    code = (
        "import os, sys, expectations.suites as suites; suites.suite_of('x', []); "
        "print(os.environ['GX_ANALYTICS_ENABLED'], 'posthog' in sys.modules)"
    )
    environment = {**os.environ, "GX_ANALYTICS_ENABLED": "true"}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["false", "False"]


def test_dates_of_a_rule_are_days() -> None:
    rule = rule_of(expression="a > 1", since=date(2025, 1, 1), until=date(2025, 12, 31))
    assert [rule.in_force(date(*day)) for day in ((2024, 12, 31), (2025, 1, 1), (2025, 12, 31), (2026, 1, 1))] == [
        False,
        True,
        True,
        False,
    ]
    assert rule.in_force(None)
