"""What the warehouse held before a batch, as frames."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from transforms.no_rows import no_rows

DAY = "datetime64[s]"
SUBMISSIONS = {
    "arrival_rank": "int64", "sha256": "str", "sheet": "str", "content_hash": "str",
    "form_code": "str", "form_version": "str", "reporter_code": "str",
    "window_start": DAY, "window_end": DAY, "regime": "str", "status": "str", "outcome": "str",
}  # fmt: skip
OBSERVATIONS = {
    "arrival_rank": "int64", "form_code": "str", "reporter_code": "str", "indicator_code": "str",
    "window_start": DAY, "window_end": DAY, "measure": "str", "value": "Int64",
}  # fmt: skip
PROJECTS = {
    "arrival_rank": "int64", "project_code": "str", "valid_from": DAY, "tax_code": "str", "park_code": "str",
}  # fmt: skip
CASES = {
    "arrival_rank": "int64", "unit_code": "str", "case_no": "str", "report_end": DAY, "decision_no": "str",
    "decided_on": DAY, "fine_vnd": "Int64",
}  # fmt: skip
ACTS = {
    "act_no": "int64", "kind": "str", "arrival_rank": "Int64", "form_code": "str", "window_start": DAY,
    "window_end": DAY, "after_rank": "int64",
}  # fmt: skip
SWITCHES = {
    "switch_id": "int64", "rule_code": "str", "form_code": "str", "from_on": DAY, "to_on": DAY, "is_off": "bool",
}  # fmt: skip


@dataclass(frozen=True)
class History:
    """What had been received and accepted before, as far as a batch needs it.

    submissions: every earlier file of the batch's hashes, and the reports that stand for its reporters.
    observations: the figures of those standing reports. projects: all versions of the register.
    cases: the state of the cases of the batch's units. acts: what officers decided about reports and periods.
    switches: the rules that were switched off for a range of periods, and on again.
    """

    submissions: pd.DataFrame = field(default_factory=lambda: no_rows(SUBMISSIONS))
    observations: pd.DataFrame = field(default_factory=lambda: no_rows(OBSERVATIONS))
    projects: pd.DataFrame = field(default_factory=lambda: no_rows(PROJECTS))
    cases: pd.DataFrame = field(default_factory=lambda: no_rows(CASES))
    acts: pd.DataFrame = field(default_factory=lambda: no_rows(ACTS))
    switches: pd.DataFrame = field(default_factory=lambda: no_rows(SWITCHES))
