"""The shape of a report form, and how the forms are loaded.

A form is one YAML file in `expectations/forms/`; `like: other-form` takes over what it does not say itself. What all
forms share (the words of a sheet, the general rules) is `expectations/sheet.yaml` and `expectations/general.yaml`.
Unknown keys are errors that name file and key.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, Field, ValidationError, model_validator

from expectations.periods import DueRule
from expectations.rule import Declared, Input, Rule
from expectations.sheet_words import SheetWords

HERE = Path(__file__).parent

Regime = Literal["calendar", "administrative"]
T = TypeVar("T", bound=BaseModel)
OF_REPORT = frozenset({"reporter", "window_start", "window_end"})  # what a table of entries shows of their report
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the safe loader, ten times faster where libyaml is there


class CatalogueError(Exception):
    """A form file that does not have the declared shape; the text names the file and the key."""


class Due(Declared):
    """When a report is due: `day` of the month `months_after` the window's last, or `days_after` its last day."""

    months_after: int = 0
    day: int | None = None
    days_after: int | None = None
    day_in: dict[int, int] = {}  # due months whose day is another one

    def rule(self) -> DueRule:
        """The due rule as `periods.due` takes it."""
        return DueRule(self.months_after, self.day, self.days_after, self.day_in)


class Period(Declared):
    """The windows of a form. `due` is one rule, or none where a report comes only when something changes."""

    regime: Regime
    length: Literal["day", "month", "quarter", "half", "half_to_date", "nine_months", "year", "span"]
    due: Due | None = None
    obliged: bool = True  # False: comes when there is something to tell; nobody is late or missing
    may_come_early: bool = False  # a final before the period is over: a register that is kept up, a plan
    nothing_is_a_report: bool = False  # an empty register is a report of nothing ("Không phát sinh")


class Corrections(Declared):
    """How far back a period that was reported may be corrected without an officer."""

    months: int = Field(ge=1)  # from the last day of the period to the day of arrival


class Version(Declared):
    """A version of a form, in force by the first day of the period, and what it changes of the form's base."""

    version: str
    since: date | None = None
    until: date | None = None
    titles: tuple[str, ...] = ()
    units: dict[str, str] = {}  # quantity -> unit on this version of the form
    without: tuple[str, ...] = ()  # row codes or column keys that this version does not have
    rows: dict[str, dict[str, Any]] = {}  # row code -> what differs
    columns: dict[str, dict[str, Any]] = {}  # column key -> what differs


ColumnType = Literal[
    "figure", "quantity", "text", "date", "year", "code", "tax_code", "number_code", "decree", "part_of", "dropped"
]  # fmt: skip


class Column(Declared):
    """A column: of a register (one fact of a thing), or of figures (a value of every row)."""

    key: str
    headings: tuple[str, ...]
    group: str = ""  # the heading above it that it shares with its neighbours, where a sheet has two rows of headings
    en: str = ""
    type: ColumnType = "figure"
    role: Literal["period", "cumulative", "next_estimate"] = "period"  # of a figure column
    codes: str | None = None  # code list of a `code` column; of a `text` column: what a template offers
    quantity: str | None = None  # of a `quantity` column: what kind of unit
    unit: str | None = None  # of a `quantity` column: unless the heading or the row says another
    unit_from: str | None = None  # the column of the row that holds the unit
    identifies: bool = False  # of a `text` column: the number of a case or of a paper, that a spreadsheet may spoil
    absent: int | None = None  # of a `quantity` column: what each record counts where the sheet has no such column
    indicator: str | None = None  # a register's column that is loaded as a figure
    stored_as: str | None = None  # the warehouse column, where it is not the key


class Row(Declared):
    """A row of a form of figures, recognised by its code or its label."""

    code: str
    label: str
    also: tuple[str, ...] = ()
    unit: str
    quantity: str
    indicator: str | dict[str, str]  # one, or one by quantity where the currency decides
    kind: Literal["flow", "stock", "mean", "ratio"]
    required: bool = False
    may_be_negative: bool = False
    section: str = ""  # the heading that begins above this row, where a form has sections

    @property
    def quantities(self) -> frozenset[str]:
        """What kinds of unit the row may be in."""
        return frozenset(self.indicator) if isinstance(self.indicator, dict) else frozenset([self.quantity])


