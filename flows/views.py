"""The views beside the marts, and the functions that look back, made anew whenever the warehouse is brought up."""

import sqlalchemy as sa
from sqlalchemy.schema import CreateView

from expectations.warehouse.views import views
from flows.as_of_functions import make_as_of_functions

SCHEMA = "mart"


GRANTED = """
SELECT view.relname, role.rolname
FROM pg_class AS view
JOIN pg_namespace AS space ON space.oid = view.relnamespace
CROSS JOIN LATERAL aclexplode(view.relacl) AS acl
LEFT JOIN pg_roles AS role ON role.oid = acl.grantee
WHERE space.nspname = 'mart' AND view.relkind = 'v' AND acl.privilege_type = 'SELECT'
"""


def make_views(connection: sa.Connection) -> None:
    """Make the views as they are declared; on PostgreSQL also the functions that tell a table as of an instant.

    Whoever could read a view can read it afterwards.
    """
    quote = connection.dialect.identifier_preparer.quote
    readers = connection.exec_driver_sql(GRANTED).all() if connection.dialect.name == "postgresql" else []
    schema = f"{SCHEMA}." if connection.dialect.name == "postgresql" else ""
    for view in views():
        name = schema + quote(view.name)
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
        connection.execute(CreateView(view.select, view.name, schema=SCHEMA))
        if connection.dialect.name == "postgresql":
            told = view.comment.replace("'", "''").replace("%", "%%")
            connection.exec_driver_sql(f"COMMENT ON VIEW {name} IS '{told}'")
    declared = {view.name for view in views()}
    for name, role in readers:  # a right of nobody in particular is everybody's
        if name in declared:
            whom = quote(role) if role else "PUBLIC"
            connection.exec_driver_sql(f"GRANT SELECT ON {schema}{quote(name)} TO {whom}")
    if connection.dialect.name == "postgresql":
        make_as_of_functions(connection)
