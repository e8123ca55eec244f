"""Template → filled in with one rule broken → exactly that finding at exactly that cell: each rule of each form."""

from __future__ import annotations

import zlib
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.catalogue import Form, load_catalogue
from tests.template_broken import Breaker, Broken, history_frames, places_of
from tests.template_sheet import address
from tests.template_values import Values, base_values, figure_values, record_values, unit_of
from tests.transforms.test_template_round_trip import NO_SHRINKING, REPORTERS, blank, every_version, form_of
from transforms.conform import indicator_name
from transforms.history import PROJECTS, History
from transforms.judge import judge
from transforms.read.report import read_report
from transforms.template import Reporter


def breaker(data: st.DataObject, code: str, version: str) -> Breaker:
    """What is usual in a form, drawn at random, and how often over a fixture is taken."""
    form, window = form_of(code, version)
    if form.layout == "figures":
        usual = data.draw(figure_values(form))
        rest = {indicator_name(row.indicator): data.draw(base_values(unit_of(form, row))) for row in form.rows}
    else:
        usual, rest = without_lookups(data.draw(record_values(form, window, 1)), form), {}
    return Breaker(form, window, load_catalogue(), usual, rest, data.draw(st.integers(1, 9)))


def without_lookups(record: Values, form: Form) -> Values:
    """The record without what is looked up in lists and registers, where it may be blank: here they hold nothing."""
    seen = [each for each in form.inputs.values() if each.codes or each.records]
    looked_up = {each.codes.key for each in seen if each.codes}
    looked_up |= {ours for each in seen if each.records for ours in each.records.match.values()}
    required = {name for rule in form.rules if rule.when is None and "not_be_null" in str(rule.expectation)
                for name in rule.each or rule.names}  # fmt: skip
    return {name: None if name in looked_up - required else value for name, value in record.items()}


def reporter_of(kind: str, number: int) -> Reporter:
    """A reporter of its own for every case of a form of projects; the others are listed by code."""
    usual = REPORTERS[kind]
    return Reporter(str(3_000_000_000 + number), usual.name, usual.tax_code, False) if kind == "project" else usual


def each_rule_broken(data: st.DataObject, code: str, version: str) -> None:
    made = breaker(data, code, version)
    kind = made.form.reporter
    cases: list[Broken] = [Broken("", made.typed_figures(made.usual) if made.form.rows else usual_records(made), [])]
    for rule in made.form.rules:
        cases += made.cases(rule, reporter_of(kind, len(cases)).code)
    for number, case in enumerate(cases):  # each with the history of its own reporter
        for row in (*case.submissions, *case.observations):
            row["reporter_code"] = reporter_of(kind, number).code
            row["arrival_rank"] = -100 * number - 100 + row["arrival_rank"] % 100
    sheets = [blank(code, version, reporter_of(kind, number)) for number in range(len(cases))]
    for sheet, case in zip(sheets, cases, strict=True):
        sheet.fill(case.put)
    found = findings_of([sheet.content() for sheet in sheets], cases, kind)
    for number, (sheet, case) in enumerate(zip(sheets, cases, strict=True)):
        wanted = [(case.rule, address(at) if at else "") for at in places_of(case, sheet) if case.rule]
        assert found.get(number, []) == wanted, f"{case.rule} {case.put}"


def usual_records(made: Breaker) -> dict[tuple[str | int, str], Any]:
    return made.typed_records([made.usual])


def findings_of(contents: list[bytes], cases: list[Broken], kind: str) -> dict[int, list[tuple[str, str]]]:
    """For each file its findings as (rule, cell), all files judged as one batch."""
    catalogue = load_catalogue()
    readings = [read_report(number, content, catalogue) for number, content in enumerate(contents)]
    hashes = [str(zlib.crc32(content)) + str(number) for number, content in enumerate(contents)]
    arrivals = pd.DataFrame({"arrival_rank": range(len(contents)), "sha256": hashes})
    known = [
        {"arrival_rank": -(10**9), "project_code": reporter_of(kind, number).code, "tax_code": "0100109106",
         "park_code": "ELSEWHERE", "valid_from": pd.Timestamp("2000-01-01")}
        for number in range(len(contents))
    ]  # fmt: skip
    history = History(projects=pd.DataFrame(known)[list(PROJECTS)].astype(PROJECTS), **history_frames(cases))
    found: dict[int, list[tuple[str, str]]] = {}
    findings = judge(readings, arrivals, catalogue, history).findings
    for rank, rule, row, column in findings[["arrival_rank", "rule_code", "sheet_row", "sheet_column"]].to_numpy():
        found.setdefault(int(rank), []).append((rule, f"{column}{row}" if pd.notna(row) else ""))
    return found


@every_version
@settings(max_examples=1, derandomize=True, database=None, phases=NO_SHRINKING, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_broken_rule_is_found_at_its_cell_and_nothing_else(code: str, version: str, data: st.DataObject) -> None:
    each_rule_broken(data, code, version)


@pytest.mark.soak
@every_version
@settings(max_examples=25, phases=NO_SHRINKING, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_rule_however_broken_is_found_at_its_cell(code: str, version: str, data: st.DataObject) -> None:
    each_rule_broken(data, code, version)
