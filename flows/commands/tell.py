"""`parkwatch status`, `init` and `upgrade`: what the warehouse tells, and making it; how a table is written out."""

import os
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from flows import store
from flows.commands.lines import given, say_lines, tell_how_many, tell_numbers
from flows.commands.nights import tell_nights
from flows.commands.no_register import tell_of_no_register
from flows.commands.words import say
from flows.export import awaited, by_period
from flows.failure import plainly
from flows.morning import morning
from flows.narrowing import EVERYTHING, Narrowed
from flows.safe_text import safe_frame
from flows.settings import LOCAL_ZONE, Settings, local_today
from flows.signing import FOLDER, PUBLIC, fingerprint, signing_key
from flows.telling import with_names
from flows.trouble import disk_trouble
from flows.words import state_words

RUN_STATES = {
    "running": "đang chạy / running",
    "done": "xong / done",
    "incomplete": "thiếu nguồn / incomplete",
    "failed": "hỏng / failed",
    "stepped_back": "nhường / stepped back",
}
FEW = 12  # forms and periods that are shown unless all are asked for


def make_warehouse(settings: Settings) -> int:
    """Make the warehouse, or bring it up to this version of parkwatch."""
    with plainly():
        engine = store.make_warehouse(settings.warehouse_url)
        version = store.upgrade(engine)
        engine.dispose()
        key = signing_key(settings.home)
    say(f"Kho dữ liệu sẵn sàng (phiên bản {version}).", f"The warehouse is ready (version {version}).")
    say(
        f"Khóa công khai của biên nhận: {settings.home / FOLDER / PUBLIC} ({fingerprint(key.public_key())}).",
        "The public key of the receipts; give it to those who want to verify one.",
    )
    return 0


def write_csv(frame: pd.DataFrame, output: Path | None) -> None:
    """The frame as CSV on standard output, or into a file."""
    write_text(safe_frame(frame).to_csv(index=False, lineterminator="\n"), output)
    tell_rows(frame, output)


def tell_rows(frame: pd.DataFrame, output: Path | None) -> None:
    """How many rows were written into a file; nothing where they went to standard output."""
    if output is not None:
        say(f"{len(frame)} dòng → {output}", f"{len(frame)} rows")


def write_text(text: str, output: Path | None) -> None:
    """The text on standard output, or into a file that is there whole or not at all."""
    if output is None:
        sys.stdout.write(text)
        return
    unfinished = output.with_name(f".{output.name}.part")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="")
        os.replace(unfinished, output)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise disk_trouble(error, output) from error


def tell_status(settings: Settings, now: date | None, narrowed: Narrowed = EVERYTHING) -> int:
    """Show how much waits, the last runs, who is due, late or has had a report returned, and which letters wait."""
    today = now or local_today()
    with plainly():
        engine = store.open_warehouse(settings.warehouse_url)
        with engine.connect() as connection:
            tell_of_no_register(connection)
            parts = morning(connection, today)
            runs = store.last_runs(connection)
            wanted = narrowed.columns(connection) | ({"due_on": narrowed.day} if narrowed.day else {})
            due = with_names(connection, awaited(connection, today, wanted), today)
            pending = store.pending_letters(connection)
            last_state, last_good = store.nights_ended(connection)
    say(f"Chờ xử lý, {today:%d/%m/%Y} (chi tiết: parkwatch today)", "What waits for a person (see: parkwatch today)")
    tell_numbers(parts)
    tell_list("Các lần chạy gần đây / last runs", (run_line(run) for run in given(runs)))
    if runs.empty:
        say("Chưa chạy lần nào.", "There has been no run.")
    tell_due(due, today, narrowed.everything)
    tell_list("Thư chưa gửi được / letters not delivered", (pending_line(row) for row in given(pending)))
    return tell_nights(last_state, last_good, datetime.now(UTC))


def tell_list(title: str, lines: Iterable[tuple[str, str]]) -> None:
    """The lines under their title; nothing where there are none."""
    told = list(lines)
    if told:
        say("", title.upper())
        say_lines(told)


def run_line(run: Mapping[str, Any]) -> tuple[str, str]:
    """A run as a person reads it: local time, how long it took, its state in words, what came."""
    took = f" · {(run['ended_at'] - run['started_at']).total_seconds():.0f} s" if run["ended_at"] else ""
    day = f" · như ngày / as of {run['today_on']:%d/%m/%Y}" if run["today_on"] else ""
    state = RUN_STATES.get(run["state"], run["state"])
    files = f"{run['files']} tệp / files: {run['accepted']} được nhận / accepted, {run['returned']} trả lại / returned"
    rows = f"{run['rows_loaded']} dòng nạp / rows loaded, {run['mart_rows']} dòng tổng hợp / mart rows"
    note = f"; {run['message']}" if run["message"] else ""
    return (
        f"{run['started_at'].astimezone(LOCAL_ZONE):%d/%m/%Y %H:%M} · {run['command']} · {state}{took}{day}",
        f"{files}; {rows}{note}",
    )


def tell_due(rows: pd.DataFrame, today: date, everything: bool) -> None:
    """What is awaited, by form and period, with some of the names."""
    told = by_period(rows.assign(who=rows["reporter"].fillna(rows["reporter_code"])))
    titled = rows.drop_duplicates(["form_code", "window_end"])[["form_code", "window_end", "form", "period"]]
    titled = titled.assign(window_end=titled["window_end"].dt.strftime("%Y-%m-%d").astype("str"))
    named = told.merge(titled, on=["form_code", "window_end"], how="left", validate="m:1")
    shown = named if everything else named.head(FEW)
    tell_list(
        f"Đến hạn, trễ hạn, trả lại / due, late, returned ({today:%d/%m/%Y})", (due_line(row) for row in given(shown))
    )
    tell_how_many(shown, named, "parkwatch status --all")


def due_line(row: Mapping[str, Any]) -> tuple[str, str]:
    """What is awaited of a form and period."""
    due = date.fromisoformat(row["due_on"])
    head = f"{row['form']}, {row['period']}, hạn / due {due:%d/%m/%Y}"
    return head, f"{row['state']}: {row['reporters']} đơn vị / reporters: {row['who']}"


def pending_line(row: Mapping[str, Any]) -> tuple[str, str]:
    """How many letters wait for an outbox and why."""
    why = f": {row['message']}" if row["message"] else ""
    return f"{row['letters']} thư / letters · {row['outbox']} · {state_words(row['state'])}{why}", ""
