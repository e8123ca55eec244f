"""A figure with its unit behind it in one cell: "12 ha", "16.888,5 1000 USD", "8,5 (triệu đồng/người/tháng)"."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.units import unit_named
from transforms.written_numbers import APOSTROPHES

_NUMBER = re.compile(r"^[-+–−(]?\s?\d[\d.,\s]*\)?$")
_BEHIND = re.compile(r"(?<=[\d)])(?:\s+|(?=[^\d\s.,)]))")  # where a number may end
_TIMES = re.compile(r"^[x×*]\s*(?=\d)")
_WORDS = re.compile(r"^[^\W\d_]+(?: [^\W\d_]+)?$")


class WithUnit(NamedTuple):
    """The number of a cell, and the words behind it."""

    number: str
    unit: str


def with_unit(text: str) -> WithUnit | None:
    """The number and the unit of a text; a word or two that are no unit of the list stand for one that is not known."""
    text = text.lstrip(APOSTROPHES)
    unknown: WithUnit | None = None
    for end in _BEHIND.finditer(text):
        number, rest = text[: end.start()], text[end.end() :]
        if not _NUMBER.match(number):
            continue
        unit = _TIMES.sub("", rest).strip(" ()[].")
        if unit_named(unit) is not None:
            return WithUnit(number, unit)
        if unknown is None and _WORDS.match(rest):
            unknown = WithUnit(number, rest)
    return unknown
