"""The first day with one's own files: no register yet, and nobody is told that their code is wrong."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import examples
from tests.office import Office, office

Command = Callable[..., subprocess.CompletedProcess[str]]
WRONG = "không có trong danh mục tại thời điểm nhận"
NO_REGISTER = "Chưa có danh mục dự án: hãy nạp biểu dn-danhmuc trước"


@pytest.fixture
def place(sqlite_warehouse_url: str, tmp_path: Path) -> Office:
    """An office that has loaded nothing."""
    return office(sqlite_warehouse_url, tmp_path / "home")


def messages(place: Office) -> list[str]:
    with place.engine.connect() as connection:
        return list(connection.exec_driver_sql("SELECT message_vi FROM finding WHERE rule_code = 'GEN-01'").scalars())


def test_before_a_register_an_enterprise_is_not_told_that_its_code_is_wrong(place: Office) -> None:
    assert place.send("2026-10-05", examples.monthly()) == ["returned"]
    (told,) = messages(place)
    assert told.startswith("Cơ quan tiếp nhận chưa nạp danh mục dự án")
    (letter,) = place.letters("2026-10-05", "result")
    assert "chưa nạp danh mục dự án" in letter
    assert WRONG not in letter


def test_once_a_register_is_there_an_unknown_code_is_told_as_such(place: Office) -> None:
    stranger = examples.monthly(reporter="9999999990")
    outcomes = place.send("2026-10-05", examples.monthly(), examples.projects({}, day="01/08/2026"), stranger)
    assert outcomes == ["returned", "accepted", "returned"]
    early, late = messages(place)
    assert WRONG in late
    assert WRONG not in early


def test_the_officer_is_told_what_to_load_first(parkwatch: Command, place: Office, tmp_path: Path) -> None:
    where = {"PARKWATCH_HOME": str(place.settings.home), "PARKWATCH_WAREHOUSE": place.settings.warehouse_url}
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_bytes(examples.monthly())
    told = [parkwatch(*words, **where).stdout for words in (["run", "in", "--dry-run"], ["status"], ["today"])]
    assert all(NO_REGISTER in each for each in told)
    place.send("2026-10-05", examples.projects({}, day="01/08/2026"))
    assert NO_REGISTER not in parkwatch("today", **where).stdout
