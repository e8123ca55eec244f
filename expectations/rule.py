"""The shape of a rule, and of what it sees beside the report."""

from __future__ import annotations

import ast
from datetime import date
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

Effect = Literal["return", "refuse_row", "warn"]
Missing = Literal["any", "all", "never"]
Scalar = str | int | float | bool | date | None
Fixture = dict[str, Scalar] | list[dict[str, Scalar]] | str | None  # rows of a rule's frame, or a sheet as CSV text


class Declared(BaseModel):
    """A record of the catalogue: frozen, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def __hash__(self) -> int:
        return id(self)


class Figures(Declared):
    """Earlier figures of the same reporter, joined to the rows of a form."""

    form: str
    indicator: str | None = None  # none: the indicator of the row itself
    measure: Literal["period", "cumulative"] = "period"
    periods: tuple[int, int] | None = None  # offsets in periods of the form asked for, both ends in
    inside_window: bool = False  # the windows that lie inside the report's own
    until_window_end: bool = False  # the windows that end by the end of the report's own
    aggregate: Literal["latest", "sum", "median"] = "latest"
    at_least: int = 1  # fewer windows than this: not given
    at_year_start: int | None = None  # the value in the first period of a year, whatever is held


class Records(Declared):
    """A fact of an earlier record (register, case), joined on equal keys as known when the report arrived."""

    table: Literal["projects", "incidents"]
    match: dict[str, str]  # their column -> ours
    in_force_on: str | None = None  # our date: of the versions, the one in force on that day
    value: str


class Codes(Declared):
    """A fact of a code list, joined on the code in a column."""

    list: str
    key: str
    value: str


class Input(Declared):
    """What a rule sees beside the report: exactly one of the three."""

    figures: Figures | None = None
    records: Records | None = None
    codes: Codes | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(part is not None for part in (self.figures, self.records, self.codes)) != 1:
            raise ValueError("an input names exactly one of figures, records, codes")
        return self

    @property
    def needs_history(self) -> bool:
        """Whether the input comes from what was accepted before, not from a register or a code list."""
        return self.figures is not None or (self.records is not None and self.records.table != "projects")

    @property
    def asks_by(self) -> frozenset[str]:
        """The columns of the report that say which record or code is asked for."""
        if self.records is not None:
            return frozenset(filter(None, [*self.records.match.values(), self.records.in_force_on]))
        return frozenset([self.codes.key]) if self.codes is not None else frozenset()


class Rule(Declared):
    """One rule: a Great Expectations expectation, dates in order, or an expression; its effect and its words."""

    code: str
    effect: Effect
    vi: str
    en: str
    empty_vi: str = ""  # its words while nothing at all stands in the register that it looks into
    empty_en: str = ""
    expected: str = ""
    since: date | None = None
    until: date | None = None
    owner: str = ""
    grain: Literal["report", "row", "record"] = "report"
    expectation: str | None = None
    arguments: dict[str, Any] = {}
    in_order: tuple[str, ...] = ()
    expression: str | None = None
    each: tuple[str, ...] = ()  # the rule over each of these columns; stands as {each}
    when: str | None = None  # judged only where this holds
    missing: Missing = "any"  # an expression is skipped where any (all, none) of its columns is not given
    mark: str = ""  # the cell to mark: column key, row code or {each}
    alone: bool = False  # when it fails nothing else of the file is judged
    blocking: bool = False  # when it fails the form's own rules are not judged
    usual: str = ""  # the input that says what is usual of the marked figure: the message asks by how much it is off
    doubts: bool = False  # when it fails the figure may not be what it says: it is told apart until that is cleared up
    of_cell: bool = False  # a fault of one cell: rules that see it are not judged, in a register its row is refused
    indispensable: bool = False  # what it stops could not be stored: it may not be switched off
    found_by: Literal["suite", "reading"] = "suite"
    passing: Fixture = None
    failing: Fixture = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = sum(bool(way) for way in (self.expectation, self.in_order, self.expression))
        if ways != (0 if self.found_by == "reading" else 1):
            raise ValueError(f"rule {self.code}: name exactly one of expectation, in_order, expression")
        if self.missing != "any" and self.expression is None:
            raise ValueError(f"rule {self.code}: missing is for an expression; others skip what is not given")
        if self.of_cell and (self.blocking or self.effect != "return"):
            raise ValueError(f"rule {self.code}: a fault of one cell returns, and leaves the other rules to be judged")
        if self.each and self.expectation is None:
            raise ValueError(f"rule {self.code}: each is for an expectation")
        if self.usual and self.expression is None:
            raise ValueError(f"rule {self.code}: usual is for an expression over the marked figure")
        if self.doubts and self.effect != "warn":
            raise ValueError(f"rule {self.code}: doubts is for a warning; what is returned or refused is not loaded")
        for text in filter(None, (self.expression, self.when)):
            try:
                names_in(text)
            except SyntaxError as error:
                raise ValueError(f"rule {self.code}: {text!r} is no expression: {error.msg}") from error
        return self

    def in_force(self, day: date | None) -> bool:
        """Whether the rule holds for a period that starts on this day."""
        if day is None:
            return True
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def holds_on(self, day: date) -> bool:
        """Whether the rule belongs to the set of a day; what reading finds belongs to every one."""
        return self.found_by == "reading" or self.in_force(day)

    @cached_property
    def of_row(self) -> Self:
        """The rule as it is in a register, where a fault of one cell refuses its row alone."""
        return self.model_copy(update={"effect": "refuse_row"}) if self.of_cell else self

    def always(self) -> Self:
        """The rule without its days."""
        return self.model_copy(update={"since": None, "until": None})

    @cached_property
    def names(self) -> frozenset[str]:
        """The columns that the rule sees."""
        named = {name for text in filter(None, (self.expression, self.when)) for name in names_in(text)}
        for argument, value in self.arguments.items():
            if argument.startswith("column"):
                stated = [value] if isinstance(value, str) else value
                named.update(name.replace("{each}", each) for name in stated for each in self.each or ("",))
        return frozenset({*named, *self.in_order})


def names_in(expression: str) -> frozenset[str]:
    """The columns that an expression names."""
    nodes = ast.walk(ast.parse(expression, mode="eval"))
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name))
