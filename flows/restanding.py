"""What stands once readings have been replaced: told from all that is accepted, and compared with what stood."""

from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse.core import acceptance, observation, standing
from expectations.warehouse.intake import submission
from flows.frames import fetch, key_table
from transforms.standing import KEY, StandingChanges, standing_now

s, o = submission.c, observation.c
OWN_KEY = (s.form_code, s.reporter_code, s.window_start, s.window_end)
CARRIED_KEY = (s.form_code, s.reporter_code, o.window_start, o.window_end)
COUNTS = acceptance.c.until_cut_id.is_(None) & s.window_start.is_not(None) & s.reporter_code.is_not(None)


def restanding(connection: sa.Connection, keys: pd.DataFrame, replaced: pd.Series, cut_id: int) -> StandingChanges:
    """What changes at the cut for these keys: rows of `standing` to add, and rows that end.

    replaced: the submissions that hold no longer.
    """
    reports = _accepted(connection, keys)
    beside = _carrying(connection, keys)
    own = _accepted(connection, pd.concat([keys, beside[KEY]], ignore_index=True)) if len(beside) else reports
    carried = _carried(connection, own["submission_id"])
    finals = _accepted(connection, pd.concat([own[KEY], carried[KEY]], ignore_index=True))
    stands = standing_now(own, carried, finals[finals["status"] == "final"])
    stood = _stood(connection, pd.concat([own["submission_id"], replaced], ignore_index=True))
    same = ["submission_id", *KEY, "status", "is_carried"]
    stands, stood = (rows.astype({"submission_id": "int64", "is_carried": "bool"}) for rows in (stands, stood))
    both = stands.merge(stood, on=same, how="outer", indicator=True, validate="1:1")
    opened = both[both["_merge"] == "left_only"].assign(from_cut_id=cut_id, until_cut_id=None)
    closed = both[both["_merge"] == "right_only"].assign(until_cut_id=cut_id)
    columns = [*same, "from_cut_id", "until_cut_id"]
    return StandingChanges(opened[columns].reset_index(drop=True), closed[columns].reset_index(drop=True))


def keys_of(connection: sa.Connection, submissions: pd.Series) -> pd.DataFrame:
    """The keys that these submissions speak for, their own and those of estimates beside it."""
    wanted = submissions.to_frame("submission_id")
    with key_table(connection, "speaking", [s.submission_id], wanted) as numbers:
        ours = s.submission_id.in_(sa.select(numbers.c.submission_id))
        own = sa.select(*OWN_KEY).where(ours, s.window_start.is_not(None), s.reporter_code.is_not(None))
        beside = sa.select(*CARRIED_KEY).join(observation, o.submission_id == s.submission_id).where(ours, _is_beside())
        frames = [fetch(connection, rows.distinct()) for rows in (own, beside)]
    return pd.concat(frames, ignore_index=True).drop_duplicates(ignore_index=True)


def _is_beside() -> sa.ColumnElement[bool]:
    """Whether a figure is of another period than its report."""
    return (o.window_start != s.window_start) | (o.window_end != s.window_end)


def _accepted(connection: sa.Connection, keys: pd.DataFrame) -> pd.DataFrame:
    """The accepted reports of these keys."""
    with key_table(connection, "settled_key", list(OWN_KEY), keys) as wanted:
        same = sa.and_(*(column == wanted.c[column.name] for column in OWN_KEY))
        rows = sa.select(s.submission_id, s.arrival_rank, s.status, *OWN_KEY).join(wanted, same)
        return fetch(connection, rows.join(acceptance, acceptance.c.submission_id == s.submission_id).where(COUNTS))


def _carrying(connection: sa.Connection, keys: pd.DataFrame) -> pd.DataFrame:
    """The own keys of accepted reports that bring estimates for these keys."""
    columns: list[sa.Column[Any]] = [s.form_code, s.reporter_code, o.window_start, o.window_end]
    with key_table(connection, "carried_key", columns, keys) as wanted:
        rows = (
            sa.select(*OWN_KEY)
            .join(wanted, (wanted.c.form_code == s.form_code) & (wanted.c.reporter_code == s.reporter_code))
            .join(acceptance, acceptance.c.submission_id == s.submission_id)
            .join(
                observation,
                (o.submission_id == s.submission_id)
                & (o.window_start == wanted.c.window_start)
                & (o.window_end == wanted.c.window_end),
            )
            .where(COUNTS, _is_beside())
        )
        return fetch(connection, rows.distinct())


def _carried(connection: sa.Connection, submissions: pd.Series) -> pd.DataFrame:
    """The keys for which these reports bring estimates beside their own."""
    with key_table(connection, "bringing", [s.submission_id], submissions.to_frame("submission_id")) as numbers:
        rows = (
            sa.select(s.submission_id, *CARRIED_KEY)
            .join(numbers, numbers.c.submission_id == s.submission_id)
            .join(observation, o.submission_id == s.submission_id)
            .where(_is_beside())
        )
        return fetch(connection, rows.distinct())


def _stood(connection: sa.Connection, submissions: pd.Series) -> pd.DataFrame:
    """What stands of these submissions so far."""
    st = standing.c
    columns = (st[name] for name in ("submission_id", *KEY, "status", "is_carried", "from_cut_id"))
    with key_table(connection, "stood", [s.submission_id], submissions.to_frame("submission_id")) as numbers:
        rows = sa.select(*columns).join(numbers, numbers.c.submission_id == st.submission_id)
        return fetch(connection, rows.where(st.until_cut_id.is_(None)))
