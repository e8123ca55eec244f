"""What changed between two instants, with who sent it and why it was accepted."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse.intake import finding, submission
from flows.export import instants_of
from flows.frames import fetch, key_table
from transforms.revisions import revisions as changes
from transforms.revisions import versions, with_acts
from transforms.traced import acts_ending, acts_of, files_of

BEGINNING = datetime(1900, 1, 1, tzinfo=UTC)
COLUMNS = [
    "at", "form_code", "reporter_code", "area_code", "window_start", "window_end", "indicator_code", "old_value",
    "new_value", "difference", "percent", "how", "old_status", "new_status", "receipt_no", "path", "sha256",
    "arrived_on", "outcome", "rule_codes", "supersedes_receipt_no", "supersedes_path",
    "act", "done_by", "act_reason",
]  # fmt: skip


def revisions(
    connection: sa.Connection, asked: Mapping[str, Any], since: datetime | None, until: datetime | None
) -> pd.DataFrame:
    """Each change of a figure after `since` (else since the beginning) up to `until` (else now): COLUMNS."""
    binds = instants_of(connection, until)
    since = since or BEGINNING
    rows = fetch(connection, versions(asked), {**binds, "since": since})
    told = changes(rows, pd.Timestamp(since), pd.Timestamp(binds["as_of"]))
    return _with_senders(connection, told)


def _with_senders(connection: sa.Connection, told: pd.DataFrame) -> pd.DataFrame:
    """The changes with the file that brought each, its outcome and findings, and the file whose place it took."""
    both = pd.concat([told["old_submission_id"], told["new_submission_id"]]).dropna().rename("submission_id").to_frame()
    f = finding.c
    with key_table(connection, "traced_submission", [submission.c.submission_id], both) as asked:
        files = fetch(connection, files_of(asked))
        ours = f.submission_id.in_(sa.select(asked.c.submission_id))
        brought, ended = fetch(connection, acts_of(asked)), fetch(connection, acts_ending(asked))
        rules = fetch(connection, sa.select(f.submission_id, f.rule_code).where(ours).distinct().order_by(f.rule_code))
    codes = rules.groupby("submission_id")["rule_code"].agg(" ".join)
    known = files[["submission_id", "receipt_no", "path", "sha256", "arrived_on", "outcome"]]
    known = known.assign(rule_codes=known["submission_id"].map(codes).astype("str"))
    new = known.rename(columns={"submission_id": "new_submission_id"})
    older = known[["submission_id", "receipt_no", "path"]].set_axis(
        ["old_submission_id", "supersedes_receipt_no", "supersedes_path"], axis=1
    )
    of_new = brought.rename(columns={name: f"new_{name}" for name in brought})
    named = with_acts(told, ended)
    for some, key in ((new, "new_submission_id"), (of_new, "new_submission_id"), (older, "old_submission_id")):
        named = named.merge(some, on=key, how="left", validate="m:1")
    both = {name: named[name].fillna(named[f"new_{name}"]) for name in ("act", "done_by", "act_reason")}
    return named.assign(**both)[COLUMNS]
