"""One hash of what the warehouse says: the same for the same reports, on whatever database and however they came in.

Covered: business keys and values of `core` and `mart`, with the instants of the cuts. A submission is named by the path
and the hash of its file, and its sheet where the file holds several. Left out, and why: LEFT_OUT.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from expectations.warehouse import acts, core, mart, nil_answers
from expectations.warehouse.dimensions import cut
from expectations.warehouse.intake import arrival, submission

LEFT_OUT = {
    "intake.*": "what arrived and when it was read: its clock times differ from run to run",
    "core code lists, form, form_window, period_window, reporter, list_version": "declared, not reported",
    "submission_id, cut_id, arrival_rank, after_rank, act_no": "our own numbers; file and instant stand for them",
    "mart.freshness": "says when, not what",
    "core.waiver, core.rule_switch, core.publication": "what people did and when; what came of it is covered",
}
FACTS = (
    core.acceptance, core.standing, core.observation, core.incident, core.project_version, core.target,
    core.published_figure, core.register_entry, core.obligation, acts.act, nil_answers.nil_answer,
)  # fmt: skip
MARTS = (
    mart.figure_in_doubt, mart.enterprise_month, mart.park_month, mart.province_year, mart.incident_window,
    mart.reporting_rate, mart.data_quality, mart.published_check,
)  # fmt: skip
OWN_NUMBERS = ("submission_id", "from_cut_id", "until_cut_id", "cut_id", "arrival_rank", "after_rank", "act_no")
MODULUS = 2**256


def content_hash(connection: sa.Connection) -> str:
    """SHA-256, in hex, over every row in whatever order: the rows' hashes are added up table by table."""
    whole = hashlib.sha256()
    for table in (cut, *FACTS, *MARTS):
        count, added = 0, 0
        for row in connection.execute(_rows_of(table)).yield_per(10_000):
            count += 1
            added = (added + int.from_bytes(hashlib.sha256(_text_of(row)).digest())) % MODULUS
        whole.update(f"{table.name}:{count}:{added:064x}\n".encode())
    return whole.hexdigest()


def _rows_of(table: sa.Table) -> sa.Select[Any]:
    if table is cut:
        return sa.select(cut.c.cut_day, cut.c.cut_at)
    columns: list[sa.ColumnElement[Any]] = [column for column in table.c if column.name not in OWN_NUMBERS]
    rows: sa.FromClause = table
    if "submission_id" in table.c:
        rows = rows.join(submission, submission.c.submission_id == table.c.submission_id)
        rows = rows.join(arrival, arrival.c.arrival_rank == submission.c.arrival_rank)
        columns += [arrival.c.path, arrival.c.sheet, arrival.c.sha256]
    elif table is acts.act:
        rows = rows.outerjoin(arrival, arrival.c.arrival_rank == table.c.arrival_rank)
        columns += [arrival.c.path, arrival.c.sheet, arrival.c.sha256]
    for name in ("from_cut_id", "until_cut_id", "cut_id"):
        if name in table.c:
            when = cut.alias(name)
            rows = rows.outerjoin(when, when.c.cut_id == table.c[name])
            columns.append(when.c.cut_at)
    return sa.select(*columns).select_from(rows)


def _text_of(row: Iterable[Any]) -> bytes:
    return "\x1f".join(_value_text(value) for value in row).encode()


def _value_text(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, bool | int) else str(value)
