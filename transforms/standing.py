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
    rows = _all_rows(held, accepted, carried)
    is_own, is_estimate = ~rows["is_carried"], rows["status"] == "estimate"
    first_final = rows[is_own & ~is_estimate].groupby("key")["from_cut_id"].min()
    until_final = rows["key"].map(first_final).where(is_estimate)
    until_newer = _first_later(rows[is_own])
    rows["until_cut_id"] = _earlier(until_newer.reindex(rows.index), until_final)
    until_own = rows[is_own].set_index("submission_id")["until_cut_id"]
    with_report = _earlier(rows["submission_id"].map(until_own).astype("Int64"), until_final)
    rows["until_cut_id"] = rows["until_cut_id"].where(is_own, with_report)
    lasting = rows["until_cut_id"].isna() | (rows["until_cut_id"] > rows["from_cut_id"])
    columns = ["submission_id", *KEY, "status", "is_carried", "from_cut_id", "until_cut_id"]
    return StandingChanges(
        opened=rows.loc[~rows["is_held"] & lasting, columns].reset_index(drop=True),
        closed=rows.loc[rows["is_held"] & rows["until_cut_id"].notna(), columns].reset_index(drop=True),
    )


def standing_now(own: pd.DataFrame, carried: pd.DataFrame, finals: pd.DataFrame) -> pd.DataFrame:
    """The rows of `standing` that hold of these accepted reports, by their order of arrival alone.

    own: the accepted reports of whole keys, with status and arrival_rank. carried: the keys for which they bring
    estimates beside their own. finals: the keys of which a final report is accepted.
    """
    newest = own.sort_values("arrival_rank", kind="stable").drop_duplicates([*KEY, "status"], keep="last")
    stands = newest[(newest["status"] == "final") | ~_among(newest, finals)]
    brought = carried[carried["submission_id"].isin(stands["submission_id"]) & ~_among(carried, finals)]
    parts = (stands.assign(is_carried=False), brought.assign(status="estimate", is_carried=True))
    columns = ["submission_id", *KEY, "status", "is_carried"]
    return pd.concat([part[columns] for part in parts], ignore_index=True)


def _among(rows: pd.DataFrame, keys: pd.DataFrame) -> pd.Series:
    return pd.Series(pd.MultiIndex.from_frame(rows[KEY]).isin(pd.MultiIndex.from_frame(keys[KEY])), index=rows.index)


def _all_rows(held: pd.DataFrame, accepted: pd.DataFrame, carried: pd.DataFrame) -> pd.DataFrame:
    """All rows in their order of arrival, with `key`, a number for each form, reporter and period."""
    of_submission = accepted.set_index("submission_id")
    brought = carried.assign(
        status="estimate",
        arrival_rank=carried["submission_id"].map(of_submission["arrival_rank"]),
        from_cut_id=carried["submission_id"].map(of_submission["from_cut_id"]),
    )
    parts = (held, True, held["is_carried"]), (accepted, False, False), (brought, False, True)
    frames = [part.assign(is_held=is_held, is_carried=is_carried) for part, is_held, is_carried in parts if len(part)]
    if not frames:
        return held.assign(is_held=True, key=0).astype({"is_held": "bool", "is_carried": "bool"})
    kinds = {
        "submission_id": "int64",
        "arrival_rank": "int64",
        "from_cut_id": "int64",
        "is_held": "bool",
        "is_carried": "bool",
    }
    rows = (
        pd.concat(frames, ignore_index=True).astype(kinds).sort_values("arrival_rank", kind="stable", ignore_index=True)
    )
    return rows.assign(key=rows.groupby(KEY, dropna=False, sort=False).ngroup())


def _first_later(own: pd.DataFrame) -> pd.Series:
    """For each report the first cut at which a newer one of the same key and status was known.

    A newer one may have been known before an older one that came by a late folder.
    """
    backwards = own[::-1]
    earliest = backwards.groupby(["key", "status"])["from_cut_id"].cummin()
    return earliest.groupby([backwards["key"], backwards["status"]]).shift(1)


def _earlier(one: pd.Series, other: pd.Series) -> pd.Series:
    """The earlier of two cuts; missing is never."""
    one, other = one.astype("Int64"), other.astype("Int64")
    return one.where(other.isna() | (one <= other).fillna(False), other)
