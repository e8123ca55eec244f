"""What a column is called in Vietnamese, for people who open a table in a spreadsheet."""

from functools import cache
from pathlib import Path

import yaml

from expectations.codes import load
from expectations.warehouse.views import UNITS

BASE_UNITS = {"_usd_cents": "cent Mỹ", "_vnd": "đồng", "_kwh": "kWh", "_m2": "m²", "_percent": "%"}


@cache
def _words() -> dict[str, str]:
    named: dict[str, str] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    indicators = load("indicators").frame
    return dict(zip(indicators["code"], indicators["vi"], strict=True)) | named


def heading(column: str) -> str:
    """The words for a column, with the unit that ends its name in brackets; its own name where there are none."""
    units = {ending.removeprefix("wage"): unit for ending, _, unit in UNITS.values()} | BASE_UNITS
    for ending, unit in units.items():
        name = column.removesuffix(ending)
        if name != column and name in _words():
            return f"{_words()[name]} ({unit})"
    return _words().get(column, column)
