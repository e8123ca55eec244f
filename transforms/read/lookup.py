"""A form and the words of a sheet, compiled into dictionaries of folded text."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import lru_cache

from expectations.catalogue import Catalogue, Form
from expectations.codes import load
from expectations.text import clean, fold

ORDINAL, ROW_CODE, ROW_LABEL, ROW_UNIT = "#ordinal", "#row_code", "#row_label", "#row_unit"


@dataclass(frozen=True)
class FormLookup:
    """Where a folded heading or row label of a form leads; all versions of the form together."""

    form: Form
    headings: dict[str, str]  # folded heading -> column key, or one of the # names above
    groups: frozenset[str]  # folded beginnings of headings: what may stand in a merged cell above
    row_codes: frozenset[str]
    row_labels: dict[str, str]  # folded label -> row code
    dropped: frozenset[str]  # keys of columns that are known and never kept

    def column_of(self, heading: str) -> tuple[str | None, str]:
        """The column a heading names, and the unit in its brackets ('' where there is none)."""
        found = self.headings.get(fold(heading))
        if found:
            return found, ""
        bare, unit = split_unit(heading)
        return (self.headings.get(fold(bare)) if unit else None), unit

    def nearest(self, heading: str) -> str:
        """The heading of the form that looks most like this one, or ''."""
        written = {fold(each): each for column in self.form.columns for each in column.headings}
        close = difflib.get_close_matches(fold(heading), written, n=1, cutoff=0.6)
        return written[close[0]] if close else ""


def split_unit(text: str) -> tuple[str, str]:
    """A label without the unit in its last brackets, and that unit; the label whole where the brackets hold none."""
    bare, bracket, rest = text.rpartition("(")
    inside = rest.rstrip(" )")
    if bracket and ")" in rest and load("units").code_of(inside) is not None:
        return bare.strip(), inside
    bare, comma, rest = text.rpartition(",")
    if comma and load("units").code_of(rest) is not None:
        return bare.strip(), clean(rest)
    return text, ""


@lru_cache(maxsize=256)
def form_lookup(form: Form, catalogue: Catalogue) -> FormLookup:
    """The dictionaries of a form."""
    headings: dict[str, str] = {fold(word): ORDINAL for word in catalogue.words.ordinal}
    if form.layout == "figures":
        for words, name in (
            (catalogue.words.row_code, ROW_CODE),
            (catalogue.words.row_label, ROW_LABEL),
            (catalogue.words.row_unit, ROW_UNIT),
        ):
            headings.update({fold(word): name for word in words})
    labels: dict[str, str] = {}
    codes: set[str] = set()
    for version in form.versions:
        stands = form.at(version.version)
        for column in stands.columns:
            headings.update({fold(heading): column.key for heading in column.headings})
        for row in stands.rows:
            codes.add(row.code)
            labels.update({fold(label): row.code for label in (row.label, *row.also)})
    words_of = [heading.split() for heading, name in headings.items() if not name.startswith("#")]
    groups = frozenset(" ".join(words[:end]) for words in words_of for end in range(1, len(words)))
    dropped = frozenset(column.key for column in form.columns if column.type == "dropped")
    return FormLookup(form, headings, groups, frozenset(codes), labels, dropped)


@dataclass(frozen=True)
class Words:
    """The words of any sheet, folded."""

    form_number: tuple[str, ...]
    reporter_code: tuple[str, ...]
    tax_code: tuple[str, ...]
    unit: tuple[str, ...]
    total: frozenset[str]
    note: tuple[str, ...]
    signature: tuple[str, ...]
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
        tax_code=folded(words.tax_code),
        unit=folded(words.unit),
        total=frozenset(folded(words.total)),
        note=folded(words.note),
        signature=folded(words.signature),
        nothing=folded(words.nothing),
        not_given=frozenset(words.not_given),
        national_title=frozenset(folded(words.national_title)),
        numbers=numbers,
        titles=titles,
    )


def after_word(text: str, words: tuple[str, ...]) -> str | None:
    """What stands after one of the words at the start of a text ('' where nothing does), or None without the word."""
    before, colon, value = text.partition(":")
    if colon:
        return value.strip() if fold(before) in words else None
    folded = fold(text)
    for word in words:
        if folded == word:
            return ""
        if folded.startswith(word + " "):
            return " ".join(text.split()[len(word.split()) :])
    return None
