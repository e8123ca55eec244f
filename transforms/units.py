"""Which unit a figure is in: the row's own, else the sheet's where it fits, else the form's."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from expectations.codes import load


class Unit(NamedTuple):
    """A unit of measure and its whole factor to the base unit."""

    code: str
    quantity: str
    base_unit: str
    factor: int
    name: str


@lru_cache(maxsize=1)
def _units() -> dict[str, Unit]:
    frame = load("units").frame
    rows = zip(frame["code"], frame["quantity"], frame["base_unit"], frame["factor"], frame["vi"], strict=True)
    return {
        code: Unit(code, quantity, base_unit, int(factor), name) for code, quantity, base_unit, factor, name in rows
    }


@lru_cache(maxsize=4096)
def unit_named(text: str) -> Unit | None:
    """The unit of the code list with this name or spelling."""
    code = load("units").code_of(text) if text else None
    return _units()[code] if code is not None else None


@lru_cache(maxsize=4096)
def settle_unit(written: str, sheet_unit: str, usual: str, quantities: frozenset[str]) -> Unit | None:
    """The unit of a figure whose quantity is one of these, or None where the one written is not to be used.

    With no quantities any unit of the list will do.
    """
    if written:
        unit = unit_named(written)
        return unit if unit is not None and (not quantities or unit.quantity in quantities) else None
    of_sheet = unit_named(sheet_unit)
    if of_sheet is not None and of_sheet.quantity in quantities:
        return of_sheet
    return unit_named(usual)


@lru_cache(maxsize=64)
def unit_names(quantities: frozenset[str]) -> str:
    """The Vietnamese names of the units of these quantities, for a message."""
    return ", ".join(unit.name for quantity in sorted(quantities) for unit in units_of(quantity))


@lru_cache(maxsize=64)
def units_of(quantity: str) -> tuple[Unit, ...]:
    """The units of a quantity."""
    return tuple(unit for unit in _units().values() if unit.quantity == quantity)
