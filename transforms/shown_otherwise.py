"""Figures whose number format shows another figure than is stored: a person saw the one, and the other is loaded."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from expectations.catalogue import Catalogue
from transforms.conform import Conformed
from transforms.faults import FAULTS
from transforms.rules import broken_rules
from transforms.shown import shown

DIFFERS = "GEN-16"
_FIGURES = ("figure", "quantity", "part_of")


def shown_faults(conformed: Conformed, catalogue: Catalogue) -> pd.DataFrame:
    """The faults of the figures that a spreadsheet program shows in thousands, in millions or in per cent."""
    figures = [column.key for column in conformed.form.columns if column.type in _FIGURES]
    cells = conformed.cells[(conformed.cells["power"] != 0) & conformed.cells["column_key"].isin(figures)]
    if cells.empty:
        return FAULTS
    stored = [Decimal(text) for text in cells["text"]]
    on_screen = [value.scaleb(power) for value, power in zip(stored, cells["power"].tolist(), strict=True)]
    frame = cells.assign(
        stored_vi=[shown(value) for value in stored],
        stored_en=[shown(value, english=True) for value in stored],
        on_screen_vi=[shown(value) for value in on_screen],
        on_screen_en=[shown(value, english=True) for value in on_screen],
        title=cells["label"] if "label" in cells.columns else "",
    )
    return broken_rules(conformed, [catalogue.rule(DIFFERS)], FAULTS, catalogue, None, frame=frame)
