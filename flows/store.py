"""The warehouse as the stages see it: open, lock, ledger, history, load, refresh, export."""

from flows.content_hash import content_hash
from flows.export import due_and_late, export, exports
from flows.history import history
from flows.ledger import (
    KILLED,
    RunRecord,
    close_killed_runs,
    complete_until,
    known_arrivals,
    last_runs,
    loaded_by,
    loaded_since,
    next_rank,
    nights_ended,
    record_run,
)
from flows.letters.queueing import queue_reminders, queue_results
from flows.letters.record import letters_told, pending_letters
from flows.load import LoadReport, load
from flows.loading_lock import loading
from flows.migration import upgrade
from flows.receipts import issue as issue_receipts
from flows.refresh import rebuild, refresh
from flows.warehouse_engine import checkpoint, make_warehouse, open_warehouse, reach_warehouse, writing
from flows.warehouse_trouble import (
    AnotherLoader,
    WarehouseBusy,
    WarehouseError,
    WarehouseFull,
    WarehouseMissing,
    WarehouseReadOnly,
    WarehouseTooNew,
    WarehouseTooOld,
    WarehouseUnreachable,
)

__all__ = [
    "KILLED",
    "AnotherLoader",
    "LoadReport",
    "RunRecord",
    "WarehouseBusy",
    "WarehouseError",
    "WarehouseFull",
    "WarehouseMissing",
    "WarehouseReadOnly",
    "WarehouseTooNew",
    "WarehouseTooOld",
    "WarehouseUnreachable",
    "checkpoint",
    "close_killed_runs",
    "complete_until",
    "content_hash",
    "due_and_late",
    "export",
    "exports",
    "history",
    "issue_receipts",
    "known_arrivals",
    "letters_told",
    "last_runs",
    "load",
    "loaded_by",
    "loaded_since",
    "loading",
    "make_warehouse",
    "next_rank",
    "nights_ended",
    "open_warehouse",
    "pending_letters",
    "queue_reminders",
    "queue_results",
    "reach_warehouse",
    "rebuild",
    "record_run",
    "refresh",
    "upgrade",
    "writing",
]
