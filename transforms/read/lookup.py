"""A form and the words of a sheet, compiled into dictionaries of folded text."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from expectations.catalogue import Catalogue, Form
from expectations.codes import load
from expectations.text import fold
from transforms.nil_answers import SECTION
from transforms.read.languages import halves, is_foreign
from transforms.units import scaled_words, sole_factor, unit_named

ORDINAL, ROW_CODE, ROW_LABEL, ROW_UNIT = "#ordinal", "#row_code", "#row_label", "#row_unit"
PREVIOUS = "#previous"  # figures of the period before, shown beside and never read

_IN_BRACKETS = re.compile(r"^(?P<bare>.*?)\s*[(\[](?P<inside>[^()\[\]]*)[)\]]\s*[:.]?$")
_BEHIND_A_MARK = re.compile(r"^(?P<bare>.*)(?:[,;:]|\s[-–—])\s*(?P<inside>[^,;:]+)$")
_UNIT_WORD = re.compile(r"^(?:ĐVT|đơn vị(?: tính)?|đv tính|tính bằng|unit)\s*:?\s*", re.IGNORECASE)
_OF_A_YEAR = re.compile(r"^(?P<bare>.*?)(?:\s+năm)?\s+20\d\d$", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?:\(?(?:\d{1,2}(?:\.\d+)*|[a-zđ]|[IVX]+)[.)]|[-–+*•])\s*")


@dataclass(frozen=True, eq=False)
class FormLookup:
    """Where a folded heading or row label of a form leads; all versions of the form together."""

    form: Form
    headings: dict[str, str]  # folded heading -> column key, or one of the # names above
    groups: frozenset[str]  # folded beginnings of headings: what may stand in a merged cell above
    row_codes: frozenset[str]
    row_labels: dict[str, str]  # folded label -> row code
    quantities: dict[str, frozenset[str]]  # row code or column key -> the quantities of its figures
    dropped: frozenset[str]  # keys of columns that are known and never kept
    sections: dict[str, str]  # folded label of a section that may be answered by nothing -> row key of that answer
    remarks: frozenset[str]  # folded: what may stand in the brackets of money and is no unit

    @cached_property
    def first_words(self) -> frozenset[str]:
        """The words that headings begin with, folded: a text in which none of them stands names no column."""
        return frozenset(heading.partition(" ")[0] for heading in self.headings)

    @lru_cache(maxsize=1 << 14)  # noqa: B019 - forms live as long as the process
    def column_of(self, heading: str) -> tuple[str | None, str]:
        """The column a heading names, and the unit in its brackets ('' where there is none).

        What stands in the brackets of money is a unit, known or not; elsewhere it may be a remark.
        """
        found = self._heading(heading)
        if found:
            return found, ""
        bare, unit = split_unit(heading)
        if unit:
            return self._heading(bare), unit
        if remarked := _IN_BRACKETS.match(heading) if "(" in heading or "[" in heading else None:
            key = self._heading(remarked["bare"])
            if key is None and is_foreign(remarked["bare"].split()):
                return self.headings.get(fold(remarked["inside"])), ""
            return key, remarked["inside"] if key and self._may_be_unit(key, fold(remarked["inside"])) else ""
        dated = _OF_A_YEAR.match(heading) if "20" in heading else None
        return (self._heading(dated["bare"]) if dated else None), ""

    def _heading(self, text: str) -> str | None:
        """The column that a heading without its unit names, in Vietnamese or in two languages."""
        return _in_either(text, self.headings)

    def _may_be_unit(self, key: str, remark: str) -> bool:
        """Whether an unknown word in brackets could be a unit that matters to the figures of the column."""
        if key not in self.quantities:  # a column of all rows: their units stand in the rows
            return not key.startswith("#") and not scaled_words().isdisjoint(remark.split())
        return not sole_factor(self.quantities[key]) and not remark.isdigit() and remark not in self.remarks

    @lru_cache(maxsize=1 << 12)  # noqa: B019 - forms live as long as the process
    def row_of(self, label: str) -> tuple[str | None, str]:
        """The row that a label names, and the unit in its brackets."""
        bare, unit = split_unit(label)
        for written in (label, bare, _NUMBERED.sub("", label), _NUMBERED.sub("", bare)):
            if code := _in_either(written, self.row_labels):
                return code, unit
        return None, unit

    def depending(self, key: str) -> list[str]:
        """The columns whose unit stands in this one."""
        return [column.key for column in self.form.columns if column.unit_from == key]

    @property
    def key_is_listed(self) -> bool:
        """Whether a register knows its records by a code of a list, such as that of the parks."""
        return any(column.key in self.form.key[:1] and column.type == "code" for column in self.form.columns)

    def nearest(self, heading: str) -> str:
        """The heading of the form that looks most like this one, or ''."""
        written = {fold(each): each for column in self.form.columns for each in column.headings}
        close = difflib.get_close_matches(fold(heading), written, n=1, cutoff=0.6)
        return written[close[0]] if close else ""


def _in_either(text: str, names: Mapping[str, str]) -> str | None:
    """What a text names, as a whole or by the half of it that is Vietnamese."""
    found = names.get(fold(text))
    return found or next((name for half in halves(text) if (name := names.get(fold(half)))), None)


@lru_cache(maxsize=1 << 14)
def split_unit(text: str) -> tuple[str, str]:
    """A label without the unit in its last brackets or behind its last mark, and that unit; else the label whole."""
    for pattern in (_IN_BRACKETS, _BEHIND_A_MARK):
        if found := pattern.match(text):
            inside = _UNIT_WORD.sub("", found["inside"]).strip()
            if unit_named(inside) is not None:
                return found["bare"].strip(), inside
    return text, ""


def group_unit(text: str) -> tuple[str, str]:
    """A group's heading without what could be a unit in its brackets, and that unit, known or not."""
    bare, unit = split_unit(text)
    found = None if unit else _IN_BRACKETS.match(text)
    if found and not scaled_words().isdisjoint(fold(found["inside"]).split()):
        return found["bare"], found["inside"]
    return bare, unit


