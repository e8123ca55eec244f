"""The first runs in a fresh home: private, two at once, under any path and locale."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows import openness
from tests.flows.conftest import Command
from tests.flows.surroundings import environment


def run_at_once(number: int, folder: Path, *arguments: str, **variables: str) -> list[tuple[int, str]]:
    """Exit code and standard error of so many processes of the command that begin together in a folder."""
    stated = environment(**variables)
    del stated["PREFECT_HOME"]
    command = [sys.executable, "-m", "flows.command", *arguments]
    runs = [
        subprocess.Popen(command, cwd=folder, env=stated, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(number)
    ]
    told = [run.communicate(timeout=300)[1].decode() for run in runs]
    return [(run.returncode, text) for run, text in zip(runs, told, strict=True)]


def test_what_others_can_read_is_told(parkwatch: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openness, "is_reached", lambda path: True)  # the folders of tests are closed above
    assert parkwatch("init").returncode == 0
    assert parkwatch("doctor").returncode == 0
    (tmp_path / "var" / "warehouse.sqlite").chmod(0o640)
    (tmp_path / "var" / "keys").chmod(0o755)
    done = parkwatch("doctor")
    assert done.returncode == 1
    assert [line.split("'")[0].strip() for line in done.stdout.splitlines()[2:]] == ["chmod 600", "chmod 700"]


def test_all_that_is_made_is_its_owners_only(days: Callable[..., Path], tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        (told,) = run_at_once(1, tmp_path, "run", str(days("2025-09-01")), "--now", "2025-09-02")
    finally:
        os.umask(before)
    assert told == (0, "")
    made = [tmp_path / "var", *(tmp_path / "var").rglob("*")]
    assert {"prefect.db", "secret", "warehouse.sqlite", "letter.txt"} <= {path.name for path in made}
    assert [str(path) for path in made if path.stat().st_mode & 0o077] == []
    assert (tmp_path / "var" / "warehouse.sqlite-wal").stat().st_size == 0  # a copy of the one file is whole


def test_two_first_runs_at_once_both_end_well(days: Callable[..., Path], tmp_path: Path) -> None:
    told = run_at_once(2, tmp_path, "run", str(days("2025-09-01")), "--now", "2025-09-02")
    assert told == [(0, "")] * 2


def test_any_path_and_any_locale(days: Callable[..., Path], tmp_path: Path) -> None:
    home = tmp_path / "nhà? #1"
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PARKWATCH_HOME": str(home)}
    for arguments in (["init"], ["run", str(days("2025-09-01")), "--dry-run", "--now", "02/09/2025"], ["status"]):
        assert run_at_once(1, tmp_path, *arguments, **plain) == [(0, "")]
    assert (home / "warehouse.sqlite").is_file()
