"""Numbers that name a thing (case, decision, project, taxpayer): what a spreadsheet did to one, and which are alike."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

import pandas as pd

from transforms.read.document import DATE

_SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?E[+-]?\d{1,3}$", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg ?\d{1,2})"
_DATED = re.compile(rf"^(?:\d{{1,2}}[- ])?{_MONTH}[- ]\d{{2,4}}$|^\d{{1,2}}[- ]{_MONTH}$", re.IGNORECASE)
_BESIDE_A_LETTER = re.compile(r"(?<=[^\W\d]) | (?=[^\W\d])")


def spoilt_by(text: str, kind: str) -> str:
    """What a spreadsheet has made of a number that names a thing, in both languages; '' where it left it alone."""
    if kind == DATE:
        day = f"{date.fromisoformat(text[:10]):%d/%m/%Y}" if re.match(r"\d{4}-\d\d-\d\d", text) else text
        return f"đã bị đổi thành ngày {day} / turned into the date {day}"
    if _DATED.match(text):
        return f"đã bị đổi thành ngày ({text}) / turned into a date ({text})"
    if _SCIENTIFIC.match(text):
        return f"đã bị làm tròn thành {text} / rounded to {text}"
    return ""


@lru_cache(maxsize=1 << 14)
def number_key(text: str) -> str:
    """What two writings of one number share: they may differ in dashes, spaces, case and in Ð for Đ.

    What parts two groups of digits stays: 1/12 and 11/2 are two numbers.
    """
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = (" " if not letter.isalnum() else letter for letter in letters if unicodedata.category(letter) != "Mn")
    plain = "".join(kept).translate(str.maketrans("đðɖ", "ddd"))
    return _BESIDE_A_LETTER.sub("", " ".join(plain.split()))


def number_keys(texts: pd.Series) -> pd.Series:
    """The keys of these numbers, missing where there is none."""
    return texts.map({text: number_key(text) for text in texts.dropna().unique()}).astype("str")


def as_first_written(cases: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The cases, each under the number by which its unit told of it first; of one report a case stands once."""
    if cases.empty:
        return cases
    columns = ["arrival_rank", "unit_code", "case_no"]
    told = pd.concat([known[columns], cases[columns]], ignore_index=True).sort_values("arrival_rank", kind="stable")
    told = told.assign(key=number_keys(told["case_no"])).drop_duplicates(["unit_code", "key"])
    first = told.set_index(["unit_code", "key"])["case_no"]
    own = pd.MultiIndex.from_arrays([cases["unit_code"], number_keys(cases["case_no"])])
    written = pd.Series(first.reindex(own).to_numpy(), index=cases.index, dtype="str")
    return cases.assign(case_no=written).drop_duplicates(columns)
