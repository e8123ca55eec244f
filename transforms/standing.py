"""Which report stands from which cut until which: the newest accepted final, and before it the newest estimates."""

from typing import NamedTuple

import pandas as pd

KEY = ["form_code", "reporter_code", "window_start", "window_end"]


class StandingChanges(NamedTuple):
    """Rows of `standing` to add, and rows that are there and end: their new `until_cut_id`.

    A row that ends at the cut at which it began never stood, and is to be taken out.
    """

    opened: pd.DataFrame
    closed: pd.DataFrame


def standing_changes(held: pd.DataFrame, accepted: pd.DataFrame, carried: pd.DataFrame) -> StandingChanges:
    """What a batch of accepted submissions changes.

    held: the open rows of `standing` on the batch's keys, and what their reports carry, with arrival_rank and
    is_carried. accepted: the batch's accepted submissions, with arrival_rank and from_cut_id. carried: the keys for
    which they bring estimates of other periods than their own.
    """
    is_carried = held["is_carried"].astype(bool)
    own = _joined(held[~is_carried], accepted.assign(is_carried=False, is_held=False))
    own = own.sort_values("arrival_rank", kind="stable").reset_index(drop=True)
    final = own["status"] == "final"
    first_final = own[final].groupby(KEY, dropna=False)["from_cut_id"].min().rename("first_final").reset_index()
    own["until_cut_id"] = own.groupby([*KEY, "status"], dropna=False)["from_cut_id"].shift(-1).astype("Int64")
    own = _until_final(own, first_final)
    new = accepted[["submission_id", "arrival_rank", "from_cut_id"]]
    brought = carried.merge(new, on="submission_id", validate="m:1")
    brought = brought.assign(status="estimate", is_carried=True, is_held=False)
    brought = _joined(held[is_carried], brought).drop(columns="until_cut_id", errors="ignore")
    brought = brought.merge(own[["submission_id", "until_cut_id"]], on="submission_id", how="left", validate="m:1")
    rows = pd.concat([own, _until_final(brought, first_final)], ignore_index=True)
    lasting = rows["until_cut_id"].isna() | (rows["until_cut_id"] > rows["from_cut_id"])
    columns = ["submission_id", *KEY, "status", "is_carried", "from_cut_id", "until_cut_id"]
    is_held = rows["is_held"].astype(bool)
    return StandingChanges(
        opened=rows.loc[~is_held & lasting, columns].reset_index(drop=True),
        closed=rows.loc[is_held & rows["until_cut_id"].notna(), columns].reset_index(drop=True),
    )


def _until_final(rows: pd.DataFrame, first_final: pd.DataFrame) -> pd.DataFrame:
    """End every estimate at the first final report of its period."""
    rows = rows.merge(first_final, on=KEY, how="left", validate="m:1")
    final = rows.pop("first_final").where(rows["status"] == "estimate").astype("Int64")
    until = rows["until_cut_id"].astype("Int64")
    return rows.assign(until_cut_id=until.where(final.isna() | (until <= final).fillna(False), final))


def _joined(held: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    both = pd.concat([held.assign(is_held=True), new], ignore_index=True) if len(held) else new
    return both.astype({"submission_id": "int64", "arrival_rank": "int64", "from_cut_id": "int64"})
