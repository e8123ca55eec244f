"""`parkwatch dossier`: what is on record of one enterprise or unit, for people and as JSON."""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from expectations.codes import load
from flows import store
from flows.commands.lines import as_records, given, say_lines, tell_part
from flows.commands.officers_tell import KINDS
from flows.commands.today import doubt_line, of_what
from flows.commands.words import say
from flows.dossier import dossier
from flows.failure import plainly
from flows.letters.addressees import addressees
from flows.named import reporter_named
from flows.safe_text import plain_letters
from flows.settings import LOCAL_ZONE, Settings, local_today
from flows.words import filing_words, kind_words, outcome_words, state_words
from transforms.shown import shown

FEW = 6  # things of a part that are shown unless all are asked for

Row = Mapping[str, Any]


def tell_dossier(settings: Settings, written: str, now: date | None, everything: bool, as_json: bool) -> int:
    """Tell all that is on record of the reporter that is meant."""
    today = now or local_today()
    with plainly(), store.open_warehouse(settings.warehouse_url).connect() as connection:
        code = reporter_named(connection, written)
        parts = dossier(connection, code, today)
        known = addressees(connection, [code], today).get(code)
    name = known.name if known else None
    if as_json:
        told = {"reporter_code": code, "reporter": name, **{part.key: as_records(part.rows) for part in parts}}
        sys.stdout.write(plain_letters(json.dumps(told, ensure_ascii=False, indent=1)) + "\n")
        return 0
    say(f"Hồ sơ: {name or 'không có trong danh mục'} ({code})", "Dossier" if name else "Dossier; in no register")
    register, *others = parts
    say_lines(register_line(row) for row in given(register.rows.head(1)))
    for part in others:
        tell_part(part, LINES[part.key], None if everything else FEW, f"parkwatch dossier {code} --all")
    return 0


def register_line(row: Row) -> tuple[str, str]:
    """What the register says of an enterprise now."""
    park = load("parks").row(row["park_code"])["vi"] if row["park_code"] else ""
    days = [f"{word} {row[name]:%d/%m/%Y}" for name, word in (("started_on", "từ"), ("ended_on", "đến")) if row[name]]
    told = (f"MST {row['tax_code']}" if row["tax_code"] else "", park, " ".join(days), row["email"] or "")
    return " · ".join(each for each in told if each), ""


def owed_line(row: Row) -> tuple[str, str]:
    """What is owed since when."""
    return f"{of_what(row)}: {filing_words(row['filing'])}, hạn / due {row['due_on']:%d/%m/%Y}", ""


def sent_line(row: Row) -> tuple[str, str]:
    """A report and what became of it."""
    rules = f": {row['rule_codes']}" if row["rule_codes"] else ""
    told = f"{row['arrived_on']:%d/%m/%Y} · {of_what(row)}: {outcome_words(row['outcome'])}{rules}"
    return f"Số {row['receipt_no']} · {told}", ""


def warning_line(row: Row) -> tuple[str, str]:
    """A warning, and how it is explained."""
    cell = f"{row['sheet_column'] or ''}{row['sheet_row'] or ''}"
    why = f"đã giải trình / explained: {row['because']}" if row["explained"] else "chưa giải trình / not explained"
    told = f"{cell} {shown(row['value'])}: {why}".strip()
    return f"Số {row['receipt_no']} · {row['rule_code']} · {of_what(row)}", told


def explained_line(row: Row) -> tuple[str, str]:
    """An explanation."""
    until = f" (đến / until {row['until_on']:%d/%m/%Y})" if row["until_on"] else ""
    head = f"{row['explained_at'].astimezone(LOCAL_ZONE):%d/%m/%Y} · {row['rule_code']} · {of_what(row)}"
    return head, f"{row['explained_by']}: {row['because']}{until}"


def decided_line(row: Row) -> tuple[str, str]:
    """What an officer decided."""
    head = f"{row['done_at'].astimezone(LOCAL_ZONE):%d/%m/%Y} · {KINDS.get(row['kind'], row['kind'])}"
    return f"{head} · số {row['receipt_no']} · {of_what(row)}", f"{row['done_by']}: {row['reason']}"


def letter_line(row: Row) -> tuple[str, str]:
    """A letter and what became of it."""
    told = f"{kind_words(row['kind'])} ({row['items']}) · {row['outbox']}: {state_words(row['state'])}"
    return f"{row['letter_day']:%d/%m/%Y} · {row['letter']} · {told}", ""


def figure_line(row: Row) -> tuple[str, str]:
    """A figure of the last period of a form."""
    name = load("indicators").row(row["indicator"])["vi"]
    where = f" ({row['park']})" if row["park"] else ""
    estimate = " (ước / estimate)" if row["status"] == "estimate" else ""
    unit = "" if row["unit"] == "1" else f" {row['unit']}"
    return of_what(row), f"{name}{where}: {shown(row['value'])}{unit}{estimate}"


def case_line(row: Row) -> tuple[str, str]:
    """A case."""
    category = load("categories").row(row["category"])["vi"] if row["category"] else ""
    told = (f"{row['detected_on']:%d/%m/%Y}" if row["detected_on"] else "", row["park"], category, row["status"])
    return f"{row['case_no']} · " + " · ".join(each for each in told if each), ""


LINES: dict[str, Callable[[Row], tuple[str, str]]] = {
    "owed": owed_line,
    "sent": sent_line,
    "findings": warning_line,
    "doubt": doubt_line,
    "explained": explained_line,
    "decided": decided_line,
    "letters": letter_line,
    "figures": figure_line,
    "cases": case_line,
}
