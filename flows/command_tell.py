"""`parkwatch status`, `export`, `init` and `upgrade`: what the warehouse tells, and making it."""

import os
import sys
from datetime import date
from pathlib import Path

import pandas as pd

from flows import store
from flows.command_words import say, show_table
from flows.failure import plainly
from flows.instants import instant_of
from flows.settings import Settings, local_today
from flows.signing import FOLDER, PUBLIC, fingerprint, signing_key
from flows.trouble import UsageTrouble, disk_trouble
from flows.words import state_words


def make_warehouse(settings: Settings) -> int:
    """Make the warehouse, or bring it up to this version of parkwatch."""
    with plainly():
        engine = store.make_warehouse(settings.warehouse_url)
        version = store.upgrade(engine)
        key = signing_key(settings.home)
    say(f"Kho dữ liệu sẵn sàng (phiên bản {version}).", f"The warehouse is ready (version {version}).")
    say(
        f"Khóa công khai của biên nhận: {settings.home / FOLDER / PUBLIC} ({fingerprint(key.public_key())}).",
        "The public key of the receipts; give it to those who want to verify one.",
    )
    return 0


def export_table(settings: Settings, table: str, as_of: str | None, output: Path | None) -> int:
    """Write a mart or a layout as CSV."""
    instant = instant_of(as_of)
    with plainly():
        engine = store.open_warehouse(settings.warehouse_url)
        if table not in store.exports():
            known = ", ".join(sorted(store.exports()))
            raise UsageTrouble(
                f"Không có bảng “{table}”. Có: {known}.", f"There is no table “{table}”. There are: {known}."
            )
        with engine.connect() as connection:
            frame = store.export(connection, table, instant)
    write_csv(frame, output)
    return 0


def write_csv(frame: pd.DataFrame, output: Path | None) -> None:
    """The frame as CSV on standard output, or into a file."""
    write_text(frame.to_csv(index=False, lineterminator="\n"), output)
    if output is not None:
        say(f"{len(frame)} dòng → {output}", f"{len(frame)} rows")


def write_text(text: str, output: Path | None) -> None:
    """The text on standard output, or into a file that is there whole or not at all."""
    if output is None:
        sys.stdout.write(text)
        return
    unfinished = output.with_name(f".{output.name}.part")
    try:
        unfinished.write_text(text, encoding="utf-8")
        os.replace(unfinished, output)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise disk_trouble(error, output) from error


def tell_status(settings: Settings, now: date | None) -> int:
    """Show the last runs, who is due, late or has had a report returned, and which letters wait."""
    today = now or local_today()
    with plainly():
        engine = store.open_warehouse(settings.warehouse_url)
        with engine.connect() as connection:
            runs = store.last_runs(connection)
            due = store.due_and_late(connection, today)
            pending = store.pending_letters(connection)
    show_table("Các lần chạy gần đây / last runs", list(runs.columns), runs.itertuples(index=False))
    show_table(
        f"Đến hạn, trễ hạn, trả lại / due, late, returned ({today:%d/%m/%Y})",
        list(due.columns),
        due.itertuples(index=False),
    )
    letters = pending.assign(state=pending["state"].map(state_words)).fillna("")
    show_table("Thư chưa gửi được / letters not delivered", list(letters.columns), letters.itertuples(index=False), [2])
    if runs.empty:
        say("Chưa chạy lần nào.", "There has been no run.")
    return 0
