"""Rows of a form of figures that stand twice: with the same figures a slip, with others nobody can say which holds."""

from __future__ import annotations

import pandas as pd

from transforms.faults import FAULTS, faults

DIFFERENT, SAME = "GEN-20", "GEN-21"
_ROW = ["arrival_rank", "row_key"]


def without_repeats(figures: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The figures of each row where it stands first, and the faults of the others: one for each."""
    first_entry = figures.groupby(_ROW)["entry"].transform("min")
    again = figures[figures["entry"] != first_entry]
    if again.empty:
        return figures, FAULTS
    firsts = figures[figures["entry"] == first_entry]
    of_first = firsts[[*_ROW, "column_key", "value"]].rename(columns={"value": "first"})
    places = firsts.drop_duplicates(_ROW)[[*_ROW, "row"]].rename(columns={"row": "first_row"})
    both = again.merge(of_first, on=[*_ROW, "column_key"], how="left", validate="m:1")
    both = both.merge(places, on=_ROW, validate="m:1")
    alike = (both["value"] == both["first"]).fillna(False).astype(bool)
    differs = ~alike & (both["value"].notna() | both["first"].notna())
    first = both["first_row"].astype("str")
    both = both.assign(code=differs.map({True: DIFFERENT, False: SAME}), told="dòng " + first + " / row " + first)
    each = both.sort_values("code", kind="stable").drop_duplicates(["arrival_rank", "entry"])
    return firsts, faults(each["code"], each, title="label", expected=each["told"])
