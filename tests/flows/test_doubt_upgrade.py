"""A warehouse from before figures in doubt is brought up with the doubts of what it holds."""

from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from flows import store
from flows.migration import config_for
from tests.small_warehouse import SmallWarehouse, monthly, project, register, small_warehouse


def take_down(warehouse: SmallWarehouse) -> None:
    """Bring the warehouse to the version before."""
    before = ScriptDirectory.from_config(config_for()).get_revision("0016").down_revision
    with warehouse.engine.connect() as connection:
        if warehouse.engine.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with connection.execution_options(parkwatch_writing=True).begin():
            command.downgrade(config_for(connection), str(before))
    warehouse.engine.dispose()


def test_what_was_warned_of_before_is_in_doubt_after_the_upgrade(warehouse_url: str) -> None:
    warehouse = small_warehouse(warehouse_url)
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    far_off = replace(monthly("A", "2026-01", net_revenue=5_000), doubts={"net_revenue": "SXKD-05"})
    warehouse.arrive("2026-02-10", far_off)
    take_down(warehouse)
    assert "figure_in_doubt" not in sa.inspect(warehouse.engine).get_table_names()
    store.upgrade(warehouse.engine)
    assert warehouse.rows("figure_in_doubt", "indicator_code", "value", "state") == [("net_revenue", 5_000, "open")]
    assert warehouse.rows("park_month", "reporters_in_doubt") == [(1,)]
    with store.writing(warehouse.engine) as connection:
        assert not any(store.rebuild(connection, date(2026, 2, 10)).values())
