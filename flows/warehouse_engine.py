"""Opening the warehouse: SQLite in WAL or PostgreSQL, with errors that people understand."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from expectations.warehouse import SQLITE_SCHEMAS
from flows.bulk import STAGING
from flows.migration import known_revisions, newest_revision, revision_of
from flows.trouble import reason_of
from flows.warehouse_trouble import WarehouseReadOnly, explained, missing, too_new, too_old, wrong_url

WRITING = "parkwatch_writing"
SQLITE = "sqlite:///"
BUSY_SECONDS = 30


def open_warehouse(url: str | sa.URL) -> sa.Engine:
    """An engine for the warehouse at this URL, which is there and of this program's version."""
    engine = reach_warehouse(url)
    place = place_of(engine)
    if engine.dialect.name == "sqlite" and engine.url.database and not Path(engine.url.database).exists():
        raise missing(place)
    revision = revision_of(engine)
    if revision is None:
        raise missing(place)
    if revision not in known_revisions():
        raise too_new(revision)
    if revision != newest_revision():
        raise too_old(revision)
    return engine


def reach_warehouse(url: str | sa.URL) -> sa.Engine:
    """An engine for a warehouse that need not be there yet."""
    try:
        parsed = url_of_file(url) if isinstance(url, str) and url.startswith(SQLITE) else sa.make_url(url)
    except sa.exc.ArgumentError:
        raise wrong_url(re.sub(r":[^:@]*@", ":***@", str(url))) from None
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername == "sqlite":
        return _sqlite(parsed)
    if parsed.drivername == "postgresql+psycopg":
        return _explaining(sa.create_engine(parsed, pool_pre_ping=True, connect_args={"connect_timeout": 10}))
    raise wrong_url(parsed.render_as_string(hide_password=True))


def url_of_file(url: str) -> sa.URL:
    """The URL of an SQLite file, whatever signs its path has: a `?` in it begins no query."""
    return sa.URL.create("sqlite", database=url.removeprefix(SQLITE) or None)


def make_warehouse(url: str | sa.URL) -> sa.Engine:
    """An engine for a warehouse that is about to be made; the folder of an SQLite file is made with it."""
    engine = reach_warehouse(url)
    if engine.dialect.name == "sqlite" and engine.url.database:
        folder = Path(engine.url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                lock_path(engine).touch()  # so that a dry run finds it there and leaves nothing new
        except OSError as error:
            vi, en = reason_of(error)
            raise WarehouseReadOnly(
                f"Không tạo được thư mục “{folder}”: {vi}.", f"The folder “{folder}” cannot be made: {en}."
            ) from error
    return engine


def lock_path(engine: sa.Engine) -> Path:
    """The file beside an SQLite warehouse by which runs hold it."""
    return Path(f"{engine.url.database}-loading")


def place_of(engine: sa.Engine) -> str:
    """Where the warehouse is, as it may be shown: without the password."""
    if engine.dialect.name == "sqlite":
        return engine.url.database or ":memory:"
    return engine.url.render_as_string(hide_password=True)


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that writes: on SQLite it takes the right to write at once, so that it never fails half-way."""
    with engine.connect() as connection, connection.execution_options(**{WRITING: True}).begin():
        yield connection


def _sqlite(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return _explaining(engine).execution_options(schema_translate_map=SQLITE_SCHEMAS)


def _prepare_sqlite(connection: Any, record: object) -> None:
    """WAL, so that readers see the last whole night while the next is written; transactions are begun by us."""
    connection.isolation_level = None
    try:
        _set_pragmas(connection.cursor())
    except sqlite3.Error as error:
        if (plain := explained(error, connecting=True)) is not None:
            raise plain from error
        raise


def _set_pragmas(cursor: sqlite3.Cursor) -> None:
    file = cursor.execute("PRAGMA database_list").fetchone()[2]
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal" and (not file or os.access(file, os.W_OK)):
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.execute("PRAGMA cache_size = -65536")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    attached = connection.exec_driver_sql("PRAGMA database_list").scalars("name").all()
    for name in attached:
        if name.startswith(STAGING):
            connection.exec_driver_sql(f"DETACH DATABASE {name}")
    how = "BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITING) else "BEGIN"
    connection.exec_driver_sql(how)


def _explaining(engine: sa.Engine) -> sa.Engine:
    event.listen(engine, "handle_error", _explain)
    return engine


def _explain(context: Any) -> None:
    if (plain := explained(context.original_exception, context.connection is None)) is not None:
        raise plain from context.original_exception
