"""What the archive keeps of a file whose form is not declared yet: what cannot be personal, to be read by a replay.

Words that are headings and labels, figures, days and short codes stay; a text that could name a person or tell of one
does not.
"""

import re
from functools import cache, lru_cache

from stdnum.vn import mst

from expectations.catalogue import load_catalogue
from expectations.codes import keys, load
from expectations.text import fold
from transforms.read.document import BOOLEAN, DATE, DROPPED, DROPPED_NUMBER, ERROR, NUMBER, TEXT, Cell, is_left_out
from transforms.read.kept_texts import is_label, is_safe_formula, without_personal_numbers
from transforms.read.letterhead import labelled
from transforms.read.lookup import form_lookup, sheet_words
from transforms.read.persons import has_paper
from transforms.read.syllables import is_syllable

_MOST_WORDS = 14
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER_LIKE = re.compile(r"[-+(]?[\d.,\s/:%()-]+")
_CODE = re.compile(r"(?=.*\d)[A-ZĐa-z0-9][A-ZĐa-zđ0-9./_-]{0,19}")


def kept_unknown(cell: Cell) -> Cell:
    """Return the cell as it may be kept where nobody has said yet what it is."""
    if cell.kind in (DATE, ERROR, BOOLEAN) or is_left_out(cell.text):
        return cell
    if cell.kind == NUMBER:
        return cell if _is_figure(cell.text) else Cell(cell.row, cell.column, DROPPED_NUMBER, TEXT)
    if cell.kind != TEXT:
        return cell if is_safe_formula(cell.text) else Cell(cell.row, cell.column, DROPPED, TEXT)
    return cell if cannot_be_personal(cell.text) else Cell(cell.row, cell.column, DROPPED, TEXT)


@lru_cache(maxsize=1 << 14)
def cannot_be_personal(text: str) -> bool:
    """Say whether a text is a figure, a day, a short code, or words of which none can be a name."""
    if has_paper(text) or without_personal_numbers(text) != text:
        return False
    if _NUMBER_LIKE.fullmatch(text):
        return _is_figure(text)
    return bool(_CODE.fullmatch(text)) or _is_line(_without_code(text))


def _is_line(text: str) -> bool:
    """Say whether the text is a line of a letterhead, a heading or a label: few words, none of them a name."""
    words: list[str] = _WORD.findall(text)
    if not words or len(words) > _MOST_WORDS or not is_label(text):
        return False
    strange = [word for word in words if fold(word) not in _known() and not fold(word).isdigit()]
    if not all(len(words) > 1 and is_syllable(word, any_tone=True) for word in strange):
        return False
    if not all(word[0].isupper() for word in words) or fold(text) in _phrases():
        return sum(word[0].isupper() for word in strange if word is not words[0]) < 2
    return len(words) == 1 or (text.isupper() and fold(words[0]) in _beginnings())


def _without_code(text: str) -> str:
    """Return the text without the code of a project, a firm or a form that stands behind its label."""
    words = sheet_words(load_catalogue())
    labels = {"reporter": words.reporter_code, "tax_code": words.tax_code, "number": words.form_number}
    codes = [value for _, value in labelled(text, labels) if _CODE.fullmatch(value.replace(" ", ""))]
    for code in codes:
        text = text.replace(code, "")
    return text


def _is_figure(text: str) -> bool:
    """Say whether digits are a figure, a day or a firm's code, and no number of a person or a telephone."""
    digits = re.sub(r"\D", "", text)
    if re.search(r"\d[.,]\d{3}(?!\d)", text) or "/" in text or digits.endswith("000") or len(digits) < 9:
        return True
    if len(digits) == 10:
        return not digits.startswith("0") or bool(mst.is_valid(digits))
    return bool(re.search(r"\d[.,]\d", text)) or bool(mst.is_valid(digits))


@cache
def _known() -> frozenset[str]:
    """The folded words of all forms, code lists and sheets."""
    return frozenset(word for text in _phrases() for word in text.split())


@cache
def _beginnings() -> frozenset[str]:
    """The folded words with which titles and headings begin."""
    catalogue = load_catalogue()
    words = sheet_words(catalogue)
    headings = [text for form in catalogue.forms.values() for text in form_lookup(form, catalogue).headings]
    return frozenset(text.split()[0] for text in (*words.titles, *headings, *words.national_title) if text)


@cache
def _phrases() -> frozenset[str]:
    """The folded titles, headings and labels of all forms, the names of all code lists, the words of any sheet."""
    catalogue = load_catalogue()
    words = sheet_words(catalogue)
    texts = {*words.titles, *words.numbers, *words.reporter_code, *words.reporter_name, *words.tax_code, *words.period}
    texts |= {*words.unit, *words.total, *words.note, *words.signature, *words.nothing, *words.national_title}
    texts |= {*words.form_number, *words.status, *words.unit_or_reporter}
    for form in catalogue.forms.values():
        texts |= {*form_lookup(form, catalogue).headings, *form_lookup(form, catalogue).row_labels}
    return frozenset(texts | {spelling.folded for key in keys() for spelling in load(key).spellings()})
