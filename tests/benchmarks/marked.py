"""How long marked copies take: 500 returned workbooks, and one report with 5,000 findings; `python -m` runs it."""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from flows.archive import keep_all, sha256_of
from flows.marked_copies import marked_copies
from tests.conftest import FIELD
from tests.examples import CASE, cases, read
from tests.transforms.marked.made import marked, remark

WORKBOOKS, FINDINGS = 500, 5000
T = TypeVar("T")
ARRIVED = ["path", "sha256", "arrived_on"]


def main() -> None:
    """Print seconds and copies."""
    with tempfile.TemporaryDirectory() as folder:
        frames = returned(Path(folder))
        for processes in (1, 2):  # two are started from MANY copies on
            seconds, made = timed(partial(marked_copies, Path(folder), *frames, processes))
            print_line(f"{WORKBOOKS} workbooks, processes: {processes}", seconds, len(made), "copies")
    for many in (FINDINGS // 5, FINDINGS):
        content = cases(*({**CASE, "Số vụ việc": f"{number}/26"} for number in range(many)))
        found = [remark(f"B{number + 5}", number=number, sheet="") for number in range(1, many + 1)]
        seconds, copy = timed(partial(marked, content, *found))
        print_line(f"one report, {many} findings", seconds, len(copy), "bytes")


def returned(archive: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Submissions, arrivals and findings of 500 example workbooks, each with a finding in every fifth figure."""
    paths = sorted((FIELD / "reports").rglob("*.xlsx"), key=str)
    rows: list[dict[str, Any]] = []
    findings: list[dict[str, Any]] = []
    for path in paths:
        reading = read(path.read_bytes(), len(rows) + 1)
        if reading.outcome != "read" or reading.archive_copy is None:
            continue
        keep_all(archive, [reading.archive_copy])
        rank = reading.arrival_rank
        rows.append(
            {"arrival_rank": rank, "path": str(path), "sha256": "ab", "arrived_on": date(2026, 10, 8),
             "outcome": "returned", "form_code": reading.form_code, "form_version": reading.form_version,
             "reporter_code": reading.reporter, "window_start": reading.window_start, "window_end": reading.window_end,
             "archived_sha256": sha256_of(reading.archive_copy)}
        )  # fmt: skip
        findings += [
            {"arrival_rank": rank, "finding_no": number, "rule_code": "GEN-10", "effect": "return",
             "sheet": entry.sheet, "sheet_row": entry.row, "sheet_column": entry.column, "column_title": "Tháng BC",
             "value": entry.text, "expected": "một số / a number", "message_vi": "Ô này phải là số.",
             "message_en": "A number is due here."}
            for number, entry in enumerate(reading.entries[::5], 1)
        ]  # fmt: skip
        if len(rows) == WORKBOOKS:
            break
    both = pd.DataFrame(rows)
    arrivals = both[["arrival_rank", *ARRIVED]]
    return both.drop(columns=ARRIVED), arrivals, pd.DataFrame(findings)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds and what came out."""
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def print_line(what: str, seconds: float, made: int, unit: str) -> None:
    """One line of the table."""
    sys.stdout.write(f"{what:40} {seconds:7.1f} s   {made} {unit}\n")


if __name__ == "__main__":
    main()
