"""The code lists of `codes/*.csv`: what a written word means, and what a code is called.

Every list has the columns code, vi, en, since, until (both days included, blank is open) and also_written_as (other
spellings, `|` between them). Where a row has `prefixes`, each spelling may stand behind one of them: "KCN Khánh Phú".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from expectations.text import clean, fold

_FOLDER = Path(__file__).with_name("codes")


class Spelling(NamedTuple):
    """One way to write a code: the folded text, and the days between which it has that meaning."""

    folded: str
    code: str
    since: str
    until: str

    def holds(self, on: date | None) -> bool:
        """Return whether the spelling means its code on that day (no day: at any time)."""
        return on is None or self.since <= on.isoformat() <= (self.until or "9999")


@dataclass(frozen=True, eq=False)
class CodeList:
    """A code list: `frame` holds its columns as text, blank where nothing is given."""

    key: str
    frame: pd.DataFrame

    def code_of(self, text: str, on: date | None = None) -> str | None:
        """Return the code that the text means (on that day), whatever its case, accents, spaces and punctuation.

        A code written exactly as in the list wins over a name that folds alike: "MY" is Malaysia, "Mỹ" the USA.
        """
        exact = self._rows.get(clean(text))
        if exact and (on is None or any(Spelling("", "", row["since"], row["until"]).holds(on) for row in exact)):
            return exact[0]["code"]
        folded = fold(text)
        found = self._index.get(folded) or self._index.get(folded.replace(" ", "")) or ()
        return next((spelling.code for spelling in found if spelling.holds(on)), None)

    def codes_of(self, texts: pd.Series, on: date | None = None) -> pd.Series:
        """Return the code of each text, missing where there is none."""
        codes = {text: self.code_of(text, on) for text in texts.dropna().unique()}
        return texts.map(codes).astype("string")

    def find_in(self, text: str, on: date | None = None) -> str | None:
        """Return the one code that is named somewhere in a longer text; none if there are two, or none."""
        words = fold(text).split()
        longest = max(folded.count(" ") + 1 for folded in self._index)
        found: set[str] = set()
        first = 0
        while first < len(words):
            for last in range(min(len(words), first + longest), first, -1):
                meanings = self._index.get(" ".join(words[first:last]), ())
                if codes := [each.code for each in meanings if each.holds(on)]:
                    found.add(codes[0])
                    first = last - 1
                    break
            first += 1
        return found.pop() if len(found) == 1 else None

    def lookup(self) -> dict[str, str]:
        """Return folded text → code. `code_of` tells more: exact codes first, and days."""
        return {folded: spellings[0].code for folded, spellings in self._index.items()}

    def row(self, code: str, on: date | None = None) -> dict[str, str]:
        """Return all columns of a code (on that day; no day: the meaning it has now)."""
        for row in self._rows.get(code, ()):
            if Spelling("", code, row["since"], row["until"]).holds(on):
                return row
        raise KeyError(f"The list {self.key!r} has no code {code!r}" + (f" on {on}." if on else "."))

    def name(self, code: str, on: date | None = None) -> str:
        """Return the Vietnamese name of a code."""
        return self.row(code, on)["vi"]

    def spellings(self) -> Iterator[Spelling]:
        """Yield every name of every code, those in force now first."""
        for row in chain.from_iterable(self._rows.values()):
            names = [row["vi"], row["en"], *row["also_written_as"].split("|")]
            for name in filter(None, map(fold, names)):
                yield from self._prefixed(name, row)

    def _prefixed(self, name: str, row: dict[str, str]) -> Iterator[Spelling]:
        prefixes = [fold(prefix) + " " for prefix in row.get("prefixes", "").split("|") if prefix]
        for prefix in ["", *prefixes]:
            yield Spelling(prefix + name, row["code"], row["since"], row["until"])

    @cached_property
    def _rows(self) -> dict[str, list[dict[str, str]]]:
        """Code → its rows, the one in force now first, then the younger ones."""
        rows: dict[str, list[dict[str, str]]] = {}
        ordered = self.frame.sort_values(["since"], ascending=False, kind="stable")
        for row in ordered.to_dict("records"):
            rows.setdefault(str(row["code"]), []).append({str(column): str(value) for column, value in row.items()})
        in_file = dict.fromkeys(self.frame["code"])
        return {code: sorted(rows[code], key=lambda row: row["until"] != "") for code in in_file}

    @cached_property
    def _index(self) -> dict[str, tuple[Spelling, ...]]:
        """Folded text → its meanings: names before codes, and with spaces before without."""
        names = sorted(self.spellings(), key=lambda spelling: spelling.until != "")
        rows = list(chain.from_iterable(self._rows.values()))
        codes = list(chain.from_iterable(self._prefixed(fold(row["code"]), row) for row in rows))
        index: dict[str, tuple[Spelling, ...]] = {}
        for squeeze in (False, True):
            for spellings in (names, codes):
                _add(index, list(map(_squeezed, spellings)) if squeeze else spellings)
        return index


def _squeezed(spelling: Spelling) -> Spelling:
    return spelling._replace(folded=spelling.folded.replace(" ", ""))


def _add(index: dict[str, tuple[Spelling, ...]], spellings: list[Spelling]) -> None:
    """Add what is not there yet, and leave out what would mean two codes at the same time."""
    found: dict[str, list[Spelling]] = {}
    for spelling in spellings:
        if spelling.folded not in index:
            found.setdefault(spelling.folded, []).append(spelling)
    index |= {folded: tuple(group) for folded, group in found.items() if not _ambiguous(group)}


def _ambiguous(spellings: list[Spelling]) -> bool:
    return any(
        one.code != other.code and one.since <= (other.until or "9999") and other.since <= (one.until or "9999")
        for one in spellings
        for other in spellings
    )


@cache
def load(key: str) -> CodeList:
    """Return the code list of that name."""
    path = _FOLDER / f"{key}.csv"
    if not path.is_file():
        raise KeyError(f"There is no code list {key!r}; there are {', '.join(keys())}.")
    return CodeList(key, pd.read_csv(path, dtype="string", keep_default_na=False, encoding="utf-8"))


def keys() -> list[str]:
    """Return the names of all code lists."""
    return sorted(path.stem for path in _FOLDER.glob("*.csv"))
