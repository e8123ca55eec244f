"""Numbers as people write them, to exact decimals and whole base units.

Vietnamese style groups with "." and decides with ","; a sheet that itself writes such as `1,234.5` is English.
One separator before exactly three digits says nothing about the style and follows the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from transforms.read.document import DROPPED_NUMBER, Cell

_SIGN, _END = r"^[-+(]*", r"\)?$"
_ENGLISH = re.compile(rf"{_SIGN}(\d{{1,3}}(,\d{{3}})+\.\d+|\d{{1,3}}(,\d{{3}}){{2,}}|\d{{4,}}\.\d+){_END}")
_VIETNAMESE = re.compile(
    rf"{_SIGN}(\d{{1,3}}(\.\d{{3}})+,\d+|\d{{1,3}}(\.\d{{3}}){{2,}}|\d+,(\d{{1,2}}|\d{{4,}})|\d{{4,}},\d+){_END}"
)
_POINT_DECIMAL = re.compile(rf"{_SIGN}\d{{1,3}}\.(\d{{1,2}}|\d{{4,}}){_END}")
_POINT_THREE = re.compile(rf"{_SIGN}\d{{1,3}}\.\d{{3}}{_END}")
_VIETNAMESE_NUMBER = r"^[-+]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$"
_ENGLISH_NUMBER = r"^[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$"
_ERROR = r"^#(REF!|DIV/0!|VALUE!|NAME\?|N/A|NULL!|NUM!)$"
_FIRST_NUMBER = re.compile(r"^[-+(]*\d[\d.,]*\)?")
_GROUPED = re.compile(r"(?<=\d) (?=\d{3}(?:\D|$))")
_A_NUMBER = re.compile(r"^['’‘ʼ`´]?[-+(]?\d[\d.,\s]*\)?%?$")
APOSTROPHES = "'’‘ʼ`´"  # before a number: how a spreadsheet is told to keep it as text
_DASHES = r"[-–—−‐‑.…_]+"
_DONG = ("", "đồng", "đ", "vnđ", "vnd")
_LONGEST = r"-?[0-9]{1,22}(\.[0-9]{1,25})?"  # what the decimals below hold


def writes_english(cells: Iterable[tuple[str, str]]) -> bool:
    """Whether the text numbers among these (text, kind) cells are written in English style.

    `1,234.5`, `1,234,567` and `1234.5` are English; `1.234,5` and `8,5` are Vietnamese; `8.5` is English where no
    `1.234` could be meant in another way.
    """
    english = vietnamese = point = either = 0
    for text, kind in cells:
        first = _FIRST_NUMBER.match(_GROUPED.sub("", text.lstrip(APOSTROPHES))) if kind == "text" else None
        if first is None:
            continue
        bare = first[0].rstrip(".,")
        english += bool(_ENGLISH.match(bare))
        vietnamese += bool(_VIETNAMESE.match(bare))
        point += bool(_POINT_DECIMAL.match(bare))
        either += bool(_POINT_THREE.match(bare))
    if english or vietnamese:
        return english > vietnamese
    return point > 0 and either == 0


def looks_like_a_number(cell: Cell) -> bool:
    """Whether a cell holds a typed number, or a text that is one in either style."""
    return cell.kind == "number" or (
        cell.kind == "text" and (cell.text == DROPPED_NUMBER or bool(_A_NUMBER.match(cell.text)))
    )


def is_given(text: pd.Series, not_given: frozenset[str]) -> pd.Series:
    """Whether a text says something: it is not blank, a dash, dots or another word for "not given"."""
    blank = text.isin(list(not_given)) | text.str.fullmatch(_DASHES)
    return text.notna() & (text.str.len() > 0) & ~blank.fillna(False).astype(bool)


def read_numbers(cells: pd.DataFrame, not_given: frozenset[str], amount_words: Mapping[str, int]) -> pd.DataFrame:
    """The number in each cell.

    `cells` has text, kind, english. Returns, on the same index: `number` (decimal text, NA where not given or not
    readable), `amount` (True where words such as "1 tỷ 250 triệu" name the amount in đồng whatever the unit), and
    `fault` ('' or the code of the general rule: GEN-07 error value, GEN-08 formula without value, GEN-10 no number).
    """
    text = cells["text"].astype("string[pyarrow]")
    kind = cells["kind"].astype("string[pyarrow]")
    typed = kind == "number"
    given = is_given(text, not_given)
    bare = text.str.lstrip(APOSTROPHES).str.replace(r"\s*\(?\*+\)?$", "", regex=True)  # the mark of a footnote
    bracketed = bare.str.match(r"^\(.+\)$")
    bare = bare.where(~bracketed, "-" + bare.str.slice(1, -1)).str.replace(r"^[–−](?=\s?\d)", "-", regex=True)
    bare = bare.str.replace(r"(?<=\d) (?=\d{3}(\D|$))", "", regex=True).str.replace(r"^([-+]) ", r"\1", regex=True)
    english = cells["english"].astype("bool[pyarrow]")
    as_english = bare.str.replace(",", "", regex=False)
    as_vietnamese = bare.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    well_written = bare.str.match(_VIETNAMESE_NUMBER).where(~english, bare.str.match(_ENGLISH_NUMBER))
    number = as_vietnamese.where(~english, as_english).str.replace("+", "", regex=False).where(well_written)
    number = number.where(~typed, text)
    number = number.where(given & kind.isin(["number", "text"]))
    number = number.where(number.str.fullmatch(_LONGEST))
    result = pd.DataFrame({"number": number, "amount": False, "fault": ""}, index=cells.index)
    left = given & number.isna()
    _read_amounts(result, bare[left & (kind == "text")], english, amount_words)
    left &= result["number"].isna()
    result.loc[left, "fault"] = "GEN-10"
    result.loc[left & ((kind == "error") | text.str.match(_ERROR)), "fault"] = "GEN-07"
    result.loc[left & ((kind == "formula_without_value") | text.str.startswith("=")), "fault"] = "GEN-08"
    return result


def _read_amounts(result: pd.DataFrame, texts: pd.Series, english: pd.Series, amount_words: Mapping[str, int]) -> None:
    """Amounts in words: each number times the word after it, in đồng; few cells ever come here."""
    words = "|".join(sorted((re.escape(word) for word in amount_words), key=len, reverse=True))
    part = re.compile(rf"\s*(\d+(?:[.,]\d+)*)\s*({words})\b", re.IGNORECASE)
    amounts: dict[object, str] = {}
    for at, text, in_english in zip(texts.index, texts, english[texts.index], strict=True):
        found, end = [], 0
        while match := part.match(text, end):
            found.append(match.groups())
            end = match.end()
        style = _ENGLISH_NUMBER if in_english else _VIETNAMESE_NUMBER
        well_written = bool(found) and all(re.match(style, digits) for digits, _ in found)
        if well_written and text[end:].strip(" .").lower() in _DONG:
            point = "," if in_english else "."
            parts = (
                (digits.replace(point, "").replace(",", "."), amount_words[word.lower()]) for digits, word in found
            )
            amount = format(sum(Decimal(digits) * factor for digits, factor in parts), "f")
            if re.fullmatch(_LONGEST, amount):
                amounts[at] = amount
    in_words = result.index.isin(list(amounts))
    result["amount"] = in_words
    result["number"] = result["number"].where(~in_words, pd.Series(amounts, dtype="str").reindex(result.index))


def in_base_units(number: pd.Series, factor: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Decimal texts times whole factors: the whole numbers (Int64), and whether each was whole.

    Exact in decimals; NA where either is not given; a figure beyond 64 bits counts as not whole.
    """
    decimals = pa.array(number, type=pa.string()).cast(pa.decimal256(50, 25))
    factors = pa.array(factor, type=pa.int64(), from_pandas=True).cast(pa.decimal256(20, 0))
    product = pc.multiply(decimals, factors)
    whole = pc.round(product)
    fits = pc.and_(pc.equal(product, whole), pc.less(pc.abs(whole), pa.scalar(2**63 - 1).cast(pa.decimal256(20, 0))))
    kept = pc.cast(pc.if_else(fits, whole, None), pa.int64(), safe=False)
    return _series(kept, number.index), _series(fits, number.index)


def _series(array: pa.Array, index: pd.Index) -> pd.Series:
    dtype: pd.ArrowDtype = pd.ArrowDtype(array.type)
    return pd.Series(pd.arrays.ArrowExtensionArray(array), index=index, dtype=dtype).astype(
        "Int64" if pa.types.is_integer(array.type) else "boolean"
    )
