"""All that is on record of one reporter, and lists that are narrowed to it."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import examples
from tests.office import Office, office

Command = Callable[..., subprocess.CompletedProcess[str]]
TAXES = {**examples.FIGURES, "02": "4", "05": "5"}  # more taxes than revenue: a warning
OTHER = {"Mã số dự án": "2799999999", "Tên doanh nghiệp": "Công ty Bình Minh", "Mã số thuế": "2700113651"}


@pytest.fixture
def place(sqlite_warehouse_url: str, tmp_path: Path) -> Office:
    """Two enterprises; the first has sent two reports, one of which was withdrawn."""
    made = office(sqlite_warehouse_url, tmp_path / "home")
    made.send("2026-08-01", examples.projects({}, OTHER, day="01/08/2026"))
    made.send("2026-09-05", examples.monthly(period="Tháng 8 năm 2026"))
    made.send("2026-10-05", examples.monthly(TAXES), examples.monthly(reporter="2799999999", tax_code="2700113651"))
    made.withdraw("2", "2026-10-06")
    return made


@pytest.fixture
def asked(parkwatch: Command, place: Office) -> Command:
    """The command in that office."""
    where = {"PARKWATCH_HOME": str(place.settings.home), "PARKWATCH_WAREHOUSE": place.settings.warehouse_url}
    return lambda *words: parkwatch(*words, **where)


def test_a_dossier_tells_what_was_sent_found_explained_and_decided(asked: Command) -> None:
    why = ("--because", "truy nộp năm trước", "--who", "Phòng QLDN")
    assert asked("explain", "SXKD-04", "--reporter", examples.PROJECT, *why).returncode == 0
    told = json.loads(asked("dossier", examples.PROJECT, "--json", "--now", "10/10/2026").stdout)
    assert (told["reporter"], told["register"][0]["tax_code"]) == ("Công ty A", examples.TAX_CODE)
    assert [(each["receipt_no"], each["outcome"]) for each in told["sent"]] == [
        (3, "accepted_with_warnings"), (2, "withdrawn"),
    ]  # fmt: skip
    assert [(each["rule_code"], each["because"]) for each in told["findings"]] == [("SXKD-04", "truy nộp năm trước")]
    assert told["explained"][0]["explained_by"] == "Phòng QLDN"
    assert [(each["kind"], each["receipt_no"]) for each in told["decided"]] == [("withdraw", 2)]
    assert "Tháng 8 năm 2026" in [each["period"] for each in told["owed"]]
    assert {"value": 0.005, "unit": "tỷ đồng"}.items() <= next(
        each for each in told["figures"] if each["indicator"] == "budget_paid"
    ).items()


@pytest.mark.parametrize("name", ["2799999999", "2700113651", "binh minh", "BÌNH MINH"])
def test_a_reporter_is_named_by_code_tax_code_or_part_of_the_name(asked: Command, name: str) -> None:
    done = asked("dossier", name, "--now", "10/10/2026")
    assert "Hồ sơ: Công ty Bình Minh (2799999999)" in done.stdout
    assert "Số 4 · 05/10/2026" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_a_name_of_several_or_of_nobody_is_asked_back(asked: Command) -> None:
    several = asked("dossier", "công ty")
    assert several.returncode == 2
    assert "2799999999  Công ty Bình Minh" in several.stderr
    assert "no reporter" in asked("dossier", "Hoa Sen").stderr


def test_letters_are_narrowed_to_a_reporter_a_form_a_period_and_a_day(asked: Command, place: Office) -> None:
    place.letters("2026-10-07", "result")
    assert "Công ty A" not in asked("letters", "--reporter", "bình minh").stdout
    assert asked("letters", "--reporter", "Công ty A", "--period", "2026-09").stdout.count("Công ty A") == 1
    assert asked("letters", "--day", "05/09/2026").stdout.count("05/09/2026") == 1
    assert "There are no letters" in asked("letters", "--form", "dautu-quy").stdout


def test_acts_and_status_are_narrowed_too(asked: Command) -> None:
    assert "số 2 · Công ty A" in asked("acts", "--reporter", examples.PROJECT, "--day", "06/10/2026").stdout
    assert "There has been no act" in asked("acts", "--reporter", "2799999999").stdout
    told = asked("status", "--reporter", "bình minh", "--form", "sxkd-thang", "--now", "10/10/2026").stdout
    assert "Tháng 8 năm 2026" in told
    assert "Công ty A" not in told.partition("DUE, LATE")[2]


def test_long_lists_say_how_many_there_are(asked: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.commands.tell.FEW", 1)
    done = asked("status", "--now", "10/10/2026").stdout
    assert "parkwatch status --all" in done
    assert max(map(len, done.splitlines())) <= 80
    assert "more," not in asked("status", "--all", "--now", "10/10/2026").stdout
