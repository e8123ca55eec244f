"""Filled-in templates with one rule of the form broken in each, and the cell at which that must be found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd

from expectations.catalogue import Catalogue, Form
from expectations.codes import load
from expectations.periods import Window, shift, window_of, windows_between
from expectations.rule import Figures, Records, Rule
from tests.template_sheet import At, Blank
from tests.template_values import Values, settled, typed, unit_of, written
from transforms.conform import indicator_name
from transforms.history import CASES, OBSERVATIONS, SUBMISSIONS

UNLISTED = "chưa từng nghe tên"
LONG_AGO = -1_000_000


@dataclass
class Broken:
    """A case: what is to be typed, where the finding must stand, and what was known before."""

    rule: str
    put: dict[tuple[str | int, str], Any]
    at: list[tuple[str | int, str]]
    observations: list[dict[str, Any]] = field(default_factory=list)
    submissions: list[dict[str, Any]] = field(default_factory=list)
    cases: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Breaker:
    """Makes the cases of a form for one reporter a case."""

    form: Form
    window: Window
    catalogue: Catalogue
    usual: Values  # what is told where nothing is broken
    cumulative: Values  # of a form of figures: the other columns
    times: int  # a failing fixture fails, however often over

    def cases(self, rule: Rule, reporter: str) -> Iterator[Broken]:
        """One case for each cell at which the rule can be broken."""
        if rule.in_order:
            yield from self._out_of_order(rule)
            return
        failing = rule.failing[0] if isinstance(rule.failing, list) else rule.failing
        assert isinstance(failing, dict)
        for each in rule.each or ("",):
            own = {name: value for name, value in failing.items() if not rule.each or _concerns(name, each, rule)}
            mark = rule.mark.replace("{each}", each)
            if self.form.layout == "figures":
                yield self._figures(rule, own, mark, reporter, each)
            else:
                yield self._record(rule, own, mark, reporter)

    def _scaled(self, value: Any) -> Any:
        return value * self.times if isinstance(value, int) and not isinstance(value, bool) else value

    def _figures(self, rule: Rule, own: dict[str, Any], mark: str, reporter: str, broken: str) -> Broken:
        if rule.grain == "row":
            return self._row(rule, own, mark, reporter)
        told = {name: self._scaled(value) for name, value in own.items()}
        names = {indicator_name(row.indicator) for row in self.form.rows}
        values = self.usual | {name: value for name, value in told.items() if name in names}
        kept = rule.model_copy(update={"each": tuple(name for name in rule.each if name != broken)})
        left = [kept] if kept.each else []
        rules = (*(each for each in self.form.rules if each != rule), *left)
        others = self.form.model_copy(update={"rules": rules})
        values = settled(values, others, pinned=frozenset(told))
        at = next(row.code for row in self.form.rows if indicator_name(row.indicator) == mark)
        case = Broken(rule.code, self.typed_figures(values), [(at, self.role("period"))])
        return self._with_history(case, rule, told, reporter, "")

    def _row(self, rule: Rule, own: dict[str, Any], mark: str, reporter: str) -> Broken:
        """A rule of every row, broken in the first row of the kind that the fixture names."""
        row = next(row for row in self.form.rows if row.kind == own.get("kind", row.kind))
        scale = self.times * unit_of(self.form, row).factor
        told = {name: value * scale for name, value in own.items() if isinstance(value, int)}
        put = self.typed_figures(self.usual | {indicator_name(row.indicator): told.get("period", 10**18)})
        for role in ("period", "cumulative"):
            if role in told:
                put[row.code, self.role(role)] = typed(told[role], unit_of(self.form, row))
        if "period" not in told:
            put[row.code, self.role("period")] = typed(
                self.usual[indicator_name(row.indicator)], unit_of(self.form, row)
            )
        case = Broken(rule.code, put, [(row.code, self.role(mark))])
        indicator = row.indicator if isinstance(row.indicator, str) else row.indicator[row.quantity]
        return self._with_history(case, rule, told, reporter, indicator)

    def _record(self, rule: Rule, own: dict[str, Any], mark: str, reporter: str) -> Broken:
        keys = {column.key for column in self.form.columns}
        told = {name: self._scaled(value) for name, value in own.items()}
        record = self.usual | {name: value for name, value in told.items() if name in keys}
        if "window_start" in told:
            record = self._moved(record, told)
        record |= self._listed(rule, told) | self._of_its_own(rule, mark)
        others = self.form.model_copy(update={"rules": tuple(each for each in self.form.rules if each != rule)})
        record = settled(record, others, self.window, frozenset(set(told) & keys))
        records = [record, dict(record)] if isinstance(rule.failing, list) else [record]
        marked = range(1, len(records) + 1) if rule.grain == "record" else ()
        at: list[tuple[str | int, str]] = [(number, mark) for number in marked]
        case = Broken(rule.code, self.typed_records(records), at)
        unknown = [name for name, value in told.items() if value is None and name == mark and self._has_list(name)]
        case.put |= {(1, name): UNLISTED for name in unknown}
        return self._with_history(case, rule, told, reporter, "")

    def _of_its_own(self, rule: Rule, mark: str) -> Values:
        """A number of its own where the rule looks for a record of the same number."""
        seen = [self.form.inputs[name].records for name in rule.names & self.form.inputs.keys()]
        keys = {ours for each in seen if each is not None for ours in each.match.values()}
        texts = {column.key for column in self.form.columns if column.type == "text"}
        return dict.fromkeys(keys & texts, f"{rule.code}/{mark}")

    def _moved(self, record: Values, told: dict[str, Any]) -> Values:
        """The days of a fixture, as far from our period's first day as they are from its own."""
        by = self.window.start - told["window_start"]
        days = {name: value + by for name, value in told.items() if isinstance(value, date) and name in record}
        return record | days

    def _listed(self, rule: Rule, told: dict[str, Any]) -> Values:
        """A code that has in its list the days that the fixture gives it."""
        found: Values = {}
        for name in rule.names & self.form.inputs.keys():
            wanted = self.form.inputs[name].codes
            if wanted is not None:
                frame = load(wanted.list).frame
                same = frame[frame[wanted.value] == f"{told[name]:%Y-%m-%d}"]
                found[wanted.key] = same["code"].iloc[0] if wanted.key not in found else found[wanted.key]
        return found

    def _out_of_order(self, rule: Rule) -> Iterator[Broken]:
        """Each of the columns but the last, one more than all that follow it."""
        keys = [name for name in rule.in_order if name in {column.key for column in self.form.columns}]
        for at, name in enumerate(keys):
            if at + 1 == len(keys) and len(keys) == len(rule.in_order):
                return
            record = dict(self.usual)
            for each in keys:
                record[each] = self.window.end if "window_end" in rule.in_order else 10**6 * self.times
            if "window_end" in rule.in_order and at + 1 < len(keys):
                record |= {each: self.window.end - timedelta(days=1) for each in keys}
            record[name] += timedelta(days=1) if "window_end" in rule.in_order else 10**6
            yield Broken(rule.code, self.typed_records([record]), [(1, name)])

    def _with_history(self, case: Broken, rule: Rule, told: dict[str, Any], reporter: str, own: str) -> Broken:
        for name in rule.names & self.form.inputs.keys():
            seen = self.form.inputs[name]
            if told.get(name) is None:
                continue
            if seen.figures is not None:
                self._figures_before(case, seen.figures, told[name], reporter, seen.figures.indicator or own)
            elif seen.records is not None and seen.records.table == "incidents":
                _case_before(case, seen.records, told[name], reporter)
        return case

    def _figures_before(self, case: Broken, wanted: Figures, value: int, reporter: str, indicator: str) -> None:
        """Final reports that answer what a rule asks for with this value."""
        form = self.catalogue.forms[wanted.form]
        regime, length = form.period.regime, form.period.length
        if wanted.periods is not None:
            windows = [shift(self.window, offset) for offset in range(wanted.periods[0], wanted.periods[1] + 1)]
        elif wanted.inside_window:
            windows = windows_between(regime, length, self.window.start, self.window.end)
        else:
            windows = [shift(window_of(self.window.end, regime, length), -1)]
        for number, each in enumerate(windows):
            about = {"form_code": form.code, "window_start": each.start, "window_end": each.end}
            rank = LONG_AGO + 1000 * abs(hash(reporter)) % 900_000 + number
            case.submissions.append(
                {**about, "arrival_rank": rank, "reporter_code": reporter, "sha256": f"{reporter}{number}",
                 "form_version": form.version_on(each.start).version, "regime": regime, "status": "final",
                 "outcome": "accepted"}
            )  # fmt: skip
            part = value if wanted.aggregate != "sum" or number == 0 else 0
            case.observations.append(
                {**about, "arrival_rank": rank, "reporter_code": reporter, "indicator_code": indicator,
                 "measure": wanted.measure, "value": part}
            )  # fmt: skip

    def typed_figures(self, values: Values) -> dict[tuple[str | int, str], Any]:
        """All cells of a form of figures: the period from these values, the rest as usual."""
        put: dict[tuple[str | int, str], Any] = {}
        for row in self.form.rows:
            unit = unit_of(self.form, row)
            name = indicator_name(row.indicator)
            for column in self.form.columns:
                value = values[name] if column.role == "period" else self.cumulative[name]
                answer = {1: "có", 0: "không", None: None}.get(value)
                put[row.code, column.key] = answer if unit.quantity == "yes_no" else typed(value, unit)
        return put

    def typed_records(self, records: list[Values]) -> dict[tuple[str | int, str], Any]:
        """All cells of some records of a register."""
        columns = [column for column in self.form.columns if column.type != "dropped"]
        return {
            (number, column.key): written(record[column.key], column, record)
            for number, record in enumerate(records, start=1)
            for column in columns
        }

    def role(self, name: str) -> str:
        """The key of the column of figures in this role."""
        return next(column.key for column in self.form.columns if column.role == name)

    def _has_list(self, key: str) -> bool:
        return any(column.key == key and column.type == "code" for column in self.form.columns)


