"""What the subcommands of `parkwatch` share: the app, their options, and how a failure is told."""

import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec

import typer

from flows.command_words import print_trouble
from flows.settings import Settings, load_settings
from flows.trouble import Trouble

P = ParamSpec("P")

app = typer.Typer(
    name="parkwatch",
    help="Báo cáo định kỳ của khu công nghiệp: nhận, kiểm tra, nạp, tổng hợp.\n\n"
    "Periodic reports of industrial parks: pulled in, checked, loaded, summed up.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

WarehouseUrl = Annotated[
    str | None,
    typer.Option("--warehouse", metavar="URL", help="Kho dữ liệu / the warehouse (sqlite:///…, postgresql://…)"),
]
NowDay = Annotated[
    datetime | None,
    typer.Option("--now", metavar="DATE", formats=["%Y-%m-%d"], help="Như đang ở ngày này / as of that day"),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="INSTANT",
        help="Như đã biết lúc đó: ngày (hết ngày ở Việt Nam) hoặc thời điểm / as known then: a day, or an instant",
    ),
]
Sources = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SOURCE]...", help="Tên nguồn, thư mục hoặc URL / source names, folders or URLs"),
]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Tệp báo cáo / report files")]
AsJson = Annotated[bool, typer.Option("--json", help="Ra JSON / as JSON")]


def told(command: Callable[P, int | None]) -> Callable[P, None]:
    """The subcommand with every failure as a plain sentence and an exit code, and never a traceback."""

    @wraps(command)
    def plain(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs)
        except Trouble as trouble:
            print_trouble(trouble)
            raise typer.Exit(trouble.exit_code) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except Exception as error:  # noqa: BLE001 - a user sees no traceback
            raise typer.Exit(unforeseen(error)) from None
        raise typer.Exit(code or 0)

    return plain


def unforeseen(error: Exception) -> int:
    """Tell of an error that nobody caught, and give its exit code."""
    from flows.failure import plainly

    try:
        with plainly():
            raise error
    except Trouble as trouble:
        print_trouble(trouble)
        return trouble.exit_code


def settings_with(warehouse: str | None) -> Settings:
    """The settings in force, with the warehouse of the command line."""
    return load_settings(warehouse=warehouse)


def day_of(now: datetime | None) -> date | None:
    """The day that `--now` names."""
    return now.date() if now else None
