"""On PostgreSQL a function per table that tells it as of an instant, so that BI can look back in SQL.

Each is made from the same Select as the mart itself. Those of the marts and of the registers stand in `mart` and read
the facts by their owner's right, as a view does, for whoever may read the mart or register itself; those of the facts
stand in `core` and run by the right of whoever calls them.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.visitors import replacement_traverse

from expectations.warehouse import Instant
from expectations.warehouse.registers import register_forms
from flows import kept_views, layouts
from flows.refresh import STEPS
from flows.settings import LOCAL_ZONE
from transforms.marts import known

DIALECT = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
PARAMETERS = {
    known.AS_OF.key: sa.literal_column("$1", type_=Instant()),
    known.AS_OF_ON.key: sa.literal_column(f"CAST($1 AT TIME ZONE '{LOCAL_ZONE.key}' AS date)", type_=sa.Date()),
}


SCHEMA = "mart"
# Whoever has called: the role that was set, else the one that logged in; a function by right of its owner hides both.
MAY_READ = f"""
CREATE OR REPLACE FUNCTION {SCHEMA}.may_read(thing text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $may_read$
BEGIN
  IF NOT has_table_privilege(
    CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role')::name END, thing, 'SELECT'
  ) THEN
    RAISE insufficient_privilege USING MESSAGE = 'permission denied for ' || thing;
  END IF;
  RETURN true;
END $may_read$
"""


class AsOfFunction(NamedTuple):
    """A function of one instant: where it stands, what it tells, and its Select."""

    schema: str
    name: str
    comment: str
    select: sa.Select[Any]

    @property
    def by_right_of_owner(self) -> bool:
        """Whether who may not read the facts may call it nevertheless."""
        return self.schema == "mart"


def as_of_functions() -> Iterator[AsOfFunction]:
    """All of them: every mart, every register that a form declares, and the facts."""
    for step in STEPS:
        told = step.select().subquery()
        columns = sa.select(*(told.c[column.name] for column in step.table.c))
        yield AsOfFunction(step.table.schema or "", f"{step.table.name}_as_of", step.table.comment or "", columns)
    for form in register_forms():
        assert form.table is not None
        told_then = layouts.registers()[form.table.name]()
        yield AsOfFunction("mart", f"{form.table.name}_as_of", f"{form.title_vi} / {form.title_en}", told_then)
    for layout in (layouts.observations, layouts.incidents, layouts.projects, layouts.targets, layouts.published):
        yield AsOfFunction("core", f"{layout.__name__}_as_of", layout.__doc__ or "", layout())


def make_as_of_functions(connection: sa.Connection) -> None:
    """Make them as they are declared."""
    connection.exec_driver_sql(MAY_READ)
    for function in as_of_functions():
        signature = f"{function.schema}.{function.name}(timestamptz)"
        comment = f"{function.comment.rstrip('.')}; như đã biết lúc as_of / as known at as_of".replace("'", "''")
        kept_views.make(connection, kept_views.FUNCTION, signature, definition(function).replace("%", "%%"))
        connection.exec_driver_sql(f"COMMENT ON FUNCTION {signature} IS '{comment}'".replace("%", "%%"))


def definition(function: AsOfFunction) -> str:
    """The statement that makes a function."""
    columns = ", ".join(
        f'"{column.name}" {column.type.compile(dialect=DIALECT)}' for column in function.select.selected_columns
    )
    safe = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp" if function.by_right_of_owner else ""
    return (
        f"CREATE OR REPLACE FUNCTION {function.schema}.{function.name}(as_of timestamptz) RETURNS TABLE ({columns}) "
        f"LANGUAGE sql STABLE {safe} AS $select$\n{guarded(function)}\n$select$"
    )


def guarded(function: AsOfFunction) -> str:
    """The Select in SQL; where it runs by the owner's right, only for those who may read what it is a past of."""
    told = body(function.select)
    if not function.by_right_of_owner:
        return told
    of = f"{function.schema}.{function.name.removesuffix('_as_of')}"
    return f"SELECT told.* FROM (\n{told}\n) AS told WHERE {SCHEMA}.may_read('{of}')"


def body(select: sa.Select[Any]) -> str:
    """The Select in SQL, with the function's parameter in the place of the binds."""

    def parameter(element: Any, **_: Any) -> Any:
        return PARAMETERS.get(element.key) if isinstance(element, sa.BindParameter) else None

    told = cast("sa.Select[Any]", replacement_traverse(select, {}, parameter))
    return str(told.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))
