"""From a file to every figure of the marts that it takes part in."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse import core
from expectations.warehouse.dimensions import cut
from expectations.warehouse.intake import submission
from flows import touched
from flows.export import instants_of
from flows.frames import fetch, key_table, records
from flows.load import FACTS
from flows.named import file_named
from flows.refresh import STEPS, Step, touch_keys
from flows.tracing.figure import TABLES
from transforms.marts.way import Way
from transforms.standing import KEY
from transforms.traced import TRACED, WAYS, cuts_of, files_of, readings_of

MOVED = {"table": "str", "row": "str", "figure": "str", "share": "Int64", "before": "Int64", "after": "Int64"}
LOADED = {table.name: table for table in FACTS.values()}
Found = dict[tuple[str, str], pd.DataFrame]


class FileTrace(NamedTuple):
    """A reading of a file, how many facts of each kind it brought, and the figures that it took part in.

    `moved`: what the file adds to each figure (blank to a mean and to a number of different things), and the figure
    before the file's day and at `as_of`.
    """

    file: dict[str, Any]
    facts: dict[str, int]
    as_of: datetime
    moved: pd.DataFrame


def moved_by(connection: sa.Connection, stated: str, as_of: datetime | None = None) -> list[FileTrace]:
    """What each reading of the file of this number, path or hash is part of at an instant.

    Without an instant: what it moved on its day, and what it was part of as long as it stood (a month may end later).
    """
    ids = fetch(connection, readings_of(file_named(connection, stated).arrival_rank))
    with key_table(connection, "traced_submission", [submission.c.submission_id], ids) as asked:
        files = fetch(connection, files_of(asked))
        cuts = fetch(connection, cuts_of(asked))
    told = []
    for file in records(files.merge(cuts, on="submission_id", validate="1:1")):
        day = file.pop("cut_at").to_pydatetime()
        instants = [as_of] if as_of else [day, _last_instant(connection, int(file["submission_id"]), day)]
        told.append(_moved(connection, file, list(dict.fromkeys(instants)), day))
    return told


def _last_instant(connection: sa.Connection, number: int, day: datetime) -> datetime:
    """The last instant at which the submission stood: now where it still does, or never did."""
    st = core.standing.c
    ended = sa.select(cut.c.cut_at).select_from(core.standing).outerjoin(cut, cut.c.cut_id == st.until_cut_id)
    ends = connection.execute(ended.where(st.submission_id == number, sa.not_(st.is_carried))).scalars().all()
    now: datetime = instants_of(connection, None)["as_of"]
    until = [end - timedelta(seconds=1) for end in ends if end is not None]
    return max(day, *until) if ends and len(until) == len(ends) else max(day, now)


def _moved(connection: sa.Connection, file: dict[str, Any], instants: list[datetime], day: datetime) -> FileTrace:
    number = int(file["submission_id"])
    facts = {name: _count(connection, table, number) for name, table in LOADED.items()}
    facts = {name: count for name, count in facts.items() if count}
    before = instants_of(connection, day - timedelta(seconds=1))
    parts = [_moved_then(connection, file, facts, before, instants_of(connection, each)) for each in instants]
    moved = pd.concat(parts, ignore_index=True).drop_duplicates(["table", "row", "figure"], ignore_index=True)
    return FileTrace(file, facts, instants[-1], moved)


def _moved_then(
    connection: sa.Connection,
    file: Mapping[str, Any],
    facts: Mapping[str, int],
    before: Mapping[str, Any],
    binds: Mapping[str, Any],
) -> pd.DataFrame:
    """The figures that the file was part of at an instant."""
    rows: list[pd.DataFrame] = []
    found: Found = {}
    for step, only in _touched(connection, int(file["submission_id"]), binds):
        name = step.table.name
        for figure in TRACED[name]:
            shares = _shares(connection, _asked(name, figure, only), file, facts, found, binds)
            if shares is not None:
                found[name, figure] = shares
        mine = {figure: shares for (table, figure), shares in found.items() if table == name}
        if mine:
            values = [_values(connection, step, only, each) for each in (before, binds)]
            rows += [_rows(step, figure, shares, *values) for figure, shares in mine.items()]
    moved = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(MOVED))
    return moved.astype(MOVED)


def _count(connection: sa.Connection, table: sa.Table, number: int) -> int:
    counted = sa.select(sa.func.count()).select_from(table).where(table.c.submission_id == number)
    return int(connection.execute(counted).scalar_one())


def _touched(
    connection: sa.Connection, number: int, binds: Mapping[str, Any]
) -> Iterator[tuple[Step, sa.FromClause | None]]:
    """Each mart with the keys of the rows that this submission can have touched; none where it may be any."""
    today = binds["as_of_on"]
    since = {"last_day": today, "today": today} | dict.fromkeys(touched.NEW, touched.NOTHING_NEW)
    st = core.standing.c
    columns = [st[name] for name in KEY]
    stood = fetch(connection, sa.select(*columns).where(st.submission_id == number))
    ours = pd.DataFrame({"submission_id": [number]})
    with (
        key_table(connection, "changed_standing", columns, stood),
        key_table(connection, touched.REPLACED, [submission.c.submission_id], ours),
    ):
        for step in STEPS:
            only = touch_keys(connection, step, since) if step.keys else None
            if step.table.name in TABLES:
                yield step, only


def _shares(
    connection: sa.Connection,
    ways: list[tuple[Way, sa.Subquery]],
    file: Mapping[str, Any],
    facts: Mapping[str, int],
    found: Found,
    binds: Mapping[str, Any],
) -> pd.DataFrame | None:
    """What the file adds to a figure, by the rows of the mart; none where it adds nothing."""
    parts = []
    for way, told in ways:
        ours = _ours(way, told, file, facts, found)
        if ours is not None:
            rows = fetch(connection, sa.select(told).where(told.c.adds.is_not(None), ours), binds)
            parts.append(_with_share(way, rows, found))
    shares = [each for each in parts if not each.empty]
    return pd.concat(shares, ignore_index=True) if shares else None


def _ours(
    way: Way, told: sa.Subquery, file: Mapping[str, Any], facts: Mapping[str, int], found: Found
) -> sa.ColumnElement[bool] | None:
    """Which parts come from the file; none where none of them can."""
    if way.source in TABLES:
        return sa.true() if any(table == way.source for table, _ in found) else None
    if way.source in LOADED and way.source not in facts:
        return None
    if way.source != "obligation":
        return told.c.submission_id == int(file["submission_id"])
    if pd.isna(file["form_code"]) or pd.isna(file["window_start"]):
        return None
    return sa.and_(
        told.c.of_form_code == file["form_code"],
        told.c.of_reporter_code == file["reporter_code"],
        told.c.of_window_start == file["window_start"].date(),
        told.c.of_window_end == file["window_end"].date(),
    )


def _with_share(way: Way, rows: pd.DataFrame, found: Found) -> pd.DataFrame:
    """The parts with what the file adds: the part itself, or what the file adds to the part."""
    if way.source not in TABLES:
        return rows.assign(share=rows["adds"] if way.adding != "distinct" else _blank(rows["adds"]))
    below = [
        shares[[*_key(table), "share"]].add_prefix("of_").assign(of_figure=figure)
        for (table, figure), shares in found.items()
        if table == way.source and figure == (way.figure or figure)
    ]
    if not below:
        return rows.iloc[:0]
    key = [name for name in (*(f"of_{each}" for each in _key(way.source)), "of_figure") if name in rows]
    lower = pd.concat(below, ignore_index=True).rename(columns={"of_share": "share"})
    summed = lower.groupby(key)["share"].sum(min_count=1).reset_index()
    met = rows.merge(summed, on=key, validate="m:1")
    return met if way.adding in ("sum", "number") else met.assign(share=_blank(met["share"]))


def _blank(values: pd.Series) -> pd.Series:
    return values.mask(values.notna())


def _key(table: str) -> list[str]:
    return [column.name for column in TABLES[table].table.primary_key]


def _values(
    connection: sa.Connection, step: Step, only: sa.FromClause | None, binds: Mapping[str, Any]
) -> pd.DataFrame:
    """The rows of the mart as they were known then."""
    return fetch(connection, _all_values(step.table.name, only), binds)


# What follows depends on no file and is made once, so that SQLAlchemy finds it compiled.


@cache
def _asked(name: str, figure: str, only: sa.FromClause | None) -> list[tuple[Way, sa.Subquery]]:
    """The ways of a figure of these rows of a mart, each with its parts to be asked for."""
    return [(way, way.parts.subquery()) for way in WAYS[name](figure, only)]


@cache
def _all_values(name: str, only: sa.FromClause | None) -> sa.Select[Any]:
    """The key and the figures of these rows of a mart."""
    told = TABLES[name].select(only).subquery()
    return sa.select(*(told.c[each] for each in (*_key(name), *TRACED[name])))


def _rows(step: Step, figure: str, shares: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The rows of a figure that the file takes part in, with its value before and after."""
    key = _key(step.table.name)
    rows = shares.groupby(key)["share"].sum(min_count=1).reset_index()
    for name, values in (("before", before), ("after", after)):
        told = values[[*key, figure]].rename(columns={figure: name})
        rows = rows.merge(told, on=key, how="left", validate="1:1")
    words = rows[key].assign(**{name: rows[name].dt.strftime("%Y-%m-%d") for name in key if _is_day(rows[name])})
    row = words.astype("str").agg(" ".join, axis=1)
    return rows.assign(table=step.table.name, row=row, figure=figure)[list(MOVED)]


def _is_day(column: pd.Series) -> bool:
    return str(column.dtype).startswith("datetime")
