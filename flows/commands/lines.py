"""Lists for people on a terminal of 80 columns: a head, and what is told of it below; and the same as JSON."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from flows.commands.words import out, say
from flows.frames import records
from flows.safe_text import plain_letters
from flows.telling import Part

NARROW = 80

Row = Mapping[str, Any]


def say_lines(lines: Iterable[tuple[str, str]]) -> None:
    """Each head once, however many things are told of it one after the other, and below it what is told."""
    width, last = min(NARROW, out.width), None
    for head, told in lines:
        if head != last:
            out.print(wrapped(head, width, ""), markup=False)
        if told:
            out.print(wrapped(f"– {told}", width, "    "), markup=False)
        last = head if told else None


def tell_numbers(parts: Iterable[Part]) -> None:
    """How many things of each part there are."""
    say_lines((f"{len(part.rows):>5}  {part.vi} / {part.en}", "") for part in parts)


def tell_part(part: Part, line: Callable[[Row], tuple[str, str]], few: int | None, how: str) -> None:
    """The things of one part, a line each; of many the first `few`, and how to see the others."""
    if part.rows.empty:
        return
    shown = part.rows.head(few) if few else part.rows
    say("", f"{part.vi} / {part.en} ({len(part.rows)})".upper())
    say_lines(line(row) for row in given(shown))
    tell_how_many(shown, part.rows, how)


def tell_how_many(shown: pd.DataFrame, rows: pd.DataFrame, how: str) -> None:
    """How many more there are than are shown, and how to see them."""
    more = len(rows) - len(shown)
    if more:
        say(f"… và {more} mục nữa, tất cả {len(rows)}: {how}", f"… and {more} more, {len(rows)} in all")


def given(rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows, None where nothing is given."""
    yield from records(rows.astype("object").where(rows.notna(), None))


def wrapped(text: str, width: int, indent: str) -> str:
    """The text in lines of that width, the first of them a little to the left."""
    below = indent or "    "
    return textwrap.fill(plain_letters(text), width, initial_indent=indent[2:], subsequent_indent=below)


def as_records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as JSON has them: days as ISO text, None where nothing is given."""
    shown = rows.assign(
        **{
            str(name): rows[name].dt.strftime("%Y-%m-%d" if str(kind) == "datetime64[s]" else "%Y-%m-%dT%H:%M:%SZ")
            for name, kind in rows.dtypes.items()
            if str(kind).startswith("datetime64")
        }
    ).astype("object")
    return [{name: plain(value) for name, value in row.items()} for row in records(shown.where(shown.notna(), None))]


def plain(value: Any) -> Any:
    """The value as JSON knows it."""
    if isinstance(value, Decimal):
        return float(value)
    return int(value) if hasattr(value, "__index__") else value
