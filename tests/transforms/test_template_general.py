"""The rules of every form, broken in a filled-in template of each: found at exactly that cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell import Cell

from tests.template_broken import Breaker, Broken
from tests.template_sheet import At, Blank, address
from tests.transforms.test_template_round_trip import NO_SHRINKING, VERSIONS, blank
from tests.transforms.test_template_rules import breaker, findings_of, reporter_of, usual_records
from transforms.template import Reporter

Mutation = Callable[[Blank, At, Breaker], At | None]
SOME = [each for each in VERSIONS if each[0] in ("tnld-6thang", "kcn-dat", "xpvphc-thang")]  # one of each reporter
BAD_CHECK_DIGIT = "0100109107"


def put(text: str, kind: str = "s") -> Mutation:
    """The figure replaced by a text, an error value or a formula without a stored value."""

    def mutate(sheet: Blank, at: At, made: Breaker) -> At:
        cell = sheet.sheet.cell(*at)
        assert isinstance(cell, Cell)
        cell.value, cell.data_type = text, kind
        return at

    return mutate


def column_of(heading: str, value: object) -> Mutation:
    """One more column, right of the others; its heading is what is marked."""

    def mutate(sheet: Blank, at: At, made: Breaker) -> At:
        column = sheet.sheet.max_column + 1
        sheet.put((sheet.top, column), heading)
        sheet.put((sheet.codes + 1, column), value)  # type: ignore[arg-type]
        return sheet.top, column

    return mutate


def line(row: int, change: Callable[[str], str | None], marked: bool = True) -> Mutation:
    """A line above the table changed; it is marked where it still stands."""

    def mutate(sheet: Blank, at: At, made: Breaker) -> At | None:
        sheet.put((row, 1), change(sheet.text(row, 1)))
        return (row, 1) if marked else None

    return mutate


def without_period(sheet: Blank, at: At, made: Breaker) -> None:
    sheet.put((6, 1), None)
    del sheet.book["parkwatch"]


def stamp_of_another(sheet: Blank, at: At, made: Breaker) -> At:
    sheet.book["parkwatch"]["B4"] = "9999999999"
    return 3, 1


def unfilled(sheet: Blank, at: At, made: Breaker) -> At:
    for row in sheet.rows.values() if made.form.rows else [sheet.codes + 1]:
        for column in sheet.columns.values():
            sheet.put((row, column), None)
    return sheet.top, 1


def wrong_total(sheet: Blank, at: At, made: Breaker) -> At:
    assert sheet.total is not None
    where = (sheet.total, sheet.columns[made.form.totals[0]])
    sheet.put(where, 123456789)
    return where


def unknown_unit(sheet: Blank, at: At, made: Breaker) -> At:
    sheet.put((at[0], 4), "tạ thóc")
    return at[0], 4


def mutations(made: Breaker) -> Iterator[tuple[str, Mutation]]:
    """What can be broken in this form, and the rule that it breaks."""
    form = made.form
    if form.reporter == "project":
        yield "GEN-02", line(2, lambda text: f"{text[:-10]}{BAD_CHECK_DIGIT}")
    yield "GEN-01", line(3, lambda text: text.rpartition(" ")[0] + " 1111111111")
    yield "GEN-03", without_period
    if form.period.length != "span":
        yield "GEN-04", line(6, lambda text: f"{text.partition(' (')[0]} (từ ngày 01/01/2020 đến ngày 15/02/2020)")
    yield "GEN-11", column_of("Cột không có trong biểu", 5)
    yield "GEN-12", column_of("Họ và tên", "Nguyễn Văn Thử")
    yield "GEN-04", stamp_of_another
    yield "GEN-14", unfilled
    if figure_key(made) is not None:
        yield "GEN-07", put("#REF!", "e")
        yield "GEN-08", put("=1+1", "f")
        yield "GEN-10", put("khoảng sáu mươi")
        yield "GEN-15", put("-5")
        yield "GEN-06", lambda sheet, at, made: sheet.put(at, 0.00000000123) or at  # type: ignore[func-returns-value, arg-type]
    if form.layout == "figures":
        yield "GEN-05", unknown_unit
    if form.totals:
        yield "GEN-09", wrong_total


def figure_key(made: Breaker) -> tuple[str | int, str] | None:
    """The first figure of a form, none where it has none."""
    if made.form.rows:
        return made.form.rows[0].code, made.role("period")
    keys = [column.key for column in made.form.columns if column.type in ("quantity", "part_of")]
    return (1, keys[0]) if keys else None


def broken_in(data: st.DataObject, code: str, version: str) -> None:
    made = breaker(data, code, version)
    kind, first = made.form.reporter, figure_key(made)
    values = made.typed_figures(made.usual) if made.form.rows else usual_records(made)
    whole = blank(code, version, reporter_of(kind, 0))
    whole.fill(values)
    contents, wanted = [whole.content()], []
    for number, (rule, mutate) in enumerate(mutations(made), 1):
        sheet = blank(code, version, reporter_of(kind, number))
        sheet.fill(values)
        at = mutate(sheet, sheet.place(*first) if first else (0, 0), made)
        contents.append(sheet.content())
        wanted.append((rule, address(at) if at else ""))
    found = findings_of(contents, [Broken("", {}, [])] * len(contents), kind)
    warned = found.get(0, [])  # of the values themselves
    for number, expected in enumerate(wanted, 1):
        own = [each for each in found.get(number, []) if each not in warned]
        told = [each for each in own if each[0] == expected[0] or expected[0] not in ("GEN-01",)]
        assert told == [expected], expected


@pytest.mark.parametrize(("code", "version"), SOME)
@settings(max_examples=1, derandomize=True, database=None, phases=NO_SHRINKING, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_general_rule_is_found_at_its_cell(code: str, version: str, data: st.DataObject) -> None:
    broken_in(data, code, version)


@pytest.mark.soak
@pytest.mark.parametrize(("code", "version"), VERSIONS)
@settings(max_examples=3, phases=NO_SHRINKING, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_general_rule_is_found_at_its_cell_in_every_form(code: str, version: str, data: st.DataObject) -> None:
    broken_in(data, code, version)


def test_a_blank_template_without_reporter_is_told_so() -> None:
    contents: list[Any] = [blank(code, version, Reporter()).content() for code, version in VERSIONS]
    found = findings_of(contents, [Broken("", {}, [])] * len(contents), "project")
    for number, (code, _) in enumerate(VERSIONS):
        assert {"GEN-01", "GEN-14"} == {rule for rule, _ in found[number]}, code
