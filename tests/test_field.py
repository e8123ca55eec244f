"""The example reports are those whose outcomes are known, name for name."""

import csv
from pathlib import Path

FIELD = Path(__file__).parent / "field"


def test_every_report_has_a_known_outcome() -> None:
    reports = FIELD / "reports"
    there = {str(path.relative_to(reports)) for path in reports.rglob("*") if path.is_file()}
    with (FIELD / "expected" / "submissions.csv").open(encoding="utf-8", newline="") as lines:
        known = {row["path"] for row in csv.DictReader(lines)}
    assert there == known
