"""Two states of a table beside each other: which figures differ, and by how much."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from transforms.no_rows import no_rows

COLUMNS = {
    "table": "str", "row": "str", "figure": "str", "old": "Int64", "new": "Int64", "difference": "Int64",
    "percent": "Float64",
}  # fmt: skip


def cut_differences(
    table: str, old: pd.DataFrame, new: pd.DataFrame, key: Sequence[str], figures: Sequence[str]
) -> pd.DataFrame:
    """A row for each figure that differs; `difference` and `percent` are blank where one side has none.

    `row` names the row by its key. Percent is of the old figure, to two decimals; blank where that is 0.
    """
    both = _keyed(old, key, figures).merge(
        _keyed(new, key, figures), on="row", how="outer", suffixes=("_old", "_new"), validate="1:1"
    )
    found = [no_rows(COLUMNS)]
    for figure in figures:
        was, now = both[f"{figure}_old"], both[f"{figure}_new"]
        changed = (was.notna() | now.notna()) & ~(was == now).fillna(False)
        rows = pd.DataFrame({"row": both["row"], "old": was, "new": now})[changed.astype(bool)]
        by = rows["new"] - rows["old"]
        base = rows["old"].where(rows["old"] != 0).abs().astype("Float64")
        rows = rows.assign(table=table, figure=figure, difference=by, percent=(by * 100 / base).round(2))
        found.append(rows[list(COLUMNS)].astype(COLUMNS))
    told = pd.concat(found, ignore_index=True)
    return told.sort_values(["row", "figure"], kind="stable", ignore_index=True)


def _keyed(frame: pd.DataFrame, key: Sequence[str], figures: Sequence[str]) -> pd.DataFrame:
    row = pd.Series("", index=frame.index, dtype="str")
    for name in key:
        row = (row + " " + frame[name].astype("str").fillna("")).str.strip()
    have = {name: frame[name] if name in frame else pd.Series(pd.NA, index=frame.index) for name in figures}
    return pd.DataFrame({"row": row, **{name: values.astype("Int64") for name, values in have.items()}})
