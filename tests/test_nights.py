"""The nights over the example reports, on both databases: what must come out, night by night and all at once."""

import random
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
import sqlalchemy as sa

from flows import stages, store
from flows.commands.tell import make_warehouse
from flows.commands.tracing import traced
from flows.expected_layout import export_as_expected
from flows.in_units import in_units
from flows.ledger import end_of_day, local_day
from flows.replay_asked import Replay
from flows.replaying import replay_alone
from flows.settings import Settings, load_settings
from flows.tracing.archived import with_raw_text
from flows.tracing.asked import asked_for
from tests.conftest import FIELD, LAST_DAY, execute
from tests.sum_back import (
    faults_by_hand,
    figures_that_do_not_add_up,
    registers_that_do_not_add_up,
    some_figures,
)
from tests.truth import EXPECTED, TABLES, differences
from transforms.judge import Judged

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
KINDS = ("sqlite", "postgresql")
NIGHTS_OF_A_LOAD = 12  # of what PostgreSQL gets
ALL_MARTS = (
    "obligation", "figure_in_doubt", "enterprise_month", "park_month", "incident_window", "province_year",
    "reporting_rate", "data_quality", "published_check",
)  # fmt: skip
pytestmark = pytest.mark.parametrize("kind", KINDS, scope="session")


class Warehouse(NamedTuple):
    """A warehouse with the example reports in it."""

    engine: sa.Engine
    settings: Settings


@pytest.fixture(scope="session")
def at_once(kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Warehouse]:
    """All reports in one night; judged once, for a new warehouse holds no history, whatever kind it is of."""
    warehouse = empty(kind, "at_once", tmp_path_factory, request)
    judged_at_once[:] = spend_night(warehouse, LAST_DAY, judged_at_once)
    yield warehouse
    warehouse.engine.dispose()


judged_at_once: list[Judged] = []
# Of some instants and of each kind of warehouse, the marts as they were, by their names.
held_then: dict[datetime, dict[str, dict[str, str]]] = {}


def some_instants(number: int) -> list[datetime]:
    """Instants between the first delivery and the last, at whatever time of the day."""
    first, chance = datetime(2025, 9, 1, tzinfo=UTC), random.Random(36)
    seconds = int((end_of_day(LAST_DAY) - first).total_seconds())
    return [first + timedelta(seconds=chance.randrange(seconds)) for _ in range(number)]


def days_of_delivery() -> list[date]:
    return [date.fromisoformat(path.name) for path in sorted((FIELD / "reports").iterdir())]


def nights_of(days: Sequence[date], instants: Sequence[datetime]) -> list[list[date]]:
    """The days that each night brings: one in every twelfth week, else those of two, as after days without a run.

    No night holds days of before and after one of the instants.
    """

    def night(day: date) -> tuple[int, int, int]:
        week = (day - days[0]).days // 7
        alone = week % 12 == 0
        return sum(each < end_of_day(day) for each in instants), alone, day.toordinal() if alone else week // 2

    return [list(together) for _, together in groupby(days, night)]


def marts_at(warehouse: Warehouse, instant: datetime) -> dict[str, str]:
    """The marts of a warehouse that has received what had arrived by the instant, brought up to its day."""
    with store.writing(warehouse.engine) as connection:
        store.refresh(connection, local_day(instant))
    return {name: exported(warehouse, name).to_csv() for name in ALL_MARTS}


@pytest.fixture(scope="session")
def every_night(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[dict[str, Warehouse]]:
    """The reports as they came, night after night, into both databases: see `nights_of`.

    A night is judged once, by the history that SQLite holds, and loaded into both: judging takes most of the time.
    PostgreSQL gets several nights together. That it gives the same history night by night is shown by
    `tests/flows/test_refresh.py`. Every day alone is what `make soak` runs, on both. The source holds what one of
    them has not loaded.
    """
    both = {kind: empty(kind, "by_night", tmp_path_factory, request) for kind in KINDS}
    instants = some_instants(2)
    nights = nights_of(days_of_delivery(), instants)
    judged: list[Judged] = []
    inbox = tmp_path_factory.mktemp("inbox")
    for number, days in enumerate(nights, 1):
        for day in days:
            shutil.copytree(FIELD / "reports" / f"{day}", inbox / f"{day}")
        judged += spend_night(both["sqlite"], days[-1], source=inbox)
        over = [each for each in instants if number < len(nights) and each < end_of_day(nights[number][0])]
        if over or number % NIGHTS_OF_A_LOAD == 0 or number == len(nights):
            spend_night(both["postgresql"], days[-1], [put_together(judged)], source=inbox)
            judged.clear()
            for loaded in inbox.iterdir():
                shutil.rmtree(loaded)
        for instant in over:
            held_then[instant] = {kind: marts_at(both[kind], instant) for kind in KINDS}
            instants.remove(instant)
    assert len(held_then) == 2
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


def spend_night(
    warehouse: Warehouse, today: date, already: Sequence[Judged] = (), source: Path = FIELD / "reports"
) -> list[Judged]:
    """One night by its bare stages; what was judged of its batches, or is told by `already`."""
    judged: list[Judged] = []
    known = list(already)

    def judge_and_keep(*asked: Any) -> Judged:
        judged.append(known.pop(0) if already else check(*asked))
        return judged[-1]

    check = stages.check
    night = stages.plan(warehouse.settings, [str(source)], today)
    listings = [stages.look(night, entry) for entry in night.entries]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stages, "check", judge_and_keep)
        for batch in stages.receive(warehouse.engine, night, listings).batches:
            stages.ingest(warehouse.engine, night, batch)
    assert known == []
    stages.refresh(warehouse.engine, night)
    return judged


