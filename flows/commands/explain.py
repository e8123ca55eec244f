"""`parkwatch explain`: a warning that is true is explained, and stays so while value and rule stay the same."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.app import WarehouseUrl, app, day_of, settings_with, told
from flows.commands.words import say, show_table
from flows.settings import Settings
from flows.trouble import UsageTrouble


@app.command()
@told
def explain(
    rule: Annotated[str | None, typer.Argument(metavar="[RULE]", help="Mã quy tắc / code of the rule")] = None,
    reporter: Annotated[str | None, typer.Option("--reporter", metavar="CODE", help="Đơn vị / who reports")] = None,
    form: Annotated[str | None, typer.Option("--form", metavar="FORM", help="Biểu / the form")] = None,
    period: Annotated[str | None, typer.Option("--period", metavar="PERIOD", help="Kỳ / such as 2026-09")] = None,
    indicator: Annotated[
        str | None,
        typer.Option("--indicator", metavar="NAME", help="Chỉ số, mã dòng hoặc cột / indicator, row, column"),
    ] = None,
    report: Annotated[
        str | None, typer.Option("--report", metavar="REPORT", help="Số biên nhận, đường dẫn / number of the receipt")
    ] = None,
    because: Annotated[str | None, typer.Option("--because", metavar="REASON", help="Giải trình / the reason")] = None,
    who: Annotated[str | None, typer.Option("--who", metavar="NAME", help="Người giải trình / who explains")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="Đến hết ngày / last day")] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="Nhiều giải trình: CSV, XLSX / many of them")
    ] = None,
    warehouse: WarehouseUrl = None,
) -> int:
    """Giải trình một cảnh báo: giữ nguyên khi số liệu và quy tắc không đổi / explain a warning, with who and why."""
    settings = settings_with(warehouse)
    if file is not None:
        if rule or reporter or form or period or indicator or report or because or who or until:
            raise UsageTrouble(
                "Với --file, mọi giải trình nằm trong tệp; bỏ các tùy chọn khác.",
                "With --file all that is explained stands in the file; leave the rest out.",
            )
        return explain_file(settings, file)
    if not (rule and reporter and because and who):
        raise UsageTrouble(
            "Cần: explain MÃ --reporter … --because … --who …, hoặc --file TỆP.",
            "Needed: explain RULE --reporter … --because … --who …, or --file FILE.",
        )
    from flows.commands.officers_tell import deciding
    from flows.waivers import Explanation
    from flows.waivers import explain as put_on_record

    asked = Explanation(rule, reporter, because, who, day_of(until), form, period, indicator, report)
    with deciding(settings) as connection:
        number = put_on_record(connection, asked, datetime.now(UTC))
    say(f"Đã giải trình {number} cảnh báo.", f"{number} warnings are explained.")
    return 0


def explain_file(settings: Settings, file: Path) -> int:
    """Explain what the lines of a file ask for; each bad line is told, and makes it end with 1."""
    from flows.commands.check import content_of
    from flows.commands.officers_tell import deciding
    from flows.waivers import explain_all, explanations_in
    from transforms.read.document import Unreadable
    from transforms.read.open_document import open_document

    try:
        lines = list(explanations_in(open_document(content_of(file))))
    except Unreadable as error:
        raise UsageTrouble(f"Không đọc được “{file}”.", f"“{file}” cannot be read ({error.kind}).") from error
    if not lines:
        raise UsageTrouble(
            f"“{file}” không có dòng tiêu đề (quy tắc, đơn vị, giải trình, người giải trình) hoặc không có dòng nào.",
            f"“{file}” has no line of headings (rule, reporter, because, who), or nothing below it.",
        )
    with deciding(settings) as connection:
        explained, wrong = explain_all(connection, lines, datetime.now(UTC))
    show_table("Dòng sai / bad lines", ["Dòng / line", "Vì sao / why"], wrong, [0])
    say(
        f"Đã giải trình {explained} cảnh báo; {len(wrong)} dòng sai.", f"{explained} explained; {len(wrong)} bad lines."
    )
    return 1 if wrong else 0
