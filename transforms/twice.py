"""One subject told twice in one workbook, with different figures: neither of the two is taken."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from expectations.catalogue import Catalogue
from transforms.conform import Conformed
from transforms.faults import FAULTS
from transforms.read.reading import Reading
from transforms.rules import broken_rules

TWICE = "GEN-19"


def twice_faults(conformed: Conformed, readings: Sequence[Reading], catalogue: Catalogue) -> pd.DataFrame:
    """The faults of the reports that another sheet of their file contradicts."""
    rows = [
        {"arrival_rank": each.arrival_rank, "sheets": 2, "other": each.contradicted_by, "text": each.sheet,
         "sheet": each.sheet, "row": each.places["#table"][0], "column": each.places["#table"][1], "column_key": "",
         "title": ""}
        for each in readings
        if each.contradicted_by
    ]  # fmt: skip
    if not rows:
        return FAULTS
    return broken_rules(conformed, [catalogue.rule(TWICE)], FAULTS, catalogue, None, frame=pd.DataFrame(rows))
