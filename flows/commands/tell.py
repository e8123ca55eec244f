"""`parkwatch status`, `init` and `upgrade`: what the warehouse tells, and making it; how a table is written out."""

import os
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from flows import store
from flows.commands.nights import tell_nights
from flows.commands.words import say, show_table
from flows.failure import plainly
from flows.safe_text import safe_frame
from flows.settings import LOCAL_ZONE, Settings, local_today
from flows.signing import FOLDER, PUBLIC, fingerprint, signing_key
from flows.trouble import disk_trouble
from flows.words import state_words

RUNS = {
    "started_at": "Bắt đầu / started", "ended_at": "Trong / took", "today_on": "Như ngày / as of",
    "command": "Lệnh / command", "state": "Kết quả / state", "files": "Tệp / files",
    "accepted": "Được nhận / accepted", "returned": "Trả lại / returned", "rows_loaded": "Dòng nạp / rows",
    "mart_rows": "Dòng tổng hợp / mart rows", "message": "Ghi chú / note",
}  # fmt: skip
RUN_STATES = {
    "running": "đang chạy / running",
    "done": "xong / done",
    "incomplete": "thiếu nguồn / incomplete",
    "failed": "hỏng / failed",
    "stepped_back": "nhường / stepped back",
}
DUE = {
    "form_code": "Biểu / form", "window_start": "Từ / from", "window_end": "Đến / to", "due_on": "Hạn / due",
    "state": "Trạng thái / state", "reporters": "Số đơn vị / reporters", "who": "Là ai / who",
}  # fmt: skip


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


def rows_of(runs: pd.DataFrame) -> list[dict[Any, Any]]:
    """The rows of a frame, None where not given."""
    return runs.astype("object").where(runs.notna(), None).to_dict("records")


def run_line(run: Mapping[Any, Any]) -> list[object]:
    """A run as a person reads it: local time, how long it took, its state in words."""
    took = run["ended_at"] - run["started_at"] if run["ended_at"] is not None else None
    shown = {
        "started_at": f"{run['started_at'].tz_convert(LOCAL_ZONE):%d/%m/%Y %H:%M}",
        "ended_at": f"{took.total_seconds():.0f} s" if took is not None else "",
        "today_on": f"{run['today_on']:%d/%m/%Y}" if run["today_on"] is not None else "",
        "state": RUN_STATES.get(run["state"], run["state"]),
    }
    return [shown.get(name, run[name]) for name in RUNS]


def tell_status(settings: Settings, now: date | None) -> int:
    """Show the last runs, who is due, late or has had a report returned, and which letters wait."""
    today = now or local_today()
    with plainly():
        engine = store.open_warehouse(settings.warehouse_url)
        with engine.connect() as connection:
            runs = store.last_runs(connection)
            due = store.due_and_late(connection, today)
            pending = store.pending_letters(connection)
            last_state, last_good = store.nights_ended(connection)
    show_table("Các lần chạy gần đây / last runs", list(RUNS.values()), [run_line(run) for run in rows_of(runs)])
    show_table(
        f"Đến hạn, trễ hạn, trả lại / due, late, returned ({today:%d/%m/%Y})",
        [DUE.get(name, name) for name in due.columns],
        due.itertuples(index=False),
    )
    letters = pending.assign(state=pending["state"].map(state_words)).fillna("")
    show_table("Thư chưa gửi được / letters not delivered", list(letters.columns), letters.itertuples(index=False), [2])
    if runs.empty:
        say("Chưa chạy lần nào.", "There has been no run.")
    return tell_nights(last_state, last_good, datetime.now(UTC))
