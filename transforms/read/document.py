"""An opened file: its sheets with every non-blank cell at its address in the file, or the object of a JSON report."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

TEXT, NUMBER, DATE, BOOLEAN = "text", "number", "date", "boolean"
ERROR, FORMULA_WITHOUT_VALUE = "error", "formula_without_value"

PLACEHOLDER = "[đã lược bỏ]"  # what a cell holds whose personal data or free text was taken out
DROPPED = "[không lưu]"  # what a cell holds that the form does not declare
DROPPED_NUMBER = "[không lưu số]"  # the same, where the cell held a number
_DESCRIBED = re.compile(r"\[(?:văn bản|công thức), \d+ ký tự / (?:text|formula), \d+ characters?\]")

ERROR_VALUES = frozenset(
    [
        *("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!"),
        *("#BLOCKED!", "#BUSY!", "#CONNECT!", "#EXTERNAL!", "#GETTING_DATA", "#PYTHON!", "#UNKNOWN!", "#TIMEOUT!"),
    ]
)


class Unreadable(Exception):
    """No report can be made out of the file; `kind` says why (empty, html, pdf, truncated, encrypted, json, …)."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Cell:
    """A non-blank cell: 1-based address as in the file, clean text (NFC), and what the file held there (`kind`).

    `power` is the power of ten by which its number format shows another figure than is stored: -6 in millions.
    """

    row: int
    column: int
    text: str
    kind: str
    power: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's non-blank cells row by row, and its merged ranges: first row, first column, last row, last column."""

    name: str
    cells: tuple[Cell, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds: `container` is xlsx, xls, ods, csv or json; `report` is the parsed object of a JSON report."""

    container: str
    sheets: tuple[Sheet, ...]
    report: dict[str, Any] | None = None


def described(text: str, vi: str = "văn bản", en: str = "text") -> str:
    """Return kind and length of a text that may not be shown; of what stands for another text already, that itself."""
    if is_left_out(text):
        return text
    return f"[{vi}, {len(text)} ký tự / {en}, {len(text)} character{'s' * (len(text) != 1)}]"


def is_left_out(text: str) -> bool:
    """Say whether the text only stands for another that was not kept."""
    return text in (PLACEHOLDER, DROPPED, DROPPED_NUMBER) or bool(_DESCRIBED.fullmatch(text))


def number_text(value: float) -> str:
    """Return the number as plain decimal text of at most 15 significant digits, as a spreadsheet shows it."""
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    text = f"{value:.15g}"
    return format(Decimal(text), "f") if "e" in text else text


def column_letters(number: int) -> str:
    """Return the letters of a 1-based column: 1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the 1-based number of a column's letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
