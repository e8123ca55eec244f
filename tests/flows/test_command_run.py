"""`parkwatch_apart run` as a person at a terminal meets it."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from flows import store
from tests.flows.surroundings import REPORTS, environment

Command = Callable[..., subprocess.CompletedProcess[str]]


def test_first_night_makes_the_warehouse_and_is_quiet(
    parkwatch_apart: Command, days: Callable[..., Path], tmp_path: Path
) -> None:
    done = parkwatch_apart("run", days("2025-09-01", "2025-09-02"), "--now", "2025-09-02")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert (tmp_path / "var" / "warehouse.sqlite").is_file()
    assert done.stdout.splitlines()[-1] == "Kho dữ liệu / warehouse: sqlite:///var/warehouse.sqlite"


def test_warehouse_that_somebody_named_is_not_made_by_a_night(parkwatch_apart: Command, tmp_path: Path) -> None:
    done = parkwatch_apart("run", "--warehouse", "sqlite:///kho.sqlite")
    assert done.returncode == 3
    assert "parkwatch init" in done.stderr
    assert list(tmp_path.iterdir()) == []


def states(url: str) -> list[str]:
    """How the runs on record stand."""
    engine = store.open_warehouse(url)
    with engine.connect() as connection:
        told = store.last_runs(connection)["state"].tolist()
    engine.dispose()
    return told


def test_night_that_is_stopped_by_hand(prefect_api: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'var' / 'warehouse.sqlite'}"
    store.upgrade(store.make_warehouse(url))
    night = subprocess.Popen(
        [sys.executable, "-m", "flows.command", "run", str(REPORTS), "--now", "2026-11-19"],
        cwd=tmp_path,
        env=environment(PREFECT_API_URL=prefect_api),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 120
    while states(url) != ["running"] and time.monotonic() < deadline:
        time.sleep(0.2)
    night.send_signal(signal.SIGINT)
    told, trouble = night.communicate(timeout=60)
    assert (night.returncode, told) == (130, "")
    assert [line.split(".")[0] for line in trouble.splitlines()] == ["Đã dừng theo yêu cầu", "Stopped as asked"]
    assert states(url) == ["failed"]
