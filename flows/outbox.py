"""The outbox: for each file that went wrong a marked copy, for the one who sent it.

What cannot be marked (a file that no report could be made out of, and that is not kept) gets a table of what was found.
"""

import csv
import io
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd

from flows.archive import INCOMING, write_whole
from flows.marked_copies import FOLDERS as MARKED
from flows.marked_copies import copy_name, marked_copies
from flows.trouble import disk_trouble
from flows.words import outcome_words, why_not_read

FOLDERS = MARKED | {"unreadable": "returned", "held": "held"}
COLUMNS = {
    "form_code": "Biểu / Form",
    "form_version": "Phiên bản / Version",
    "sheet": "Trang tính / Sheet",
    "sheet_row": "Dòng / Row",
    "sheet_column": "Cột / Column",
    "column_title": "Tên cột / Column title",
    "value": "Giá trị trong tệp / Value found",
    "expected": "Yêu cầu / Expected",
    "rule_code": "Mã quy tắc / Rule",
    "effect": "Kết quả / Effect",
    "message_vi": "Nội dung",
    "message_en": "Message",
}
EFFECTS = {
    "return": "trả lại / returned",
    "refuse_row": "loại dòng / row refused",
    "warn": "lưu ý / warning",
}
# What a spreadsheet program would take for a formula or a command.
LIVE_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_outbox(
    outbox: Path, archive: Path, arrivals: pd.DataFrame, submissions: pd.DataFrame, findings: pd.DataFrame
) -> int:
    """Write the marked copies of one batch and say how many; writing them again gives the same files."""
    copies = marked_copies(archive, submissions, arrivals, findings)
    letters = copies | findings_tables(arrivals, submissions, findings, marked=copies)
    try:
        for name, content in letters.items():
            final = outbox / name
            final.parent.mkdir(parents=True, exist_ok=True)
            incoming = outbox / f".{INCOMING}"
            incoming.mkdir(exist_ok=True)
            write_whole(incoming / final.name, final, content)
    except OSError as error:
        raise disk_trouble(error, outbox) from error
    return len(letters)


def findings_tables(
    arrivals: pd.DataFrame, submissions: pd.DataFrame, findings: pd.DataFrame, marked: Collection[str] = ()
) -> dict[str, bytes]:
    """File name in the outbox → CSV, for each submission that its sender should look at again and is not marked."""
    wanted = submissions[submissions["outcome"].isin(list(FOLDERS))]
    told = wanted.merge(arrivals[["arrival_rank", "path", "arrived_on"]], on="arrival_rank", validate="one_to_one")
    by_rank: dict[Any, pd.DataFrame] = dict(iter(findings.groupby("arrival_rank"))) if len(findings) else {}
    tables = {}
    for submission in told.to_dict("records"):
        if submission["outcome"] in MARKED and copy_name(submission) in marked:
            continue
        rank = int(submission["arrival_rank"])
        tables[letter_name(submission)] = as_csv(lines_of(submission, by_rank.get(rank)))
    return tables


def letter_name(submission: dict[Any, Any]) -> str:
    """Where the table goes: by day and outcome, named by rank and the harmless part of the file's own name."""
    stem = re.sub(r"[^\w .()-]+", "_", str(submission["path"]).rpartition("/")[2]).strip(" .")[:80]
    folder = FOLDERS[submission["outcome"]]
    return f"{submission['arrived_on']:%Y-%m-%d}/{folder}/{int(submission['arrival_rank']):07d} {stem}.csv"


def lines_of(submission: dict[Any, Any], findings: pd.DataFrame | None) -> list[list[str]]:
    """The lines below the heading: the findings in order, or why the file could not be read."""
    form = [shown(submission["form_code"]), shown(submission["form_version"])]
    if findings is not None and len(findings):
        table = findings.sort_values("finding_no").assign(effect=findings["effect"].replace(EFFECTS))
        return [form + [shown(row[name]) for name in list(COLUMNS)[2:]] for row in table.to_dict("records")]
    vi, en = why_not_read(submission["outcome"], submission["reason"]) or ("", "")
    line = dict.fromkeys(list(COLUMNS)[2:], "")
    line |= {"rule_code": shown(submission["reason"]), "effect": outcome_words(submission["outcome"])}
    return [form + list((line | {"message_vi": vi, "message_en": en}).values())]


def as_csv(lines: list[list[str]]) -> bytes:
    """The table as Excel opens it: UTF-8 with its mark, and nothing in it that would come to life."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS.values())
    writer.writerows([safe_text(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def safe_text(cell: str) -> str:
    """The cell as text that no spreadsheet program takes for a formula."""
    return f"'{cell}" if cell.startswith(LIVE_BEGINNINGS) else cell


def shown(value: Any) -> str:
    """A value as text; blank where it is not given."""
    return "" if value is None or pd.isna(value) else str(value)
