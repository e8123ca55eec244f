"""Marked copies of reports that were returned or warned of, made from the archive; in processes where that pays."""

import multiprocessing
import os
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from expectations.catalogue import load_catalogue
from expectations.warehouse import intake
from flows.archive import read_archived
from flows.frames import fetch
from flows.reading import begin_reader
from flows.words import outcome_words
from transforms.findings import leaves_unjudged
from transforms.marked.marked_copy import mark_copy
from transforms.marked.remarks import Facts, Remark
from transforms.read.document import Unreadable

FOLDERS = {"returned": "returned", "accepted_with_warnings": "warned"}
# Copies that are worth one more process: 10 to 50 ms a copy, seconds to start two processes, measured on 2 cores.
MANY = 1000
CHUNK = 10
_FORMATS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".json")


class Task(NamedTuple):
    """A copy to be made: whose, its name, the hash of the file in the archive, and what it tells."""

    arrival_rank: int
    name: str
    sha256: str
    facts: Facts
    remarks: tuple[Remark, ...]


def marked_copies(
    archive: Path, submissions: pd.DataFrame, arrivals: pd.DataFrame, findings: pd.DataFrame, processes: int = 0
) -> dict[str, bytes]:
    """Name in the outbox → the marked .xlsx of each returned or warned submission whose file may be kept.

    The frames are those of a judged batch, or as `held` gives them. A copy that cannot be made is left out.
    """
    tasks = tasks_of(submissions, arrivals, findings)
    wanted = min(processes or os.cpu_count() or 1, 1 + len(tasks) // MANY)
    if wanted < 2:
        return dict(made for made in (mark_one(archive, task) for task in tasks) if made is not None)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(wanted, mp_context=context, initializer=begin_reader) as pool:
        copies = pool.map(mark_one, [archive] * len(tasks), tasks, chunksize=CHUNK)
        return dict(made for made in copies if made is not None)


def mark_one(archive: Path, task: Task) -> tuple[str, bytes] | None:
    """Name and content of one marked copy; None where no cell of the file can be made out."""
    content = mark(read_archived(archive, task.sha256), task)
    return None if content is None else (task.name, content)


def mark(content: bytes, task: Task) -> bytes | None:
    """The marked copy of a file; None where no cell of it can be made out."""
    try:
        return mark_copy(content, task.facts, task.remarks, load_catalogue())
    except Unreadable:
        return None


def tasks_of(submissions: pd.DataFrame, arrivals: pd.DataFrame, findings: pd.DataFrame) -> list[Task]:
    """What to mark, in the order of arrival."""
    wanted = submissions[submissions["outcome"].isin(list(FOLDERS)) & submissions["archived_sha256"].notna()]
    told = wanted.merge(arrivals[["arrival_rank", "path", "sha256", "arrived_on"]], on="arrival_rank", validate="1:1")
    remarks = remarks_by_rank(findings[findings["arrival_rank"].isin(told["arrival_rank"])])
    return [
        Task(
            rank := int(row["arrival_rank"]),
            copy_name(row),
            row["archived_sha256"],
            facts_of(row, remarks.get(rank, ())),
            remarks.get(rank, ()),
        )
        for row in told.sort_values("arrival_rank").to_dict("records")
    ]


def remarks_by_rank(findings: pd.DataFrame) -> dict[int, tuple[Remark, ...]]:
    """The findings of each file, in their order."""
    remarks: dict[int, list[Remark]] = {}
    for row in findings.sort_values(["arrival_rank", "finding_no"]).to_dict("records"):
        remarks.setdefault(int(row["arrival_rank"]), []).append(remark_of(row))
    return {rank: tuple(mine) for rank, mine in remarks.items()}


def remark_of(row: Mapping[Any, Any]) -> Remark:
    """A finding as the copy tells it."""
    text = {
        name: "" if pd.isna(row[name]) else str(row[name])
        for name in ("sheet", "sheet_column", "column_title", "value", "expected", "message_vi", "message_en")
    }
    return Remark(
        number=int(row["finding_no"]),
        rule_code=row["rule_code"],
        effect=row["effect"],
        sheet=text["sheet"],
        row=None if pd.isna(row["sheet_row"]) else int(row["sheet_row"]),
        column=text["sheet_column"],
        title=text["column_title"],
        value=text["value"],
        expected=text["expected"],
        vi=text["message_vi"],
        en=text["message_en"],
    )


def facts_of(row: Mapping[Any, Any], remarks: Sequence[Remark]) -> Facts:
    """What is known of a submission beside its findings."""
    given = {name: None if pd.isna(value) else value for name, value in row.items()}
    return Facts(
        file_name=file_name_of(row["path"]),
        sha256=row["sha256"],
        outcome=outcome_words(row["outcome"]),
        form_code=given["form_code"],
        form_version=given["form_version"],
        reporter=given["reporter_code"],
        window_start=given["window_start"],
        window_end=given["window_end"],
        arrived_on=given["arrived_on"],
        unjudged=leaves_unjudged(((each.effect, each.rule_code) for each in remarks), load_catalogue()),
    )


def copy_name(row: Mapping[Any, Any]) -> str:
    """Where the copy goes: by day and outcome, named by rank and the harmless part of the file's own name."""
    return f"{row['arrived_on']:%Y-%m-%d}/{FOLDERS[row['outcome']]}/{int(row['arrival_rank']):07d} " + xlsx_name(
        row["path"]
    )


def xlsx_name(path: str) -> str:
    """The harmless part of a file's name, as an .xlsx."""
    name = file_name_of(path)
    stem = next((name[: -len(ending)] for ending in _FORMATS if name.lower().endswith(ending)), name)
    return (re.sub(r"[^\w .()-]+", "_", stem).strip(" .")[:80] or "_") + ".xlsx"


def file_name_of(path: str) -> str:
    """The last part of a path inside a source."""
    return str(path).rpartition("/")[2]


def held(connection: sa.Connection, submission_ids: Sequence[int]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Submissions, arrivals and findings of these submissions, as `marked_copies` takes them."""
    s = intake.submission
    submissions = fetch(connection, sa.select(s).where(s.c.submission_id.in_(submission_ids)))
    ranks = [int(rank) for rank in submissions["arrival_rank"]]
    findings = fetch(connection, sa.select(intake.finding).where(intake.finding.c.submission_id.in_(submission_ids)))
    arrivals = fetch(connection, sa.select(intake.arrival).where(intake.arrival.c.arrival_rank.in_(ranks)))
    of_rank = submissions[["submission_id", "arrival_rank"]]
    return submissions, arrivals, findings.merge(of_rank, on="submission_id", validate="m:1")
