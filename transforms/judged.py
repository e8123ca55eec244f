"""A batch of files as judged."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, fields

import pandas as pd

from expectations.warehouse import core
from expectations.warehouse.nil_answers import nil_answer
from transforms.no_rows import no_rows

FACT_TABLES = {
    "observations": core.observation,
    "incidents": core.incident,
    "projects": core.project_version,
    "targets": core.target,
    "published_figures": core.published_figure,
    "entries": core.register_entry,
    "nil_answers": nil_answer,
}
TELLING = tuple(name for name in FACT_TABLES if name != "nil_answers")  # a report without such rows is one of nothing
PASSED_OVER = {
    "arrival_rank": "int64", "finding_no": "int64", "switch_id": "int64", "rule_code": "str", "effect": "str",
    "sheet": "str", "sheet_row": "Int64", "sheet_column": "str", "column_title": "str", "value": "str",
}  # fmt: skip


def no_passed_over() -> pd.DataFrame:
    """No finding of a rule that was switched off."""
    return no_rows(PASSED_OVER)


@dataclass(frozen=True)
class Judged:
    """Frames to load, in the columns of the warehouse, each with `arrival_rank`."""

    submissions: pd.DataFrame
    observations: pd.DataFrame
    incidents: pd.DataFrame
    projects: pd.DataFrame
    targets: pd.DataFrame
    published_figures: pd.DataFrame
    entries: pd.DataFrame
    nil_answers: pd.DataFrame
    findings: pd.DataFrame
    passed_over: pd.DataFrame = field(default_factory=no_passed_over)

    def of(self, ranks: Collection[int]) -> Judged:
        """What was judged of these files."""
        wanted = list(ranks)
        frames = {each.name: getattr(self, each.name) for each in fields(self)}
        return Judged(**{name: frame[frame["arrival_rank"].isin(wanted)] for name, frame in frames.items()})
