"""The rules tried on their own fixtures: what passes must pass, and what fails must fail by that rule alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from expectations.catalogue import Catalogue
from expectations.rule import Fixture, Rule, Scalar
from expectations.suites import checks_of, failures
from transforms.history import PROJECTS, History
from transforms.judge import judge
from transforms.read.report import read_report

_TYPES: dict[type, str] = {bool: "boolean", int: "Int64", float: "Float64", date: "datetime64[s]", str: "str"}


@dataclass(frozen=True)
class Trial:
    """The codes of the rules that the fixtures of a rule break, of all that can be judged by what a fixture says."""

    form: str
    rule: Rule
    passing: frozenset[str]
    failing: frozenset[str]

    @property
    def gap(self) -> str:
        """What is wanting, in a sentence; '' where the rule does what its fixtures say."""
        name = f"{self.rule.code} ({self.form})"
        if not self.rule.passing or not self.rule.failing:
            return f"{name}: a passing and a failing fixture are due"
        if self.passing:
            return f"{name}: the passing fixture breaks {', '.join(sorted(self.passing))}"
        if self.failing != {self.rule.code}:
            return f"{name}: the failing fixture breaks {', '.join(sorted(self.failing)) or 'nothing'}"
        return ""


def tried(catalogue: Catalogue) -> list[Trial]:
    """Every rule of the catalogue, tried on its two fixtures."""
    rules = list(catalogue.rules())
    reading = [rule for _, rule in rules if rule.found_by == "reading"]
    fixtures = [fixture for rule in reading for fixture in (rule.passing, rule.failing)]
    found = iter(found_in_reports(fixtures, catalogue))
    trials = []
    for form, rule in rules:
        if rule.found_by == "reading":
            passing, failing = next(found), next(found)
        else:
            others = catalogue.general if form == "all" else catalogue.forms[form].rules
            passing, failing = broken_by(rule, rule.passing, others), broken_by(rule, rule.failing, others)
        trials.append(Trial(form, rule, passing, failing))
    return trials


def broken_by(rule: Rule, fixture: Fixture, rules: Iterable[Rule]) -> frozenset[str]:
    """The codes of those of the rules that a fixture of a rule breaks, where it has their columns."""
    frame = frame_of(fixture, of=[rule.passing, rule.failing])
    judged = [
        each
        for each in rules
        if each.found_by == "suite" and each.grain == rule.grain and each.names <= set(frame.columns)
    ]
    return frozenset(check.rule.code for check in failures(frame, checks_of(judged)))


def frame_of(fixture: Fixture, of: Iterable[Fixture]) -> pd.DataFrame:
    """The rows of a fixture, each column of the type that its values have anywhere in these fixtures."""
    given = [(name, value) for each in of for row in _rows(each) for name, value in row.items() if value is not None]
    types = {name: _TYPES[type(value)] for name, value in given}
    frame = pd.DataFrame(_rows(fixture))
    for name in frame.columns:
        if types.get(name) == "datetime64[s]":
            frame[name] = pd.to_datetime(frame[name])
    return frame.astype({name: types.get(name, "str") for name in frame.columns})


def _rows(fixture: Fixture) -> list[dict[str, Scalar]]:
    if isinstance(fixture, dict):
        return [fixture]
    return fixture if isinstance(fixture, list) else []


def found_in_reports(fixtures: Sequence[Fixture], catalogue: Catalogue) -> list[frozenset[str]]:
    """For each fixture, the codes found in the example as it changes it; the reporter is in the register."""
    example = catalogue.example
    readings = [read_report(at, _changed(each, example).encode(), catalogue) for at, each in enumerate(fixtures, 1)]
    project = {
        "arrival_rank": 0,
        "project_code": read_report(0, example.encode(), catalogue).reporter,
        "valid_from": pd.Timestamp("2000-01-01"),
    }
    projects = pd.DataFrame([project]).reindex(columns=list(PROJECTS)).astype(PROJECTS)
    ranks = [reading.arrival_rank for reading in readings]
    arrivals = pd.DataFrame({"arrival_rank": ranks, "sha256": [str(rank) for rank in ranks]})
    findings = judge(readings, arrivals, catalogue, History(projects=projects)).findings
    return [frozenset(findings.loc[findings["arrival_rank"] == rank, "rule_code"]) for rank in ranks]


def _changed(fixture: Fixture, example: str) -> str:
    if not isinstance(fixture, dict):
        return str(fixture or example)
    find, put = str(fixture["find"]), str(fixture["put"])
    if example.count(find) != 1:
        raise ValueError(f"{find!r} stands {example.count(find)} times in the example, and must stand once")
    return example.replace(find, put)
