"""The `parkwatch` command. Nothing heavy is imported here: each subcommand brings in what it needs when it runs."""

import os
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


def speak_utf8() -> None:
    """Begin again in Python's UTF-8 mode where the surroundings (`LC_ALL=C`) would have it write and name in ASCII."""
    spoken = {
        sys.getfilesystemencoding().lower(),
        *(each.encoding.lower() for each in (sys.stdout, sys.stderr) if each),
    }
    if spoken != {"utf-8"} and not sys.flags.utf8_mode:
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def main() -> None:
    """The console script."""
    speak_utf8()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    end_at_once()
    switch_telemetry_off()
    app()


if __name__ == "__main__":
    main()
