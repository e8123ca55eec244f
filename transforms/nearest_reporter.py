"""Whom a report may come from whose code no register knows: by a slip in the code, by its tax code, by its name."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from expectations.text import fold
from transforms.letters import Named

STRANGER = "GEN-01"  # the rule that a reporter breaks whom no register knows
MOST_MEANT = 3
LONGEST_CODE = 20
DIGITS = "0123456789"


@dataclass(frozen=True)
class Registered:
    """A reporter of the register."""

    code: str
    name: str
    tax_code: str = ""


@dataclass(frozen=True)
class Clues:
    """What a file says of its sender: the code, if it bears one, and the texts above its table."""

    code: str | None
    texts: tuple[str, ...] = ()


class Register:
    """Reporters to be found by what a file says of them."""

    def __init__(self, known: Collection[Registered]) -> None:
        self.by_code = {each.code: each for each in known}
        self.by_tax_code = grouped(known, lambda each: digits_of(each.tax_code))
        self.by_name = grouped(known, lambda each: fold(each.name))

    def meant(self, clues: Clues) -> tuple[Named, ...]:
        """Code and name of those who may be meant, the likeliest first; nothing else of them."""
        found = [*self.by_clue(clues.texts), *self.near(clues.code or "")]
        chosen = sorted(dict.fromkeys(found), key=lambda each: -found.count(each))  # whom two clues name comes first
        return tuple(Named(each.code, each.name) for each in chosen[:MOST_MEANT])

    def near(self, code: str) -> list[Registered]:
        """Those whose code is one slip away, or whose tax code stands in its place."""
        slips = [self.by_code[each] for each in sorted(one_slip_away(code)) if each in self.by_code]
        return [*slips, *self.by_tax_code.get(digits_of(code), ())]

    def by_clue(self, texts: Sequence[str]) -> list[Registered]:
        """Those whose tax code or name stands in the texts."""
        found: list[Registered] = []
        for text in texts:
            folded = fold(text)
            numbers = [number for number in folded.split() if number.isdigit()]
            for number in (*numbers, digits_of(text)):
                found += self.by_tax_code.get(number, ())
            for name in (folded, fold(text.partition(":")[2])):
                found += self.by_name.get(name, ())
        return list(dict.fromkeys(found))


def grouped(known: Collection[Registered], key: Callable[[Registered], str]) -> Mapping[str, tuple[Registered, ...]]:
    """The reporters by a key, those without one left out."""
    groups: dict[str, tuple[Registered, ...]] = {}
    for each in sorted(known, key=lambda each: each.code):
        if key(each):
            groups[key(each)] = (*groups.get(key(each), ()), each)
    return groups


def one_slip_away(code: str) -> set[str]:
    """The codes that become this one by one wrong digit, one too many or too few, or two neighbours swapped."""
    if not code or len(code) > LONGEST_CODE:
        return set()
    cuts = [(code[:at], code[at:]) for at in range(len(code) + 1)]
    wrong = {left + digit + right[1:] for left, right in cuts if right[:1].isdigit() for digit in DIGITS}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    too_many = {left + right[1:] for left, right in cuts if right}
    too_few = {left + digit + right for left, right in cuts for digit in DIGITS}
    return (wrong | swapped | too_many | too_few) - {code}


def digits_of(text: str) -> str:
    """The digits of a text that is a number as people write it; blank of any other."""
    bare = "".join(sign for sign in text if sign not in " .-–")
    return bare if bare.isascii() and bare.isdigit() else ""
