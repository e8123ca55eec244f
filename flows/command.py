"""The `parkwatch` command. Nothing heavy is imported here: each subcommand brings in what it needs when it runs."""

import sys
import warnings

from flows.commands import (  # noqa: F401 - their subcommands, in the order of the help
    everyday,
    explain,
    figures,
    letters,
    mark,
    officers,
    publish,
    receipt,
    template,
)
from flows.commands.app import app
from flows.commands.examples import WithExamples
from flows.garbage import end_at_once
from flows.settings import switch_telemetry_off

__all__ = ["app", "main"]

for command in app.registered_commands:
    command.cls = WithExamples


def main() -> None:
    """The console script."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    end_at_once()
    switch_telemetry_off()
    app()


if __name__ == "__main__":
    main()
