"""`parkwatch run` as a person at a terminal meets it."""

import subprocess
from collections.abc import Callable
from pathlib import Path

Command = Callable[..., subprocess.CompletedProcess[str]]


def test_first_night_makes_the_warehouse_and_is_quiet(
    parkwatch: Command, days: Callable[..., Path], tmp_path: Path
) -> None:
    done = parkwatch("run", days("2025-09-01", "2025-09-02"), "--now", "2025-09-02")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert (tmp_path / "var" / "warehouse.sqlite").is_file()
    assert done.stdout.splitlines()[-1] == "Kho dữ liệu / warehouse: sqlite:///var/warehouse.sqlite"


def test_warehouse_that_somebody_named_is_not_made_by_a_night(parkwatch: Command, tmp_path: Path) -> None:
    done = parkwatch("run", "--warehouse", "sqlite:///kho.sqlite")
    assert done.returncode == 3
    assert "parkwatch init" in done.stderr
    assert list(tmp_path.iterdir()) == []
