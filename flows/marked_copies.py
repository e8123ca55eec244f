"""Marked copies of reports that were returned or warned of, made from the archive in processes of their own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from expectations.catalogue import load_catalogue
from expectations.warehouse import intake
from flows.archive import read_archived
from flows.failure import note_failure
from flows.frames import fetch
from flows.readers.jobs import Failure, Job
from flows.readers.pool import reader_pool
from flows.reading import wanted
from flows.words import outcome_words
from transforms.findings import leaves_unjudged
from transforms.marked.remarks import Facts, Remark

Row = Mapping[Any, Any]
FOLDERS = {"returned": "returned", "accepted_with_warnings": "warned"}
# Copies that are worth one more process: 10 to 50 ms a copy, a second to start one, measured on 2 cores.
MANY = 50
_FORMATS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".json")


class Task(NamedTuple):
    """A copy to be made of a file: by its first report, its name, its hash in the archive, and what it tells."""

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
    contents = {task: archived(archive, task.sha256) for task in tasks_of(submissions, arrivals, findings)}
    there = {task: content for task, content in contents.items() if content is not None}
    copies = zip(there, mark_each(list(there), list(there.values()), processes), strict=True)
    return {task.name: copy for task, copy in copies if copy is not None}


def archived(archive: Path, sha256: str) -> bytes | None:
    """The archived file of this hash; None where it is damaged or gone: a table of findings goes out instead."""
    try:
        return read_archived(archive, sha256)
    except (OSError, ValueError):
        return None


def mark_each(tasks: Sequence[Task], contents: Sequence[bytes], processes: int = 0) -> list[bytes | None]:
    """The marked copies of these files, made in processes of their own; None where one cannot be made."""
    jobs = [Job("mark", (content, task.facts, task.remarks)) for task, content in zip(tasks, contents, strict=True)]
    answers = reader_pool().answers(jobs, wanted(len(jobs), processes, MANY))
    return [copy_of(task, answer) for task, answer in zip(tasks, answers, strict=True)]


def copy_of(task: Task, answer: bytes | Failure | None) -> bytes | None:
    """The copy, or None and a note for engineers where its making failed."""
    if isinstance(answer, Failure):
        note_failure(f"marked copy of file {task.arrival_rank}: {answer.kind}, {answer.error}", answer.way)
        return None
    return answer


def tasks_of(submissions: pd.DataFrame, arrivals: pd.DataFrame, findings: pd.DataFrame) -> list[Task]:
    """What to mark, in the order of arrival: of a file with several reports one copy, with the findings of them all.

    A file that several reporters share (`shared` of the arrivals, where it is told) is given back to none of them.
    """
    wanted = submissions[submissions["outcome"].isin(list(FOLDERS)) & submissions["archived_sha256"].notna()]
    if "shared" in arrivals:
        arrivals = arrivals[~arrivals["shared"]]
    about = ["arrival_rank", "file_rank", "sheet", "path", "sha256", "arrived_on"]
    told = wanted.merge(arrivals[about], on="arrival_rank", how="inner", validate="1:1").sort_values("arrival_rank")
    remarks = remarks_by_rank(findings[findings["arrival_rank"].isin(told["arrival_rank"])])
    files: dict[int, list[Row]] = {}
    for row in told.to_dict("records"):
        files.setdefault(int(row["file_rank"]), []).append(row)
    return [task_of(rows, remarks) for rows in files.values()]


def task_of(reports: Sequence[Row], remarks: Mapping[int, tuple[Remark, ...]]) -> Task:
    """The task of one file, named by the first of its reports that has findings."""
    first = reports[0]
    found = [each for row in reports for each in remarks.get(int(row["arrival_rank"]), ())]
    numbered = tuple(replace(each, number=number) for number, each in enumerate(found, 1))
    facts = facts_of(first, numbered)
    if len(reports) > 1:
        told = "\n".join(f"{row['sheet']}: {outcome_words(row['outcome'])}" for row in reports)
        facts = replace(facts, outcome=told, window_start=None, window_end=None)
    return Task(int(first["arrival_rank"]), copy_name(first), first["archived_sha256"], facts, numbered)


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
    arrivals = arrivals.assign(shared=arrivals["file_rank"].isin(shared_files(connection, arrivals)))
    of_rank = submissions[["submission_id", "arrival_rank"]]
    return submissions, arrivals, findings.merge(of_rank, on="submission_id", validate="m:1")


def shared_files(connection: sa.Connection, arrivals: pd.DataFrame) -> set[int]:
    """Those of the files whose sheets hold reports of more than one reporter."""
    several = [int(rank) for rank in arrivals.loc[arrivals["sheet"].notna(), "file_rank"]]
    if not several:
        return set()
    a, s = intake.arrival.c, intake.submission.c
    told = sa.select(a.file_rank).join(intake.submission, s.arrival_rank == a.arrival_rank)
    told = told.where(a.file_rank.in_(several)).group_by(a.file_rank)
    return set(connection.execute(told.having(sa.func.count(sa.distinct(s.reporter_code)) > 1)).scalars())
