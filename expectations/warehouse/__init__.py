"""The tables of the warehouse: the only list of its columns.

`intake` is what arrived, `core` every version of what it says, `mart` what BI reads. On PostgreSQL they are schemas; on
SQLite, which has none, the same tables without them (no name occurs twice).
"""

from expectations.warehouse import (
    acts,
    core,
    dimensions,
    explanations,
    intake,
    mart,
    nil_answers,
    outbox,
    publications,
    receipts,
)
from expectations.warehouse.columns import Instant, metadata

SCHEMAS = ("intake", "core", "mart")
SQLITE_SCHEMAS: dict[str, str | None] = dict.fromkeys(SCHEMAS)

__all__ = [
    "SCHEMAS",
    "SQLITE_SCHEMAS",
    "Instant",
    "acts",
    "core",
    "dimensions",
    "explanations",
    "intake",
    "mart",
    "metadata",
    "nil_answers",
    "outbox",
    "publications",
    "receipts",
]
