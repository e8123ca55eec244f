"""What the operator is written of a night that did not end well, and what `status` says and gives."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from flows import store
from flows.commands.nights import nights_in_trouble
from flows.letters.to_operator import operator_told
from flows.night_report import without_files
from flows.run_record import on_record
from flows.settings import load_settings
from flows.stages import Night
from flows.trouble import FileTrouble, NightTrouble, SourceTrouble
from tests.flows.made_nights import REGISTER, made_nights
from tests.flows.servers import mail_server

STARTED = datetime(2026, 1, 5, 19, 0, tzinfo=UTC)
NIGHT = store.RunRecord("nightly", STARTED, today_on=date(2026, 1, 6))
FULL = NightTrouble("Đĩa đã đầy.", "The disk is full.")
DAY = date(2026, 1, 7)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_warehouse_url: str) -> Path:
    """A home folder whose operator has an address."""
    monkeypatch.setenv("PARKWATCH_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("PARKWATCH_WAREHOUSE", sqlite_warehouse_url)
    monkeypatch.setenv("PARKWATCH_OPERATOR", "truc@bql.example")
    return tmp_path / "var"


def letters(home: Path) -> list[str]:
    """The letters in the folder of the home."""
    return [file.read_text(encoding="utf-8") for file in sorted((home / "outbox").rglob("letter.txt"))]


def failing_night(home: Path, tmp_path: Path, url: str) -> None:
    """A night that loads a register of 6 January, then finds the disk full."""
    nights = made_nights(url, tmp_path)
    with operator_told(DAY):
        plan = Night(load_settings(), (), DAY, STARTED, datetime.now(UTC))
        with on_record(nights.engine, plan, "nightly"):
            nights.night("2026-01-06", register=REGISTER)
            raise FULL


def test_operator_is_written_once_what_happened_what_was_loaded_and_what_to_do(
    home: Path, tmp_path: Path, sqlite_warehouse_url: str
) -> None:
    for _ in range(2):
        with pytest.raises(NightTrouble):
            failing_night(home, tmp_path, sqlite_warehouse_url)
    (text,) = letters(home)
    vi, en = text.split("- - - -", 1)
    assert "ĐÊM 07/01/2026 CHƯA HOÀN TẤT" in vi
    assert "Đĩa đã đầy." in vi
    assert "Đã nạp trọn vẹn 01 tệp (nhận 01, trả lại 00), 01 dòng số liệu." in vi
    assert "đầy đủ đến hết ngày 06/01/2026" in vi
    assert "The marts are complete up to the end of" in en
    assert "parkwatch run" in en


def test_a_warehouse_that_does_not_answer_keeps_no_letter_back(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARKWATCH_WAREHOUSE", "postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(NightTrouble), operator_told(DAY):
        raise FULL
    assert "The warehouse could not be asked." in letters(home)[0]


def test_nobody_is_written_of_a_run_that_steps_back(home: Path) -> None:
    with pytest.raises(store.AnotherLoader), operator_told(DAY):
        raise store.AnotherLoader("Lần khác.", "Another.")
    assert letters(home) == []


def test_mail_comes_again_with_the_next_bad_night_where_it_could_not(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = {"name": "mail", "sender": "may@bql.example", "username": "clerk"}
    with mail_server(tmp_path) as server:
        monkeypatch.setenv("PARKWATCH_PASSWORD_MAIL", "right")
        for port in (1, server.port, server.port):
            mail = {**entry, "url": f"smtp://127.0.0.1:{port}", "ca_file": str(server.certificate)}
            monkeypatch.setenv("PARKWATCH_OUTBOXES", json.dumps([mail]))
            with pytest.raises(NightTrouble), operator_told(DAY):
                raise FULL
        (message,) = server.taken
    assert message["To"] == "truc@bql.example"
    assert message["Subject"].startswith("parkwatch: đêm 07/01/2026 chưa hoàn tất / the night of ")


def test_night_that_was_killed_is_told_of_by_the_next(home: Path, sqlite_warehouse_url: str) -> None:
    engine = store.open_warehouse(sqlite_warehouse_url)
    with store.writing(engine) as connection:
        store.record_run(connection, NIGHT)
    with on_record(engine, Night(load_settings(), (), DAY, STARTED, STARTED), "nightly"):
        pass
    (text,) = letters(home)
    assert "ĐÊM 06/01/2026 CHƯA HOÀN TẤT" in text
    assert "Bị ngắt giữa chừng; 0 tệp" in text


def test_single_files_are_only_counted_where_prefect_and_mail_may_see_them() -> None:
    troubles = {
        "a": FileTrouble("“Nguyễn Văn A.xlsx”", "“Nguyễn Văn A.xlsx”"),
        "b": SourceTrouble("Nguồn b.", "Source b."),
    }
    assert [each.en for each in without_files(troubles)] == [
        "Source b.",
        "1 files cannot be read; parkwatch status names them.",
    ]


@pytest.mark.parametrize(
    ("state", "hours", "said"),
    [
        ("done", 25, None),
        ("done", 27, "No night has ended well since 06/01/2026 02:00"),
        ("failed", 1, "The last night failed"),
        ("incomplete", 1, "The last night is incomplete"),
        (None, None, None),
    ],
)
def test_status_tells_of_nights_that_do_not_end_well(state: str | None, hours: int | None, said: str | None) -> None:
    good = None if hours is None else STARTED
    trouble = nights_in_trouble(state, good, STARTED + timedelta(hours=hours or 0))
    assert (None if trouble is None else trouble.en.split(";")[0].rstrip(".")) == said


def test_status_gives_3_after_a_night_that_failed(
    parkwatch: Callable[..., subprocess.CompletedProcess[str]], home: Path, sqlite_warehouse_url: str
) -> None:
    engine = store.open_warehouse(sqlite_warehouse_url)
    for state, code in (("done", 0), ("failed", 3)):
        with store.writing(engine) as connection:
            store.record_run(
                connection, replace(NIGHT, state=state, started_at=datetime.now(UTC), ended_at=datetime.now(UTC))
            )
        assert parkwatch("status").returncode == code
