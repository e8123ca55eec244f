"""`parkwatch today`: what waits for a person this morning, with names, on 80 columns."""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from expectations.codes import load
from expectations.warehouse.mart import freshness
from flows import store
from flows.commands.lines import as_records, tell_numbers, tell_part
from flows.commands.no_register import tell_of_no_register
from flows.commands.officers_tell import KINDS
from flows.commands.words import say
from flows.failure import plainly
from flows.morning import morning
from flows.safe_text import plain_letters
from flows.settings import Settings, local_today
from flows.words import doubt_words, kind_words, outcome_words, state_words, why_not_read
from transforms.shown import shown

FEW = 8  # things of a part that are shown unless all are asked for

Row = Mapping[str, Any]


def tell_today(settings: Settings, now: date | None, everything: bool, as_json: bool) -> int:
    """Tell what waits: the numbers first, then a few things of each part, or all."""
    today = now or local_today()
    with plainly(), store.open_warehouse(settings.warehouse_url).connect() as connection:
        parts = morning(connection, today)
        if not as_json:
            tell_of_no_register(connection)
        told_on = connection.execute(sa.select(freshness.c.today_on)).scalar()
    if as_json:
        told = {"today": today.isoformat(), **{part.key: as_records(part.rows) for part in parts}}
        sys.stdout.write(plain_letters(json.dumps(told, ensure_ascii=False, indent=1)) + "\n")
        return 0
    say(f"Việc hôm nay, {today:%d/%m/%Y}", "What waits today")
    if told_on is not None and told_on < today:
        say(f"Số liệu tính đến hết ngày {told_on:%d/%m/%Y}.", "The figures tell up to the end of that day.")
    tell_numbers(parts)
    for part in parts:
        tell_part(part, LINES[part.key], None if everything else FEW, "parkwatch today --all")
    return 0


def whose(row: Row) -> str:
    """Name, code and e-mail of the reporter."""
    name = row["reporter"] or row["reporter_code"] or "?"
    code = f" ({row['reporter_code']})" if row["reporter_code"] and name != row["reporter_code"] else ""
    return f"{name}{code}" + (f" · {row['e_mail']}" if row["e_mail"] else "")


def of_what(row: Row) -> str:
    """Title of the form and period."""
    return ", ".join(str(each) for each in (row["form"], row["period"]) if each) or "biểu chưa rõ / form unknown"


def numbered(row: Row, text: str) -> str:
    """The text behind the number of the receipt."""
    return f"Số {row['receipt_no']} · {text}"


def late_line(row: Row) -> tuple[str, str]:
    """Who owes what since when."""
    days = int(row["days_late"])
    return whose(row), f"{of_what(row)}: hạn / due {row['due_on']:%d/%m/%Y}, trễ {days} ngày / {days} days late"


def returned_line(row: Row) -> tuple[str, str]:
    """Which report went back when and by which rules."""
    rules = f": {row['rule_codes']}" if row["rule_codes"] else ""
    told = f"{of_what(row)}; {outcome_words(row['outcome'])}, nhận ngày / received {row['arrived_on']:%d/%m/%Y}{rules}"
    return numbered(row, whose(row)), told


def held_line(row: Row) -> tuple[str, str]:
    """Which report waits for an officer and why, and how to accept it."""
    vi, en = why_not_read("held", row["reason"]) or ("", "")
    how = f"parkwatch accept {row['receipt_no']} --because …"
    return numbered(row, whose(row)), f"{of_what(row)}. {vi} / {en} → {how}"


def unread_line(row: Row) -> tuple[str, str]:
    """Which file could not be read, and why."""
    vi, en = why_not_read(row["outcome"], row["reason"]) or (outcome_words(row["outcome"]), "")
    return numbered(row, row["path"]), f"{vi} / {en}"


def rows_line(row: Row) -> tuple[str, str]:
    """Which rows of which register were left out."""
    rows = f"{row['number']} dòng / rows" + (f" (số / no. {row['at']})" if row["at"] else "")
    return numbered(row, whose(row)), f"{of_what(row)}: {rows}: {row['rule_codes']}"


def outside_line(row: Row) -> tuple[str, str]:
    """Which report came of a project that owes none."""
    why = "dự án đã kết thúc, chưa hoạt động hoặc không thuộc KCN nào / ended, not begun, or in no park"
    told = f"{of_what(row)}, nhận ngày / received {row['arrived_on']:%d/%m/%Y}: {why}"
    return numbered(row, whose(row)), told


def unknown_line(row: Row) -> tuple[str, str]:
    """Which report came from nobody that is known, and what it says of itself."""
    code = row["reporter_code"] or "không ghi mã / no code"
    return numbered(row, row["path"]), f"{code}: {of_what(row)}, nhận ngày / received {row['arrived_on']:%d/%m/%Y}"


def doubt_line(row: Row) -> tuple[str, str]:
    """Which figure is in doubt, and what it would be in the unit that fits."""
    name = load("indicators").row(row["indicator_code"])["vi"] if row["indicator_code"] else row["cell_key"]
    unit = f" {row['unit']}" if row["unit"] and row["unit"] != "1" else ""
    fits = row["fitting_value"]
    fitting = f"; có thể là / perhaps {shown(fits)}{unit}" if fits is not None else ""
    why = f"{row['rule_code']}; {doubt_words(row['state'])}"
    told = f"{of_what(row)}: {name} {shown(row['value'])}{unit}{fitting} ({why})"
    return numbered(row, whose(row)), told


def letter_line(row: Row) -> tuple[str, str]:
    """Which letter has not arrived, and why."""
    whom = whose(row) if row["reporter_code"] else row["sender"]
    told = f"{kind_words(row['kind'])}, {row['letter_day']:%d/%m/%Y}: {state_words(row['state'])}"
    return f"{row['letter']} · {whom}", f"{told}{'. ' + row['message'] if row['message'] else ''}"


def change_line(row: Row) -> tuple[str, str]:
    """What arrived, what was decided, or which figures were corrected."""
    if row["what"] == "arrived":
        return f"{int(row['number'])} tệp / files: {outcome_words(row['outcome'])}", ""
    if row["what"] == "act":
        about = f"số {row['receipt_no']}" if row["receipt_no"] else of_what(row) if row["form"] else ""
        return f"{row['done_by']}: {KINDS.get(row['kind'], row['kind'])} {about}", str(row["reason"])
    return whose(row), f"{of_what(row)}: {int(row['number'])} số liệu đổi / figures changed; {row['how']}"


LINES: dict[str, Callable[[Row], tuple[str, str]]] = {
    "late": late_line,
    "returned": returned_line,
    "held": held_line,
    "unreadable": unread_line,
    "rows": rows_line,
    "doubt": doubt_line,
    "outside": outside_line,
    "unknown": unknown_line,
    "letters": letter_line,
    "changes": change_line,
}
