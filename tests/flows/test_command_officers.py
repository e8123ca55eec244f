"""The commands of officers and the replay, as a person at a terminal uses them."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.command import app
from tests.examples import FIGURES, monthly, projects
from tests.office import office

Command = Callable[..., subprocess.CompletedProcess[str]]
LOSS = {**FIGURES, "02.1": "300"}  # exports above all revenue: SXKD-01 returns it
FILE = "2026-10-05/1.csv"


def test_an_officer_accepts_withdraws_closes_and_it_is_listed(
    parkwatch: Command, sqlite_warehouse_url: str, tmp_path: Path
) -> None:
    place = office(sqlite_warehouse_url, tmp_path / "home")
    place.send("2026-08-01", projects({}, day="01/08/2026"))
    assert place.send("2026-10-05", monthly(LOSS)) == ["returned"]
    settings = {"PARKWATCH_HOME": str(place.settings.home), "PARKWATCH_WAREHOUSE": sqlite_warehouse_url}
    why = ("--because", "đã xác minh", "--who", "Phòng QLDN", "--now", "2026-10-20")

    assert parkwatch("accept", FILE, *why, **settings).returncode == 0
    assert place.outcome(FILE) == "accepted_with_warnings"
    again = parkwatch("accept", FILE, *why, **settings)
    assert (again.returncode, "its outcome is “accepted with warnings”" in again.stderr) == (2, True)
    assert parkwatch("replay", "--dry-run", "--since", "2026-10-01", "--rules-as-of", "2026-10-01",
                     **settings).returncode == 0  # fmt: skip
    assert parkwatch("withdraw", FILE, *why, **settings).returncode == 0
    assert parkwatch("close", "sxkd-thang", "2026-10", *why, **settings).returncode == 0
    assert parkwatch("reopen", "sxkd-thang", "2026-10", *why, **settings).returncode == 0

    listed = parkwatch("acts", **settings).stdout
    assert all(each in listed for each in ("accept", "withdraw", "close", "reopen", "Phòng QLDN", "đã xác minh"))


def test_an_act_without_a_reason_is_refused(parkwatch: Command, sqlite_warehouse_url: str, tmp_path: Path) -> None:
    office(sqlite_warehouse_url, tmp_path / "home")
    settings = {"PARKWATCH_HOME": str(tmp_path / "home"), "PARKWATCH_WAREHOUSE": sqlite_warehouse_url}
    assert parkwatch("accept", "1", **settings).returncode == 2
    assert parkwatch("accept", "1", "--because", " ", **settings).returncode == 2


def test_every_subcommand_can_be_asked_for_help(capsys: pytest.CaptureFixture[str]) -> None:
    for command in app.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__
        with pytest.raises(SystemExit) as left:
            app([name, "--help"])
        assert left.value.code == 0, name
        assert capsys.readouterr().out


def test_revisions_of_a_park_that_no_list_has_are_a_mistake_of_use(parkwatch: Command) -> None:
    done = parkwatch("revisions", "--park", "ZZ")
    assert done.returncode == 2
    assert "There is no park “ZZ”" in done.stderr


def test_revisions_of_nothing_that_there_is_are_a_mistake_of_use(parkwatch: Command) -> None:
    assert "There is no form “abc”" in parkwatch("revisions", "--form", "abc").stderr
    backwards = parkwatch("revisions", "--since", "2026-10-10", "--until", "2026-01-01")
    assert backwards.returncode == 2
    assert "--since is not before --until" in backwards.stderr
