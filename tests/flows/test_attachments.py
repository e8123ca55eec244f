"""What goes with a letter: the table of findings where there is no file to mark, and nothing where all is well."""

from datetime import date
from pathlib import Path

import pandas as pd

from flows.findings_table import COLUMNS
from flows.letters.attachments import attachments_of

ARRIVALS = pd.DataFrame(
    {
        "arrival_rank": [7],
        "file_rank": [7],
        "sheet": [None],
        "path": ["2026-03-02/Báo cáo T2.xlsx"],
        "arrived_on": [date(2026, 3, 2)],
        "sha256": ["ab"],
    }
)
FINDINGS = pd.DataFrame(columns=["arrival_rank", "finding_no", *COLUMNS])


def submission(outcome: str, reason: str | None = None, archived: str | None = None) -> pd.DataFrame:
    """The submission of that file."""
    return pd.DataFrame(
        {
            "submission_id": [70], "arrival_rank": [7], "form_code": [None], "form_version": [None],
            "outcome": [outcome], "reason": [reason], "archived_sha256": [archived], "reporter_code": [None],
            "window_start": [None], "window_end": [None],
        }
    )  # fmt: skip


def test_file_that_is_not_kept_gets_a_table(tmp_path: Path) -> None:
    made = attachments_of(tmp_path, submission("unreadable", "unreadable:pdf"), ARRIVALS, FINDINGS)
    (name, content) = made[70]
    assert name == "0000007 Báo cáo T2.xlsx.csv"
    assert "Tệp là PDF" in content.decode("utf-8-sig")


def test_file_that_the_archive_has_lost_gets_a_table(tmp_path: Path) -> None:
    made = attachments_of(tmp_path, submission("returned", archived="ab" * 32), ARRIVALS, FINDINGS)
    assert made[70][0] == "0000007 Báo cáo T2.xlsx.csv"


def test_accepted_file_gets_nothing(tmp_path: Path) -> None:
    assert attachments_of(tmp_path, submission("accepted"), ARRIVALS, FINDINGS) == {}
