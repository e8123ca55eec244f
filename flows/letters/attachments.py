"""What goes with a letter for each file: its marked copy, else a table of its findings. Made on delivery."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from flows.findings_table import findings_table, table_name
from flows.marked_copies import FOLDERS as COPIED
from flows.marked_copies import copy_name, held, marked_copies

WITH_ATTACHMENT = ("returned", "unreadable", "accepted_with_warnings", "held")
Attachment = tuple[str, bytes]


def attachments(connection: sa.Connection, archive: Path, submission_ids: Sequence[int]) -> dict[int, Attachment]:
    """By submission name and bytes of what goes with it, for those with something to correct or to wait for."""
    submissions, arrivals, findings = held(connection, submission_ids)
    # Of a file that was read again before its first letter was gone, the last reading is shown.
    submissions = submissions.sort_values("reading_no").drop_duplicates("arrival_rank", keep="last")
    findings = findings[findings["submission_id"].isin(submissions["submission_id"])]
    return attachments_of(archive, submissions, arrivals, findings)


def attachments_of(
    archive: Path, submissions: pd.DataFrame, arrivals: pd.DataFrame, findings: pd.DataFrame
) -> dict[int, Attachment]:
    """The same from the frames of a batch."""
    copies = marked_copies(archive, submissions, arrivals, findings)
    wanted = submissions[submissions["outcome"].isin(WITH_ATTACHMENT)]
    told = wanted.merge(
        arrivals[["arrival_rank", "file_rank", "path", "arrived_on"]], on="arrival_rank", validate="m:1"
    )
    by_rank = {int(str(rank)): rows for rank, rows in findings.groupby("arrival_rank")}
    made: dict[int, Attachment] = {}
    copied: set[int] = set()  # files of which the copy tells of all reports
    for row in told.sort_values("arrival_rank").to_dict("records"):
        copy = copy_name(row) if row["outcome"] in COPIED else ""
        if copy in copies:
            made[int(row["submission_id"])] = (copy.rpartition("/")[2], copies[copy])
            copied.add(row["file_rank"])
        elif row["file_rank"] not in copied:
            rows = by_rank.get(int(row["arrival_rank"]), findings.head(0))
            made[int(row["submission_id"])] = (table_name(row), findings_table(row, rows))
    return made
