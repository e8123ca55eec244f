"""What a file says once it is read and typed, in a shape that two files can be compared by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from expectations.catalogue import Catalogue
from expectations.text import fold
from transforms.conform import Conformed, conform
from transforms.read.reading import Reading
from transforms.read.report import read_report


@dataclass(frozen=True)
class Told:
    """Head, rule codes and values of a file; the values of a register without the order of its rows."""

    head: tuple[Any, ...]
    codes: tuple[str, ...]
    values: tuple[Any, ...] = field(repr=False)
    cells: tuple[int, int, int, int] = field(compare=False, default=(0, 0, 0, 0))

    def differs(self, other: Told) -> str:
        """Where the other says something else, in a line; '' where both say the same."""
        if self.head != other.head:
            return f"head {self.head} -> {other.head}, codes {other.codes}"
        if self.codes != other.codes:
            return f"codes {self.codes} -> {other.codes}"
        gone = [value for value in self.values if value not in other.values]
        new = [value for value in other.values if value not in self.values]
        return f"values {gone[:3]} -> {new[:3]}" if gone or new else ""


def told(contents: Sequence[bytes], catalogue: Catalogue) -> list[Told]:
    """What each of these files says; all are typed together, as in a night."""
    readings = [read_report(rank, content, catalogue) for rank, content in enumerate(contents)]
    values: dict[int, list[Any]] = {reading.arrival_rank: [] for reading in readings}
    codes: dict[int, set[str]] = {
        reading.arrival_rank: {found.rule_code for found in reading.found} for reading in readings
    }
    for code in {reading.form_code for reading in readings if reading.outcome == "read"}:
        form = catalogue.forms[code or ""]
        mine = [reading for reading in readings if reading.outcome == "read" and reading.form_code == code]
        conformed = conform(form, mine, catalogue)
        for rank, rule in conformed.faults[["arrival_rank", "rule_code"]].itertuples(index=False):
            codes[rank].add(rule)
        for rank in _wrong_totals(conformed):
            codes[rank].add("GEN-09")
        for rank, value in _values(conformed):
            values[rank].append(value)
    return [_told(reading, codes[reading.arrival_rank], values[reading.arrival_rank]) for reading in readings]


def _told(reading: Reading, codes: set[str], values: list[Any]) -> Told:
    window = (str(reading.window_start or ""), str(reading.window_end or ""))
    head = (reading.outcome, reading.reason, reading.form_code, reading.form_version, reading.reporter,
            reading.tax_code, *window, reading.estimate)  # fmt: skip
    cells = (reading.cells_read, reading.cells_used, reading.cells_ignored, reading.cells_reported)
    return Told(head, tuple(sorted(codes)), tuple(sorted(values, key=str)), cells)


def _wrong_totals(conformed: Conformed) -> list[int]:
    totals = conformed.totals
    if totals.empty:
        return []
    return [int(rank) for rank in totals.loc[totals["total"] != totals["sum_of_parts"], "arrival_rank"].dropna()]


def _values(conformed: Conformed) -> list[tuple[int, Any]]:
    if conformed.form.layout == "figures":
        cells = conformed.cells[conformed.cells["value"].notna()]
        rows = cells[["arrival_rank", "row_key", "column_key", "indicator", "value", "base_unit"]]
        return [(row[0], tuple(map(_plain, row[1:]))) for row in rows.itertuples(index=False)]
    form = conformed.form
    keys = [column.key for column in form.columns if column.type != "dropped"]
    free = {column.key for column in form.columns if column.type == "text"} - set(form.key)
    records = conformed.records.reindex(columns=["arrival_rank", *keys])
    records = records.assign(**{key: records[key].map(lambda text: fold(_plain(text))) for key in free})
    return [(row[0], tuple(map(_plain, row[1:]))) for row in records.itertuples(index=False)]


def _plain(value: Any) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)
