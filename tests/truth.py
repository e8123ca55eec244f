"""What must come out of the example reports, and how what came out differs from it."""

import csv
import hashlib
from pathlib import Path

import pandas as pd

from flows.withheld import withheld

REPORTS = Path(__file__).parent / "field" / "reports"
EXPECTED = Path(__file__).parent / "field" / "expected"
TABLES = (
    "submissions",
    "observations",
    "incidents",
    "projects",
    "targets",
    "published",
    "foreign_workers",
    "sanctions",
    "residents",
    "park_month",
    "incident_window",
)
CLASSIFIED = "refused_classified"


def expected(name: str) -> list[dict[str, str]]:
    """The rows of a table of the truth, without the notes for people."""
    with (EXPECTED / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = [{column: value for column, value in row.items() if column != "note"} for row in csv.DictReader(lines)]
    return rows


def as_at_source(paths: pd.Series) -> pd.Series:
    """The paths, those of reports with a mark of secrecy, which are not kept, as the truth has them."""
    rows = expected("submissions")
    classified = [row["path"] for row in rows if row["outcome"] == CLASSIFIED]
    known = {withheld(path, hashlib.sha256((REPORTS / path).read_bytes()).hexdigest()): path for path in classified}
    return paths.map(lambda path: known.get(path, path))


def differences(name: str, table: pd.DataFrame) -> list[str]:
    """Each row of the truth that did not come out, and each row that came out and is not in the truth."""
    wanted = expected(name)
    columns = list(wanted[0])
    text = table[columns].astype("string").fillna("")
    if "path" in columns:
        text = text.assign(path=as_at_source(text["path"]))
    came = [tuple(row) for row in text.itertuples(index=False, name=None)]
    due = [tuple(row.values()) for row in wanted]
    missing, extra = set(due) - set(came), set(came) - set(due)
    told = [f"{name}: not there: {row}" for row in sorted(missing)] + [
        f"{name}: too much: {row}" for row in sorted(extra)
    ]
    if not told and came != due:
        told.append(f"{name}: the same rows in another order, or some of them twice")
    return told
