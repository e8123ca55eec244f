"""For a file that went wrong a table of what was found, for the one who sent it."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from flows.safe_text import safe_cell
from flows.words import effect_words, outcome_words, why_not_read

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


def findings_table(submission: Mapping[Any, Any], findings: pd.DataFrame) -> bytes:
    """The table of one submission, as CSV."""
    return as_csv([list(COLUMNS.values()), *lines_of(submission, findings)])


def table_name(submission: Mapping[Any, Any]) -> str:
    """The name of the table: rank of arrival, and the harmless part of the file's own name."""
    stem = re.sub(r"[^\w .()-]+", "_", str(submission["path"]).rpartition("/")[2]).strip(" .")[:80]
    return f"{int(submission['arrival_rank']):07d} {stem}.csv"


def lines_of(submission: Mapping[Any, Any], findings: pd.DataFrame) -> list[list[str]]:
    """The lines below the heading: the findings in order, or why the file could not be read."""
    form = [shown(submission["form_code"]), shown(submission["form_version"])]
    if len(findings):
        table = findings.sort_values("finding_no").assign(effect=findings["effect"].map(effect_words))
        return [form + [shown(row[name]) for name in list(COLUMNS)[2:]] for row in table.to_dict("records")]
    vi, en = why_not_read(submission["outcome"], submission["reason"]) or ("", "")
    line = dict.fromkeys(list(COLUMNS)[2:], "")
    line |= {"rule_code": shown(submission["reason"]), "effect": outcome_words(submission["outcome"])}
    return [form + list((line | {"message_vi": vi, "message_en": en}).values())]


def as_csv(lines: Iterable[Sequence[str]]) -> bytes:
    """The table as Excel opens it: UTF-8 with its mark, and nothing in it that would come to life."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def shown(value: Any) -> str:
    """A value as text; blank where it is not given."""
    return "" if value is None or pd.isna(value) else str(value)
