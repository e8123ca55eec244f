"""Findings before they have their words: where, what was found, what was due."""

from __future__ import annotations

import pandas as pd

from transforms.no_rows import no_rows

COLUMNS = {
    "arrival_rank": "int64",
    "rule_code": "str",
    "entry": "Int64",
    "sheet": "str",
    "row": "Int64",
    "column": "str",
    "column_key": "str",
    "title": "str",
    "value": "str",
    "expected": "str",
    "nearest": "str",
    "vi": "str",  # the rule's words with what stands in this report put in; blank: as they are
    "en": "str",
    "fitting_value": "Int64",  # what the figure would be in the unit that fits, in base units
    "fitting_unit": "str",
}
FAULTS = no_rows(COLUMNS)


def faults(
    rule_code: str | pd.Series,
    cells: pd.DataFrame,
    *,
    title: str = "",
    value: str = "text",
    expected: str | pd.Series = "",
) -> pd.DataFrame:
    """One fault of the rule for each of these cells; `title` and `value` name the columns that hold them."""
    if cells.empty:
        return FAULTS
    made = pd.DataFrame(
        {
            "arrival_rank": cells["arrival_rank"],
            "rule_code": rule_code,
            "entry": cells["entry"],
            "sheet": cells["sheet"],
            "row": cells["row"],
            "column": cells["column"],
            "column_key": cells["column_key"],
            "title": cells[title] if title else "",
            "value": cells[value],
            "expected": expected,
            "nearest": "",
            "vi": "",
            "en": "",
            "fitting_value": None,
            "fitting_unit": None,
        },
        index=cells.index,
    )
    return made.astype(COLUMNS)
