"""Random values for a form that keep its rules: in base units and codes, and as a clerk types them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
from hypothesis import strategies as st
from stdnum.vn import mst

from expectations.catalogue import Column, Form, Row
from expectations.codes import load
from expectations.periods import Window
from expectations.rule import Rule, names_in
from tests.template_sheet import Given
from transforms.conform import indicator_name
from transforms.template_checks import names_in as names_of_codes
from transforms.units import Unit, unit_named

LATE = date(2001, 1, 1)  # no day of a record is before it
Values = dict[str, Any]  # name of a row, or column key → value in base units, code, day or text
_PAIR = "expect_column_pair_values_a_to_be_greater_than_b"


def unit_of(form: Form, row: Row) -> Unit:
    unit = unit_named(row.unit)
    assert unit is not None
    return unit


def typed(value: int | None, unit: Unit) -> Given:
    """A value in base units as it is typed in a unit."""
    return None if value is None else Decimal(value) / unit.factor


@st.composite
def base_values(draw: st.DrawFn, unit: Unit, negative: bool = False) -> int:
    """A value in base units that a person could type in a unit: at most four decimals, no more than a billion."""
    if unit.quantity == "yes_no":
        return int(draw(st.integers(0, 1)))
    decimals = min(4, len(str(unit.factor)) - 1)
    figure: int = draw(st.integers(-(10**6) if negative else 0, 10**9))
    step: int = unit.factor // 10**decimals
    return figure * step


@st.composite
def figure_values(draw: st.DrawFn, form: Form) -> Values:
    """A value of every row that keeps the rules of the form."""
    values = {
        indicator_name(row.indicator): draw(base_values(unit_of(form, row), row.may_be_negative)) for row in form.rows
    }
    return settled(values, form)


@st.composite
def record_values(draw: st.DrawFn, form: Form, window: Window, number: int) -> Values:
    """A record of a register that keeps the rules of the form; `number` makes it unlike the others."""
    values = {
        column.key: draw(column_values(column, window, number)) for column in form.columns if column.type != "dropped"
    }
    for column in form.columns:  # a unit goes with what it measures
        if column.unit_from and values.get(column.key) is not None:
            values[column.unit_from] = draw(st.sampled_from(sorted(names_of_codes("units", None))))
    return settled(values, form, window)


def column_values(column: Column, window: Window, number: int) -> st.SearchStrategy[Any]:
    """Values of a column of a register, as what is stored of them."""
    if column.codes and column.type == "code":
        lists = [load(name) for name in column.codes.split("|")]
        names = names_of_codes(column.codes, window.end)
        return st.sampled_from(names).map(lambda name: next(filter(None, (each.code_of(name) for each in lists))))
    if column.type == "quantity":
        unit = unit_named(column.unit or "")
        return base_values(unit) if unit is not None else st.integers(0, 10**6)
    if column.type == "date":
        return st.dates(LATE, window.end)
    if column.type == "year":
        return st.integers(1990, 2100)
    if column.type == "tax_code":
        digits = st.from_regex(r"[0-9]{9}", fullmatch=True)
        return digits.map(lambda each: each + str(mst.calc_check_digit(each))).filter(mst.is_valid)
    if column.type == "number_code":
        return st.from_regex(r"[1-9][0-9]{9}", fullmatch=True)
    if column.type == "decree":
        return st.sampled_from(load("decrees").frame["code"].tolist())
    if column.type == "part_of":
        return st.integers(1, 10**6)
    if column.codes:
        return st.sampled_from(names_of_codes(column.codes, window.end))
    return st.from_regex(rf"{number:03}/[0-9]{{2}}-[A-Z]{{2,9}}", fullmatch=True)


def settled(values: Values, form: Form, window: Window | None = None, pinned: frozenset[str] = frozenset()) -> Values:
    """The values, changed so that they keep every rule that can be kept without history; what is pinned stays."""
    days = {"window_start": window.start, "window_end": window.end} if window else {}
    values, pinned = {**values, **days}, pinned | frozenset(days)
    for _ in range(3):  # a rule can undo another's work
        for rule in form.rules:
            if rule.names & set(values):
                _settle(rule, values, pinned)
    return {name: value for name, value in values.items() if name not in days}


def _settle(rule: Rule, values: Values, pinned: frozenset[str]) -> None:
    for each in rule.each or ("",):
        arguments = {key: str(value).replace("{each}", each) for key, value in rule.arguments.items()}
        if rule.expectation == _PAIR and _given(values, arguments["column_A"], arguments["column_B"]):
            _in_order([arguments["column_B"], arguments["column_A"]], values, pinned)
        elif rule.expectation == "expect_column_values_to_be_between" and _judged(rule, values):
            if rule.when is not None and arguments["column"] in pinned:
                _let_pass(rule, rule.when, values, pinned)
            else:
                _between(arguments, values, pinned)
    if rule.in_order:
        _in_order([name for name in rule.in_order if values.get(name) is not None], values, pinned)
    if rule.expression is not None:
        _equal(rule.expression, values, pinned)


def _given(values: Values, *names: str) -> bool:
    return all(values.get(name) is not None for name in names)


def _judged(rule: Rule, values: Values) -> bool:
    """Whether a rule's condition holds of these values."""
    return rule.when is None or bool(pd.Series(pd.DataFrame([values]).eval(rule.when, engine="python")).iloc[0])


