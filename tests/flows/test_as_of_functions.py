"""The functions by which BI looks back on PostgreSQL tell what `export --as-of` tells."""

import itertools
from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from flows import store
from flows.as_of_functions import as_of_functions
from flows.ledger import end_of_day
from flows.trouble import UsageTrouble
from tests.small_warehouse import SmallWarehouse, case, cases, monthly, project, register, small_warehouse

DAYS = ("2026-01-04", "2026-01-05", "2026-02-10", "2026-02-19", "2026-03-05", "2026-03-20")


@pytest.fixture
def warehouse(postgres_warehouse_url: str) -> SmallWarehouse:
    """Three deliveries and a correction."""
    made = small_warehouse(postgres_warehouse_url)
    made.arrive("2026-01-05", register("2026-01-05", project("A"), project("B", park="GK")))
    made.arrive("2026-02-10", monthly("A", "2026-01", net_revenue=100, workers=5, next_net_revenue=9))
    made.arrive("2026-02-19", cases("PA04", "2026-02-14", case("1", "2026-02-01", people=3)))
    made.arrive("2026-03-05", monthly("A", "2026-01", net_revenue=120), monthly("B", "2026-01", "returned"))
    return made


def told(warehouse: SmallWarehouse, function: str, day: str) -> list[tuple[object, ...]]:
    with warehouse.engine.connect() as connection:
        call = sa.text(f"SELECT * FROM {function}(:instant)")
        return sorted(map(tuple, connection.execute(call, {"instant": end_of_day(date.fromisoformat(day))})), key=repr)


def test_every_function_tells_what_export_tells(warehouse: SmallWarehouse) -> None:
    for day, function in itertools.product(DAYS, as_of_functions()):
        name = function.name.removesuffix("_as_of")
        exported = warehouse.rows(name, *function.select.selected_columns.keys(), as_of=day)
        days = [[str(cell) if isinstance(cell, date) else cell for cell in row] for row in told(
            warehouse, f"{function.schema}.{function.name}", day
        )]  # fmt: skip
        assert sorted(map(tuple, days), key=repr) == sorted(exported, key=repr), function.name


def test_what_was_known_then_is_told(warehouse: SmallWarehouse) -> None:
    january = (
        "SELECT net_revenue_vnd FROM mart.park_month_as_of('{}') WHERE park_code = 'KP' AND window_end = '2026-01-31'"
    )
    with warehouse.engine.connect() as connection:
        asked = ("2026-02-10 23:59:59+07", "2026-03-05 23:59:58+07", "2026-03-05T16:59:59Z")
        assert [connection.exec_driver_sql(january.format(at)).scalar() for at in asked] == [100, 100, 120]


@pytest.fixture
def reader(warehouse: SmallWarehouse) -> Iterator[str]:
    """A role of BI that may read one mart, and log in as itself."""
    with warehouse.engine.begin() as connection:
        connection.exec_driver_sql("CREATE ROLE reader")
        connection.exec_driver_sql("GRANT USAGE ON SCHEMA mart, core TO reader")
        connection.exec_driver_sql("GRANT SELECT ON mart.park_month, mart.park_month_in_units TO reader")
    yield "reader"
    with warehouse.engine.begin() as connection:
        connection.exec_driver_sql("DROP OWNED BY reader")
        connection.exec_driver_sql("DROP ROLE reader")


def test_who_may_read_a_mart_may_look_back_in_it_and_in_nothing_else(warehouse: SmallWarehouse, reader: str) -> None:
    with warehouse.engine.connect() as connection:
        connection.exec_driver_sql(f"SET ROLE {reader}")
        assert connection.exec_driver_sql("SELECT count(*) FROM mart.park_month_as_of(now())").scalar()
    for function in ("mart.enterprise_month_as_of", "mart.incident_window_as_of", "core.observations_as_of"):
        with warehouse.engine.connect() as connection:
            connection.exec_driver_sql(f"SET ROLE {reader}")
            with pytest.raises(store.WarehouseError, match="permission"):
                connection.exec_driver_sql(f"SELECT count(*) FROM {function}(now())")


