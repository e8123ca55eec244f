"""The subcommands by which officers act on reports and periods, and by which the archive is read again."""

import getpass
from typing import Annotated

import typer

from flows.commands.app import (
    All,
    DryRun,
    NowDay,
    OnlyDay,
    OnlyForm,
    OnlyPeriod,
    OnlyReporter,
    WarehouseUrl,
    app,
    day_of,
    settings_with,
    told,
)

Named = Annotated[
    str,
    typer.Argument(metavar="REPORT", help="Số biên nhận, đường dẫn, đầu mã băm / receipt number, path, hash prefix"),
]
Because = Annotated[str, typer.Option("--because", metavar="REASON", help="Lý do / the reason, kept on record")]
Who = Annotated[
    str, typer.Option("--who", metavar="NAME", help="Ai quyết định / who decides", default_factory=getpass.getuser)
]
FormCode = Annotated[str, typer.Argument(metavar="FORM", help="Mã biểu / code of the form")]
Period = Annotated[str, typer.Argument(metavar="PERIOD", help="Kỳ báo cáo / the period, such as 2026-09")]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="DAY", help="Tệp đến từ ngày / arrived from this day on"),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="DAY", help="Tệp đến hết ngày / arrived by this day"),
]
RulesAsOf = Annotated[
    str | None,
    typer.Option(
        "--rules-as-of",
        metavar="DAY",
        help="Theo quy tắc của ngày này / by the rules of this day",
    ),
]


@app.command()
@told
def accept(named: Named, because: Because, who: Who, warehouse: WarehouseUrl = None, now: NowDay = None) -> int:
    """Nhận một báo cáo bị trả lại, kèm lý do / accept a returned report in spite of its findings, with a reason."""
    from flows.commands.officers_tell import accept_report

    return accept_report(settings_with(warehouse), named, because, who, day_of(now))


@app.command()
@told
def withdraw(named: Named, because: Because, who: Who, warehouse: WarehouseUrl = None, now: NowDay = None) -> int:
    """Rút một báo cáo đã nhận; bản trước có hiệu lực lại / take an accepted report out; the one before stands again."""
    from flows.commands.officers_tell import withdraw_report

    return withdraw_report(settings_with(warehouse), named, because, who, day_of(now))


@app.command()
@told
def confirm(
    named: Named,
    because: Because,
    who: Who,
    rule: Annotated[str | None, typer.Option("--rule", metavar="RULE", help="Chỉ quy tắc này / this rule only")] = None,
    indicator: Annotated[
        str | None,
        typer.Option("--indicator", metavar="NAME", help="Chỉ số, mã dòng hoặc cột / indicator, row, column"),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Bỏ xác nhận / take the confirmation back")] = False,
    warehouse: WarehouseUrl = None,
    now: NowDay = None,
) -> int:
    """Xác nhận số liệu cần xác minh của báo cáo là đúng / confirm that figures of a report in doubt are true."""
    from flows.commands.officers_tell import confirm_report

    return confirm_report(settings_with(warehouse), named, because, who, day_of(now), rule, indicator, undo=undo)


@app.command()
@told
def close(
    form: FormCode, period: Period, because: Because, who: Who, warehouse: WarehouseUrl = None, now: NowDay = None
) -> int:
    """Khóa một kỳ của biểu: báo cáo đến sau chờ cán bộ / close a period: later reports wait for an officer."""
    from flows.commands.officers_tell import close_period

    return close_period(settings_with(warehouse), form, period, because, who, day_of(now))


@app.command()
@told
def reopen(
    form: FormCode, period: Period, because: Because, who: Who, warehouse: WarehouseUrl = None, now: NowDay = None
) -> int:
    """Mở lại một kỳ đã khóa / open a closed period again."""
    from flows.commands.officers_tell import close_period

    return close_period(settings_with(warehouse), form, period, because, who, day_of(now), again=True)


@app.command()
@told
def acts(
    reporter: OnlyReporter = None,
    form: OnlyForm = None,
    period: OnlyPeriod = None,
    day: OnlyDay = None,
    all_of_it: All = False,
    warehouse: WarehouseUrl = None,
) -> int:
    """Các quyết định của cán bộ và các lần đọc lại / what officers did and why, and every replay."""
    from flows.commands.officers_tell import tell_acts
    from flows.narrowing import Narrowed

    return tell_acts(settings_with(warehouse), Narrowed(reporter, form, period, day_of(day), all_of_it))


@app.command()
@told
def replay(
    form: OnlyForm = None,
    since: Since = None,
    until: Until = None,
    rules_as_of: RulesAsOf = None,
    dry_run: DryRun = False,
    warehouse: WarehouseUrl = None,
    now: NowDay = None,
) -> int:
    """Đọc lại kho lưu theo biểu và quy tắc hiện nay / read the archive again under today's forms and rules."""
    from flows.commands.replay import replay_archive
    from flows.replay_asked import Replay

    asked = Replay(form, day_of(since), day_of(until), day_of(rules_as_of))
    return replay_archive(settings_with(warehouse), asked, dry_run, day_of(now))
