"""The rules of a form as Great Expectations suites, and what of a frame fails them. The only place that imports GX."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from expectations.rule import Effect, Rule, names_in

if TYPE_CHECKING:
    import great_expectations as gx
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.expectations.expectation import Expectation

SEVERITY: dict[Effect, str] = {"return": "critical", "refuse_row": "warning", "warn": "info"}
_PAIR = "expect_column_pair_values_a_to_be_greater_than_b"
_IGNORED = {
    "expect_column_pair_values_a_to_be_greater_than_b": "either_value_is_missing",
    "expect_column_pair_values_to_be_equal": "either_value_is_missing",
    "expect_compound_columns_to_be_unique": "any_value_is_missing",
}
_SEES_MISSING = {"expect_column_values_to_not_be_null", "expect_column_values_to_be_null"}
_COLUMNS = ("column", "column_A", "column_B", "column_list")
_PLACEHOLDER = re.compile(r" ?\(?\{\w+\}\)?")
_COMPLETE = {"result_format": "COMPLETE", "return_unexpected_index_query": False}


@dataclass(frozen=True, eq=False)
class Check:
    """One expectation of a rule: the rule itself, or the rule over one of its columns."""

    rule: Rule
    number: int
    expectation: str
    arguments: tuple[tuple[str, Any], ...]
    mark: str

    @property
    def holds(self) -> str:
        """The true/false column of a rule that is an expression."""
        return f"{self.rule.code}_holds_{self.number}"

    @property
    def judged(self) -> str:
        """The true/false column of the rows that a conditional rule judges."""
        return f"judged_{self.number}"

    @property
    def sees(self) -> frozenset[str]:
        """The columns that the check itself looks at."""
        named = [value for key, value in self.arguments if key in _COLUMNS]
        columns = {name for value in named for name in ([value] if isinstance(value, str) else value)}
        written = filter(None, (self.rule.expression, self.rule.when))
        return frozenset(columns).union(*map(names_in, written))

    @property
    def later(self) -> tuple[str, ...]:
        """Of columns in order: those that come after the one that is checked."""
        order = self.rule.in_order
        return order[order.index(dict(self.arguments)["column_B"]) + 1 :] if order else ()


def checks_of(rules: Iterable[Rule]) -> list[Check]:
    """The expectations of these rules, each standing alone."""
    checks: list[Check] = []
    for rule in rules:
        for expectation, arguments, mark in _expanded(rule):
            checks.append(Check(rule, len(checks), expectation, tuple(sorted(arguments.items())), mark))
    return checks


def _expanded(rule: Rule) -> list[tuple[str, dict[str, Any], str]]:
    if rule.in_order:
        return [
            (_PAIR, {"column_A": _least_after(rule, name), "column_B": name, "or_equal": True}, rule.mark or name)
            for name in rule.in_order[:-1]
        ]
    if rule.expression is not None:
        return [("expect_column_values_to_be_in_set", {}, rule.mark)]
    assert rule.expectation is not None
    named = rule.each or ("",)
    return [(rule.expectation, _filled(rule.arguments, each), rule.mark.replace("{each}", each)) for each in named]


def _least_after(rule: Rule, name: str) -> str:
    """The column of the least of what comes after one of a rule's columns in order."""
    return f"least_after_{name}_of_{rule.code}"


def _filled(arguments: dict[str, Any], each: str) -> dict[str, Any]:
    return {
        name: value.replace("{each}", each) if isinstance(value, str) else value for name, value in arguments.items()
    }


def expectation_of(check: Check) -> Expectation:
    """The Great Expectations expectation of a check, with the rule's words as its description."""
    arguments = dict(check.arguments)
    library = _library()
    if check.rule.expression is not None:
        arguments = {"column": check.holds, "value_set": [True]}
    if check.expectation in _IGNORED:
        arguments.setdefault("ignore_row_if", _IGNORED[check.expectation])
    if check.rule.when is not None and check.rule.expression is None:
        column = library.expectations.row_conditions.Column(check.judged)
        arguments["row_condition"] = column == True  # noqa: E712 - makes a condition
    kind = getattr(library.expectations, "".join(word.capitalize() for word in check.expectation.split("_")))
    made: Expectation = kind(
        **arguments,
        severity=SEVERITY[check.rule.effect],
        description=_PLACEHOLDER.sub("", f"{check.rule.code}: {check.rule.vi} / {check.rule.en}"),
        meta={"code": check.rule.code, "effect": check.rule.effect, "check": check.number},
    )
    return made


def suite_of(name: str, checks: Sequence[Check]) -> gx.ExpectationSuite:
    """A suite of these checks."""
    made: gx.ExpectationSuite = _library().ExpectationSuite(
        name=name, expectations=[expectation_of(check) for check in checks]
    )
    return made