def test_an_upgrade_keeps_grants_and_what_others_built(warehouse: SmallWarehouse, reader: str) -> None:
    with warehouse.engine.begin() as connection:
        for statement in (
            "CREATE VIEW public.billions AS SELECT park_code FROM mart.park_month_in_units",
            "CREATE VIEW public.looked_back AS SELECT park_code FROM mart.park_month_as_of('2026-03-01')",
            f"GRANT SELECT ON public.billions TO {reader}",
            "DROP FUNCTION mart.enterprise_month_as_of(timestamptz)",
            "CREATE FUNCTION mart.enterprise_month_as_of(as_of timestamptz) RETURNS TABLE (old text) "
            "LANGUAGE sql AS $$ SELECT 'x'::text $$",  # as another version had it
        ):
            connection.exec_driver_sql(statement)
    store.upgrade(warehouse.engine)
    with warehouse.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM public.looked_back").scalar()
        connection.exec_driver_sql(f"SET ROLE {reader}")
        assert connection.exec_driver_sql("SELECT count(*) FROM public.billions").scalar()
        assert connection.exec_driver_sql("SELECT count(*) FROM mart.park_month_in_units").scalar()


def test_views_of_others_are_built_again_on_a_view_whose_columns_changed(
    warehouse: SmallWarehouse, reader: str
) -> None:
    with warehouse.engine.begin() as connection:
        for statement in (
            "DROP VIEW mart.reporting_rate_percent",
            "CREATE VIEW mart.reporting_rate_percent AS SELECT form_code, 1 AS other FROM mart.reporting_rate",
            "CREATE VIEW public.forms AS SELECT DISTINCT form_code FROM mart.reporting_rate_percent",
            "CREATE VIEW public.number AS SELECT count(*) AS forms FROM public.forms",
            f"GRANT SELECT ON mart.reporting_rate_percent, public.number TO {reader}",
        ):
            connection.exec_driver_sql(statement)
    store.upgrade(warehouse.engine)
    with warehouse.engine.connect() as connection:
        connection.exec_driver_sql(f"SET ROLE {reader}")
        assert connection.exec_driver_sql("SELECT forms FROM public.number").scalar()
        assert connection.exec_driver_sql("SELECT count(on_time_percent) FROM mart.reporting_rate_percent").scalar()


def test_a_view_of_others_that_no_longer_fits_stops_the_upgrade_and_nothing_has_changed(
    warehouse: SmallWarehouse,
) -> None:
    with warehouse.engine.begin() as connection:
        for statement in (
            "DROP VIEW mart.reporting_rate_percent",
            "CREATE VIEW mart.reporting_rate_percent AS SELECT form_code, 1 AS other FROM mart.reporting_rate",
            "CREATE VIEW public.others AS SELECT other FROM mart.reporting_rate_percent",
        ):
            connection.exec_driver_sql(statement)
    with pytest.raises(UsageTrouble, match="public.others"):
        store.upgrade(warehouse.engine)
    with warehouse.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT max(other) FROM public.others").scalar() == 1


def test_they_are_explained_stable_and_made_anew(warehouse: SmallWarehouse) -> None:
    store.upgrade(warehouse.engine)
    listed = sa.text(
        "SELECT proname, provolatile, obj_description(oid, 'pg_proc') FROM pg_proc WHERE proname LIKE '%\\_as\\_of'"
    )
    with warehouse.engine.connect() as connection:
        rows = connection.execute(listed).all()
    assert {name for name, _, _ in rows} == {function.name for function in as_of_functions()}
    assert {stability for _, stability, _ in rows} == {"s"}
    assert all("như đã biết" in comment for _, _, comment in rows)
