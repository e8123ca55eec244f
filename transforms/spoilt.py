"""Cells that could not be read, and which rules look at them: those are not judged there, all others are."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from expectations.catalogue import Catalogue, Form
from expectations.rule import Input
from expectations.suites import Check
from transforms.conform import Conformed
from transforms.read.lookup import ROW_UNIT

KEYS = {"report": ["arrival_rank"], "row": ["arrival_rank", "row_key"], "record": ["arrival_rank", "entry"]}
_MADE_OF = ("", "_valid", "_folded", "_factor", "_base_unit")  # what a column of a register is typed to


def spoilt_cells(found: pd.DataFrame, conformed: Conformed, catalogue: Catalogue) -> pd.DataFrame:
    """arrival_rank, entry and column_key of each cell with a fault of its own, and of the figures whose unit it is."""
    of_cell = [rule.code for rule in catalogue.general if rule.of_cell]
    own = found.loc[
        found["rule_code"].isin(of_cell) & found["entry"].notna(), ["arrival_rank", "entry", "column_key"]
    ].astype({"entry": "int64"})
    held = [
        own[own["column_key"] == unit].assign(column_key=figure) for unit, figure in _figures_of_units(conformed.form)
    ]
    return pd.concat([own, *held], ignore_index=True)


def _figures_of_units(form: Form) -> list[tuple[str, str]]:
    if form.layout == "figures":
        return [(ROW_UNIT, column.key) for column in form.columns]
    return [(column.unit_from, column.key) for column in form.columns if column.unit_from]


def sees_spoilt(
    rows: pd.DataFrame, check: Check, spoilt: pd.DataFrame, conformed: Conformed, inputs: Mapping[str, Input]
) -> pd.Series:
    """For each of these rows of the check's grain, whether the check looks at a cell that could not be read."""
    seen = check.sees.union(*(inputs[name].asks_by for name in check.sees & inputs.keys()))
    keys = KEYS[check.rule.grain]
    bad = _named(spoilt, check.rule.grain, conformed)
    looked_at = pd.MultiIndex.from_frame(bad.loc[bad["name"].isin(seen), keys])
    return pd.Series(pd.MultiIndex.from_frame(rows[keys]).isin(looked_at), index=rows.index)


def _named(spoilt: pd.DataFrame, grain: str, conformed: Conformed) -> pd.DataFrame:
    """The spoilt cells by the names that rules of this grain have for them."""
    if conformed.form.layout == "register":
        names = [spoilt.assign(name=spoilt["column_key"] + ending) for ending in _MADE_OF]
        return pd.concat(names, ignore_index=True)
    about = conformed.cells[["arrival_rank", "entry", "column_key", "row_key", "role", "name"]]
    cells = spoilt.merge(about, on=["arrival_rank", "entry", "column_key"], validate="m:1")
    return cells.assign(name=cells["role"]) if grain == "row" else cells[cells["role"] == "period"]
