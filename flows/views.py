"""The views beside the marts, and the functions that look back, made anew whenever the warehouse is brought up."""

import sqlalchemy as sa
from sqlalchemy.schema import CreateView

from flows import kept_views
from flows.as_of_functions import make_as_of_functions
from transforms.marts.views import every_view

SCHEMA = "mart"


def make_views(connection: sa.Connection) -> None:
    """Make the views as they are declared; on PostgreSQL also the functions that tell a table as of an instant.

    There, whoever could read a view can read it afterwards, and what others built on it stays.
    """
    if connection.dialect.name != "postgresql":
        for view in every_view():
            connection.exec_driver_sql(f"DROP VIEW IF EXISTS {connection.dialect.identifier_preparer.quote(view.name)}")
            connection.execute(CreateView(view.select, view.name, schema=SCHEMA))
        return
    for view in every_view():
        name = f"{SCHEMA}.{connection.dialect.identifier_preparer.quote(view.name)}"
        made = CreateView(view.select, view.name, schema=SCHEMA, or_replace=True).compile(connection)
        kept_views.make(connection, kept_views.VIEW, name, str(made))
        told = view.comment.replace("'", "''").replace("%", "%%")
        connection.exec_driver_sql(f"COMMENT ON VIEW {name} IS '{told}'")
    make_as_of_functions(connection)
