"""Bringing a warehouse up to this program's version: Alembic from inside, and what follows it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from expectations.warehouse.mart import freshness
from flows.dimensions import fill_dimensions
from flows.refresh import rebuild
from flows.views import make_views
from flows.warehouse_trouble import too_new

SCRIPTS = Path(__file__).with_name("migrations")
VERSION_TABLE = "parkwatch_revision"


def upgrade(engine: sa.Engine) -> str:
    """Make the warehouse or bring it up to date, fill its code lists, and return its revision."""
    revision = revision_of(engine)
    if revision is not None and revision not in known_revisions():
        raise too_new(revision)
    with (
        engine.connect() as connection,
        _tables_may_be_remade(connection),
        connection.execution_options(parkwatch_writing=True).begin(),
    ):
        command.upgrade(config_for(connection), "head")
        fill_dimensions(connection)
        make_views(connection)
        if revision not in (None, newest_revision()):
            _tell_anew(connection)
    return newest_revision()


def _tell_anew(connection: sa.Connection) -> None:
    """Tell the marts of a warehouse of an older version as this one tells them, up to the same day."""
    today = connection.execute(sa.select(freshness.c.today_on)).scalar()
    if today is not None:
        rebuild(connection, today)


@contextmanager
def _tables_may_be_remade(connection: sa.Connection) -> Iterator[None]:
    """SQLite changes a constraint by making the table anew, while which nothing may watch the keys that point to it.

    Nor may it look into the views that read the table: for a moment it is not there under its name.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    cursor = connection.connection.cursor()  # outside of a transaction, in which the pragma would do nothing
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.execute("PRAGMA legacy_alter_table = ON")
    try:
        yield
    finally:
        cursor.execute("PRAGMA legacy_alter_table = OFF")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()


def config_for(connection: sa.Connection | None = None) -> Config:
    """The configuration of Alembic, without a file."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["version_table"] = VERSION_TABLE
    return config


def revision_of(engine: sa.Engine) -> str | None:
    """The revision that the warehouse says it has; none where there is no warehouse."""
    if engine.dialect.name == "sqlite" and engine.url.database and not Path(engine.url.database).exists():
        return None
    with engine.connect() as connection:
        return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


@cache
def known_revisions() -> frozenset[str]:
    """Every revision that this program knows."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(config_for()).walk_revisions())


@cache
def newest_revision() -> str:
    """The revision that this program works with."""
    return ScriptDirectory.from_config(config_for()).get_current_head() or ""