def _concerns(name: str, each: str, rule: Rule) -> bool:
    """Whether a column of a fixture is about this one of the rule's columns, or about all of them."""
    return name in (each, f"case_{each}") or not any(name in (other, f"case_{other}") for other in rule.each)


def _case_before(case: Broken, wanted: Records, value: Any, reporter: str) -> None:
    """A case of the register of the same unit that holds this value."""
    about: dict[str, Any] = {"arrival_rank": LONG_AGO, "case_no": str(case.put[1, next(iter(case.put))[1]])}
    for theirs, ours in wanted.match.items():
        about[theirs] = reporter if ours == "reporter" else case.put[1, ours]
    case.cases.append({**about, "report_end": date(2000, 1, 14), wanted.value: value})


def history_frames(cases: list[Broken]) -> dict[str, pd.DataFrame]:
    """What was known before, of all cases together."""
    wanted = {"submissions": SUBMISSIONS, "observations": OBSERVATIONS, "cases": CASES}
    frames = {}
    for name, columns in wanted.items():
        rows = [row for case in cases for row in getattr(case, name)]
        frames[name] = pd.DataFrame(rows, columns=list(columns)).astype(columns)
    return frames


def places_of(case: Broken, sheet: Blank) -> list[At | None]:
    """Where the findings of a case must stand on its sheet; one of the whole report stands nowhere."""
    return [sheet.place(*at) for at in case.at] or [None]
