"""Marked copies on request: of submissions that the warehouse holds, and of files that it does not know."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from expectations.catalogue import load_catalogue
from flows import store
from flows.archive import read_archived, write_whole
from flows.commands.check import all_files, content_of, judged_alone, title_of
from flows.commands.words import say, show_table
from flows.failure import plainly
from flows.marked_copies import held, mark_each, tasks_of
from flows.named import file_named
from flows.reading import read_all
from flows.settings import Settings
from flows.trouble import disk_trouble
from flows.words import outcome_words

NOTHING_TO_MARK = "không có gì để đánh dấu / nothing to mark"

Made = dict[str, tuple[str, str, bytes | None]]  # report -> outcome, name of the copy, the copy


def mark_all(settings: Settings, what: Sequence[str], output: Path) -> int:
    """Write the marked copies into the folder and say what came of each report."""
    numbers = [each for each in what if each.isdigit() and not Path(each).exists()]
    files = [Path(each) for each in what if each not in numbers]
    made: Made = {}
    with plainly():
        if numbers:
            made |= of_warehouse(settings, numbers)
        if files:
            made |= of_files(files)
    rows = []
    for report, (outcome, name, content) in made.items():
        if content is not None:
            write_copy(output / name, content)
        rows.append((report, outcome_words(outcome), output / name if content is not None else NOTHING_TO_MARK))
    if not rows:
        say("Không có tệp nào để đánh dấu.", "There is no file to mark.")
    show_table("Bản sao có đánh dấu / marked copies", ["Báo cáo / report", "Kết quả / outcome", "Tệp / file"], rows)
    return 0


def of_warehouse(settings: Settings, numbers: Sequence[str]) -> Made:
    """The copies of reports by the numbers of their receipts; one that is not there is a mistake of the user."""
    made: Made = {}
    with store.open_warehouse(settings.warehouse_url).connect() as connection:
        for number in numbers:
            file = file_named(connection, number)
            copies = copies_of(*held(connection, [file.submission_id]), settings.archive_folder)
            made[number] = (file.outcome, *copies.get(file.arrival_rank, ("", None)))
    return made


def of_files(files: Sequence[Path]) -> Made:
    """The copies of files, as far as they can be judged without a warehouse."""
    contents = {rank: (path, content_of(path)) for rank, path in enumerate(all_files(files), start=1)}
    if not contents:
        return {}
    readings = read_all({rank: content for rank, (_, content) in contents.items()})
    alone = judged_alone(contents, readings, load_catalogue())
    kept = {str(each.arrival_rank): each.archive_copy for each in alone.readings if each.archive_copy is not None}
    named = alone.submissions["arrival_rank"].astype("str")
    submissions = alone.submissions.assign(archived_sha256=named.where(named.isin(list(kept))))
    copies = copies_of(submissions, alone.arrivals, alone.findings, kept)
    outcomes = dict(zip(submissions["arrival_rank"], submissions["outcome"], strict=True))
    return {
        title_of(row["path"], row["sheet"]): (outcomes[rank := int(row["arrival_rank"])], *copies.get(rank, ("", None)))
        for row in alone.arrivals.to_dict("records")
    }


def copies_of(
    submissions: pd.DataFrame, arrivals: pd.DataFrame, findings: pd.DataFrame, kept: Path | dict[str, bytes]
) -> dict[int, tuple[str, bytes | None]]:
    """Name and content of each copy by arrival rank; `kept` is the archive, or what is kept of each file."""
    tasks = tasks_of(submissions, arrivals, findings)
    contents = [kept[each.sha256] if isinstance(kept, dict) else read_archived(kept, each.sha256) for each in tasks]
    copies = mark_each(tasks, contents)
    return {task.arrival_rank: (task.name.rpartition("/")[2], copy) for task, copy in zip(tasks, copies, strict=True)}


def write_copy(final: Path, content: bytes) -> None:
    """Write a copy so that it is there whole or not at all."""
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        write_whole(final.with_name(f".{final.name}.part"), final, content)
    except OSError as error:
        raise disk_trouble(error, final.parent) from error
