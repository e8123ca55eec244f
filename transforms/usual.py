"""A figure far off what is usual of it: by how much, and the question in so many words whether its unit is another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from math import log10
from typing import Any

import pandas as pd

from transforms.shown import shown
from transforms.units import Unit, units_of

NEAR = 8  # times above or below: as much as a month may differ from others
NEAR_A_POWER = 1.1  # times above or below a power of ten that is read as a slip by whole digits
PLAIN = ("Đề nghị kiểm tra lại số liệu và đơn vị đã dùng.", "Please check the figure and its unit.")


@dataclass(frozen=True)
class Asked:
    """What the figure would be in the unit that fits, that unit's name, and the words of the message."""

    fitting_value: int | None = None
    fitting_unit: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)


def asked_of(value: Any, usual: Any, quantity: Any, factor: Any) -> Asked:
    """What to ask about a figure, in base units like what is usual (above 0); its cell is in a unit of this factor."""
    ratio = Decimal(str(value)) / Decimal(str(usual))
    times_vi, times_en = times(ratio)
    told = {"times_vi": times_vi, "times_en": times_en}
    units = units_of(str(quantity)) if not pd.isna(factor) else ()
    own = next((unit for unit in units if unit.factor == factor), None)
    fitting = next((unit for unit in units if own and unit.factor != own.factor and fits(ratio, unit, own)), None)
    if own and fitting:
        would_be = int((Decimal(int(value)) / own.factor * fitting.factor).to_integral_value(ROUND_HALF_UP))
        question = (
            f"Có phải đã ghi theo {fitting.name} thay vì {own.name}?",
            f"Was it written in {fitting.name_en} instead of {own.name_en}?",
        )
        return Asked(would_be, fitting.name, told | asking(question))
    if power := power_of_ten(ratio):
        would_be = int((Decimal(int(value)).scaleb(-power)).to_integral_value(ROUND_HALF_UP))
        return Asked(would_be, None, told | asking(digits(power)))
    return Asked(words=told | asking(PLAIN))


def asking(question: tuple[str, str]) -> dict[str, str]:
    """The question as words of a message."""
    return dict(zip(("question_vi", "question_en"), question, strict=True))


def fits(ratio: Decimal, unit: Unit, own: Unit) -> bool:
    """Whether the figure would be near what is usual if it were written in this unit instead of its own."""
    return Decimal(1) / NEAR <= ratio * unit.factor / own.factor <= NEAR


def power_of_ten(ratio: Decimal) -> int:
    """The power of ten that the ratio is near, 0 where it is near none."""
    if ratio <= 0:
        return 0
    power = round(log10(ratio))
    return power if 1 / NEAR_A_POWER <= float(ratio.scaleb(-power)) <= NEAR_A_POWER else 0


def digits(power: int) -> tuple[str, str]:
    """The question whether there are some digits too many, or too few."""
    number = abs(power)
    vi, en = ("thừa", "many") if power > 0 else ("thiếu", "few")
    return (
        f"Có phải đã ghi {vi} {number} chữ số, hoặc đặt sai dấu thập phân?",
        f"Are there {number} digits too {en}, or is the decimal mark in the wrong place?",
    )


def times(ratio: Decimal) -> tuple[str, str]:
    """How many times what is usual: “gấp 1.000 lần”, “chỉ bằng 1/1.000”; rounded to three digits, and said so."""
    if ratio <= 0:
        return "khác xa", "far from"
    up = ratio if ratio >= 1 else 1 / ratio
    rounded = up.quantize(Decimal((0, (1,), up.adjusted() - 2)))
    about = rounded != up
    vi, en = shown(rounded), shown(rounded, english=True)
    if ratio >= 1:
        return f"gấp {'khoảng ' * about}{vi} lần", f"{'about ' * about}{en} times"
    return f"chỉ bằng {'khoảng ' * about}1/{vi}", f"only {'about ' * about}1/{en} of"
