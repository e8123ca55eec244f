"""Reports written into templates that say nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from expectations.catalogue import Catalogue
from transforms.conform import Conformed
from transforms.faults import FAULTS
from transforms.read.reading import Reading
from transforms.rules import broken_rules
from transforms.written_numbers import is_given

BLANK = "GEN-14"


def blank_templates(conformed: Conformed, readings: Sequence[Reading], catalogue: Catalogue) -> pd.DataFrame:
    """The faults of the reports that were written into a template and left blank; none of the others."""
    stamped = [reading for reading in readings if reading.stamp is not None]
    if not stamped:
        return FAULTS
    frame = _given(conformed, stamped, catalogue)
    return broken_rules(conformed, [catalogue.rule(BLANK)], FAULTS, catalogue, None, frame=frame)


def _given(conformed: Conformed, stamped: Sequence[Reading], catalogue: Catalogue) -> pd.DataFrame:
    """How many cells of each report's table are given; not asked where it says that there is nothing to report."""
    cells = conformed.cells
    told = cells[is_given(cells["text"], frozenset(catalogue.words.not_given))]
    counts = told.groupby("arrival_rank").size()
    nil = conformed.form.period.nothing_is_a_report
    frame = pd.DataFrame(
        {
            "arrival_rank": [reading.arrival_rank for reading in stamped],
            "given": [
                None if nil and reading.says_nothing else int(counts.get(reading.arrival_rank, 0))
                for reading in stamped
            ],
            "sheet": [reading.sheet for reading in stamped],
            "row": [reading.places["#table"][0] for reading in stamped],
            "column": [reading.places["#table"][1] for reading in stamped],
             "column_key": "", "title": "", "text": "",
        }
    )  # fmt: skip
    return frame.astype({"given": "Int64", "row": "Int64", "column": "str", "text": "str"})
