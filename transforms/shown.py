"""Figures and dates as people write them, for messages in Vietnamese and in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

_ISO_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_NAME = re.compile(r"\{(\w+)\}")


def in_words(template: str, row: Mapping[str, Any], mark: Mapping[str, Any], *, english: bool = False) -> str:
    """The template with the row's values put in, figures in the unit of the marked cell."""
    if "{" not in template:
        return template
    return _NAME.sub(lambda name: shown(row.get(name[1]), mark.get("factor"), english=english), template)


def shown(value: Any, factor: Any = None, *, english: bool = False) -> str:
    """A value in Vietnamese style, 1.234,5 and dd/mm/yyyy, or in English; a figure in the unit of the factor."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value) or value is pd.NaT:
        return "…"
    if isinstance(value, str):
        iso = _ISO_DAY.match(value)
        if iso is None or english and not _is_day(value):
            return value
        return day_shown(date.fromisoformat(value), english=True) if english else f"{iso[3]}/{iso[2]}/{iso[1]}"
    if isinstance(value, (pd.Timestamp, date)):
        return day_shown(value, english=english)
    if isinstance(value, bool) or not hasattr(value, "__int__"):
        return str(value)
    divisor = 1 if factor is None or pd.isna(factor) else int(factor)
    whole = f"{Decimal(str(value)) / divisor:,.6f}".rstrip("0").rstrip(".")
    return whole if english else whole.replace(",", " ").replace(".", ",").replace(" ", ".")


def _is_day(text: str) -> bool:
    with suppress(ValueError):
        return bool(date.fromisoformat(text))
    return False


def day_shown(day: date, *, english: bool = False) -> str:
    """A day as Vietnamese offices write it, or in English, where it cannot be taken for another."""
    return f"{day.day} {day:%B %Y}" if english else f"{day:%d/%m/%Y}"


def address_shown(sheet: object, row: object, column: object) -> str:
    """An address as in a spreadsheet: `Sheet1!E12`, without a sheet `E12`; with a JSON key, the key and the row."""
    title, number = given(column), given(row)
    cell = title + number if title.isupper() or not (title and number) else f"{title}, dòng/row {number}"
    return "!".join(part for part in (given(sheet), cell) if part)


def given(value: object) -> str:
    """A value as text, blank where it is not given."""
    return "" if value is None or value is pd.NA or value != value else str(value)
