"""What a rereading changes, for people to look at before it is committed: figures, and outcomes of files."""

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse.core import observation, standing
from expectations.warehouse.intake import submission
from flows.frames import fetch, key_table
from transforms.standing import KEY

FIGURE = [*KEY, "area_code", "indicator_code", "status"]
VALUES = ["value_before", "value_after"]


def figures_standing(connection: sa.Connection, keys: pd.DataFrame) -> pd.DataFrame:
    """The figures of these forms, reporters and periods that stand now; of two estimates the later to arrive."""
    o, st = observation.c, standing.c
    with key_table(connection, "diff_key", [st[name] for name in KEY], keys) as wanted:
        rows = (
            sa.select(
                *(st[name] for name in KEY),
                st.status,
                o.area_code,
                o.indicator_code,
                o.value,
                submission.c.arrival_rank,
            )
            .select_from(standing)
            .join(wanted, sa.and_(*(st[name] == wanted.c[name] for name in KEY)))
            .join(submission, submission.c.submission_id == st.submission_id)
            .join(
                observation,
                (o.submission_id == st.submission_id)
                & (o.window_start == st.window_start)
                & (o.window_end == st.window_end),
            )
            .where(st.until_cut_id.is_(None), o.measure == "period")
        )
        found = fetch(connection, rows)
    return found.sort_values("arrival_rank").drop_duplicates(FIGURE, keep="last")[[*FIGURE, "value"]]


def figures_changed(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The figures that differ, with `value_before` and `value_after`; blank where there is none."""
    both = before.merge(after, on=FIGURE, how="outer", suffixes=("_before", "_after"), validate="1:1")
    same = (both["value_before"] == both["value_after"]).fillna(False)
    return both[~same.astype("bool")].sort_values(FIGURE).reset_index(drop=True)


def outcomes_changed(old: list[pd.DataFrame], new: list[pd.DataFrame]) -> pd.DataFrame:
    """How many files went from which outcome to which, by form."""
    columns = ["form_code", "before", "after"]
    if not old:
        return pd.DataFrame(columns=[*columns, "number"])
    was = pd.concat(old, ignore_index=True)[["arrival_rank", "outcome"]].rename(columns={"outcome": "before"})
    now = pd.concat(new, ignore_index=True)[["arrival_rank", "form_code", "outcome"]]
    both = was.merge(now.rename(columns={"outcome": "after"}), on="arrival_rank", validate="1:1")
    return both.groupby(columns, dropna=False, sort=True).size().rename("number").reset_index()
