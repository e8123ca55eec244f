"""`parkwatch template`: blank workbooks of a form, for one reporter, for some, or for all."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.app import NowDay, WarehouseUrl, app, day_of, settings_with, told

Reporters = Annotated[
    list[str] | None, typer.Option("--reporter", metavar="CODE", help="Mã đơn vị báo cáo / reporter, may be repeated")
]
PeriodLabel = Annotated[
    str | None,
    typer.Option("--period", metavar="PERIOD", help="2026-09, 2026-Q3, 2026-H1…; mặc định / default: kỳ sắp đến hạn"),
]  # fmt: skip
VersionName = Annotated[
    str | None, typer.Option("--version", metavar="VERSION", help="Phiên bản biểu / version of the form")
]  # fmt: skip
Target = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE|FOLDER", help="Ra tệp hoặc thư mục này / into this")
]


@app.command()
@told
def template(
    form: Annotated[str, typer.Argument(metavar="FORM", help="Mã biểu / code or number of the form")],
    version: VersionName = None,
    reporter: Reporters = None,
    period: PeriodLabel = None,
    output: Target = None,
    all_reporters: Annotated[
        bool, typer.Option("--all-reporters", help="Cho mọi đơn vị phải báo cáo / for all who owe it")
    ] = False,
    warehouse: WarehouseUrl = None,
    now: NowDay = None,
) -> int:
    """Mẫu biểu trắng (.xlsx) đã ghi sẵn đơn vị, kỳ, số kỳ trước / blank forms, prefilled with reporter and period."""
    from flows.templates import Asked, write_templates

    asked = Asked(form, version, tuple(reporter or ()), period, output, all_reporters, day_of(now))
    return write_templates(settings_with(warehouse), asked)
