"""Bringing many rows into the warehouse at once, in the caller's transaction.

PostgreSQL: COPY on the connection itself. SQLite: ADBC writes a private staging file, which the connection attaches
and selects from. ADBC never opens the warehouse: two SQLite libraries in one process do not see each other's locks,
and rows that were reported as committed were not there.
"""

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import adbc_driver_manager
import adbc_driver_sqlite.dbapi
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import sqlalchemy as sa

from flows.warehouse_trouble import explained

SQLITE_INSTANT = "%Y-%m-%d %H:%M:%S"  # as SQLAlchemy writes it; the seconds bring their six decimals
STAGING = "staging_"
STAGING_PREFIX = ".parkwatch-staging-"
MOST_ATTACHED = 8  # SQLite attaches ten files at most


def insert(connection: sa.Connection, frames: Mapping[sa.Table, pd.DataFrame]) -> dict[str, int]:
    """Insert each frame into its table, in this order, and return the rows of each; a key that is there is an error."""
    filled = [
        (table, arrow_rows(table, frame, connection.dialect.name)) for table, frame in frames.items() if len(frame)
    ]
    if connection.dialect.name == "sqlite":
        _through_staging(connection, filled)
    else:
        for table, rows in filled:
            _copy(connection, table, rows)
    return {table.name: len(frame) for table, frame in frames.items()}


def arrow_rows(table: sa.Table, frame: pd.DataFrame, dialect: str) -> pa.Table:
    """The columns of the frame that the table has, in its order, in the types that the database takes."""
    lacking = [column.name for column in table.c if not column.nullable and column.name not in frame]
    if lacking:
        raise ValueError(f"rows of {table.name!r} lack the columns {lacking}")
    columns = [column for column in table.c if column.name in frame]
    return pa.table({column.name: _arrow_column(column, frame[column.name], dialect) for column in columns})


def _arrow_column(column: sa.Column[object], values: "pd.Series[Any]", dialect: str) -> pa.Array:
    kind = column.type
    if isinstance(kind, sa.Date):
        days = pa.array(values, from_pandas=True).cast(pa.date32())
        return days.cast(pa.string()) if dialect == "sqlite" else days
    if isinstance(kind, sa.types.TypeDecorator):
        instants = pa.array(pd.to_datetime(values, utc=True), from_pandas=True).cast(pa.timestamp("us", "UTC"))
        plain = instants.cast(pa.timestamp("us"))
        return pc.strftime(plain, SQLITE_INSTANT) if dialect == "sqlite" else instants
    if isinstance(kind, sa.Boolean):
        truths = pa.array(values.astype("boolean"), from_pandas=True)
        return truths.cast(pa.int8()) if dialect == "sqlite" else truths
    if isinstance(kind, sa.Integer | sa.BigInteger):
        return pa.array(values.astype("Int64"), from_pandas=True)
    texts = pa.array(values.astype("string"), pa.string(), from_pandas=True)
    return pc.replace_substring(texts, "\x00", "\ufffd")  # PostgreSQL has no NUL


def _copy(connection: sa.Connection, table: sa.Table, rows: pa.Table) -> None:
    sink = pa.BufferOutputStream()
    pa.csv.write_csv(rows, sink, pa.csv.WriteOptions(include_header=False))
    name = connection.dialect.identifier_preparer.format_table(table)
    columns = ", ".join(connection.dialect.identifier_preparer.quote(column) for column in rows.column_names)
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {name} ({columns}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(sink.getvalue().to_pybytes())


def _through_staging(connection: sa.Connection, filled: list[tuple[sa.Table, pa.Table]]) -> None:
    attached = connection.exec_driver_sql("PRAGMA database_list").scalars("name").all()
    number = sum(name.startswith(STAGING) for name in attached)
    if number == MOST_ATTACHED:  # attached files can only be let go when the transaction has ended
        for table, rows in filled:
            values = list(zip(*(column.to_pylist() for column in rows.columns), strict=True))
            connection.exec_driver_sql(_insert(table, rows, f"VALUES ({', '.join('?' * rows.num_columns)})"), values)
        return
    with tempfile.TemporaryDirectory(prefix=STAGING_PREFIX, dir=staging_folder(connection.engine)) as folder:
        file, alias = Path(folder) / "rows.sqlite", f"{STAGING}{number}"
        stage(file, filled)
        connection.exec_driver_sql(f"ATTACH DATABASE ? AS {alias}", (str(file),))
        for table, rows in filled:
            connection.exec_driver_sql(_insert(table, rows, f'SELECT * FROM {alias}."{table.name}"'))


def _insert(table: sa.Table, rows: pa.Table, values: str) -> str:
    columns = ", ".join(f'"{name}"' for name in rows.column_names)
    return f'INSERT INTO main."{table.name}" ({columns}) {values}'


def stage(file: Path, filled: Iterable[tuple[sa.Table, pa.Table]]) -> None:
    """Write the rows into a new SQLite file of their own, one table each."""
    try:
        with adbc_driver_sqlite.dbapi.connect(str(file), autocommit=True) as staging, staging.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")  # the file is for this moment only
            for table, rows in filled:
                cursor.adbc_ingest(table.name, rows, mode="create")
    except adbc_driver_manager.Error as error:
        if (plain := explained(error, connecting=False)) is not None:
            raise plain from error
        raise


def staging_folder(engine: sa.Engine) -> Path | None:
    """Where the staging files of a warehouse are put: beside it, so that what a killed run left is found."""
    return Path(engine.url.database).parent if engine.url.database else None


def clear_staging(engine: sa.Engine) -> None:
    """Remove the staging files of a run that was killed; the caller holds the loading lock."""
    if engine.dialect.name == "sqlite" and (folder := staging_folder(engine)) is not None:
        for left_over in folder.glob(f"{STAGING_PREFIX}*"):
            shutil.rmtree(left_over, ignore_errors=True)