class Section(Declared):
    """Rows of a form of figures that may be answered together, or one by one, by “nothing to report”."""

    key: str
    labels: tuple[str, ...] = ()  # of the section's own row, which then answers for all of them
    rows: tuple[str, ...]  # row codes


class Table(Declared):
    """How the entries of a register are seen: a view of schema `mart`, and what `export` writes."""

    name: str
    columns: dict[str, str]  # column -> column key of the form, or reporter, window_start, window_end
    order: tuple[str, ...] = ()  # columns by which `export` sorts first


class Form(Declared):
    """A report form: who reports what for which windows, how it looks, and what must hold."""

    code: str
    number: str
    title_vi: str
    title_en: str
    reporter: Literal["project", "police_unit", "board"]
    layout: Literal["figures", "register"]
    loads: Literal["observations", "incidents", "projects", "targets", "published_figures", "entries"]
    period: Period
    feeds: Literal["enterprise_month"] | None = None  # the mart of projects that its figures stand in
    status: Literal["as_marked", "always_estimate"] = "as_marked"
    corrections: Corrections | None = None  # none: without limit
    expected_volume: tuple[int, int]  # accepted reports of one period, all reporters together
    versions: tuple[Version, ...] = Field(min_length=1)
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    sections: tuple[Section, ...] = ()  # what may be answered by “nothing to report”
    key: tuple[str, ...] = ()  # of a register: what identifies a record
    totals: tuple[str, ...] = ()  # of a register: the columns that its "Tổng cộng" row adds up
    blank_rows: int = 30  # of a register: how many rows a template offers
    fdi_units: dict[str, str] = {}  # quantity -> unit in which foreign-invested projects report it
    table: Table | None = None  # of a form that loads entries: how BI and `export` see them
    inputs: dict[str, Input] = {}
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.layout == "figures") != bool(self.rows):
            raise ValueError("a form of figures has rows, a register has none")
        if (self.loads == "entries") != (self.table is not None):
            raise ValueError("a form that loads entries names the table that shows them, and no other form does")
        known = {row.code for row in self.rows} | {column.key for column in self.columns}
        for version in self.versions:
            for named in (*version.without, *version.rows, *version.columns):
                if named not in known:
                    raise ValueError(f"version {version.version} changes {named!r}, which the form does not have")
            self.at(version.version)
        shown = set(self.table.columns.values()) if self.table else set()
        if strange := shown - OF_REPORT - {column.key for column in self.columns if column.type != "dropped"}:
            raise ValueError(f"table shows {', '.join(sorted(strange))}, which the form does not have")
        figures = {column.key for column in self.columns if column.type == "quantity"}
        if strange := set(self.totals) - figures:
            raise ValueError(f"totals names {', '.join(sorted(strange))}, which is no column of figures")
        plain = {row.code for row in self.rows if isinstance(row.indicator, str)}
        answered = [row for section in self.sections for row in section.rows]
        if len(answered) > len(set(answered) & plain):
            raise ValueError(
                "a section names rows of the form, each once, that are one indicator whatever the currency"
            )
        self._check_rules()
        return self

    def _check_rules(self) -> None:
        codes = [rule.code for rule in self.rules]
        for rule in self.rules:
            if codes.count(rule.code) > 1:
                raise ValueError(f"rule {rule.code} stands twice")
            if rule.effect != "warn" and self.needs_history(rule):
                raise ValueError(f"rule {rule.code} sees what was accepted before, so its effect must be warn")

    def version_on(self, day: date | None) -> Version:
        """The version in force for a period that starts on this day; the newest where the day is not known."""
        if day is not None:
            for version in self.versions:
                if (version.since is None or version.since <= day) and (version.until is None or day <= version.until):
                    return version
        return self.versions[-1]

    def needs_history(self, rule: Rule) -> bool:
        """Whether a rule sees what was accepted before."""
        return any(self.inputs[name].needs_history for name in rule.names & self.inputs.keys())

    def in_version(self, version: str) -> Version:
        """The version of this name; KeyError where the form has none."""
        for each in self.versions:
            if each.version == version:
                return each
        raise KeyError(version)

    @cache  # noqa: B019 - forms live as long as the process
    def at(self, version: str) -> Form:
        """The form as it stands in one of its versions."""
        chosen = self.in_version(version)
        rows = tuple(
            Row(
                **{
                    **row.model_dump(),
                    "unit": chosen.units.get(row.quantity, row.unit),
                    **chosen.rows.get(row.code, {}),
                }
            )
            for row in self.rows
            if row.code not in chosen.without
        )
        columns = tuple(
            Column(**{**column.model_dump(), **chosen.columns.get(column.key, {})})
            for column in self.columns
            if column.key not in chosen.without
        )
        return self.model_copy(update={"rows": rows, "columns": columns})


