"""What each input cell of a template takes, and the words that say so: Vietnamese first, English beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from expectations.catalogue import Column, Form, Row
from expectations.codes import load
from expectations.periods import Window
from expectations.rule import Rule
from expectations.text import fold
from transforms.shown import shown
from transforms.units import Unit, unit_named

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
LARGEST = 10**15  # what a spreadsheet holds exactly
LONGEST_TEXT = 250
_SORTED_FROM = 12  # names, from which on a list is easier to search by the alphabet
_ANY_ANSWER = "yes_no"
_SPACE = "Để trống nếu không có số liệu; 0 nghĩa là bằng không.\nLeave blank where not known; 0 means zero."


@dataclass(frozen=True)
class InputCheck:
    """What a cell takes: a list, or a whole number, decimal, date or length between two bounds."""

    kind: str  # list, whole, decimal, date, length
    title: str
    words: str
    low: int | float | date | None = None
    high: int | float | date | None = None
    choices: tuple[str, ...] = ()
    strict: bool = True  # False: something else may be true, and is only asked about


def figure_check(row: Row, unit: Unit, form: Form) -> InputCheck:
    """What the cells of a row of figures take, in the unit of the row."""
    if unit.quantity == _ANY_ANSWER:
        return _choice(f"{row.label}", load(_ANY_ANSWER).frame["vi"].tolist())
    names = {row.indicator} if isinstance(row.indicator, str) else {*row.indicator.values()}
    return _number(unit, row.may_be_negative, row.required, _bounds(form, names))


def column_check(column: Column, form: Form, window: Window) -> InputCheck | None:
    """What the cells of a register's column take; None where anything may stand."""
    title = column.headings[0]
    if column.codes:
        strict = column.type == "code"
        return _choice(title, names_in(column.codes, window.end), strict)
    if column.type == "decree":
        return _choice(title, names_in("decrees", None), strict=False)
    if column.type == "date":
        return _day(title, _last_day(column, form, window))
    if column.type == "year":
        words = "Năm, bốn chữ số.\nA year of four digits."
        return InputCheck("whole", _short(title), words, EARLIEST.year, LATEST.year)
    if column.type == "tax_code":
        words = "Mã 10 hoặc 13 chữ số.\nA tax code of 10 or 13 digits."
        return InputCheck("length", _short(title), words, 10, 14)
    if column.type == "number_code":
        return InputCheck("length", _short(title), "Mã 10 chữ số.\nA code of 10 digits.", 10, 10)
    if column.type == "quantity" and (unit := unit_named(column.unit or "")) is not None:
        return _number(unit, False, False, None)
    if column.type == "quantity":
        words = f"Một số, theo đơn vị của dòng.\nA number in the unit of the row.\n{_SPACE}"
        return InputCheck("decimal", _short(title), words, 0, LARGEST)
    words = "Không ghi họ tên, giấy tờ của cá nhân.\nNo names or papers of persons."
    return InputCheck("length", _short(title), words, 0, LONGEST_TEXT) if column.type == "text" else None


@lru_cache(maxsize=256)
def names_in(codes: str, on: date | None) -> tuple[str, ...]:
    """The names that a template offers of code lists, each of which is read as its own code; on a day, those in force.

    A name that means another code gives way to the code itself.
    """
    names: list[str] = []
    lists = [load(key) for key in codes.split("|")]
    for of_list in lists:
        for code, name, since, until in of_list.frame[["code", "vi", "since", "until"]].itertuples(index=False):
            held = on is None or (since or "0000") <= on.isoformat() <= (until or "9999")
            told = name if of_list.code_of(name) == code else code
            first = next((found for each in lists if (found := each.code_of(told))), None)
            if held and first == code:
                names.append(str(told))
    unique = list(dict.fromkeys(names))
    return tuple(sorted(unique, key=fold) if len(unique) > _SORTED_FROM else unique)


def _choice(title: str, choices: Sequence[str], strict: bool = True) -> InputCheck:
    words = "Chọn trong danh sách.\nChoose from the list."
    if not strict:
        words = "Chọn trong danh sách, hoặc ghi nếu không có.\nChoose from the list, or write what is not in it."
    return InputCheck("list", _short(title), words, choices=tuple(choices), strict=strict)


def _number(unit: Unit, negative: bool, required: bool, bounds: tuple[Rule, Decimal, Decimal] | None) -> InputCheck:
    whole = unit.factor == 1
    low: int | float = -LARGEST if negative else 0
    high: int | float = LARGEST
    strict = True
    what = f"Số nguyên, đơn vị: {unit.name}." if whole else f"Một số, đơn vị: {unit.name}."
    what_en = "A whole number" if whole else "A number"
    words = f"{what}\n{what_en}, unit: {unit.name}."
    if bounds is not None:
        rule, least, most = bounds
        low, high, strict = float(least / unit.factor), float(most / unit.factor), rule.effect == "return"
        words += f"\n{shown(least, unit.factor)} – {shown(most, unit.factor)} ({rule.code})."
    if required:
        words += "\nBắt buộc có số liệu / required."
    return InputCheck(
        "whole" if whole else "decimal", _short(unit.name), f"{words}\n{_SPACE}", low, high, strict=strict
    )


def _bounds(form: Form, names: set[str]) -> tuple[Rule, Decimal, Decimal] | None:
    """The rule that keeps a figure of this name between two bounds in base units, and the bounds."""
    for rule in form.rules:
        own = rule.expectation == "expect_column_values_to_be_between" and rule.arguments.get("column") in names
        if own and rule.when is None and {"min_value", "max_value"} <= rule.arguments.keys():
            return rule, Decimal(rule.arguments["min_value"]), Decimal(rule.arguments["max_value"])
    return None


def _day(title: str, latest: date) -> InputCheck:
    until = "" if latest == LATEST else f"\n≤ {latest:%d/%m/%Y}."
    words = f"Ngày, dạng dd/mm/yyyy.{until}\nA date, day first."
    return InputCheck("date", _short(title), words, EARLIEST, latest)


def _last_day(column: Column, form: Form, window: Window) -> date:
    """The end of the period for a day that a rule puts before it."""
    ordered = any({column.key, "window_end"} <= set(rule.in_order) for rule in form.rules)
    return window.end if ordered else LATEST


def _short(title: str) -> str:
    return title if len(title) <= 32 else f"{title[:31]}…"
