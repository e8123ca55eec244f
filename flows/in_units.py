"""Figures in the units that people use: tỷ đồng, triệu USD, nghìn kWh."""

from decimal import Decimal

import pandas as pd

from expectations.warehouse.views import UNITS

# Base unit of a figure whose unit stands beside it → the unit that people use, and how many of the one it is.
BESIDE = {
    "VND": ("tỷ đồng", 1_000_000_000),
    "US cent": ("triệu USD", 100_000_000),
    "VND/person/month": ("triệu đồng/người/tháng", 1_000_000),
    "kWh": ("nghìn kWh", 1_000),
}
SHOWN = tuple(ending for ending, _, _ in UNITS.values())


def in_units(table: pd.DataFrame) -> pd.DataFrame:
    """The table with every figure in the unit that people use, which its column or the column `unit` names."""
    columns = [_in_unit(table[name]) for name in table]
    shown = pd.concat(columns, axis=1) if columns else table
    figures = [name for name in ("value", "target", "fitting_value") if name in shown and "unit" in shown]
    if not figures:
        return shown
    divisors = shown["unit"].map({base: divisor for base, (_, divisor) in BESIDE.items()}).fillna(1).astype("int64")
    units = {base: unit for base, (unit, _) in BESIDE.items()}
    divided = {}
    for name in figures:
        quotients = [_divided(*each) for each in zip(shown[name], divisors, strict=True)]
        divided[name] = pd.Series(quotients, shown.index, dtype="object")
    return shown.assign(**divided, unit=shown["unit"].replace(units))


def _divided(value: int, divisor: int) -> int | Decimal:
    """The exact quotient, a whole number where it is one."""
    if pd.isna(value) or divisor == 1:
        return value
    return Decimal(int(value)) / divisor


def _in_unit(column: "pd.Series[int]") -> pd.Series:
    name = str(column.name)
    if name.endswith(SHOWN):
        return column
    for ending, (shown, divisor, _) in UNITS.items():
        if name.endswith(ending):
            return (column.astype("Float64") / divisor).rename(name.removesuffix(ending) + shown)
    return column