class General(Declared):
    """What `general.yaml` holds: the rules of every form, what they see, and an example."""

    example: str
    inputs: dict[str, Input]
    rules: tuple[Rule, ...]


class Catalogue(Declared):
    """All forms, the words of a sheet, and the rules of every form."""

    forms: dict[str, Form]
    words: SheetWords
    general: tuple[Rule, ...]
    general_inputs: dict[str, Input]
    example: str  # a small report, as CSV text, that the fixtures of the reading rules change

    def rules(self) -> Iterator[tuple[str, Rule]]:
        """Every rule with its form's code, the general ones first under `all`."""
        yield from (("all", rule) for rule in self.general)
        for form in self.forms.values():
            yield from ((form.code, rule) for rule in form.rules)

    @cached_property
    def blocking(self) -> frozenset[str]:
        """The codes of the general rules that leave nothing for a form's own."""
        return frozenset(rule.code for rule in self.general if rule.blocking)

    def with_rules_of(self, day: date) -> Catalogue:
        """The catalogue whose forms' suites hold the rules in force on a day, for reports of whatever period."""
        forms = {
            code: form.model_copy(update={"rules": tuple(rule.always() for rule in form.rules if rule.holds_on(day))})
            for code, form in self.forms.items()
        }
        return self.model_copy(update={"forms": forms})

    def rule(self, code: str, form: str | None = None, *, of_row: bool = True) -> Rule:
        """The rule with this code, the form's own before the general one.

        of_row: whether what it finds belongs to a row, which a register can refuse alone.
        """
        found = [rule for where, rule in self.rules() if rule.code == code and where in (form, "all")]
        if not found:
            raise KeyError(f"no rule {code!r} in form {form!r}")
        in_register = form in self.forms and self.forms[form].layout == "register"
        return found[-1].of_row if in_register and of_row else found[-1]


@lru_cache(maxsize=1)
def load_catalogue(folder: Path = HERE) -> Catalogue:
    """The catalogue of a folder; raises CatalogueError naming file and key where a file is not of the shape."""
    forms: dict[str, Form] = {}
    written = {path: _yaml(path) for path in sorted((folder / "forms").glob("*.yaml"))}
    for path, content in written.items():
        if "like" in content:
            like = path.with_stem(str(content["like"]))
            if like not in written:
                raise CatalogueError(f"{path.name}: like: there is no form {content['like']!r}")
            content = {**written[like], **content}
            del content["like"]
        form = _shaped(Form, path, content)
        if form.code != path.stem:
            raise CatalogueError(f"{path.name}: the file of form {form.code!r} must be named {form.code}.yaml")
        forms[form.code] = form
    general = _shaped(General, folder / "general.yaml", _yaml(folder / "general.yaml"))
    return Catalogue(
        forms=forms,
        words=_shaped(SheetWords, folder / "sheet.yaml", _yaml(folder / "sheet.yaml")),
        general=general.rules,
        general_inputs=general.inputs,
        example=general.example,
    )


def _yaml(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, yaml.YAMLError) as error:
        raise CatalogueError(f"{path.name}: cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise CatalogueError(f"{path.name}: expected keys and values at the top")
    return content


def _shaped(shape: type[T], path: Path, content: dict[str, Any]) -> T:
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "top"
        raise CatalogueError(f"{path.name}: {where}: {first['msg']} (found {first.get('input')!r})"[:500]) from error
