"""A number names the report whose receipt bears it, in every command, whatever our own numbers of its readings are."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests import examples
from tests.office import Office, office

Command = Callable[..., subprocess.CompletedProcess[str]]
LOSS = {**examples.FIGURES, "02.1": "300"}  # exports above all revenue: returned
TAXES = {**examples.FIGURES, "02": "4", "05": "5"}  # more taxes than revenue: a warning
OTHER = "2799999999"


@pytest.fixture
def place(sqlite_warehouse_url: str, tmp_path: Path) -> Office:
    """The second report was read again by an officer, so that the third's own number is not its receipt's."""
    made = office(sqlite_warehouse_url, tmp_path / "home")
    made.send("2026-08-01", examples.projects({}, {"Mã số dự án": OTHER}, day="01/08/2026"))
    assert made.send("2026-10-05", examples.monthly(LOSS)) == ["returned"]
    made.accept("2", "2026-10-06")
    assert made.send("2026-10-07", examples.monthly(TAXES, reporter=OTHER)) == ["accepted_with_warnings"]
    return made


@pytest.fixture
def asked(parkwatch: Command, place: Office) -> Command:
    """The command in that office."""
    where = {"PARKWATCH_HOME": str(place.settings.home), "PARKWATCH_WAREHOUSE": place.settings.warehouse_url}
    return lambda *words: parkwatch(*words, **where)


def test_mark_gives_the_copy_of_that_report_and_of_no_other(asked: Command, tmp_path: Path) -> None:
    done = asked("mark", "3", "--output", str(tmp_path / "copies"))
    assert done.returncode == 0, done.stderr
    (copy,) = (tmp_path / "copies").iterdir()
    texts = [str(cell.value) for sheet in openpyxl.load_workbook(copy) for row in sheet for cell in row]
    assert any(OTHER in text for text in texts)
    assert not any(examples.PROJECT in text for text in texts)
    assert "“4”" in asked("mark", "4").stderr


def test_explain_takes_the_number_of_the_receipt(asked: Command, tmp_path: Path) -> None:
    words = ("explain", "SXKD-04", "--reporter", OTHER, "--because", "truy nộp", "--who", "Phòng QLDN")
    assert asked(*words, "--report", "4").returncode == 2
    assert asked(*words, "--report", "3").returncode == 0
    rows = [["Mã quy tắc", "Mã số dự án", "Số biên nhận", "Giải trình", "Người giải trình"]]
    rows += [["SXKD-04", OTHER, number, "truy nộp", "Bà Hoa"] for number in ("3", "4")]
    (tmp_path / "table.csv").write_bytes(examples.as_bytes(rows))
    assert "1 explained; 1 bad lines" in asked("explain", "--file", "table.csv").stdout


def test_what_is_listed_bears_the_number_of_the_receipt(asked: Command) -> None:
    assert asked("export", "warnings_explained").stdout.splitlines()[-1].endswith(",3")
    (change,) = [each for each in json.loads(asked("revisions", "--reporter", OTHER, "--json").stdout)
                 if each["indicator_code"] == "budget_paid"]  # fmt: skip
    assert change["receipt_no"] == 3


@pytest.mark.parametrize("name", ["3", "2026-10-07/1.csv", "in/2026-10-07/1.csv"])
def test_receipt_and_trace_name_it_alike(asked: Command, place: Office, name: str) -> None:
    names = {"in/2026-10-07/1.csv": str(place.settings.home / name)}
    receipt = asked("receipt", names.get(name, name))
    assert json.loads(receipt.stdout)["receipt"]["ledger_position"] == 3
    if name not in names:
        (told,) = json.loads(asked("trace", "--file", name, "--json").stdout)
        assert told["file"]["reporter_code"] == OTHER