def _let_pass(rule: Rule, when: str, values: Values, pinned: frozenset[str]) -> None:
    """Give the columns of a rule's condition the values of its passing fixture."""
    assert isinstance(rule.passing, dict)
    values |= {name: rule.passing[name] for name in names_in(when) & rule.passing.keys() - pinned}


def _in_order(names: list[str], values: Values, pinned: frozenset[str]) -> None:
    for lower, higher in zip(names, names[1:], strict=False):
        if values[lower] > values[higher]:
            if higher not in pinned:
                values[higher] = values[lower]
            elif lower not in pinned:
                values[lower] = values[higher]
    for higher, lower in zip(names[::-1], names[-2::-1], strict=False):
        if values[lower] > values[higher] and lower not in pinned:
            values[lower] = values[higher]


def _between(arguments: Mapping[str, str], values: Values, pinned: frozenset[str]) -> None:
    name = arguments["column"]
    if _given(values, name) and name not in pinned:
        least, most = (int(arguments.get(bound, values[name])) for bound in ("min_value", "max_value"))
        values[name] = min(max(values[name], least), most)


def _equal(expression: str, values: Values, pinned: frozenset[str]) -> None:
    """Keep a rule such as `whole == part + other part`."""
    tree = ast.parse(expression, mode="eval").body
    if not (isinstance(tree, ast.Compare) and isinstance(tree.ops[0], ast.Eq) and isinstance(tree.left, ast.Name)):
        return
    parts = [node.id for node in ast.walk(tree.comparators[0]) if isinstance(node, ast.Name)]
    if _given(values, tree.left.id, *parts) and tree.left.id not in pinned:
        values[tree.left.id] = sum(values[part] for part in parts)


def written(value: Any, column: Column, record: Values) -> Given:
    """What a clerk puts into a cell of a register for a value."""
    if value is None:
        return None
    if column.type == "code":
        lists = [load(name) for name in (column.codes or "").split("|")]
        names = names_of_codes(column.codes or "", None)
        return next((name for name in names if _code(name, lists) == value), str(value))
    if column.type == "quantity" and not column.unit_from:
        unit = unit_named(column.unit or "")
        assert unit is not None
        return typed(value, unit)
    return value  # type: ignore[no-any-return]


def _code(name: str, lists: list[Any]) -> str | None:
    return next((code for each in lists if (code := each.code_of(name))), None)


def day_before(day: date) -> date:
    return day - timedelta(days=1)
