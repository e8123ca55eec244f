"""What can be loaded of a report that an officer accepts in spite of its findings."""

import pandas as pd
import sqlalchemy as sa

from transforms.facts import Facts
from transforms.judged import FACT_TABLES


def only_loadable(facts: Facts, forced: frozenset[int]) -> Facts:
    """The facts, of forced reports without rows that lack what their table needs or that say the same thing twice."""
    if not forced & set(facts.reports["arrival_rank"]):
        return facts
    return Facts(
        facts.reports, **{name: _whole(getattr(facts, name), table, forced) for name, table in FACT_TABLES.items()}
    )


def _whole(frame: pd.DataFrame, table: sa.Table, forced: frozenset[int]) -> pd.DataFrame:
    needed = [column.name for column in table.c if not column.nullable and column.name in frame]
    key = ["arrival_rank", *(column.name for column in table.primary_key if column.name in frame)]
    lacks = frame[needed].isna().any(axis=1)
    again = frame.duplicated(key) & (len(key) > 1)
    return frame[~(frame["arrival_rank"].isin(forced) & (lacks | again))].reset_index(drop=True)
