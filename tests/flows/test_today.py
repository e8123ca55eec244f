"""What an officer sees in the morning: everything that waits for a person, with names, on 80 columns."""

import json
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.dossier import dossier
from flows.letters.record import letters_told
from flows.morning import morning
from flows.narrowing import Narrowed
from flows.officers import acts_on_record
from tests import examples
from tests.office import Office, office

Command = Callable[..., subprocess.CompletedProcess[str]]
LOSS = {**examples.FIGURES, "02.1": "300"}  # exports above all revenue: returned
BAD_CASE = {**examples.CASE, "Loại vụ việc": "Gây mất đoàn kết"}  # no such category: the row is refused


@pytest.fixture
def place(sqlite_warehouse_url: str, tmp_path: Path) -> Office:
    """An office in which a little of everything waits."""
    made = office(sqlite_warehouse_url, tmp_path / "home")
    made.send("2026-03-02", examples.projects({}, day="01/03/2026"))
    made.close("sxkd-thang", "2026-07", "2026-08-20")
    unknown = examples.monthly(reporter="9999999990", period="Tháng 9 năm 2026")
    register = examples.cases(examples.CASE, {**BAD_CASE, "Số vụ việc": "002/26-X"})
    made.send("2026-04-16", register)
    late = examples.monthly(period="Tháng 7 năm 2026")
    made.send("2026-10-08", examples.monthly(), late, b"%PDF-1.7 ...", unknown)
    made.send("2026-10-09", examples.monthly({**examples.FIGURES, "02": "120"}), examples.monthly(LOSS))
    return made


@pytest.fixture
def asked(parkwatch: Command, place: Office) -> Command:
    """The command in that office."""
    where = {"PARKWATCH_HOME": str(place.settings.home), "PARKWATCH_WAREHOUSE": place.settings.warehouse_url}
    return lambda *words: parkwatch(*words, "--now", "10/10/2026", **where)


@pytest.fixture
def told(asked: Command) -> dict[str, Any]:
    """All that waits, as JSON."""
    return dict(json.loads(asked("today", "--json").stdout))


def test_what_is_late_names_the_enterprise_and_its_e_mail(told: dict[str, Any]) -> None:
    (august,) = [each for each in told["late"] if each["period"] == "Tháng 8 năm 2026"]
    assert (august["reporter"], august["e_mail"]) == ("Công ty A", "a@example.vn")
    assert august["days_late"] > 20
    assert "Tháng 9 năm 2026" not in [each["period"] for each in told["late"] if each["reporter"] == "Công ty A"]


def test_returned_held_unread_and_unknown_are_told_with_the_numbers_of_their_receipts(told: dict[str, Any]) -> None:
    numbers = {key: [each["receipt_no"] for each in told[key]] for key in ("returned", "held", "unreadable", "unknown")}
    assert numbers == {"returned": [8], "held": [4], "unreadable": [5], "unknown": [6]}
    assert told["returned"][0]["rule_codes"] == "SXKD-01"
    assert told["held"][0]["reason"] == "held:period-closed"
    assert told["unknown"][0]["reporter_code"] == "9999999990"


def test_figures_in_doubt_are_told_with_the_report_that_gives_them(place: Office, asked: Command) -> None:
    taxes = {**examples.FIGURES, "02": "4", "05": "5"}  # more taxes than revenue
    place.send("2026-10-10", examples.monthly(taxes, period="Tháng 8 năm 2026"))
    (doubt,) = json.loads(asked("today", "--json").stdout)["doubt"]
    assert (doubt["receipt_no"], doubt["indicator_code"], doubt["value"]) == (9, "budget_paid", 0.005)
    assert "Số 9 · Công ty A" in asked("today").stdout
    assert asked("dossier", "Công ty A").stdout.count("0,005 tỷ đồng (SXKD-04; chưa giải trình / open)") == 1


def test_rows_left_out_wait_until_the_case_comes_right(place: Office, asked: Command, told: dict[str, Any]) -> None:
    (register,) = told["rows"]
    assert (register["receipt_no"], register["number"], register["rule_codes"]) == (2, 1, "VV-08")
    mended = {**examples.CASE, "Số vụ việc": "002/26-X"}
    place.send("2026-10-10", examples.cases(mended))
    assert json.loads(asked("today", "--json").stdout)["rows"] == []


def test_what_changed_since_yesterday_is_told(told: dict[str, Any]) -> None:
    changes = [(each["what"], each["outcome"], each["number"]) for each in told["changes"]]
    assert changes == [("arrived", "accepted", 1), ("arrived", "returned", 1), ("figures", None, 1)]


def test_it_fits_80_columns_and_says_how_many_there_are(asked: Command) -> None:
    short, whole = asked("today").stdout, asked("today", "--all").stdout
    assert max(map(len, (short + whole).splitlines())) <= 80
    assert "parkwatch today --all" in short
    assert len(whole.splitlines()) > len(short.splitlines())
    assert "parkwatch accept 4 --because" in short
    assert "Công ty A (3254018976) · a@example.vn" in short
    assert all(words in asked("status").stdout for words in ("Chờ cán bộ xem xét", "Người gửi chưa rõ"))


def test_both_databases_tell_alike(warehouse_url: str, tmp_path: Path) -> None:
    place = office(warehouse_url, tmp_path / "both")
    place.send("2026-08-01", examples.projects({}, day="01/08/2026"))
    place.send("2026-10-08", examples.monthly(LOSS), examples.monthly(period="Tháng 8 năm 2026"))
    place.withdraw("3", "2026-10-09")
    with place.engine.connect() as connection:
        waiting = {part.key: len(part.rows) for part in morning(connection, date(2026, 10, 10))}
        told = {part.key: len(part.rows) for part in dossier(connection, examples.PROJECT, date(2026, 10, 10))}
        acts = acts_on_record(connection, Narrowed(reporter="công ty a", day=date(2026, 10, 9)))
        letters = letters_told(connection, False, Narrowed(reporter=examples.PROJECT, period="2026-09"))
    assert {key: waiting[key] for key in ("returned", "held", "unknown", "changes")} == {
        "returned": 2, "held": 0, "unknown": 0, "changes": 2,
    }  # fmt: skip
    assert (told["sent"], told["decided"], told["register"]) == (2, 1, 1)
    assert (acts["kind"].tolist(), len(letters)) == (["withdraw"], 1)


def test_a_report_of_a_project_that_has_ended_is_told(place: Office, asked: Command, told: dict[str, Any]) -> None:
    assert told["outside"] == []
    place.send("2026-10-10", examples.projects({"Ngày kết thúc": "31/08/2026", "Áp dụng từ ngày": "01/09/2026"}))
    (september,) = json.loads(asked("today", "--json").stdout)["outside"]
    assert (september["reporter"], september["period"]) == ("Công ty A", "Tháng 9 năm 2026")
    assert "đã kết thúc, chưa hoạt động hoặc không thuộc KCN nào" in " ".join(asked("today").stdout.split())
