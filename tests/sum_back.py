"""Adding the parts of every figure of every mart up again, and asking whether they are the figure."""

from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from flows import store
from flows.export import instants_of
from flows.frames import fetch
from flows.trace import TABLES
from flows.trace_asked import registers
from transforms.marts.register_ways import counted_columns, register_ways
from transforms.trace import TRACED, WAYS, added_up


def figures_that_do_not_add_up(connection: sa.Connection, as_of: datetime | None = None) -> list[str]:
    """Each row and figure of a mart that is not what its parts add up to; blank and 0 are told apart by no part."""
    binds = instants_of(connection, as_of)
    wrong = []
    for table, ways in WAYS.items():
        key = [column.name for column in TABLES[table].table.primary_key]
        told = TABLES[table].select().params(binds).subquery()
        rows = fetch(connection, sa.select(*(told.c[name] for name in (*key, *TRACED[table])))).set_index(key)
        for figure in TRACED[table]:
            parts = [fetch(connection, way.parts.params(binds)).assign(adding=way.adding) for way in ways(figure, None)]
            every = pd.concat(parts, ignore_index=True)
            sums = [added_up(some, key, str(adding)) for adding, some in every.groupby("adding")]  # type: ignore[arg-type]
            total = pd.concat([rows[figure], *sums], axis=1).fillna(0).astype("int64")
            differs = total[total.iloc[:, 0] != total.iloc[:, 1:].sum(axis=1)]
            wrong += [f"{table} {row} {figure}: {list(values)}" for row, values in differs.iterrows()]
    return wrong


def registers_that_do_not_add_up(connection: sa.Connection) -> list[str]:
    """Each row of a register's table that is not what its entries add up to."""
    wrong = []
    for name, form in registers().items():
        shown = store.export(connection, name)
        for figure in counted_columns(form):
            (way,) = register_ways(form, figure, {})
            parts = fetch(connection, way.parts.params(instants_of(connection, None)))
            key = [str(column) for column in shown if column not in counted_columns(form)]
            days = [each for each in key if str(parts[each].dtype).startswith("datetime")]
            parts = parts.assign(**{each: parts[each].dt.strftime("%Y-%m-%d") for each in days})
            told = parts.groupby(key, dropna=False)["adds"].sum()
            due = shown.groupby(key, dropna=False)[figure].sum()
            both = pd.concat([told, due], axis=1).fillna(0).astype("int64")
            wrong += [f"{name} {row} {figure}" for row, (one, other) in both.iterrows() if one != other]
    return wrong
