"""Cost by what is new: no statement of a load and its refresh goes through a table that grows with the years."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from expectations.warehouse import core, intake, mart
from tests.small_warehouse import SmallWarehouse, case, cases, monthly, project, register, small_warehouse

GROWING = {
    table.name for schema in (core, intake, mart) for table in vars(schema).values() if isinstance(table, sa.Table)
} - {"published_check", "published_figure", "freshness", "run"}  # a handful of rows
NAMES = [f"P{number}" for number in range(4)]

Plans = dict[str, list[str]]


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plans]:
    """Statement → the steps of its plan, of a load of reports and of one of cases, on SQLite."""
    warehouse = small_warehouse(f"sqlite:///{tmp_path_factory.mktemp('plans') / 'warehouse.sqlite'}")
    warehouse.arrive("2026-01-05", register("2026-01-05", *map(project, NAMES)))
    report(warehouse, "2026-02-09", "2026-01")
    found: Plans = {}

    def explain(connection: sa.Connection, _: object, statement: str, given: Any, *__: object) -> None:
        told = re.match(r"SELECT|WITH|DELETE|UPDATE|INSERT .* SELECT", statement, re.DOTALL)
        if told and statement not in found and not isinstance(given, list):
            cursor = connection.connection.cursor()
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", given)
            found[statement] = [row[3] for row in cursor.fetchall()]

    sa.event.listen(warehouse.engine, "before_cursor_execute", explain)
    report(warehouse, "2026-03-09", "2026-02")
    warehouse.arrive("2026-03-16", cases("PA04", "2026-03-14", case("1", "2026-03-10")))
    yield found
    warehouse.engine.dispose()


def report(warehouse: SmallWarehouse, day: str, month: str) -> None:
    warehouse.arrive(day, *(monthly(name, month, net_revenue=100) for name in NAMES))


def steps(plans: Plans, pattern: str) -> list[str]:
    return [
        f"{step}: {' '.join(statement.split())[:120]}"
        for statement, plan in plans.items()
        for step in plan
        if re.search(pattern, step)
    ]


def test_the_statements_are_seen(plans: Plans) -> None:
    assert sum(statement.startswith("DELETE FROM main.") for statement in plans) >= 16
    assert any("batch_key" in statement for statement in plans)


def test_no_table_that_grows_is_gone_through(plans: Plans) -> None:
    assert steps(plans, rf"^SCAN ({'|'.join(GROWING)})\\b") == []


def test_what_stands_is_found_by_the_keys_of_the_batch(plans: Plans) -> None:
    ours = {statement: plan for statement, plan in plans.items() if "batch_key" in statement}
    assert steps(ours, r"until_cut_id=") == []
    assert steps(ours, r"standing USING .*form_code=")


def test_what_is_told_anew_is_found_by_its_key(plans: Plans) -> None:
    deletes = {statement: plan for statement, plan in plans.items() if statement.startswith("DELETE FROM main.")}
    assert steps(deletes, r"^SCAN fresh_") == []
    assert steps(deletes, r"fresh_park_month USING")