def put_together(judged: Sequence[Judged]) -> Judged:
    """Several judgements, of later and later files, as one."""
    names = [each.name for each in fields(Judged)]
    return Judged(**{name: pd.concat([getattr(each, name) for each in judged], ignore_index=True) for name in names})


def exported(warehouse: Warehouse, name: str, as_of: datetime | None = None) -> pd.DataFrame:
    with warehouse.engine.connect() as connection:
        return store.export(connection, name, as_of)


def as_expected(warehouse: Warehouse, name: str, as_of: datetime | None = None) -> pd.DataFrame:
    with warehouse.engine.connect() as connection:
        return export_as_expected(connection, name, as_of)


def content_hash(warehouse: Warehouse) -> str:
    with warehouse.engine.connect() as connection:
        return store.content_hash(connection)


@pytest.mark.parametrize("table", TABLES)
def test_all_at_once_every_row_is_right(at_once: Warehouse, table: str) -> None:
    assert differences(table, as_expected(at_once, table)) == []


@pytest.mark.parametrize("table", TABLES)
def test_night_by_night_every_row_is_right(by_night: Warehouse, table: str) -> None:
    assert differences(table, as_expected(by_night, table)) == []


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
        told = as_expected(at_once, "park_month", end).astype("string").fillna("").sort_values(["park", "period_start"])
        pd.testing.assert_frame_equal(
            told.reset_index(drop=True), rows.drop(columns="as_of").astype("string").reset_index(drop=True)
        )


def test_every_mart_as_of_an_instant_is_the_mart_that_was_there(
    kind: str, at_once: Warehouse, by_night: Warehouse
) -> None:
    assert len(held_then) == 2
    for instant, held in held_then.items():
        assert {name: exported(at_once, name, instant).to_csv() for name in ALL_MARTS} == held[kind], instant


@pytest.mark.soak
def test_twenty_instants_each_rebuilt_by_a_run_of_its_own(
    kind: str, at_once: Warehouse, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> None:
    for number, instant in enumerate(some_instants(20)):
        fresh = empty(kind, f"until_{number}", tmp_path_factory, request)
        over = local_day(instant) - timedelta(days=0 if instant == end_of_day(local_day(instant)) else 1)
        spend_night(fresh, over)
        held = marts_at(fresh, instant)
        fresh.engine.dispose()
        assert {name: exported(at_once, name, instant).to_csv() for name in ALL_MARTS} == held, instant


@pytest.mark.soak
def test_the_replay_of_everything_is_the_identity(at_once: Warehouse) -> None:
    before = content_hash(at_once)
    done = replay_alone(at_once.engine, at_once.settings, Replay(), "tester", LAST_DAY)
    assert done.files > 1000
    assert (done.changed, content_hash(at_once)) == (0, before)


def test_every_figure_of_every_mart_adds_up_from_its_parts(at_once: Warehouse) -> None:
    with at_once.engine.connect() as connection:
        assert figures_that_do_not_add_up(connection) == []
        assert registers_that_do_not_add_up(connection) == []


def test_twenty_figures_lead_to_cells_that_add_up_by_hand(at_once: Warehouse) -> None:
    assert traced_by_hand(at_once, 20) == []


@pytest.mark.soak
def test_two_hundred_figures_lead_to_cells_that_add_up_by_hand(at_once: Warehouse) -> None:
    assert traced_by_hand(at_once, 200) == []


def traced_by_hand(warehouse: Warehouse, number: int) -> list[str]:
    """What is wrong with the ways of so many figures, taken at random."""
    wrong = []
    with warehouse.engine.connect() as connection:
        for words in some_figures(connection, number, seed=45):
            told = traced(connection, asked_for(words.split("|")), None)
            nodes = with_raw_text(warehouse.settings.archive_folder, told.nodes, told.files)
            wrong += [f"{words}: {fault}" for fault in faults_by_hand(told._replace(nodes=nodes), FIELD / "reports")]
    return wrong


def test_the_readme_shows_what_came_out(at_once: Warehouse) -> None:
    shown = re.findall(r"^(?:park_code|GK|KC|KP),.+$", README, flags=re.MULTILINE)
    table = in_units(exported(at_once, "park_month"))
    lines = table[table["window_start"] == "2026-09-01"].to_csv(index=False).splitlines()
    assert shown == lines[:4]


def test_the_questions_of_the_readme_have_answers(at_once: Warehouse) -> None:
    blocks = "".join(re.findall(r"```sql\n(.*?)```", README, flags=re.DOTALL))
    questions = [each for each in blocks.split(";") if "SELECT" in each]
    assert len(questions) == 7
    with at_once.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET search_path TO mart")
        else:
            questions = [each for each in questions if "_as_of(" not in each]
        for question in questions:
            assert connection.exec_driver_sql(question).fetchall(), question


@pytest.mark.soak
def test_every_day_in_a_night_of_its_own_ends_in_the_same_content(
    kind: str, at_once: Warehouse, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> None:
    warehouse = empty(kind, "alone", tmp_path_factory, request)
    for day in days_of_delivery():
        spend_night(warehouse, day)
    assert content_hash(warehouse) == content_hash(at_once)
    for table in TABLES:
        assert differences(table, as_expected(warehouse, table)) == []
