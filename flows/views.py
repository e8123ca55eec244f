"""The views beside the marts, and the functions that look back, made anew whenever the warehouse is brought up."""

import sqlalchemy as sa
from sqlalchemy.schema import CreateView

from expectations.warehouse.views import views
from flows.as_of_functions import make_as_of_functions

SCHEMA = "mart"


def make_views(connection: sa.Connection) -> None:
    """Make the views as they are declared; on PostgreSQL also the functions that tell a table as of an instant."""
    quote = connection.dialect.identifier_preparer.quote
    schema = f"{SCHEMA}." if connection.dialect.name == "postgresql" else ""
    for view in views():
        name = schema + quote(view.name)
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
        connection.execute(CreateView(view.select, view.name, schema=SCHEMA))
        if connection.dialect.name == "postgresql":
            told = view.comment.replace("'", "''").replace("%", "%%")
            connection.exec_driver_sql(f"COMMENT ON VIEW {name} IS '{told}'")
    if connection.dialect.name == "postgresql":
        make_as_of_functions(connection)
