"""Many rows at once: all there, in the caller's transaction, none ignored, and ADBC never in the warehouse file."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import adbc_driver_sqlite.dbapi
import hypothesis.strategies as st
import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from expectations.warehouse import Instant
from expectations.warehouse.dimensions import list_version, reporter
from expectations.warehouse.intake import run
from flows import bulk, store

MANY = 20_000


@pytest.fixture
def engine(warehouse_url: str) -> sa.Engine:
    """An empty warehouse."""
    return store.open_warehouse(warehouse_url)


def lists(number: int, prefix: str = "list") -> pd.DataFrame:
    """Rows of `list_version`."""
    return pd.DataFrame({"list_name": [f"{prefix}{each}" for each in range(number)], "sha256": "x"})


def names(engine: sa.Engine) -> set[str]:
    """The names in `list_version`, but for the warehouse's own."""
    with engine.connect() as connection:
        return set(connection.execute(sa.select(list_version.c.list_name)).scalars()) - {"all"}


def test_rows_go_with_the_transaction_of_the_caller(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        bulk.insert(connection, {list_version: lists(10)})
        connection.rollback()
    assert names(engine) == set()
    with store.writing(engine) as connection:
        assert bulk.insert(connection, {list_version: lists(10)}) == {"list_version": 10}
    assert len(names(engine)) == 10


def test_a_key_that_is_there_is_an_error_and_nothing_is_loaded(engine: sa.Engine) -> None:
    with store.writing(engine) as connection:
        bulk.insert(connection, {list_version: lists(3)})
    for again in (lists(5), pd.concat([lists(2, "new"), lists(2, "new")])):
        with pytest.raises(Exception, match=r"(?i)unique"), store.writing(engine) as connection:
            bulk.insert(connection, {list_version: again})
    assert len(names(engine)) == 3


def test_a_column_that_may_not_be_blank_is_an_error(engine: sa.Engine) -> None:
    with pytest.raises(ValueError, match="sha256"), store.writing(engine) as connection:
        bulk.insert(connection, {list_version: lists(1).drop(columns="sha256")})


def test_more_loads_in_one_transaction_than_sqlite_attaches_files(engine: sa.Engine) -> None:
    with store.writing(engine) as connection:
        for number in range(12):
            bulk.insert(connection, {list_version: lists(2, f"load{number}-")})
    assert len(names(engine)) == 24


def test_no_staging_file_is_left(sqlite_warehouse_url: str) -> None:
    engine = store.open_warehouse(sqlite_warehouse_url)
    for number in range(12):
        with store.writing(engine) as connection:
            bulk.insert(connection, {list_version: lists(2, f"load{number}-")})
            folder = bulk.staging_folder(engine)
    assert folder is not None
    assert not list(folder.glob(f"{bulk.STAGING_PREFIX}*"))


def test_what_a_killed_run_left_is_cleared_by_the_next(sqlite_warehouse_url: str) -> None:
    engine = store.open_warehouse(sqlite_warehouse_url)
    left_over = Path(engine.url.database or "").with_name(f"{bulk.STAGING_PREFIX}of-a-killed-run")
    left_over.mkdir()
    (left_over / "rows.sqlite").write_bytes(b"rows")
    with store.loading(engine):
        assert not left_over.exists()


def test_all_rows_are_there_though_a_transaction_was_open(
    sqlite_warehouse_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened by ADBC the warehouse lost rows without an error, so ADBC never gets to see its file."""
    opened: list[str] = []
    connect = adbc_driver_sqlite.dbapi.connect

    def seen(uri: str, **options: Any) -> Any:
        opened.append(uri)
        return connect(uri, **options)

    monkeypatch.setattr(adbc_driver_sqlite.dbapi, "connect", seen)
    engine = store.open_warehouse(sqlite_warehouse_url)
    with store.writing(engine) as connection:
        connection.execute(sa.insert(list_version), [{"list_name": "before", "sha256": "x"}])
        bulk.insert(connection, {list_version: lists(MANY)})
        connection.execute(sa.insert(list_version), [{"list_name": "after", "sha256": "x"}])
    warehouse = engine.url.database or ""
    assert len(opened) == 1
    assert Path(opened[0]).parent.name.startswith(bulk.STAGING_PREFIX)
    assert counted_elsewhere(warehouse) == f"{MANY + 3} ok"


def test_adbc_in_the_warehouse_file_would_not_do(sqlite_warehouse_url: str) -> None:
    """What the test above guards against: rows that ADBC writes into the file itself are not in our transaction."""
    engine = store.open_warehouse(sqlite_warehouse_url)
    rows = bulk.arrow_rows(list_version, lists(MANY), "sqlite")
    wrong = False
    try:
        with store.writing(engine) as connection:
            connection.execute(sa.insert(list_version), [{"list_name": "before", "sha256": "x"}])
            with adbc_driver_sqlite.dbapi.connect(engine.url.database) as other, other.cursor() as cursor:
                cursor.adbc_ingest("list_version", rows, mode="append")
                other.commit()
            connection.rollback()
    except Exception:  # noqa: BLE001 - locked, lost, or damaged: whichever, it is not what we need
        wrong = True
    # A rollback of ours must take all rows away; and all that was told as committed must be there.
    assert wrong or counted_elsewhere(engine.url.database or "") != "1 ok"


def counted_elsewhere(file: str) -> str:
    """What another process finds in `list_version`, and whether the file is sound."""
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        "print(c.execute('SELECT COUNT(*) FROM list_version').fetchone()[0],"
        " c.execute('PRAGMA integrity_check').fetchone()[0])"
    )
    return subprocess.run([sys.executable, "-c", code, file], capture_output=True, text=True, check=True).stdout.strip()


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["", '"', "a\r\nb", "\\N", ",;"]
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.none() | TEXTS, min_size=1, max_size=8))
def test_texts_come_back_as_they_were(engine: sa.Engine, texts: list[str | None]) -> None:
    frame = pd.DataFrame({"reporter_code": [f"r{number}" for number in range(len(texts))], "name_vi": texts})
    with engine.connect() as connection:
        bulk.insert(connection, {reporter: frame.assign(reporter_kind="board")})
        ours = sa.select(reporter.c.name_vi).where(reporter.c.reporter_code.in_(list(frame["reporter_code"])))
        came = connection.execute(ours.order_by(sa.func.length(reporter.c.reporter_code), reporter.c.reporter_code))
        assert [*came.scalars()] == [text and text.replace("\x00", "\ufffd") for text in texts]
        connection.rollback()


def test_days_instants_and_whole_numbers_come_back_as_they_were(engine: sa.Engine) -> None:
    moment = pd.Timestamp("2026-01-31T16:59:59.123456Z")
    counts = dict.fromkeys(("accepted", "returned", "rows_loaded", "mart_rows"), 0)
    days = [pd.Timestamp("2026-01-31"), pd.NaT]
    told = {"run_id": [1, 2], "started_at": [moment, moment.floor("s")], "today_on": days, "files": [2**62, 0]}
    frame = pd.DataFrame({**told, **counts, "command": "x", "state": "done"}, index=[0, 1])
    with store.writing(engine) as connection:
        bulk.insert(connection, {run: frame})
        rows = connection.execute(sa.select(run.c.started_at, run.c.today_on, run.c.files).order_by(run.c.run_id)).all()
    assert [row.files for row in rows] == [2**62, 0]
    assert [row.started_at for row in rows] == [moment.to_pydatetime(), moment.floor("s").to_pydatetime()]
    assert [str(row.today_on) for row in rows] == ["2026-01-31", "None"]


def test_an_instant_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Instant().process_bind_param(pd.Timestamp("2026-01-31").to_pydatetime(), sa.create_engine("sqlite://").dialect)
