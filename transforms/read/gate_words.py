"""The words the gate goes by, folded: headings of personal data, headings that are known to be none, ends of tables."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from expectations.catalogue import load_catalogue
from expectations.codes import load
from expectations.text import fold
from transforms.read.languages import halves
from transforms.read.lookup import form_lookup, split_unit
from transforms.units import unit_named

PERSONAL, FREE_TEXT = "personal", "free_text"

_BRACKETS = re.compile(r"\s*[(\[].*$")
_PARTS = re.compile(r"[,;/&+]|\s-\s|\svà\s", re.IGNORECASE)
_CODE_LIKE = re.compile(r"\(?(?:[0-9]{1,2}|[A-Za-z]{1,2})\)?")
_SIGNED_AT = re.compile(r"\bngai( \d+)? thang( \d+)? nam( \d+)?$")
# Citizen card (province, century and sex, year, number), and passports of one or two letters.
_PAPER = re.compile(r"0\d{11}|[A-Z]{1,2}\d{7,8}")
_OLD_CARD = re.compile(r"\d{9}")


@dataclass(frozen=True)
class GateWords:
    """Folded words: kind by heading, headings of declared columns, words that end a table or stand for no person."""

    kinds: dict[str, str]
    declared: frozenset[str]
    signature: frozenset[str]
    ordinal: frozenset[str]
    no_person: frozenset[str]


@cache
def gate_words() -> GateWords:
    """Return the words, from the list of personal columns and from the catalogue."""
    catalogue, personal = load_catalogue(), load("personal_columns")
    what = dict(zip(personal.frame["code"], personal.frame["what"], strict=True))
    words = catalogue.words
    declared = {heading for form in catalogue.forms.values() for heading in form_lookup(form, catalogue).headings}
    declared |= {fold(column.key) for form in catalogue.forms.values() for column in form.columns}
    declared |= {fold(word) for word in (*words.tax_code, *words.reporter_code)}
    return GateWords(
        kinds={heading: what[code] for heading, code in personal.lookup().items()},
        declared=frozenset(declared),
        signature=frozenset(map(fold, words.signature)),
        ordinal=frozenset(map(fold, words.ordinal)),
        no_person=frozenset(map(fold, (*words.total, *words.nothing))),
    )


@lru_cache(maxsize=1 << 14)
def heading_kind(text: str) -> str:
    """Return what a heading's column holds: personal, free_text, or '' for neither.

    "Họ và tên (chữ in hoa)" counts without its brackets; of "Họ tên, ngày sinh" one part is enough.
    """
    kinds = gate_words().kinds
    if len(text) > 80 or text.rstrip().endswith(":"):
        return ""
    whole = kinds.get(fold(text)) or kinds.get(fold(_BRACKETS.sub("", text)))
    if whole:
        return whole
    parts = {kinds.get(fold(part), "") for part in (*_PARTS.split(text), *halves(text))}
    return PERSONAL if PERSONAL in parts and unit_named(text) is None else ""  # "người/person" counts persons


@lru_cache(maxsize=1 << 14)
def is_declared(text: str) -> bool:
    """Say whether some form declares a column of this heading that is neither personal nor free text."""
    declared = gate_words().declared
    return not heading_kind(text) and (fold(text) in declared or fold(split_unit(text)[0]) in declared)


def is_label(text: str) -> bool:
    """Say whether the text names something rather than being something: a heading, or a label and colon."""
    return ":" in text or bool(heading_kind(text)) or is_declared(text)


def stands_for_nobody(text: str) -> bool:
    """Say whether the text is a word such as "Tổng cộng" or "Không phát sinh"."""
    return fold(text) in gate_words().no_person


def is_signature(text: str) -> bool:
    """Say whether the text stands in the lines under a table: "Người lập biểu", "Ninh Bình, ngày … tháng … năm …"."""
    folded = fold(text)
    return folded in gate_words().signature or ("," in text and bool(_SIGNED_AT.search(folded)))


def is_column_code(text: str) -> bool:
    """Say whether the text is the code of a column: A, B, 1, (2)."""
    return bool(_CODE_LIKE.fullmatch(text))


def is_paper(text: str) -> bool:
    """Say whether the text looks like the number of a citizen card or a passport."""
    return bool(_PAPER.fullmatch(text))


def is_old_card(text: str) -> bool:
    """Say whether the text could be the number of an old identity card, as any nine digits could."""
    return bool(_OLD_CARD.fullmatch(text))
