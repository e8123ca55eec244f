"""The total rows of a register, each beside the sum of its parts."""

from __future__ import annotations

import pandas as pd

from transforms.read.entries import TOTAL
from transforms.written_numbers import is_given

NO_TOTALS = pd.DataFrame({"arrival_rank": pd.Series(dtype="int64")})


def totals_of(
    key: str, cells: pd.DataFrame, values: dict[str, pd.Series], records: pd.DataFrame, not_given: frozenset[str]
) -> pd.DataFrame:
    """The totals of a column beside the sums; none of a report where a part could not be read."""
    own = cells[cells["column_key"] == key]
    if not (own["row_key"] == TOTAL).any():
        return NO_TOTALS
    value = values[key].reindex(own.index)
    unread = own.loc[value.isna() & is_given(own["text"], not_given), "arrival_rank"]
    totals = own[(own["row_key"] == TOTAL) & value.notna() & ~own["arrival_rank"].isin(unread)]
    if totals.empty:
        return NO_TOTALS
    sums = records.groupby("arrival_rank")[key].sum()
    made = totals[["arrival_rank", "column_key", "text", "sheet", "row", "column"]].assign(
        total=value[totals.index],
        factor=values[f"{key}_factor"][totals.index],
        sum_of_parts=totals["arrival_rank"].map(sums).fillna(0).astype("Int64"),
    )
    several = made["arrival_rank"].duplicated(keep=False)
    asked = made.loc[several, ["arrival_rank", "row", "total"]]
    rows = asked.groupby("arrival_rank")["row"].agg(list).to_dict()
    of_parts = [
        _of_section(
            int(total), int(row), sorted(rows[rank]), records.loc[records["arrival_rank"] == rank, ["row", key]]
        )
        for rank, row, total in asked.itertuples(index=False, name=None)
    ]
    made.loc[several, "sum_of_parts"] = pd.array(of_parts, dtype="Int64")
    return made


def _of_section(total: int, row: int, rows: list[int], parts: pd.DataFrame) -> int:
    """What one of several totals should be: the sum of all, or of its section.

    A section stands above its total, up to the one before; below it where the first total stands above all records.
    Where it is neither, the sum of the section is asked for, of the last total that of all.
    """
    place = rows.index(row)
    if rows[0] < parts["row"].min():
        own = parts["row"].between(row, rows[place + 1] if place + 1 < len(rows) else parts["row"].max())
    else:
        own = parts["row"].between(rows[place - 1] if place else 0, row)
    of_all, of_section = (int(each.iloc[:, 1].fillna(0).sum()) for each in (parts, parts[own]))
    return total if total in (of_all, of_section) else of_all if place + 1 == len(rows) else of_section