def failures(frame: pd.DataFrame, checks: Sequence[Check], name: str = "rules") -> dict[Check, list[Any]]:
    """For each check that fails somewhere in the frame, the index labels of the rows where it does.

    The whole batch is judged true or false first; positions are asked only for what failed.
    """
    if frame.empty or not checks:
        return {}
    prepared = prepare(frame, checks)
    checks = [check for check in checks if _judges(prepared, check)]
    if not checks:
        return {}
    batch = _batch_definition().get_batch(batch_parameters={"dataframe": prepared})
    verdict = batch.validate(suite_of(name, checks), result_format="BOOLEAN_ONLY")
    by_number = {check.number: check for check in checks}
    failed = [_check_of(result, by_number) for result in verdict.results if not result.success]
    if not failed:
        return {}
    told = batch.validate(suite_of(name, failed), result_format=_COMPLETE)
    return {check: rows for check, rows in (_rows(result, by_number) for result in told.results) if rows}


def _check_of(result: Any, by_number: dict[int, Check]) -> Check:
    return by_number[result.expectation_config.meta["check"]]


def _rows(result: Any, by_number: dict[int, Check]) -> tuple[Check, list[Any]]:
    check = _check_of(result, by_number)
    told = [result.exception_info, *(each for each in result.exception_info.values() if isinstance(each, dict))]
    raised = sorted({str(each["exception_message"]) for each in told if each.get("raised_exception")})
    if raised:
        raise ValueError(f"rule {check.rule.code} cannot be judged: {'; '.join(raised)}")
    return check, list(result.result["unexpected_index_list"])


def prepare(frame: pd.DataFrame, checks: Sequence[Check]) -> pd.DataFrame:
    """The frame with the true/false columns that conditional rules and expressions need."""
    added: dict[str, pd.Series] = {}
    for check in checks:
        rule = check.rule
        for place, column in enumerate(rule.in_order[:-1], start=1):
            added[_least_after(rule, column)] = frame[list(rule.in_order[place:])].min(axis=1)
        judged = pd.Series(True, index=frame.index, dtype="boolean")
        if rule.when is not None:
            judged = _true(frame, rule.when)
            added[check.judged] = judged
        if rule.expression is not None:
            named = _named(frame, rule.expression)
            holds = pd.Series(named.eval(rule.expression, engine="python"), index=frame.index).astype("boolean")
            given = named.notna()
            if rule.missing == "any":
                judged = judged & given.all(axis=1)
            elif rule.missing == "all":
                judged = judged & given.any(axis=1)
            added[check.holds] = holds.fillna(False).where(judged)
    return frame.assign(**added)


def _judges(prepared: pd.DataFrame, check: Check) -> bool:
    """Whether a check has anything to judge: a condition, an expression or missing values may leave no row to it."""
    if check.rule.expression is not None:
        return bool(prepared[check.holds].notna().any())
    rows = prepared if check.rule.when is None else prepared[prepared[check.judged]]
    if check.expectation in _SEES_MISSING:
        return len(rows) > 0
    named = [value for key, value in check.arguments if key in _COLUMNS]
    columns = [name for value in named for name in ([value] if isinstance(value, str) else value)]
    return bool(rows[columns].notna().all(axis=1).any())


def _named(frame: pd.DataFrame, expression: str) -> pd.DataFrame:
    """The columns that an expression names: to evaluate it over all of them takes much longer."""
    return frame[sorted(names_in(expression))]


def _true(frame: pd.DataFrame, expression: str) -> pd.Series:
    holds = _named(frame, expression).eval(expression, engine="python")
    return pd.Series(holds, index=frame.index).astype("boolean").fillna(False)


@lru_cache(maxsize=1)
def _library() -> Any:
    """Great Expectations, imported where something is judged: it takes longer than a night without reports."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when the library is imported
    import great_expectations
    import great_expectations.expectations.row_conditions

    # It sets itself to INFO.
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)
    return great_expectations


@lru_cache(maxsize=1)
def _context() -> Any:
    context: Any = _library().get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return context


@lru_cache(maxsize=1)
def _batch_definition() -> BatchDefinition[Any]:
    asset = _context().data_sources.add_pandas("reports").add_dataframe_asset("batch")
    made: BatchDefinition[Any] = asset.add_batch_definition_whole_dataframe("whole")
    return made


def write_data_docs(judged: Sequence[tuple[str, pd.DataFrame, Sequence[Check]]], folder: Path) -> Path:
    """Write Data Docs of these (name, frame, checks) into a folder and return the page to open."""
    context: Any = _library().get_context(mode="file", project_root_dir=folder)
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_or_update_pandas("reports")
    for name, frame, checks in judged:
        batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("whole")
        suite = context.suites.add_or_update(suite_of(name, checks))
        definition = _library().ValidationDefinition(name=name, data=batch, suite=suite)
        context.validation_definitions.add_or_update(definition)
        definition.run(batch_parameters={"dataframe": prepare(frame, checks)}, result_format="BASIC")
    pages = context.build_data_docs()
    return Path(next(iter(pages.values())).removeprefix("file://"))
