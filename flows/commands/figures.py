"""`parkwatch dossier`, `trace` and `revisions`: one reporter, where a figure comes from, and how it changed."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.app import All, AsJson, AsOf, NowDay, WarehouseUrl, app, day_of, settings_with, told

FileOrHash = Annotated[
    str | None,
    typer.Option(
        "--file", metavar="REPORT", help="Báo cáo này đã vào những số nào / its figures; by number, path or hash"
    ),
]


@app.command()
@told
def dossier(
    reporter: Annotated[
        str,
        typer.Argument(metavar="REPORTER", help="Mã, MST, một phần tên / code, tax code, part of a name"),
    ],
    all_of_it: All = False,
    as_json: AsJson = False,
    warehouse: WarehouseUrl = None,
    now: NowDay = None,
) -> int:
    """Hồ sơ một đơn vị: đã gửi, thư, giải trình, quyết định, số liệu / all that is on record of one reporter."""
    from flows.commands.dossier import tell_dossier

    return tell_dossier(settings_with(warehouse), reporter, day_of(now), all_of_it, as_json)


@app.command()
@told
def trace(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TABLE KEY... FIGURE]", help="park_month KP 2026-09 net_revenue"),
    ] = None,
    file: FileOrHash = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    mermaid: Annotated[bool, typer.Option("--mermaid", help="Hình Mermaid / as a Mermaid picture")] = False,
    warehouse: WarehouseUrl = None,
) -> int:
    """Một con số từ những ô nào mà ra, một tệp vào những số nào / from a figure to its cells; from a file on."""
    from flows.commands.tracing import trace_figure, trace_file

    settings = settings_with(warehouse)
    if file is not None:
        return trace_file(settings, file, as_of, as_json)
    return trace_figure(settings, words or [], as_of, as_json, mermaid)


@app.command()
@told
def revisions(
    park: Annotated[str | None, typer.Option("--park", metavar="CODE", help="KCN / of the projects of a park")] = None,
    form: Annotated[str | None, typer.Option("--form", metavar="FORM", help="Biểu / of a form")] = None,
    period: Annotated[str | None, typer.Option("--period", metavar="PERIOD", help="Kỳ / of a period: 2026-09")] = None,
    reporter: Annotated[
        str | None, typer.Option("--reporter", metavar="CODE", help="Đơn vị báo cáo / of a reporter")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="INSTANT", help="Sau lúc đó; ngày: khi đã hết / after it; of a day, its end"),
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="INSTANT", help="Đến lúc đó / up to it")] = None,
    as_json: AsJson = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="CSV ra tệp này / as CSV")
    ] = None,
    warehouse: WarehouseUrl = None,
) -> int:
    """Số nào đã đổi giữa hai thời điểm, ai gửi, vì sao nhận / what changed between two instants, by whom and why."""
    from flows.commands.revisions import Filters, tell_revisions

    filters = Filters(park=park, form=form, period=period, reporter=reporter, since=since, until=until)
    return tell_revisions(settings_with(warehouse), filters, as_json, output)
