"""The everyday subcommands of `parkwatch`: the night, the check of a file, what there is, the rules, the warehouse."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from flows.commands.app import (
    All,
    AsJson,
    AsOf,
    Because,
    DryRun,
    Files,
    NowDay,
    OnlyDay,
    OnlyForm,
    OnlyPeriod,
    OnlyReporter,
    OutputFile,
    Sources,
    WarehouseUrl,
    Who,
    app,
    day_of,
    settings_with,
    told,
)

FirstDay = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="Kỳ bắt đầu từ ngày / periods from this day")
]
LastDay = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help="Kỳ bắt đầu đến ngày / periods until this day")
]


@app.command()
@told
def run(
    sources: Sources = None,
    dry_run: DryRun = False,
    warehouse: WarehouseUrl = None,
    now: NowDay = None,
) -> int:
    """Chạy một đêm ngay bây giờ: nhận, kiểm tra, nạp, tổng hợp / one night now: receive, check, load, refresh."""
    from flows.commands.run import dry_night, one_night

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
    from flows.commands.check import check_files

    return check_files(files, data_docs)


@app.command()
@told
def today(all_of_it: All = False, as_json: AsJson = False, warehouse: WarehouseUrl = None, now: NowDay = None) -> int:
    """Việc hôm nay: trễ hạn, trả lại, chờ cán bộ, nghi vấn, thay đổi / what waits for a person, and what changed."""
    from flows.commands.today import tell_today

    return tell_today(settings_with(warehouse), day_of(now), all_of_it, as_json)


@app.command()
@told
def status(
    reporter: OnlyReporter = None,
    form: OnlyForm = None,
    period: OnlyPeriod = None,
    day: OnlyDay = None,
    all_of_it: All = False,
    warehouse: WarehouseUrl = None,
    now: NowDay = None,
) -> int:
    """Các lần chạy gần đây; ai đến hạn, trễ hạn, bị trả lại / last runs; who is due, late, returned."""
    from flows.commands.tell import tell_status
    from flows.narrowing import Narrowed

    narrowed = Narrowed(reporter, form, period, day_of(day), all_of_it)
    return tell_status(settings_with(warehouse), day_of(now), narrowed)


@app.command()
@told
def rules(
    as_json: AsJson = False,
    disable: Annotated[
        str | None, typer.Option("--disable", metavar="CODE", help="Tắt quy tắc này / switch this rule off")
    ] = None,
    enable: Annotated[
        str | None, typer.Option("--enable", metavar="CODE", help="Bật lại quy tắc này / switch it on again")
    ] = None,
    since: FirstDay = None,
    until: LastDay = None,
    form: OnlyForm = None,
    because: Because = None,
    who: Who = None,
    warehouse: WarehouseUrl = None,
) -> int:
    """Danh mục quy tắc; tắt, bật một quy tắc theo kỳ / the rules, with fixtures; one switched off for some periods."""
    from flows.commands.rules import switch_rule, tell_rules

    settings = settings_with(warehouse)
    if disable or enable:
        return switch_rule(settings, disable, enable, (day_of(since), day_of(until)), form, because, who)
    return tell_rules(settings, as_json)


@app.command()
@told
def export(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="Tên bảng / a mart, a view, or a table of facts")],
    as_of: AsOf = None,
    units: Annotated[
        bool, typer.Option("--in-units", help="Theo tỷ đồng, triệu USD / in the units that people use")
    ] = False,
    excel: Annotated[
        bool, typer.Option("--excel", help="Cho Excel, tiêu đề tiếng Việt / for Excel, headings in Vietnamese")
    ] = False,
    layout: Annotated[
        Literal["mart", "expected"],
        typer.Option("--layout", help="Dạng bảng / as in the warehouse, or as tests/field/expected"),
    ] = "mart",
    output: OutputFile = None,
    warehouse: WarehouseUrl = None,
) -> int:
    """Xuất một bảng ra CSV / any mart, view or table of facts as CSV, now or as it was known then."""
    from flows.commands.tables import Wanted, export_table

    wanted = Wanted(table, as_of, layout == "expected", units, excel, output)
    return export_table(settings_with(warehouse), wanted)


@app.command()
@told
def serve(
    port: Annotated[int, typer.Option(metavar="PORT", help="Cổng của giao diện / port of the interface")] = 4200,
    host: Annotated[
        str, typer.Option(metavar="NAME", help="Tên máy khi mở ra ngoài / this host's name, to be reached from outside")
    ] = "127.0.0.1",
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Chứng thư TLS / its TLS certificate (PEM)")
    ] = None,
    certificate_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Khóa của chứng thư / the key of the certificate (PEM)")
    ] = None,
    warehouse: WarehouseUrl = None,
) -> int:
    """Máy chủ Prefect và lịch chạy đêm trên máy này / the Prefect server and the nightly schedule on this machine."""
    from flows.commands.serve import beyond_loopback, serve_nights

    beyond = beyond_loopback(host, port, certificate, certificate_key)
    return serve_nights(settings_with(warehouse), port, beyond)


@app.command()
@told
def init(warehouse: WarehouseUrl = None) -> int:
    """Tạo kho dữ liệu / make the warehouse."""
    from flows.commands.tell import make_warehouse

    return make_warehouse(settings_with(warehouse))


@app.command()
@told
def upgrade(warehouse: WarehouseUrl = None) -> int:
    """Nâng kho dữ liệu lên phiên bản này / bring the warehouse up to this version."""
    from flows.commands.tell import make_warehouse

    return make_warehouse(settings_with(warehouse))


@app.command()
@told
def doctor(warehouse: WarehouseUrl = None) -> int:
    """Người dùng khác trên máy đọc được gì của parkwatch / what of parkwatch other users of this machine can read."""
    from flows.commands.doctor import tell_doctor

    return tell_doctor(settings_with(warehouse))
