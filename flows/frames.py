"""Rows of the warehouse as frames, with the types that the transforms take."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse import Instant
from transforms.no_rows import no_rows


def fetch(connection: sa.Connection, statement: sa.Select[Any], binds: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """The rows of a Select under these binds: datetime64[s] for days, Int64 and Float64, str for texts."""
    result = connection.execute(statement, dict(binds or {}))
    types = {column.name: _type_of(column) for column in statement.selected_columns}
    rows = result.all()
    if not rows:
        return no_rows(types)
    values = zip(*rows, strict=True)
    return pd.DataFrame(
        {name: pd.Series(list(each), dtype=types[name]) for name, each in zip(types, values, strict=True)}
    )


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame by column name."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _type_of(column: sa.ColumnElement[Any]) -> str:
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return "boolean"
    if isinstance(kind, sa.Integer):
        return "Int64"
    if isinstance(kind, sa.Numeric):
        return "Float64"
    if isinstance(kind, sa.Date):
        return "datetime64[s]"
    if isinstance(kind, Instant | sa.DateTime):
        return "datetime64[us, UTC]"
    return "str" if isinstance(kind, sa.String) else "object"


@contextmanager
def key_table(
    connection: sa.Connection, name: str, like: Sequence[sa.Column[Any]], rows: pd.DataFrame
) -> Iterator[sa.Table]:
    """A temporary table of the distinct rows' columns that are named as `like`, to join with."""
    table = working_table(connection, name, like)
    names = [column.name for column in like]
    keys = rows[names].drop_duplicates()
    days = [column.name for column in like if isinstance(column.type, sa.Date)]
    keys = keys.astype("object").where(keys.notna(), None)
    for each in days:
        keys[each] = [None if value is None else value.date() for value in keys[each]]
    if len(keys):
        rows_of = [dict(zip(names, row, strict=True)) for row in keys.itertuples(index=False)]
        connection.execute(sa.insert(table), rows_of)
    analyse(connection, table)
    yield table


def working_table(
    connection: sa.Connection, name: str, like: Sequence[sa.Column[Any]], key: Sequence[str] = ()
) -> sa.Table:
    """An empty temporary table of this connection with columns of these names and types; found by its key's index."""
    table = _TABLES.get(name)
    if table is None:
        columns = [sa.Column(column.name, column.type) for column in like]
        table = _TABLES[name] = sa.Table(name, _WORKING, *columns, prefixes=["TEMPORARY"])
    connection.exec_driver_sql(_create(table, connection.dialect))
    if key:
        place = "temp." if connection.dialect.name == "sqlite" else ""
        connection.exec_driver_sql(f"CREATE INDEX IF NOT EXISTS {place}key_of_{name} ON {name} ({', '.join(key)})")
    connection.exec_driver_sql(f"DELETE FROM {table.name}")
    return table


def working(name: str) -> sa.Table:
    """The temporary table of this name, as it was made before."""
    return _TABLES[name]


@cache
def _create(table: sa.Table, dialect: sa.Dialect) -> str:
    return str(sa.schema.CreateTable(table, if_not_exists=True).compile(dialect=dialect))


def analyse(connection: sa.Connection, table: sa.Table) -> None:
    """Tell PostgreSQL how many rows a temporary table has, so that it joins with it well."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {table.name}")


_WORKING = sa.MetaData()
_TABLES: dict[str, sa.Table] = {}  # one object a name, so that SQLAlchemy compiles each statement once
