"""Making a view or a function of PostgreSQL as it is declared, while grants on it and views built on it stay.

`CREATE OR REPLACE` keeps both. Where PostgreSQL refuses it, since columns have changed, what others built is taken away
with it and made again; what can then no longer be made stops the upgrade, and nothing has changed.
"""

from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, ProgrammingError

from flows.trouble import UsageTrouble

BUILT_ON = """
WITH RECURSIVE built AS (
  SELECT maker.ev_class AS oid, 1 AS depth
  FROM pg_depend AS needs JOIN pg_rewrite AS maker ON needs.classid = 'pg_rewrite'::regclass AND maker.oid = needs.objid
  WHERE needs.refobjid = %(oid)s AND maker.ev_class <> %(oid)s
  UNION
  SELECT maker.ev_class, built.depth + 1
  FROM built JOIN pg_depend AS needs ON needs.refobjid = built.oid
  JOIN pg_rewrite AS maker ON needs.classid = 'pg_rewrite'::regclass AND maker.oid = needs.objid
  WHERE maker.ev_class <> built.oid
)
SELECT view.oid, space.nspname, view.relname, view.relkind, pg_get_viewdef(view.oid) AS definition,
       pg_get_userbyid(view.relowner) AS owner
FROM (SELECT oid, max(depth) AS depth FROM built GROUP BY oid) AS built
JOIN pg_class AS view ON view.oid = built.oid JOIN pg_namespace AS space ON space.oid = view.relnamespace
ORDER BY built.depth
"""
GRANTED = """
SELECT acl.privilege_type, role.rolname, acl.is_grantable
FROM {catalogue} AS thing CROSS JOIN LATERAL aclexplode(thing.{acl}) AS acl
LEFT JOIN pg_roles AS role ON role.oid = acl.grantee
WHERE thing.oid = %(oid)s
"""


class Built(NamedTuple):
    """A view that somebody built: its name, how it is made, whose it is, and the grants on it."""

    name: str
    statement: str
    owner: str
    grants: tuple[str, ...]


class Kind(NamedTuple):
    """What is made: the word for it, the function that finds it by its name, and where its grants stand."""

    word: str
    find: str
    catalogue: str
    acl: str


VIEW = Kind("VIEW", "to_regclass", "pg_class", "relacl")
FUNCTION = Kind("FUNCTION", "to_regprocedure", "pg_proc", "proacl")


def make(connection: sa.Connection, kind: Kind, name: str, statement: str) -> None:
    """Run `CREATE OR REPLACE …` of this view or function; `name` as SQL writes it, of a function with its types."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(statement)
        return
    except ProgrammingError:  # its columns are others now
        oid = connection.exec_driver_sql(f"SELECT {kind.find}(%(name)s)::oid", {"name": name}).scalar()
    if oid is None:
        raise AssertionError(f"{kind.word} {name} cannot be made, and there is none that stands in its way")
    grants = _grants(connection, kind, name, oid)
    built = [_built(connection, row) for row in connection.exec_driver_sql(BUILT_ON, {"oid": oid})]
    connection.exec_driver_sql(f"DROP {kind.word} {name} CASCADE")
    for again in (statement, *grants):
        connection.exec_driver_sql(again)
    for each in built:
        _build_again(connection, each, name)


def _built(connection: sa.Connection, row: Any) -> Built:
    quote = connection.dialect.identifier_preparer.quote
    name = f"{quote(row.nspname)}.{quote(row.relname)}"
    word = "MATERIALIZED VIEW" if row.relkind == "m" else "VIEW"
    statement = f"CREATE {word} {name} AS {row.definition}".replace("%", "%%")
    return Built(name, statement, quote(row.owner), tuple(_grants(connection, VIEW, name, row.oid)))


def _grants(connection: sa.Connection, kind: Kind, name: str, oid: int) -> list[str]:
    """The statements that give again what is granted; a right of nobody in particular is everybody's."""
    quote = connection.dialect.identifier_preparer.quote
    asked = GRANTED.format(catalogue=kind.catalogue, acl=kind.acl)
    on = f"FUNCTION {name}" if kind is FUNCTION else name
    return [
        f"GRANT {row.privilege_type} ON {on} TO {quote(row.rolname) if row.rolname else 'PUBLIC'}"
        + (" WITH GRANT OPTION" if row.is_grantable else "")
        for row in connection.exec_driver_sql(asked, {"oid": oid})
    ]


def _build_again(connection: sa.Connection, built: Built, ours: str) -> None:
    try:
        for statement in (built.statement, f"ALTER TABLE {built.name} OWNER TO {built.owner}", *built.grants):
            connection.exec_driver_sql(statement)
    except DBAPIError as error:
        raise UsageTrouble(
            f"Khung nhìn {built.name} (dựng trên {ours}) không hợp với phiên bản mới; hãy sửa hoặc xóa rồi chạy lại.",
            f"The view {built.name} (built on {ours}) does not fit the new version; change or drop it and run again.",
        ) from error
