"""Which files another judgement tells otherwise of than the one in force."""

import hashlib

import pandas as pd

from expectations.warehouse import intake
from expectations.warehouse.explanations import finding_passed_over
from transforms.judged import FACT_TABLES, Judged

SUBMISSION = (
    "form_code", "form_version", "reporter_code", "window_start", "window_end", "regime", "status", "outcome",
    "reason", "duplicate_of", "cells_read", "cells_used", "cells_ignored", "cells_reported",
)  # fmt: skip
TABLES = {**FACT_TABLES, "findings": intake.finding, "passed_over": finding_passed_over}
NUMBERED = {"submission_id", "arrival_rank", "figure_no", "finding_no"}  # ours, not the report's
PLACED = {"sheet", "sheet_row", "sheet_column", "written"}  # where and how it was written, not what it says
ABSENT = "\\N"
NO_SIGNATURES = pd.DataFrame({"hash": [], "rows": []}, dtype="uint64", index=pd.Index([], dtype="int64", name="rank"))


def differing(one: Judged, other: Judged) -> set[int]:
    """The arrival ranks of which the two do not say the same, in whatever order; both tell of the same files."""
    columns = {"submissions": SUBMISSION} | {
        name: tuple(column.name for column in table.c if column.name not in NUMBERED) for name, table in TABLES.items()
    }
    ranks: set[int] = set()
    for name, names in columns.items():
        mine, theirs = (_signatures(getattr(each, name), names) for each in (one, other))
        told = mine.index.union(theirs.index)
        unequal = mine.reindex(told, fill_value=0) != theirs.reindex(told, fill_value=0)
        ranks |= {int(rank) for rank in told[unequal.any(axis=1)]}
    return ranks


def content_hashes(told: Judged) -> pd.Series:
    """By arrival rank a fingerprint of the facts that a report brings, wherever in a file they were written."""
    parts = []
    for name, table in FACT_TABLES.items():
        names = tuple(column.name for column in table.c if column.name not in NUMBERED | PLACED)
        parts.append(_signatures(getattr(told, name), names).add_prefix(f"{name}."))
    every = pd.concat(parts, axis=1).sort_index(axis=1).astype("object")
    texts = [hashlib.sha256(repr(row).encode()).hexdigest() for row in every.itertuples(index=False, name=None)]
    return pd.Series(texts, index=every.index, dtype="str")


def _signatures(frame: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    """For each file how many rows it has, and the sum of their hashes, which knows no order."""
    if frame.empty:
        return NO_SIGNATURES
    texts = pd.DataFrame({name: _texts(frame[name]) for name in names if name in frame}, index=frame.index)
    hashes = pd.util.hash_pandas_object(texts, index=False)
    rows = pd.DataFrame({"rank": frame["arrival_rank"].astype("int64"), "hash": hashes, "rows": 1})
    return rows.groupby("rank")[["hash", "rows"]].sum().astype("uint64")


def _texts(values: pd.Series) -> pd.Series:
    """The values as the warehouse would give them back, as text."""
    if pd.api.types.is_datetime64_any_dtype(values):
        values = values.dt.strftime("%Y-%m-%d")
    elif pd.api.types.is_bool_dtype(values):
        values = values.astype("Int64")
    elif values.dtype == "object":
        values = values.map(lambda value: value.isoformat() if hasattr(value, "isoformat") else value)
    texts = values.astype("string").fillna(ABSENT)
    return texts.str.replace("\x00", "\ufffd", regex=False).astype("object")
