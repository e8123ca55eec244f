"""A run that is killed at any instant and run again leaves what an undisturbed run leaves."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from expectations.warehouse import outbox
from flows import store
from tests.flows import night_driver
from tests.flows.night_driver import POINTS
from tests.flows.processes import in_a_process
from tests.flows.surroundings import ROOT, environment, put_days
from tests.small_warehouse import warehouse_at

DAYS = ("2025-09-01", "2025-09-02", "2025-10-08")
LAST = "2025-10-08"
LETTERS = sa.select(outbox.delivery.c.letter_id, outbox.delivery.c.state).order_by(outbox.delivery.c.letter_id)
Left = tuple[str, dict[str, bytes], dict[str, bytes], list[tuple[object, ...]]]


def variables(home: Path, url: str) -> dict[str, str]:
    """Settings under which a night has several batches."""
    return environment(PARKWATCH_HOME=str(home), PARKWATCH_WAREHOUSE=url, PARKWATCH_BATCH_FILES="4")


def drive(source: Path, home: Path, url: str, point: str = "", number: int = 1) -> int:
    """Run the driver in a process of its own and give its exit code."""
    return in_a_process(night_driver.drive, variables(home, url), str(source), date.fromisoformat(LAST), point, number)


def files(folder: Path) -> dict[str, bytes]:
    """Every file under the folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def left(home: Path, url: str) -> Left:
    """What a run leaves: the content of the warehouse, the archive, the outbox, and the letters on record."""
    with store.open_warehouse(url).connect() as connection:
        letters = connection.execute(LETTERS).all()
        assert {state for _, state in letters} == {"delivered"}
        content = store.content_hash(connection)
    return content, files(home / "archive"), files(home / "outbox"), [tuple(row) for row in letters]


SHORT = ("keep_all", "load", "commit", "refresh", "brought")  # the other points in `make soak`


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Left]:
    """The reports, and what a night over them leaves that nobody disturbs."""
    folder = tmp_path_factory.mktemp("undisturbed")
    put_days(folder / "in", *DAYS)
    url = f"sqlite:///{folder / 'warehouse.sqlite'}"
    warehouse_at(url).dispose()
    assert drive(folder / "in", folder / "var", url) == 0
    return folder / "in", left(folder / "var", url)


@pytest.mark.parametrize(
    "point", [point if point in SHORT else pytest.param(point, marks=pytest.mark.soak) for point in POINTS]
)
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def test_killed_at_each_boundary_and_run_again(
    kind: str, point: str, undisturbed: tuple[Path, Left], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    die_and_run_again(kind, point, undisturbed, tmp_path, request)


def test_killed_while_loading_postgresql_and_run_again(
    undisturbed: tuple[Path, Left], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    die_and_run_again("postgresql", "load", undisturbed, tmp_path, request)


def die_and_run_again(
    kind: str, point: str, undisturbed: tuple[Path, Left], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Kill a night at a point, let it run again, and compare what is left."""
    source, expected = undisturbed
    ready = "sqlite_warehouse_url" if kind == "sqlite" else "postgres_warehouse_url"
    url = str(request.getfixturevalue(ready))
    number = 1 if point in ("look", "receive", "refresh", "remind", "deliver", "end") else 2
    assert drive(source, tmp_path / "var", url, point, number) == -signal.SIGKILL
    assert drive(source, tmp_path / "var", url) == 0
    assert left(tmp_path / "var", url) == expected


def killed_at_random(
    source: Path, home: Path, url: str, prefect_api: str, kills: int, longest: float, chance: random.Random
) -> None:
    """Kill the real command again and again after a random time, then let it end."""
    command = [sys.executable, "-m", "flows.command", "run", str(source), "--now", LAST]
    settings = {**variables(home, url), "PREFECT_API_URL": prefect_api}
    for _ in range(kills):
        process = subprocess.Popen(
            command, cwd=ROOT, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(longest / 3, longest))
        process.kill()
        process.wait()
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


def test_command_killed_at_random(
    undisturbed: tuple[Path, Left], tmp_path: Path, sqlite_warehouse_url: str, prefect_api: str
) -> None:
    source, expected = undisturbed
    killed_at_random(source, tmp_path / "var", sqlite_warehouse_url, prefect_api, 1, 15, random.Random(3))
    assert left(tmp_path / "var", sqlite_warehouse_url) == expected


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_command_killed_at_random_for_long(
    seed: int, undisturbed: tuple[Path, Left], tmp_path: Path, warehouse_url: str, prefect_api: str
) -> None:
    source, expected = undisturbed
    killed_at_random(source, tmp_path / "var", warehouse_url, prefect_api, 4, 20, random.Random(seed))
    assert left(tmp_path / "var", warehouse_url) == expected


def test_killed_run_leaves_no_process_behind(
    days: Callable[..., Path], tmp_path: Path, sqlite_warehouse_url: str
) -> None:
    source = days("2025-09-01")
    command = [sys.executable, "-m", "flows.command", "run", str(source), "--now", LAST]
    process = subprocess.Popen(command, cwd=tmp_path, env=variables(tmp_path / "var", sqlite_warehouse_url))
    server = wait_for_server(process.pid)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 30
    while alive(server):
        assert time.monotonic() < deadline, "the Prefect server outlives the run that started it"
        time.sleep(0.2)


def wait_for_server(parent: int) -> int:
    """The process id of the Prefect server that the run has started."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rpartition(")")[2].split()
                told = (path.parent / "cmdline").read_bytes()
            except OSError:
                continue
            if int(fields[1]) == parent and b"flows.prefect_process" in told:
                return int(path.parent.name)
        time.sleep(0.1)
    pytest.fail("no Prefect server was started")


def alive(process: int) -> bool:
    """Whether a process runs and is not only waiting to be buried."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
