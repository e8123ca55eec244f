"""A replay that is killed and run again ends as one that nobody disturbed; what it had judged is not judged again."""

import signal
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from flows import store
from tests.examples import FIGURES, monthly, projects
from tests.flows import replay_driver
from tests.flows.processes import in_a_process
from tests.flows.replay_driver import POINTS
from tests.flows.surroundings import environment
from tests.office import Model, Office, model_office

DAY = "2026-10-20"
WOMEN = {**FIGURES, "06.1": "60"}  # more women than workers: SXKD-02 returns it


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Model:
    """An office with reports of which a milder rule accepts one, to be copied."""

    def fill(place: Office) -> None:
        place.send("2026-08-01", projects({}, day="01/08/2026"))
        assert place.send("2026-10-05", monthly(), monthly(WOMEN)) == ["accepted", "returned"]

    return model_office(request, tmp_path_factory, fill)


@pytest.fixture
def place(model: Model, tmp_path: Path) -> Iterator[Office]:
    """That office, for one test."""
    with model.copied(tmp_path / "home") as copy:
        yield copy


def drive(place: Office, point: str = "", number: int = 1) -> int:
    """Run the driver and give its exit code."""
    settings = place.settings
    variables = environment(
        PARKWATCH_HOME=str(settings.home), PARKWATCH_WAREHOUSE=settings.warehouse_url, PARKWATCH_BATCH_FILES="2"
    )
    return in_a_process(replay_driver.drive, variables, date.fromisoformat(DAY), point, number)


def content(place: Office) -> str:
    """The content hash as another process sees it."""
    with store.open_warehouse(place.settings.warehouse_url).connect() as connection:
        return store.content_hash(connection)


@pytest.fixture(scope="module")
def undisturbed(model: Model, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a replay leaves that nobody disturbs."""
    with model.copied(tmp_path_factory.mktemp("undisturbed") / "home") as place:
        assert drive(place) == 0
        assert not (place.settings.home / "replay").exists()
        return content(place)


@pytest.mark.parametrize(
    "point", [each if each == "put" else pytest.param(each, marks=pytest.mark.soak) for each in POINTS]
)
def test_killed_and_run_again(place: Office, undisturbed: str, point: str) -> None:
    before = content(place)
    assert drive(place, point) == -signal.SIGKILL
    assert content(place) == before
    assert list((place.settings.home / "replay").glob("*/0")) or point == "judge_again"
    assert drive(place, "judge_again", 3 if point == "judge_again" else 2 if point != "settle" else 1) == 0
    assert content(place) == undisturbed
