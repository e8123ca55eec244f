"""Figures and dates as people write them, for messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import pandas as pd

from transforms.units import units_of

_NAME = re.compile(r"\{(\w+)\}")


def expected_text(template: str, row: Mapping[str, object], mark: Mapping[str, object]) -> str:
    """The template with the row's values, figures in the unit of the marked cell."""

    def put(match: re.Match[str]) -> str:
        value = row.get(match[1])
        return shown(value, mark.get("factor"))

    return _NAME.sub(put, template) if "{" in template else template


def shown(value: object, factor: object = None) -> str:
    """A value in Vietnamese style: 1.234,5 and dd/mm/yyyy; a figure is divided by the factor of its unit."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value) or value is pd.NaT:
        return "…"
    if isinstance(value, (pd.Timestamp, date)):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool) or not isinstance(value, (int, float)) and not hasattr(value, "__int__"):
        return str(value)
    divisor = int(factor) if isinstance(factor, (int, float)) and factor == factor and factor else 1
    whole = f"{float(str(value)) / divisor:,.6f}".rstrip("0").rstrip(".")
    return whole.replace(",", " ").replace(".", ",").replace(" ", ".")


def fitting_unit(value: float, factor: int, quantity: str, median: float) -> str:
    """The unit of the same quantity under which the figure would lie within 8 times of the median, or ''."""
    for unit in units_of(quantity):
        if unit.factor != factor and median / 8 <= value / factor * unit.factor <= median * 8:
            return unit.name
    return ""
