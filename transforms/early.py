"""Final reports that arrive before their period is over, in forms that do not allow it."""

from __future__ import annotations

import pandas as pd

from expectations.catalogue import Catalogue
from transforms.conform import Conformed
from transforms.faults import FAULTS
from transforms.inputs import Held
from transforms.read.stamp import period_text
from transforms.rules import broken_rules

TOO_EARLY = "GEN-13"


def early_faults(conformed: Conformed, catalogue: Catalogue, held: Held) -> pd.DataFrame:
    """The faults of the final reports whose last day was still to come on the day of arrival."""
    if conformed.form.period.may_come_early or held.acts.arrived_on.empty:
        return FAULTS
    reports = conformed.reports.assign(arrived_on=held.acts.arrived_on.reindex(conformed.reports.index))
    early = reports[(reports["status"] == "final") & (reports["arrived_on"] < reports["window_end"])]
    if early.empty:
        return FAULTS
    frame = pd.concat([early.reset_index(drop=True), _lines(early, conformed, catalogue)], axis=1)
    return broken_rules(conformed, [catalogue.rule(TOO_EARLY)], FAULTS, catalogue, None, frame=frame)


def _lines(early: pd.DataFrame, conformed: Conformed, catalogue: Catalogue) -> pd.DataFrame:
    """Where each of the reports names its period."""
    lines = []
    for rank, start, end in early[["arrival_rank", "window_start", "window_end"]].itertuples(index=False, name=None):
        reading = conformed.readings[rank]
        row, column = reading.places.get("#period", (None, ""))
        lines.append((reading.sheet, row, column, "", catalogue.words.period[0], period_text(start, end)))
    frame = pd.DataFrame(lines, columns=["sheet", "row", "column", "column_key", "title", "text"])
    return frame.astype({"row": "Int64"})
