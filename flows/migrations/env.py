"""Runs the migrations on the connection that it is given, SQLite or PostgreSQL."""

from alembic import context

from expectations.warehouse import SCHEMAS, metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    include_schemas=True,
    include_name=lambda name, kind, parents: kind != "schema" or name in SCHEMAS,
    compare_type=True,
    transactional_ddl=True,
    version_table=context.config.attributes["version_table"],
)
context.run_migrations()
