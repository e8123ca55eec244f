"""The `parkwatch` command. Nothing heavy is imported here: each subcommand brings in what it needs when it runs."""

import os
import sys
import warnings
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec

import typer

from flows.command_words import print_trouble
from flows.settings import Settings, load_settings, switch_telemetry_off
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


@app.command()
@told
def run(
    sources: Sources = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ xem, không ghi gì / only look, write nothing")
    ] = False,
    warehouse: WarehouseUrl = None,
    now: NowDay = None,
) -> int:
    """Chạy một đêm ngay bây giờ: nhận, kiểm tra, nạp, tổng hợp / one night now: receive, check, load, refresh."""
    from flows.command_run import dry_night, one_night

    night = dry_night if dry_run else one_night
    return night(settings_with(warehouse), sources or [], day_of(now))


@app.command()
@told
def check(
    files: Files,
    data_docs: Annotated[
        Path | None,
        typer.Option(
            "--data-docs", metavar="FOLDER", help="Lập trang HTML về các quy tắc / Data Docs into this folder"
        ),
    ] = None,
) -> int:
    """Kiểm tra tệp mà không nạp: sẽ được nhận hay trả lại / check files without loading: accepted or returned."""
    from flows.command_check import check_files

    return check_files(files, data_docs)


@app.command()
@told
def status(warehouse: WarehouseUrl = None, now: NowDay = None) -> int:
    """Các lần chạy gần đây; ai đến hạn, trễ hạn, bị trả lại / last runs; who is due, late, returned."""
    from flows.command_tell import tell_status

    return tell_status(settings_with(warehouse), day_of(now))


@app.command()
@told
def rules(as_json: AsJson = False) -> int:
    """Danh mục quy tắc kiểm tra / the rules: code, effect, since and until, messages, fixtures; fails on a gap."""
    from flows.command_rules import tell_rules

    return tell_rules(as_json)


@app.command()
@told
def export(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="Tên bảng / name of a mart or a layout")],
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            metavar="INSTANT",
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
            help="Như đã biết lúc đó / as known then",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Ra tệp này / into this file")
    ] = None,
    warehouse: WarehouseUrl = None,
) -> int:
    """Xuất một bảng ra CSV / any mart, and the layouts of the expected tables, as CSV."""
    from flows.command_tell import export_table

    return export_table(settings_with(warehouse), table, as_of, output)


@app.command()
@told
def serve(
    port: Annotated[int, typer.Option(metavar="PORT", help="Cổng của giao diện / port of the interface")] = 4200,
    warehouse: WarehouseUrl = None,
) -> int:
    """Máy chủ Prefect và lịch chạy đêm trên máy này / the Prefect server and the nightly schedule on this machine."""
    from flows.command_serve import serve_nights

    return serve_nights(settings_with(warehouse), port)


@app.command()
@told
def init(warehouse: WarehouseUrl = None) -> int:
    """Tạo kho dữ liệu / make the warehouse."""
    from flows.command_tell import make_warehouse

    return make_warehouse(settings_with(warehouse))


@app.command()
@told
def upgrade(warehouse: WarehouseUrl = None) -> int:
    """Nâng kho dữ liệu lên phiên bản này / bring the warehouse up to this version."""
    from flows.command_tell import make_warehouse

    return make_warehouse(settings_with(warehouse))


def main() -> None:
    """The console script."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    switch_telemetry_off()
    app()


if __name__ == "__main__":
    main()
