"""Mistakes in how a command was written, told in both languages."""

import sys
from typing import Any

from typer import TyperException
from typer.core import TyperGroup

from flows.commands.words import print_trouble
from flows.trouble import UsageTrouble


class Commands(TyperGroup):
    """The subcommands of an app, which tells a mistake of use as it tells every other trouble."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the subcommand; alone it ends the process with the exit code, 2 for a mistake of use."""
        alone = extra.get("standalone_mode", True)
        try:
            code = super().main(*args, **extra | {"standalone_mode": False})
        except TyperException as error:
            if not alone:
                raise
            if error.format_message().strip():  # nothing where the help was shown instead
                print_trouble(misuse(error))
            code = error.exit_code
        if alone:
            sys.exit(code)
        return code


def misuse(error: TyperException) -> UsageTrouble:
    """What is wrong with the command line, and where to see how it is written."""
    context, parameter = getattr(error, "ctx", None), getattr(error, "param", None)
    words = "Lệnh viết chưa đúng"
    if parameter is not None:
        wrong = "Thiếu" if hasattr(error, "param_type") else "Giá trị không hợp lệ cho"
        words = f"{wrong} {parameter.get_error_hint()}"
    elif hasattr(error, "option_name"):
        words = f"Không có hoặc thiếu giá trị của tùy chọn {error.option_name}"
    path = context.command_path if context is not None else "parkwatch"
    message = error.format_message().strip()
    message = message if message.endswith((".", "?")) else f"{message}."
    return UsageTrouble(f"{words}. Xem cách viết: {path} --help", f"{message} See: {path} --help")
