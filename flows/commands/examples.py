"""The help of a subcommand, which ends with examples."""

from typing import Any

from rich.markup import escape
from typer.core import TyperCommand


class WithExamples(TyperCommand):
    """A subcommand; its examples are looked up when its help is asked for."""

    def format_help(self, *asked: Any) -> None:
        """The help with the examples behind it."""
        from expectations.command_examples import EXAMPLES

        lines = map(escape, EXAMPLES.get(self.name or "", ()))
        self.epilog = "\n\n".join(["Ví dụ / examples:", *lines])
        super().format_help(*asked)
