"""Two languages in one text: "Cột/Column", "Column - Cột", and "Cột Column", that stood on two lines."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from expectations.text import fold
from transforms.read.syllables import is_plain_syllable
from transforms.units import size_words

_BETWEEN = re.compile(r"\s*[/|\\]\s*|\s+[-–—:]\s+|\s+")
_VIETNAMESE = frozenset("đăơưĐĂƠƯ")
_OTHER_MONEY = frozenset(["euro", "euros", "ien", "won", "iuan", "rmb", "baht", "rup", "rupee"])  # folded
_LONGEST = 24  # words


@lru_cache(maxsize=1 << 14)
def halves(text: str) -> tuple[str, ...]:
    """What a text may say where the rest of it is another language, longest first; () where it is all one."""
    words = [word for word in _BETWEEN.split(text) if word]
    if not 2 <= len(words) <= _LONGEST or not any(map(_is_foreign, words)):
        return ()
    parts = [(words[:at], words[at:]) for at in range(1, len(words))]
    found = [" ".join(own) for one, two in parts for own, other in ((one, two), (two, one)) if is_foreign(other)]
    return tuple(sorted(found, key=len, reverse=True))


def is_foreign(words: list[str]) -> bool:
    """Whether words are of another language, mostly and none surely Vietnamese, and tell of no unit of size."""
    told = [word for word in words if _is_foreign(word)]
    others = [word for word in words if word not in told and any(map(str.isalpha, word))]
    if not told or len(told) < len(others) or any(map(_is_marked, others)):
        return False
    return (size_words() | _OTHER_MONEY).isdisjoint(fold(" ".join(words)).split())


@lru_cache(maxsize=1 << 14)
def _is_foreign(word: str) -> bool:
    """Whether a word can be no Vietnamese one, marked or not; abbreviations can be either."""
    letters = "".join(letter for letter in word if letter.isalpha())
    if not letters or not _VIETNAMESE.isdisjoint(letters):
        return False
    if not unicodedata.name(letters[0], "").startswith("LATIN"):
        return True
    plain = fold(letters)
    abbreviated = not any(vowel in plain for vowel in "aeiou") or (letters.isupper() and len(letters) < 4)
    return not abbreviated and not is_plain_syllable(plain)


def _is_marked(word: str) -> bool:
    """Whether a word bears the marks of Vietnamese."""
    return not word.isascii()
