"""What a sender gets back: a table that Excel opens, in which nothing comes to life."""

import csv
import io
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from flows.outbox import findings_tables, safe_text, write_outbox


def arrivals(path: str = "2026-03-02/enterprises/Báo cáo T2.xlsx") -> pd.DataFrame:
    """The ledger row of one file."""
    return pd.DataFrame({"arrival_rank": [7], "path": [path], "arrived_on": [date(2026, 3, 2)], "sha256": ["ab"]})


def submission(outcome: str, reason: str | None = None) -> pd.DataFrame:
    """The submission of that file."""
    return pd.DataFrame(
        {
            "arrival_rank": [7],
            "form_code": ["a-form"],
            "form_version": ["2025"],
            "outcome": [outcome],
            "reason": [reason],
            "archived_sha256": [None],
        }
    )


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
    tables = findings_tables(arrivals(), submission("returned"), findings())
    assert list(tables) == ["2026-03-02/returned/0000007 Báo cáo T2.xlsx.csv"]
    heading, line = table_of(*tables.values())
    assert heading[:5] == ["Biểu / Form", "Phiên bản / Version", "Trang tính / Sheet", "Dòng / Row", "Cột / Column"]
    assert line == [
        "a-form", "2025", "Sheet1", "12", "E", "Tháng BC", "12 người", "một số / a number", "GEN-10",
        "trả lại / returned", "Ô này phải là số.", "A number is due here.",
    ]  # fmt: skip


def test_unreadable_file_is_told_why() -> None:
    (content,) = findings_tables(arrivals(), submission("unreadable", "unreadable:pdf"), findings().head(0)).values()
    assert "Tệp là PDF" in table_of(content)[1][-2]


def test_accepted_file_gets_no_letter() -> None:
    assert findings_tables(arrivals(), submission("accepted"), findings().head(0)) == {}


@pytest.mark.parametrize("cell", ["=cmd|'/c calc'!A1", "+1", "-5", "@x", "\tx", "\rx"])
def test_nothing_comes_to_life(cell: str) -> None:
    assert safe_text(cell) == f"'{cell}"
    (content,) = findings_tables(arrivals(), submission("returned"), findings(cell)).values()
    assert table_of(content)[1][6].startswith("'")


def test_no_path_is_taken_from_a_name() -> None:
    (name,) = findings_tables(arrivals("../../..\\etc/..\\x\n=a.csv"), submission("returned"), findings())
    assert name == "2026-03-02/returned/0000007 _x_a.csv.csv"


def test_writing_again_gives_the_same_files(tmp_path: Path) -> None:
    def written() -> dict[Path, bytes]:
        write_outbox(tmp_path, tmp_path / "archive", arrivals(), submission("returned"), findings())
        return {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    assert written() == written()
    assert len(written()) == 1
