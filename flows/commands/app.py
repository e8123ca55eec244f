"""What the subcommands of `parkwatch` share: the app, their options, and how a failure is told."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec

import typer

from flows.commands.misuse import Commands
from flows.commands.words import print_trouble
from flows.private import keep_private
from flows.program_version import program_version
from flows.settings import Settings, load_settings
from flows.trouble import Trouble, UsageTrouble, interrupted

P = ParamSpec("P")
YEARS = range(2000, 2100)  # a warehouse never goes back behind a day that it was brought up to

app = typer.Typer(
    name="parkwatch",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def tell_version(wanted: bool) -> None:
    """Print the version and end, where it is asked for."""
    if wanted:
        typer.echo(f"parkwatch {program_version()}")
        raise typer.Exit


@app.callback()
def parkwatch(
    _: Annotated[
        bool,
        typer.Option("--version", callback=tell_version, is_eager=True, help="Phiên bản / the version"),
    ] = False,
) -> None:
    """Báo cáo định kỳ của khu công nghiệp: nhận, kiểm tra, nạp, tổng hợp.

    Periodic reports of industrial parks: pulled in, checked, loaded, summed up.
    """


WarehouseUrl = Annotated[
    str | None,
    typer.Option("--warehouse", metavar="URL", help="Kho dữ liệu / the warehouse (sqlite:///…, postgresql://…)"),
]
NowDay = Annotated[
    str | None, typer.Option("--now", metavar="DATE", help="Như đang ở ngày này / as of that day (18/09/2026)")
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
DryRun = Annotated[bool, typer.Option("--dry-run", help="Chỉ xem, không ghi gì / only look, write nothing")]
OnlyForm = Annotated[str | None, typer.Option("--form", metavar="FORM", help="Chỉ biểu này / only this form")]
Because = Annotated[str | None, typer.Option("--because", metavar="REASON", help="Lý do / the reason")]
Who = Annotated[str | None, typer.Option("--who", metavar="NAME", help="Người thực hiện / who does it")]
OutputFile = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Ra tệp này / into this file")]
OnlyReporter = Annotated[
    str | None, typer.Option("--reporter", metavar="REPORTER", help="Đơn vị: mã, MST, tên / code, tax code, name")
]
OnlyPeriod = Annotated[str | None, typer.Option("--period", metavar="PERIOD", help="Kỳ / the period: 2026-09")]
OnlyDay = Annotated[str | None, typer.Option("--day", metavar="DATE", help="Ngày này / of this day")]
All = Annotated[bool, typer.Option("--all", help="Tất cả, không rút gọn / all, not only the first")]
AsJson = Annotated[bool, typer.Option("--json", help="Ra JSON / as JSON")]


def told(command: Callable[P, int | None]) -> Callable[P, None]:
    """The subcommand with every failure as a plain sentence and an exit code, and never a traceback."""

    @wraps(command)
    def plain(*args: P.args, **kwargs: P.kwargs) -> None:
        keep_private()
        with noticing_interrupts() as pressed:
            try:
                code = command(*args, **kwargs)
            except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - a user sees no traceback
                raise typer.Exit(exit_code_of(interrupted() if pressed.is_set() else error)) from None
        raise typer.Exit(code or 0)

    return plain


@contextmanager
def noticing_interrupts() -> Iterator[threading.Event]:
    """An event that Ctrl-C sets beside interrupting: libraries turn the interrupt into errors of their own."""
    pressed = threading.Event()

    def stop(*_: object) -> None:
        pressed.set()
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield pressed
        return
    before = signal.signal(signal.SIGINT, stop)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def exit_code_of(error: BaseException) -> int:
    """Tell what ended a command, and give its exit code."""
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    trouble = trouble_of(error)
    print_trouble(trouble)
    return trouble.exit_code


def trouble_of(error: BaseException) -> Trouble:
    """What ended a command, in plain sentences; also an error that nobody foresaw."""
    if isinstance(error, Trouble):
        return error
    if not isinstance(error, Exception):
        return interrupted()
    from flows.failure import plainly

    try:
        with plainly():
            raise error
    except Trouble as trouble:
        return trouble


def settings_with(warehouse: str | None) -> Settings:
    """The settings in force, with the warehouse of the command line."""
    return load_settings(warehouse=warehouse)


def day_of(written: str | None) -> date | None:
    """The day that an option such as `--now` names, day first or ISO 8601; UsageTrouble where it is none."""
    if written is None:
        return None
    from expectations.periods import read_day

    day = read_day(written.strip())
    if day is None or day.year not in YEARS:
        raise UsageTrouble(
            f"“{written}” không phải là ngày; hãy viết như 18/09/2026 hoặc 2026-09-18.",
            f"“{written}” is no day; write 18/09/2026 or 2026-09-18.",
        )
    return day
