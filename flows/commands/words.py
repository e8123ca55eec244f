"""How the command speaks to people on a terminal: sentences and tables, Vietnamese first."""

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from flows.safe_text import plain_letters
from flows.trouble import Trouble

WIDE = 160  # columns, where the output is no terminal that has a width of its own


class PlainConsole(Console):
    """A console whose sentences cannot steer the terminal, whatever a file's name or a report holds."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print the objects; texts among them in plain letters."""
        super().print(*(plain_letters(each) if isinstance(each, str) else each for each in objects), **options)


out = PlainConsole(highlight=False, width=None if sys.stdout.isatty() else WIDE)
err = PlainConsole(stderr=True, highlight=False)


def say(vi: str, en: str) -> None:
    """One sentence in both languages."""
    out.print(vi, markup=False)
    out.print(en, style="dim", markup=False)


def print_trouble(trouble: Trouble) -> None:
    """What went wrong, on standard error."""
    typer.secho(plain_letters(trouble.vi), err=True, fg="red")
    typer.secho(plain_letters(trouble.en), err=True)


def show_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], numbers: Sequence[int] = ()) -> None:
    """A table on standard output; nothing at all where there are no rows."""
    lines = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if not lines:
        return
    table = Table(title=plain_letters(title), title_justify="left", title_style="bold", show_lines=False)
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="right" if place in numbers else "left", overflow="fold")
    for line in lines:
        table.add_row(*(escaped(cell) for cell in line))
    out.print(table)


def escaped(text: str) -> str:
    """Text from a report as Rich prints it and does not obey it."""
    from rich.markup import escape

    return escape(plain_letters(text))
