"""Which unit a figure is in: the row's own, else the sheet's where it fits, else the form's."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from expectations.codes import load

_GROUPS = re.compile(r"^1(?:[.,\s]?000)+(?!\d)")
_BETWEEN_NAMES = re.compile(r"\s*[/|]\s*|\s[-–—]\s|\s")
_LONGEST_TWICE = 80  # characters of two names of a unit
_BETWEEN_UNITS = re.compile(r"\s*(?:[;,]|\svà\s)\s*", re.IGNORECASE)


class Unit(NamedTuple):
    """A unit of measure and its whole factor to the base unit."""

    code: str
    quantity: str
    base_unit: str
    factor: int
    name: str
    name_en: str


@lru_cache(maxsize=1)
def _units() -> dict[str, Unit]:
    frame = load("units").frame
    wanted = ["code", "quantity", "base_unit", "factor", "vi", "en"]
    rows = frame[wanted].itertuples(index=False, name=None)
    return {
        code: Unit(code, quantity, base_unit, int(factor), *names) for code, quantity, base_unit, factor, *names in rows
    }


@lru_cache(maxsize=4096)
def unit_named(text: str) -> Unit | None:
    """The unit with this name or spelling, however the thousands in it are grouped; named in two languages too."""
    return _listed(text) or _named_twice(text)


@lru_cache(maxsize=4096)
def _listed(text: str) -> Unit | None:
    for written in (text, *_regrouped(text)):
        code = load("units").code_of(written) if written else None
        if code is not None:
            return _units()[code]
    return None


def _named_twice(text: str) -> Unit | None:
    """The unit that both halves of a text name: "người/person", "triệu đồng - million VND", "ha (hectare)"."""
    if len(text) > _LONGEST_TWICE:
        return None
    parts = [(text[: mark.start()], text[mark.end() :]) for mark in _BETWEEN_NAMES.finditer(text)]
    for one, other in parts:
        units = {_listed(one.strip()), _listed(other.strip(" ()[]"))}
        if len(units) == 1 and None not in units:
            return units.pop()
    return None


def _regrouped(text: str) -> tuple[str, ...]:
    """The text without the groups of the number that it begins with, and with dots between them: "1,000 USD"."""
    number = _GROUPS.match(text)
    if number is None:
        return ()
    whole = re.sub(r"\D", "", number[0])
    return tuple(each + text[number.end() :] for each in (whole, f"{int(whole):,}".replace(",", ".")))


@lru_cache(maxsize=4096)
def settle_unit(written: str, sheet_unit: str, usual: str, quantities: frozenset[str]) -> Unit | None:
    """The unit of a figure whose quantity is one of these, or None where the one written is not to be used.

    With no quantities any unit of the list will do.
    """
    if written:
        unit = unit_named(written)
        return unit if unit is not None and (not quantities or unit.quantity in quantities) else None
    of_sheet = units_named(sheet_unit)
    if fitting := [unit for unit in of_sheet if unit is not None and unit.quantity in quantities]:
        return fitting[0] if len(set(fitting)) == 1 else None
    return None if None in of_sheet and not sole_factor(quantities) else unit_named(usual)


@lru_cache(maxsize=4096)
def units_named(text: str) -> tuple[Unit | None, ...]:
    """The units of a line such as "triệu đồng; 1000 USD; người", None for each part that is none; () for no text."""
    if not text:
        return ()
    whole = unit_named(text)
    return (whole,) if whole is not None else tuple(unit_named(part) for part in _BETWEEN_UNITS.split(text))


def sole_factor(quantities: frozenset[str]) -> bool:
    """Whether all units of these quantities stand for the same number of base units, as with what is counted."""
    return len({unit.factor for quantity in quantities for unit in units_of(quantity)}) < 2


@lru_cache(maxsize=1)
def scaled_words() -> frozenset[str]:
    """The folded words of the units of which a quantity has larger and smaller ones: triệu, đồng, USD, ha, kWh …"""
    of_list = load("units")
    scaled = {code for code, unit in _units().items() if not sole_factor(frozenset([unit.quantity]))}
    return frozenset(
        word
        for spelling in of_list.spellings()
        if spelling.code in scaled
        for word in spelling.folded.split()
        if not word.isdigit()
    )


@lru_cache(maxsize=1)
def size_words() -> frozenset[str]:
    """The folded words of units that say how much a figure counts, without those of rates: triệu, VND, ha, kWh …"""
    sized = {
        code for code, unit in _units().items() if not sole_factor(frozenset([unit.quantity])) and "/" not in unit.name
    }
    spelt = (spelling.folded.split() for spelling in load("units").spellings() if spelling.code in sized)
    return frozenset(word for words in spelt for word in words if not word.isdigit())


@lru_cache(maxsize=64)
def unit_names(quantities: frozenset[str]) -> str:
    """The Vietnamese names of the units of these quantities, for a message."""
    return ", ".join(unit.name for quantity in sorted(quantities) for unit in units_of(quantity))


@lru_cache(maxsize=64)
def units_of(quantity: str) -> tuple[Unit, ...]:
    """The units of a quantity."""
    return tuple(unit for unit in _units().values() if unit.quantity == quantity)
