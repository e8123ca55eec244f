"""Where tables stand: in schemas on PostgreSQL, without on SQLite, which would leave out keys between schemas."""

from alembic import op


def has_schemas() -> bool:
    """Whether the database that is being migrated has schemas."""
    return op.get_context().dialect.name == "postgresql"


def schema(name: str) -> str | None:
    """The schema as the database knows it."""
    return name if has_schemas() else None


def column(name: str) -> str:
    """A column that a foreign key points to, from `schema.table.column`."""
    return name if has_schemas() else name.partition(".")[2]


def make_schema(name: str) -> None:
    """Make the schema, where there are schemas."""
    if has_schemas():
        op.execute(f"CREATE SCHEMA IF NOT EXISTS {name}")


def drop_views() -> None:
    """Take the views away, before a step back under them: they are made anew as the program declares them."""
    connection = op.get_bind()
    held = "SELECT viewname FROM pg_views WHERE schemaname = 'mart'"
    names = connection.exec_driver_sql(held if has_schemas() else "SELECT name FROM sqlite_master WHERE type = 'view'")
    for name in list(names.scalars()):
        quoted = connection.dialect.identifier_preparer.quote(name)
        op.execute(f"DROP VIEW IF EXISTS mart.{quoted} CASCADE" if has_schemas() else f"DROP VIEW {quoted}")
