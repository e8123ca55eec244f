"""Figures and dates as people write them, for messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from transforms.units import units_of

_ISO_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_NAME = re.compile(r"\{(\w+)\}")


def in_words(template: str, row: Mapping[str, Any], mark: Mapping[str, Any]) -> str:
    """The template with the row's values put in, figures in the unit of the marked cell."""
    if "{fitting_unit" in template:
        fitting = _fitting_unit(row, mark)
        row = {
            **row,
            "fitting_unit_vi": f", có thể là {fitting}" if fitting else "",
            "fitting_unit_en": f", perhaps {fitting}" if fitting else "",
        }
    return (
        _NAME.sub(lambda name: shown(row.get(name[1]), mark.get("factor")), template) if "{" in template else template
    )


def shown(value: Any, factor: Any = None) -> str:
    """A value in Vietnamese style: 1.234,5 and dd/mm/yyyy; a figure is divided by the factor of its unit."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value) or value is pd.NaT:
        return "…"
    if isinstance(value, str):
        iso = _ISO_DAY.match(value)
        return f"{iso[3]}/{iso[2]}/{iso[1]}" if iso else value
    if isinstance(value, (pd.Timestamp, date)):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool) or not hasattr(value, "__int__"):
        return str(value)
    divisor = 1 if factor is None or pd.isna(factor) else int(factor)
    whole = f"{Decimal(str(value)) / divisor:,.6f}".rstrip("0").rstrip(".")
    return whole.replace(",", " ").replace(".", ",").replace(" ", ".")


def address_shown(sheet: object, row: object, column: object) -> str:
    """An address as in a spreadsheet: `Sheet1!E12`, without a sheet `E12`; with a JSON key, the key and the row."""
    title, number = given(column), given(row)
    cell = title + number if title.isupper() or not (title and number) else f"{title}, dòng/row {number}"
    return "!".join(part for part in (given(sheet), cell) if part)


def given(value: object) -> str:
    """A value as text, blank where it is not given."""
    return "" if value is None or value is pd.NA or value != value else str(value)


def _fitting_unit(row: Mapping[str, Any], mark: Mapping[str, Any]) -> str:
    """The unit of the same quantity under which the marked figure would lie within 8 times of its median, or ''."""
    value, median, factor = float(row["period"]), float(row["median_of_year"]), int(mark["factor"])
    fitting = [
        unit.name
        for unit in units_of(str(mark["quantity"]))
        if unit.factor != factor and median / 8 <= value / factor * unit.factor <= median * 8
    ]
    return fitting[0] if fitting else ""
