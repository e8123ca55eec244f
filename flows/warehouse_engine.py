"""Opening the warehouse: SQLite in WAL or PostgreSQL, with errors that people understand."""

import os
import re
import sqlite3
import time
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
        return _postgresql(parsed)
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
        must_be_held(engine)
        yield connection
        must_be_held(engine)


HOLDING: dict[int, sa.Connection] = {}  # by engine: the connection whose session holds the right to load


def must_be_held(engine: sa.Engine) -> None:
    """Raise where the connection that holds the right to load has been cut: another loader may have come."""
    if (holding := HOLDING.get(id(engine))) is not None:
        holding.execute(sa.select(1))


def checkpoint(engine: sa.Engine) -> None:
    """Bring all that was written into the one file of an SQLite warehouse, so that a copy of it is whole."""
    if engine.dialect.name == "sqlite" and engine.url.database:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _postgresql(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    event.listen(engine, "connect", _prepare_postgresql)
    return _explaining(engine)


def _prepare_postgresql(connection: Any, record: object) -> None:
    """What a server, a database or a role may be set to otherwise: days as we read them, and no limit to waiting."""
    settings = {"DateStyle": "ISO", "search_path": '"$user", public', "idle_in_transaction_session_timeout": "0"}
    if connection.info.server_version >= 140000:
        settings["idle_session_timeout"] = "0"
    connection.autocommit = True
    for name, value in settings.items():
        connection.execute(f"SET {name} = {value}")
    connection.autocommit = False


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
    if not file or os.access(file, os.W_OK):
        _use_wal(cursor)
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


def _use_wal(cursor: sqlite3.Cursor) -> None:
    """Write ahead: for good, from the first connection on; SQLite does not wait for another that makes the change."""
    deadline = time.monotonic() + BUSY_SECONDS
    while cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
