"""The nights over the example reports, on both databases: what must come out, night by night and all at once."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
import sqlalchemy as sa

from flows import stages, store
from flows.command_tell import make_warehouse
from flows.settings import Settings, load_settings
from tests.conftest import FIELD, LAST_DAY, execute
from tests.truth import EXPECTED, TABLES, differences
from transforms.judge import Judged

KINDS = ("sqlite", "postgresql")
pytestmark = pytest.mark.parametrize("kind", KINDS, scope="session")


class Warehouse(NamedTuple):
    """A warehouse with the example reports in it."""

    engine: sa.Engine
    settings: Settings


@pytest.fixture(scope="session")
def at_once(kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Warehouse]:
    """All reports in one night."""
    warehouse = empty(kind, "at_once", tmp_path_factory, request)
    spend_night(warehouse, LAST_DAY)
    yield warehouse
    warehouse.engine.dispose()


@pytest.fixture(scope="session")
def every_night(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[dict[str, Warehouse]]:
    """The reports of each day in a night of its own, as they came, into both databases.

    A night is judged once, by the history that SQLite holds, and loaded into both: judging takes most of the time. That
    PostgreSQL gives the same history is shown by `tests/flows/test_refresh.py`, and of all nights by `make soak`.
    """
    both = {kind: empty(kind, "by_night", tmp_path_factory, request) for kind in KINDS}
    judged: list[Judged] = []

    def judge_and_keep(*asked: Any) -> Judged:
        judged.append(check(*asked))
        return judged[-1]

    check = stages.check
    with pytest.MonkeyPatch.context() as patch:
        for day in sorted(path.name for path in (FIELD / "reports").iterdir()):
            judged.clear()
            patch.setattr(stages, "check", judge_and_keep)
            spend_night(both["sqlite"], date.fromisoformat(day))
            patch.setattr(stages, "check", lambda *_: judged.pop(0))
            spend_night(both["postgresql"], date.fromisoformat(day))
    yield both
    for warehouse in both.values():
        warehouse.engine.dispose()


@pytest.fixture
def by_night(kind: str, every_night: dict[str, Warehouse]) -> Warehouse:
    """The warehouse of all nights, of this kind."""
    return every_night[kind]


def empty(kind: str, name: str, folders: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Warehouse:
    home: Path = folders.mktemp(f"{name}_{kind}")
    url = f"sqlite:///{home / 'warehouse.sqlite'}"
    if kind == "postgresql":
        server: sa.URL = request.getfixturevalue("postgres_url")
        execute(server, f"CREATE DATABASE {name} TEMPLATE template0")
        url = server.set(database=name).render_as_string(hide_password=False)
    settings = load_settings(home=home, warehouse=url, settle_seconds=0, processes=1)
    make_warehouse(settings)
    return Warehouse(store.open_warehouse(url), settings)


def spend_night(warehouse: Warehouse, today: date) -> list[stages.Ingested]:
    """One night by its bare stages."""
    night = stages.plan(warehouse.settings, [str(FIELD / "reports")], today)
    listings = [stages.look(night, entry) for entry in night.entries]
    loaded = [
        stages.ingest(warehouse.engine, night, batch)
        for batch in stages.receive(warehouse.engine, night, listings).batches
    ]
    stages.refresh(warehouse.engine, night)
    return loaded


def exported(warehouse: Warehouse, name: str, as_of: datetime | None = None) -> pd.DataFrame:
    with warehouse.engine.connect() as connection:
        return store.export(connection, name, as_of)


def content_hash(warehouse: Warehouse) -> str:
    with warehouse.engine.connect() as connection:
        return store.content_hash(connection)


@pytest.mark.parametrize("table", TABLES)
def test_all_at_once_every_row_is_right(at_once: Warehouse, table: str) -> None:
    assert differences(table, exported(at_once, table)) == []


@pytest.mark.parametrize("table", TABLES)
def test_night_by_night_every_row_is_right(by_night: Warehouse, table: str) -> None:
    assert differences(table, exported(by_night, table)) == []


def test_nights_and_one_night_end_in_the_same_content(at_once: Warehouse, by_night: Warehouse) -> None:
    assert content_hash(at_once) == content_hash(by_night)


def test_running_again_changes_nothing(at_once: Warehouse) -> None:
    before = content_hash(at_once)
    assert spend_night(at_once, LAST_DAY) == []
    assert content_hash(at_once) == before


def test_the_marts_equal_a_full_rebuild(by_night: Warehouse) -> None:
    before = content_hash(by_night)
    with by_night.engine.begin() as connection:
        rewritten = store.rebuild(connection, LAST_DAY)
    assert sum(rewritten.values()) == 0
    assert content_hash(by_night) == before


def test_yesterdays_answer_is_still_given(at_once: Warehouse) -> None:
    wanted = pd.read_csv(EXPECTED / "as_of.csv", dtype="str", keep_default_na=False)
    for day, rows in wanted.groupby("as_of"):
        end = datetime.fromisoformat(f"{day}T23:59:59").replace(tzinfo=UTC) - timedelta(hours=7)
        told = exported(at_once, "park_month", end).astype("string").fillna("").sort_values(["park", "period_start"])
        pd.testing.assert_frame_equal(
            told.reset_index(drop=True), rows.drop(columns="as_of").astype("string").reset_index(drop=True)
        )


@pytest.mark.soak
def test_all_nights_with_the_history_of_postgresql(
    kind: str, at_once: Warehouse, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> None:
    warehouse = empty(kind, "alone", tmp_path_factory, request)
    for day in sorted(path.name for path in (FIELD / "reports").iterdir()):
        spend_night(warehouse, date.fromisoformat(day))
    assert content_hash(warehouse) == content_hash(at_once)
