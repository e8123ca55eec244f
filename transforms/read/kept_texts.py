"""What of a cell may be kept: figures, dates, codes and the words that a form declares; else its kind and length."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from difflib import get_close_matches
from functools import cache, lru_cache

from stdnum.vn import mst

from expectations.catalogue import Column, load_catalogue
from expectations.codes import load
from expectations.text import fold
from transforms.number_codes import spoilt_by
from transforms.read.document import (
    BOOLEAN,
    DATE,
    DROPPED,
    ERROR,
    FORMULA_WITHOUT_VALUE,
    NUMBER,
    PLACEHOLDER,
    TEXT,
    Cell,
    described,
    is_left_out,
)
from transforms.read.lookup import sheet_words
from transforms.read.persons import names_person

LONGEST_LABEL = 200
_LONGEST_TEXT = 250
_WORD = re.compile(r"[^\W\d_]+")
_DECREE = re.compile(r"(\d+)\s*/\s*(\d{4})\s*/\s*N[ĐÐD]\s*[-–—]?\s*CP", re.IGNORECASE)
_MANY_DIGITS = re.compile(r"\+?\d(?:[ .\-]?\d){8,}")
_PERSONAL_NUMBER = re.compile(r"(?<![\d.,])0\d\d([ .\-]?)\d{3}\1\d{3}\1\d{3}(?![\d,]|\.\d)")
_SAFE_FORMULA = re.compile(r"=?[A-Z0-9.$:,;()+\-*/^=<>& %]*")
_TYPED_FORMULA = re.compile(r"=(?:[A-Z][A-Z.]*\(|[A-Z]{1,3}\$?\d|[\d.$:,;()+\-*/^=<>&%])*")
_CODE = re.compile(r"[\w.\-/() ]{1,12}")


def without_personal_numbers(text: str) -> str:
    """Return the text with the placeholder for each number that a person has: twelve digits that begin with 0."""
    return _PERSONAL_NUMBER.sub(PLACEHOLDER, text)


def is_personal_number(text: str, kind: str = TEXT) -> bool:
    """Say whether what stands as a tax code is the number of a person, also where its first 0 was lost.

    A firm's code has 10 or 13 digits; of 12 digits without a 0 in front, the code of a branch that lost its own.
    """
    digits = re.sub(r"[\s.\-–'’`]", "", text)
    if not digits.isdigit() or len(digits) not in (11, 12):
        return False
    if len(digits) == 11:
        return kind == NUMBER or not digits.startswith("0")
    return (kind == TEXT and digits.startswith("0")) or not mst.is_valid("0" + digits)


def is_label(text: str) -> bool:
    """Say whether a text can be a heading or a label and names no person: short, without long numbers or addresses."""
    if len(text) > LONGEST_LABEL or "@" in text or names_person(text):
        return False
    return not _MANY_DIGITS.search(text)


def kept_label(text: str) -> str:
    """Return the label, or of one that may not be kept the words by which its row is passed over."""
    if is_left_out(text) or is_label(text):
        return text
    return known_beginning(text) or DROPPED


def known_beginning(text: str) -> str:
    """Return the first words of the text, where they say "Không phát sinh", "Tổng cộng" or "Ghi chú"; else ''."""
    parts = text.split()
    for end in range(min(len(parts), 8), 0, -1):
        if fold(beginning := " ".join(parts[:end])) in _passed_over():
            return beginning.rstrip(" :")
    return ""


@cache
def _passed_over() -> frozenset[str]:
    words = sheet_words(load_catalogue())
    return frozenset([*words.nothing, *words.total, *words.note])


def kept_cell(cell: Cell, column: Column | None, key: str) -> Cell:
    """Return the cell of a declared column as it may be kept; `key` tells ordinal, code, label and unit of a row."""
    if cell.kind in (ERROR, BOOLEAN) or is_left_out(cell.text):
        return cell
    if column is not None and column.type == "dropped":
        return Cell(cell.row, cell.column, DROPPED, TEXT)
    if cell.kind == FORMULA_WITHOUT_VALUE:
        text = cell.text if is_safe_formula(cell.text) else _formula(cell.text)
        return replace(cell, text=text)
    if cell.kind == DATE:
        return cell
    if cell.kind == NUMBER:
        long = len(cell.text.partition(".")[0].lstrip("-")) > 9
        shown = not (long and (column is None or column.type in ("code", "decree", "year")) and key != "#previous")
        return cell if shown else Cell(cell.row, cell.column, described(cell.text), TEXT)
    text = _kept_text(cell.text, column, key)
    return cell if text == cell.text else Cell(cell.row, cell.column, text, TEXT)


def _formula(text: str) -> str:
    """Return kind and length of a formula that may not be shown: it stays a formula to a reader."""
    return text if is_left_out(text.removeprefix("=")) else "=" + described(text, "công thức", "formula")


def is_safe_formula(formula: str) -> bool:
    """Say whether a formula holds no text of its own: only functions, cells of its sheet, numbers and signs."""
    return bool(_SAFE_FORMULA.fullmatch(formula))


@lru_cache(maxsize=1 << 14)
def _kept_text(text: str, column: Column | None, key: str) -> str:
    words = load_catalogue().words
    if text in words.not_given or set(text) <= set("-–—−‐‑.…_ "):
        return text
    if column is None or key.startswith("#"):
        return _beside_figures(text, key)
    kept = _RULES[column.type](text, column)
    return kept if kept is not None else (known_beginning(text) or described(text))


def _beside_figures(text: str, key: str) -> str:
    """Of the cells that say which row it is and in which unit; of figures shown again, those that are figures."""
    if key == "#row_unit":
        return text if _near(text, _unit_words(), 0.7) else described(text)
    if key == "#row_code":
        return text if _CODE.fullmatch(text) and not names_person(text) else kept_label(text)
    if key == "#previous":
        return text if _is_figure(text) else described(text)
    return kept_label(text)


def _figure(text: str, _: Column) -> str | None:
    """A figure, or the formula that a file without formulas has in its place as text."""
    if text.startswith("="):
        return text if _TYPED_FORMULA.fullmatch(text) and is_label(text) else _formula(text)
    return text if _is_figure(text) else None


def _is_figure(text: str) -> bool:
    if without_personal_numbers(text) != text or names_person(text):
        return False
    return all(word in _unit_words() for word in _folded(text))


def _date(text: str, _: Column) -> str | None:
    dated = all(word in _date_words() for word in _folded(text))
    return text if dated and not re.search(r"\d{9}", text) else None


def _code(text: str, column: Column) -> str | None:
    lists = (column.codes or "").split("|")
    if any(load(name).code_of(text) for name in lists if name):
        return text
    if names_person(text) or re.search(r"\d{6}", text):
        return None
    return text if _near(text, _list_words(column.codes or ""), 0.75) else None


def _digits(text: str, _: Column) -> str | None:
    if spoilt_by(text, TEXT):
        return text
    bare = re.sub(r"[\s.\-–'’`()]", "", text)
    return text if bare.isdigit() and len(bare) <= 14 and not is_personal_number(text) else None


def _decree(text: str, _: Column) -> str | None:
    if not names_person(text) and _near(text, _list_words("decrees") | _law_words(), 1.0):
        return text
    written = _DECREE.search(text)
    if written:
        return f"{int(written[1])}/{written[2]}/NĐ-CP"
    return load("decrees").find_in(text)


def _text(text: str, column: Column) -> str | None:
    text = without_personal_numbers(text)
    if column.codes and (load(column.codes.split("|")[0]).code_of(text) or _near(text, _unit_words(), 0.7)):
        return text
    firm = any(f" {word} " in f" {text.lower()} " for word in load_catalogue().words.secrecy.firm)
    return text if len(text) <= _LONGEST_TEXT and (firm or not names_person(text)) else None


_RULES: dict[str, Callable[[str, Column], str | None]] = {
    "figure": _figure,
    "quantity": _figure,
    "part_of": _figure,
    "date": _date,
    "year": _date,
    "code": _code,
    "tax_code": _digits,
    "number_code": _digits,
    "decree": _decree,
    "text": _text,
}


def _folded(text: str) -> list[str]:
    """The folded words; digits, raised ones as in "10⁹ đồng" and "m²" among them, are none."""
    return _WORD.findall(fold(text))


def _near(text: str, known: frozenset[str], cutoff: float) -> bool:
    """Say whether every word of a short text is one of these, or looks like one."""
    return len(text) <= 80 and all(
        word in known or (cutoff < 1 and get_close_matches(word, known, 1, cutoff)) for word in _folded(text)
    )


def _letters_of(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(part for text in texts for part in _folded(text))


@lru_cache(maxsize=64)
def _list_words(codes: str) -> frozenset[str]:
    """The folded words of code lists."""
    lists = [load(name) for name in codes.split("|") if name]
    texts = [each.folded for of_list in lists for each in of_list.spellings()]
    return _letters_of([*texts, *(code for of_list in lists for code in of_list.frame["code"])])


@cache
def _unit_words() -> frozenset[str]:
    words = load_catalogue().words
    answers = [*words.amount_words, *words.not_given, *words.nothing, *words.remark]
    return _list_words("units") | _list_words("yes_no") | _letters_of(answers)


@cache
def _date_words() -> frozenset[str]:
    return _letters_of(load_catalogue().words.kept.date)


@cache
def _law_words() -> frozenset[str]:
    return _letters_of(load_catalogue().words.kept.law)
