"""One loader at a time across processes; a killed one frees the lock."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows import store
from tests.flows.made_nights import REGISTER, made_nights
from tests.flows.surroundings import ROOT, environment

HOLD = """
import sys
from flows import store
with store.loading(store.open_warehouse(sys.argv[1])):
    print("holds", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(warehouse_url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that is loading."""
    command = [sys.executable, "-c", HOLD, warehouse_url]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment()
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "holds\n"
        yield process
        process.kill()


def test_a_second_loader_steps_back(holder: subprocess.Popen[str], warehouse_url: str) -> None:
    with (
        pytest.raises(store.AnotherLoader, match="written nothing"),
        store.loading(store.open_warehouse(warehouse_url)),
    ):
        pass


def test_a_killed_loader_frees_the_lock(holder: subprocess.Popen[str], warehouse_url: str) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    engine = store.open_warehouse(warehouse_url)
    for _ in range(50):  # the server of PostgreSQL needs a moment to see that its client is gone
        try:
            with store.loading(engine):
                return
        except store.AnotherLoader:
            signal.sigtimedwait([], 0.1)
    pytest.fail("the lock was not freed")


def test_the_lock_can_be_taken_again(warehouse_url: str) -> None:
    engine = store.open_warehouse(warehouse_url)
    for _ in range(2):
        with store.loading(engine):
            pass


LOCK_HOLDER = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = ("
LOCK_HOLDER += "SELECT oid FROM pg_database WHERE datname = current_database())"


def test_a_run_whose_lock_was_cut_commits_nothing_more(postgres_warehouse_url: str) -> None:
    engine, other = (store.open_warehouse(postgres_warehouse_url) for _ in range(2))

    def night() -> None:
        with store.loading(engine), store.writing(engine) as connection:
            store.record_run(connection, store.RunRecord("nightly", datetime.now(UTC)))
            with other.connect() as breaking:
                breaking.exec_driver_sql(LOCK_HOLDER)

    with pytest.raises(store.WarehouseUnreachable):
        night()
    with other.connect() as connection:
        assert store.last_runs(connection).empty


def test_servers_that_are_set_otherwise_let_in_no_second_loader(postgres_warehouse_url: str, tmp_path: Path) -> None:
    engine = store.open_warehouse(postgres_warehouse_url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        name = connection.engine.url.database
        for setting in ("idle_session_timeout = '300ms'", "DateStyle = 'SQL, DMY'", "search_path = mart"):
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET {setting}")
    engine.dispose()
    nights = made_nights(postgres_warehouse_url, tmp_path)
    with store.loading(nights.engine):
        nights.night("2026-01-02", register=REGISTER)
        signal.sigtimedwait([], 0.8)
        second = store.open_warehouse(postgres_warehouse_url)
        with pytest.raises(store.AnotherLoader), store.loading(second):
            pass
        with nights.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT arrived_on FROM intake.arrival").scalar() == date(2026, 1, 2)