def unit_in(text: str) -> str:
    """The unit that is all a text says: "(triệu đồng)", "ĐVT: ha"; '' where it says anything else."""
    bare = _UNIT_WORD.sub("", text.strip(" ()[]:")).strip()
    return bare if unit_named(bare) is not None else ""


@lru_cache(maxsize=256)
def form_lookup(form: Form, catalogue: Catalogue) -> FormLookup:
    """The dictionaries of a form."""
    headings: dict[str, str] = {fold(word): ORDINAL for word in catalogue.words.ordinal}
    headings.update({fold(word): PREVIOUS for word in catalogue.words.previous})
    if form.layout == "figures":
        for words, name in (
            (catalogue.words.row_code, ROW_CODE),
            (catalogue.words.row_label, ROW_LABEL),
            (catalogue.words.row_unit, ROW_UNIT),
        ):
            headings.update({fold(word): name for word in words})
    codes: set[str] = set()
    quantities: dict[str, frozenset[str]] = {}
    for stands in (form.at(version.version) for version in form.versions):
        for column in stands.columns:
            headings.update({fold(heading): column.key for heading in column.headings})
            if column.quantity:
                quantities[column.key] = frozenset([column.quantity])
        for row in stands.rows:
            codes.add(row.code)
            quantities[row.code] = row.quantities
    words_of = [heading.split() for heading, name in headings.items() if not name.startswith("#")]
    groups = frozenset(" ".join(words[:end]) for words in words_of for end in range(1, len(words)))
    dropped = frozenset(column.key for column in form.columns if column.type == "dropped")
    remarks = frozenset(map(fold, catalogue.words.remark))
    sections = {fold(label): f"{SECTION}{section.key}" for section in form.sections for label in section.labels}
    labels = _labels(form)
    return FormLookup(form, headings, groups, frozenset(codes), labels, quantities, dropped, sections, remarks)


def _labels(form: Form) -> dict[str, str]:
    """Folded label → row code, of all versions; then the indicators' other names, where they name one row."""
    labels: dict[str, str] = {}
    others: dict[str, set[str]] = {}
    indicators = load("indicators")
    for version in form.versions:
        for row in form.at(version.version).rows:
            labels.update({fold(label): row.code for label in (row.label, *row.also)})
            for indicator in [row.indicator] if isinstance(row.indicator, str) else row.indicator.values():
                written = indicators.row(indicator)
                for name in (written["vi"], *written["also_written_as"].split("|")):
                    others.setdefault(fold(name), set()).add(row.code)
    return {name: next(iter(rows)) for name, rows in others.items() if name and len(rows) == 1} | labels


@dataclass(frozen=True)
class Words:
    """The words of any sheet, folded."""

    form_number: tuple[str, ...]
    reporter_code: tuple[str, ...]
    reporter_name: tuple[str, ...]
    tax_code: tuple[str, ...]
    period: tuple[str, ...]
    status: tuple[str, ...]
    unit: tuple[str, ...]
    unit_or_reporter: tuple[str, ...]
    total: frozenset[str]
    note: tuple[str, ...]
    signature: tuple[str, ...]
    for_another: tuple[str, ...]  # as written, in upper case
    nothing: tuple[str, ...]
    not_given: frozenset[str]
    national_title: frozenset[str]
    numbers: dict[str, tuple[str, ...]]  # folded form number -> form codes
    titles: dict[str, tuple[str, ...]]  # folded title -> form codes


@lru_cache(maxsize=4)
def sheet_words(catalogue: Catalogue) -> Words:
    """The words of a sheet and the titles and numbers of all forms, folded."""

    def folded(words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted((fold(word) for word in words), key=len, reverse=True))

    numbers: dict[str, tuple[str, ...]] = {}
    titles: dict[str, tuple[str, ...]] = {}
    for form in catalogue.forms.values():
        numbers[fold(form.number)] = (*numbers.get(fold(form.number), ()), form.code)
        for title in {fold(title) for version in form.versions for title in (*version.titles, form.title_vi)}:
            titles[title] = (*titles.get(title, ()), form.code)
    words = catalogue.words
    return Words(
        form_number=folded(words.form_number),
        reporter_code=folded(words.reporter_code),
        reporter_name=folded(words.reporter_name),
        tax_code=folded(words.tax_code),
        period=folded(words.period),
        status=folded(words.status),
        unit=folded(words.unit),
        unit_or_reporter=folded(words.unit_or_reporter),
        total=frozenset(folded(words.total)),
        note=folded(words.note),
        signature=folded(words.signature),
        for_another=tuple(word.upper() for word in words.for_another),
        nothing=folded(words.nothing),
        not_given=frozenset(words.not_given),
        national_title=frozenset(folded(words.national_title)),
        numbers=numbers,
        titles=titles,
    )
