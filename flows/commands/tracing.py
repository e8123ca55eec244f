"""What `parkwatch trace` and `revisions` do."""

import json
import sys
from collections.abc import Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from flows import store
from flows.commands.words import say, show_table
from flows.failure import plainly
from flows.instants import instant_of
from flows.safe_text import plain_letters
from flows.settings import Settings
from flows.tracing.archived import with_raw_text
from flows.tracing.asked import Asked, asked_for, no_row, registers, row_of
from flows.tracing.figure import Trace, trace, trace_register
from flows.tracing.file import FileTrace, moved_by
from flows.tracing.shown import show_trace, trace_json, trace_mermaid
from flows.trouble import UsageTrouble
from flows.words import outcome_words


def trace_figure(settings: Settings, words: Sequence[str], as_of: str | None, as_json: bool, mermaid: bool) -> int:
    """Tell from which cells a figure comes; 1 where the parts do not add up to it."""
    if not words:
        raise UsageTrouble(
            "Hãy cho biết bảng, khóa và số liệu, ví dụ: park_month KP 2026-09 net_revenue.",
            "Name a table, a key and a figure, such as: park_month KP 2026-09 net_revenue.",
        )
    asked, instant = asked_for(words), instant_of(as_of)
    with plainly(), store.open_warehouse(settings.warehouse_url).connect() as connection:
        told = traced(connection, asked, instant)
    told = told._replace(nodes=with_raw_text(settings.archive_folder, told.nodes, told.files))
    if as_json or mermaid:
        sys.stdout.write(plain_letters(f"{trace_json(told)}\n" if as_json else trace_mermaid(told)))
    else:
        show_trace(told)
    return 0 if told.adds_up else 1


def traced(connection: sa.Connection, asked: Asked, instant: Any) -> Trace:
    """The way of the figure that is asked for."""
    if asked.table in registers():
        told = trace_register(connection, registers()[asked.table], asked.figure, asked.values, instant)
        if len(told.nodes) == 1:
            raise no_row(asked.table, asked.values)
        return told
    return trace(connection, asked.table, asked.figure, row_of(connection, asked, instant), instant)


def trace_file(settings: Settings, stated: str, as_of: str | None, as_json: bool) -> int:
    """Tell which figures a file takes part in."""
    instant = instant_of(as_of)
    with plainly(), store.open_warehouse(settings.warehouse_url).connect() as connection:
        files = moved_by(connection, stated, instant)
    if as_json:
        text = json.dumps([as_plain(each) for each in files], ensure_ascii=False, indent=1)
        sys.stdout.write(plain_letters(f"{text}\n"))
        return 0
    for each in files:
        show_file(each)
    return 0


def as_plain(told: FileTrace) -> dict[str, Any]:
    """A file and its figures as JSON has them."""
    rows = json.loads(told.moved.to_json(orient="records", date_format="iso", force_ascii=False))
    file = json.loads(pd.DataFrame([told.file]).to_json(orient="records", date_format="iso", force_ascii=False))[0]
    file.pop("submission_id", None)  # people know a report by the number of its receipt
    return {"file": file, "facts": told.facts, "as_of": told.as_of.isoformat(), "moved": rows}


def show_file(told: FileTrace) -> None:
    """A file and its figures as tables."""
    file = told.file
    facts = ", ".join(f"{number} {name}" for name, number in told.facts.items()) or "0"
    say(f"{file['path']} · {outcome_words(file['outcome'])} · {file['sha256']}", f"đã nạp / loaded: {facts}")
    headings = (
        "Bảng / table",
        "Dòng / row",
        "Số liệu / figure",
        "Phần của tệp / share",
        "Trước / before",
        "Sau / after",
    )
    rows = told.moved.astype("object").fillna("").itertuples(index=False)
    show_table("Các số mà tệp này góp vào / figures it takes part in", headings, rows, (3, 4, 5))
    if told.moved.empty:
        say("Tệp này không góp vào số nào của các bảng tổng hợp.", "It takes part in no figure of the marts.")
