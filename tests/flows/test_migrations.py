"""The migrations and the tables are the same thing, on both databases; a warehouse of another version is refused."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from expectations.warehouse import SCHEMAS, metadata
from flows import store
from flows.migration import VERSION_TABLE, config_for, newest_revision, revision_of
from transforms.marts.views import every_view

NONE: Any = None
BLANK: Any = sa.schema.SchemaConst.BLANK_SCHEMA


def without_schemas() -> sa.MetaData:
    """The tables as SQLite has them."""
    plain = sa.MetaData()
    for table in metadata.sorted_tables:
        table.to_metadata(plain, schema=NONE, referred_schema_fn=lambda *_: BLANK)
    return plain


def test_migrated_warehouse_equals_the_tables(empty_warehouse_url: str) -> None:
    engine = store.reach_warehouse(empty_warehouse_url)
    assert store.upgrade(engine) == newest_revision() == revision_of(engine)
    is_postgresql = engine.dialect.name == "postgresql"
    options = {
        "version_table": VERSION_TABLE,
        "include_schemas": is_postgresql,
        "include_name": lambda name, kind, parents: kind != "schema" or name in (*SCHEMAS, None),
        "compare_type": True,
    }
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata if is_postgresql else without_schemas()) == []


def test_upgrading_twice_changes_nothing(empty_warehouse_url: str) -> None:
    engine = store.reach_warehouse(empty_warehouse_url)
    assert store.upgrade(engine) == store.upgrade(engine)


def test_every_table_and_column_is_explained() -> None:
    for table in metadata.sorted_tables:
        assert table.comment, table.name
        assert not [column.name for column in table.c if not column.comment], table.name


def test_a_name_stands_for_one_table() -> None:
    names = [table.name for table in metadata.sorted_tables] + [view.name for view in every_view()]
    assert len(names) == len(set(names))


def test_comments_reach_postgresql(postgres_database: Callable[[], str]) -> None:
    engine = store.reach_warehouse(postgres_database())
    store.upgrade(engine)
    inspector = sa.inspect(engine)
    columns = inspector.get_columns("park_month", schema="mart")
    assert all(column["comment"] for column in columns)
    assert inspector.get_table_comment("park_month", schema="mart")["text"]


def test_who_could_read_a_view_can_read_it_after_an_upgrade(postgres_database: Callable[[], str]) -> None:
    engine = store.make_warehouse(postgres_database())
    store.upgrade(engine)
    with engine.begin() as connection:
        connection.execution_options(parkwatch_writing=True)
        connection.exec_driver_sql('CREATE ROLE "bi reader"')
        connection.exec_driver_sql('GRANT SELECT ON mart.sanctions TO "bi reader"')
    store.upgrade(engine)
    with engine.begin() as connection:
        may = connection.exec_driver_sql("SELECT has_table_privilege('bi reader', 'mart.sanctions', 'SELECT')").scalar()
        connection.exec_driver_sql('DROP OWNED BY "bi reader"')
        connection.exec_driver_sql('DROP ROLE "bi reader"')
    assert may is True


def test_the_views_can_be_read(empty_warehouse_url: str) -> None:
    engine = store.reach_warehouse(empty_warehouse_url)
    store.upgrade(engine)
    schema = "mart." if engine.dialect.name == "postgresql" else ""
    with engine.connect() as connection:
        for view in every_view():
            assert connection.exec_driver_sql(f"SELECT * FROM {schema}{view.name}").all() == []


def test_a_warehouse_of_a_later_version_is_refused_and_left_alone(empty_warehouse_url: str) -> None:
    engine = store.reach_warehouse(empty_warehouse_url)
    store.upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    with pytest.raises(store.WarehouseTooNew, match="later version"):
        store.open_warehouse(empty_warehouse_url)
    with pytest.raises(store.WarehouseTooNew):
        store.upgrade(engine)
    assert revision_of(engine) == "9999"


def test_a_warehouse_of_an_earlier_version_asks_for_the_upgrade(empty_warehouse_url: str) -> None:
    engine = store.reach_warehouse(empty_warehouse_url)
    store.upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '0001'")
    with pytest.raises(store.WarehouseTooOld, match="parkwatch upgrade"):
        store.open_warehouse(empty_warehouse_url)


def test_where_there_is_none_it_says_so_and_makes_none(empty_warehouse_url: str) -> None:
    with pytest.raises(store.WarehouseMissing, match="parkwatch init"):
        store.open_warehouse(empty_warehouse_url)
    if empty_warehouse_url.startswith("sqlite"):
        assert not Path(sa.make_url(empty_warehouse_url).database or "").exists()


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("postgresql://nobody@127.0.0.1:1/nowhere", store.WarehouseUnreachable),
        ("mysql://host/database", store.WarehouseError),
        ("not a url", store.WarehouseError),
    ],
)
def test_a_wrong_or_dead_address_is_one_plain_sentence(url: str, kind: type[store.WarehouseError]) -> None:
    with pytest.raises(kind) as error:
        store.open_warehouse(url)
    assert error.value.vi.endswith(".")
    assert "\n" not in error.value.en


def test_a_password_is_never_told() -> None:
    with pytest.raises(store.WarehouseError) as error:
        store.open_warehouse("mysql://me:s3cret@host/database")
    assert "s3cret" not in error.value.vi + error.value.en


def test_a_file_that_is_no_warehouse_is_one_plain_sentence(tmp_path: Path) -> None:
    file = tmp_path / "warehouse.sqlite"
    file.write_bytes(b"this is no database, but long enough to be looked at as one" * 100)
    with pytest.raises(store.WarehouseError, match="damaged"):
        store.open_warehouse(f"sqlite:///{file}")


def test_a_database_of_somebody_else_is_no_warehouse(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.sqlite") as other:
        other.execute("CREATE TABLE theirs (x)")
    with pytest.raises(store.WarehouseMissing):
        store.open_warehouse(f"sqlite:///{tmp_path / 'other.sqlite'}")


def test_a_full_database_is_one_plain_sentence_and_loses_nothing(sqlite_url: str) -> None:
    store.upgrade(store.reach_warehouse(sqlite_url))
    engine = store.open_warehouse(sqlite_url)
    insert = "INSERT INTO list_version VALUES ('big', ?)"
    with store.writing(engine) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(store.WarehouseFull, match="disk"):
            connection.exec_driver_sql(insert, ("x" * 1_000_000,))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT list_name FROM list_version").scalars("list_name").all() == ["all"]


def test_a_read_only_warehouse_is_one_plain_sentence(sqlite_url: str) -> None:
    store.upgrade(store.reach_warehouse(sqlite_url))
    engine = store.open_warehouse(sqlite_url)
    with (
        engine.connect() as connection
    ):  # root may write where others may not, so the connection itself is closed to writing
        connection.exec_driver_sql("PRAGMA query_only = ON")
        with pytest.raises(store.WarehouseReadOnly, match="read-only"):
            connection.exec_driver_sql("DELETE FROM list_version")


def test_a_folder_that_cannot_be_made_is_one_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(store.WarehouseReadOnly, match="cannot be made"):
        store.make_warehouse(f"sqlite:///{tmp_path / 'file' / 'folder' / 'w.sqlite'}")


def test_a_warehouse_with_cuts_in_it_may_have_two_of_one_day_after_the_upgrade(empty_warehouse_url: str) -> None:
    engine = store.reach_warehouse(empty_warehouse_url)
    with engine.connect() as connection, connection.begin():
        command.upgrade(config_for(connection), "0008")
        cut = "core.cut" if engine.dialect.name == "postgresql" else "cut"
        arrival = "intake.arrival" if engine.dialect.name == "postgresql" else "arrival"
        connection.exec_driver_sql(f"INSERT INTO {cut} VALUES (1, '2026-01-05', '2026-01-05 16:59:59.000000')")
        connection.exec_driver_sql(
            f"INSERT INTO {arrival} (arrival_rank, source, path, sha256, size_bytes, arrived_on, arrived_at, cut_id) "
            "VALUES (1, 's', 'p', 'h', 1, '2026-01-05', '2026-01-05 00:00:00.000000', 1)"
        )
    store.upgrade(engine)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(f"INSERT INTO {cut} VALUES (2, '2026-01-05', '2026-01-05 17:00:00.000000')")
        held = connection.exec_driver_sql(f"SELECT cut_id FROM {cut} ORDER BY cut_id").scalars().all()
        assert held == [1, 2]
        with pytest.raises(sa.exc.IntegrityError):
            connection.exec_driver_sql(f"UPDATE {arrival} SET cut_id = 9")


def test_an_upgrade_takes_away_the_paths_of_files_with_a_mark_of_secrecy(empty_warehouse_url: str) -> None:
    engine = store.reach_warehouse(empty_warehouse_url)
    placed = "intake.{}" if engine.dialect.name == "postgresql" else "{}"
    arrival, submission, cut = (placed.format(name) for name in ("arrival", "submission", "cut"))
    paths = ("2026-01-05/secret.xlsx", "secret again.xlsx", "2026-01-05/plain.xlsx")
    outcomes = (("refused_classified", "NULL"), ("duplicate", "1"), ("accepted", "NULL"))
    with engine.connect() as connection, connection.begin():
        command.upgrade(config_for(connection), "0012")
        cut = cut.replace("intake", "core")
        connection.exec_driver_sql(f"INSERT INTO {cut} VALUES (1, '2026-01-05', '2026-01-05 16:59:59.000000')")
        for rank, (path, (outcome, first)) in enumerate(zip(paths, outcomes, strict=True), 1):
            connection.exec_driver_sql(
                f"INSERT INTO {arrival} (arrival_rank, source, path, sha256, size_bytes, arrived_on, arrived_at,"
                f" cut_id) VALUES ({rank}, 's', '{path}', '{'ab' * 32}', 1, '2026-01-05', '2026-01-05 00:00:00', 1)"
            )
            connection.exec_driver_sql(
                f"INSERT INTO {submission} (submission_id, arrival_rank, reading_no, outcome, duplicate_of,"
                f" rows_loaded, cells_read, cells_used, cells_ignored, cells_reported)"
                f" VALUES ({rank}, {rank}, 1, '{outcome}', {first}, 0, 0, 0, 0, 0)"
            )
    store.upgrade(engine)
    with engine.connect() as connection:
        kept = connection.exec_driver_sql(f"SELECT path FROM {arrival} ORDER BY arrival_rank").scalars().all()
    nameless = "không-lưu-tên-abababababababab"
    assert kept == [f"2026-01-05/{nameless}", nameless, "2026-01-05/plain.xlsx"]


def test_a_table_under_views_is_made_anew_by_an_upgrade(sqlite_url: str) -> None:
    engine = store.reach_warehouse(sqlite_url)
    before = engine.connect()
    with before.begin():
        command.upgrade(config_for(before), "0013")
        before.exec_driver_sql("CREATE VIEW of_somebody AS SELECT because FROM waiver")
    before.close()
    store.upgrade(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT * FROM of_somebody").all() == []
