"""What a sender gets back: a table that Excel opens, in which nothing comes to life."""

import csv
import io
from typing import Any

import pandas as pd
import pytest

from flows.findings_table import findings_table, table_name

Row = dict[str, Any]


def submission(outcome: str, reason: str | None = None, path: str = "2026-03-02/enterprises/Báo cáo T2.xlsx") -> Row:
    """The submission of one file."""
    return {
        "arrival_rank": 7, "path": path, "form_code": "a-form", "form_version": "2025", "outcome": outcome,
        "reason": reason,
    }  # fmt: skip


def findings(value: str = "12 người") -> pd.DataFrame:
    """One finding of that file."""
    found = {
        "arrival_rank": 7, "finding_no": 1, "rule_code": "GEN-10", "effect": "return", "sheet": "Sheet1",
        "sheet_row": 12, "sheet_column": "E", "column_title": "Tháng BC", "value": value,
        "expected": "một số / a number",
        "message_vi": "Ô này phải là số.", "message_en": "A number is due here.",
    }  # fmt: skip
    return pd.DataFrame([found])


def table_of(content: bytes) -> list[list[str]]:
    """The lines of a table, read as Excel reads it."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_returned_file_gets_its_findings_with_their_cells() -> None:
    heading, line = table_of(findings_table(submission("returned"), findings()))
    assert heading[:5] == ["Biểu / Form", "Phiên bản / Version", "Trang tính / Sheet", "Dòng / Row", "Cột / Column"]
    assert line == [
        "a-form", "2025", "Sheet1", "12", "E", "Tháng BC", "12 người", "một số / a number", "GEN-10",
        "trả lại / returned", "Ô này phải là số.", "A number is due here.",
    ]  # fmt: skip


def test_unreadable_file_is_told_why() -> None:
    content = findings_table(submission("unreadable", "unreadable:pdf"), findings().head(0))
    assert "Tệp là PDF" in table_of(content)[1][-2]


@pytest.mark.parametrize("cell", ["=cmd|'/c calc'!A1", "+1+1", "-5-2", "@x", "\tx", "\rx"])
def test_nothing_comes_to_life(cell: str) -> None:
    content = findings_table(submission("returned"), findings(cell))
    assert table_of(content)[1][6].startswith("'")


def test_no_path_is_taken_from_a_name() -> None:
    assert table_name(submission("returned", path="../../..\\etc/..\\x\n=a.csv")) == "0000007 _x_a.csv.csv"
