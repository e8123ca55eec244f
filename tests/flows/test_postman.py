"""From what was loaded to what was delivered: queued once, delivered at least once, on record, nobody told twice."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from expectations.warehouse.mart import freshness
from expectations.warehouse.outbox import delivery, letter
from flows import store
from flows.letters.contents import Contents, result
from flows.letters.material import Row
from flows.letters.postman import Delivered, deliver_letters
from flows.settings import OutboxEntry, Settings, SourceEntry, load_settings
from tests.flows.servers import MailServer, mail_server
from tests.small_warehouse import Report, SmallWarehouse, monthly, project, register, small_warehouse

NOW = datetime(2026, 3, 2, tzinfo=UTC)
NOWHERE = "smtp://127.0.0.1:1"


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[MailServer]:
    """A mail server for one test."""
    with mail_server(tmp_path) as running:
        yield running


class Office:
    """A small warehouse with three projects, and the letters that leave it."""

    def __init__(self, url: str, folder: Path, *outboxes: OutboxEntry) -> None:
        self.warehouse: SmallWarehouse = small_warehouse(url)
        self.settings: Settings = load_settings(home=folder, outboxes=outboxes)
        self.folder = folder / "outbox"
        projects = [project(code) | {"email": f"ketoan@{code.lower()}.example"} for code in "ABC"]
        self.warehouse.arrive("2026-01-05", register("2026-01-05", *projects))

    def arrive(self, day: str, *reports: Report, today: str | None = None) -> int:
        """Load the files of a day and queue the letters about them."""
        with self.warehouse.engine.connect() as connection:
            first = store.next_rank(connection)
        self.warehouse.arrive(day, *reports)
        with store.writing(self.warehouse.engine) as connection:
            return store.queue_results(connection, self.settings, first, NOW, date.fromisoformat(today or day))

    def remind(self, day: str) -> int:
        """Queue the reminders of a day."""
        self.warehouse.pass_time(day)
        with store.writing(self.warehouse.engine) as connection:
            return store.queue_reminders(connection, self.settings, NOW, date.fromisoformat(day))

    def deliver(self, day: str) -> Delivered:
        """Deliver what waits."""
        return deliver_letters(self.warehouse.engine, self.settings, date.fromisoformat(day))

    def letters(self, reporter: str) -> list[tuple[date, str, str]]:
        """Day, kind and state of the letters to a reporter."""
        told = sa.select(letter.c.letter_day, letter.c.kind, delivery.c.state).join(delivery)
        with self.warehouse.engine.connect() as connection:
            rows = connection.execute(told.where(letter.c.reporter_code == reporter).order_by(letter.c.letter_day))
            return [(row.letter_day, row.kind, row.state) for row in rows]

    def texts(self) -> list[str]:
        """The letters in the folder."""
        return sorted(path.read_text(encoding="utf-8") for path in self.folder.rglob("letter.txt"))


def by_mail(url: str, **changes: object) -> OutboxEntry:
    """A mail server as a settings file would name it."""
    stated = {"name": "mail", "url": url, "sender": "baocao@board.example", "username": "clerk", "password": "right"}
    return OutboxEntry.model_validate(stated | changes)


def test_one_letter_a_reporter_tells_all_its_files(warehouse_url: str, tmp_path: Path) -> None:
    office = Office(warehouse_url, tmp_path)
    reports = [monthly("A", "2026-01"), monthly("A", "2026-02", "returned"), monthly("B", "2026-02")]
    assert office.arrive("2026-03-02", *reports) == 2
    assert office.deliver("2026-03-02") == Delivered({"delivered": 2})
    of_a, of_b = office.texts()
    assert "Kính gửi: Công ty A (A)" in of_a
    assert ("RETURNED: PLEASE CORRECT AND SEND AGAIN (1)" in of_a, "ACCEPTED (1)" in of_a) == (True, True)
    assert "by 10 March 2026" in of_a
    assert "RETURNED" not in of_b


def test_a_letter_that_cannot_be_written_waits_and_the_others_go_out(
    sqlite_warehouse_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing_for_a(letter: Row, *others: Any) -> Contents | None:
        if letter["reporter_code"] == "A":
            raise LookupError("words of a report")
        return result(letter, *others)

    monkeypatch.setattr("flows.letters.contents.result", failing_for_a)
    monkeypatch.setenv("PARKWATCH_HOME", str(tmp_path))
    office = Office(sqlite_warehouse_url, tmp_path)
    assert office.arrive("2026-03-02", monthly("A", "2026-02", "returned"), monthly("B", "2026-02")) == 2
    assert office.deliver("2026-03-02").states == {"delivered": 1, "waiting": 1}
    assert [(kind, state) for _, kind, state in office.letters("A")] == [("result", "waiting")]
    assert "LookupError" in (tmp_path / "failures.log").read_text("utf-8")


def test_next_letter_says_that_the_correction_was_accepted(warehouse_url: str, tmp_path: Path) -> None:
    office = Office(warehouse_url, tmp_path)
    office.arrive("2026-03-02", monthly("A", "2026-02", "returned"))
    office.deliver("2026-03-02")
    office.arrive("2026-03-04", monthly("A", "2026-02"))
    office.deliver("2026-03-04")
    assert "The correction of the report returned on 2 March 2026 was accepted on 4 March 2026." in office.texts()[-1]


def test_returned_correction_says_that_the_report_before_still_counts(warehouse_url: str, tmp_path: Path) -> None:
    office = Office(warehouse_url, tmp_path)
    office.arrive("2026-03-02", monthly("A", "2026-02"))
    office.deliver("2026-03-02")
    office.arrive("2026-03-04", monthly("A", "2026-02", "returned"))
    office.deliver("2026-03-04")
    assert "The figures of this period are those of the report sent on 2 March 2026 (receipt 2)." in office.texts()[-1]


def test_file_of_nobody_is_answered_to_where_it_came_from(sqlite_warehouse_url: str, tmp_path: Path) -> None:
    office = Office(sqlite_warehouse_url, tmp_path)
    office.arrive("2026-03-02", Report(None, None, None, None, None, "unreadable", "unreadable:pdf"))
    office.deliver("2026-03-02")
    (text,) = office.texts()
    assert "Kính gửi: Đơn vị gửi các tệp nêu dưới đây\n" in text
    assert "Tệp là PDF" in text


def test_queueing_the_same_again_queues_nothing(warehouse_url: str, tmp_path: Path) -> None:
    office = Office(warehouse_url, tmp_path)
    office.arrive("2026-03-02", monthly("A", "2026-02"))
    with store.writing(office.warehouse.engine) as connection:
        assert store.queue_results(connection, office.settings, 2, NOW, date(2026, 3, 2)) == 0


def test_what_was_delivered_is_on_record_and_not_delivered_again(warehouse_url: str, tmp_path: Path) -> None:
    office = Office(warehouse_url, tmp_path)
    office.arrive("2026-03-02", monthly("A", "2026-02"))
    before = datetime.now(UTC)
    office.deliver("2026-03-02")
    assert office.deliver("2026-03-02") == Delivered()
    with office.warehouse.engine.connect() as connection:
        (row,) = connection.execute(delivery.select()).mappings()
    assert (row["outbox"], row["state"], row["attempts"]) == ("folder", "delivered", 1)
    assert before <= row["delivered_at"] <= datetime.now(UTC)


def test_outbox_that_is_out_of_reach_stops_no_other_and_is_tried_again(
    sqlite_warehouse_url: str, tmp_path: Path, mail: MailServer
) -> None:
    folder = OutboxEntry(name="folder", url=str(tmp_path / "outbox"))
    office = Office(sqlite_warehouse_url, tmp_path, by_mail(NOWHERE), folder)
    office.arrive("2026-03-02", monthly("A", "2026-02"), monthly("B", "2026-02"))
    first = office.deliver("2026-03-02")
    assert (first.states, list(first.out_of_reach)) == ({"waiting": 2, "delivered": 2}, ["mail"])
    with office.warehouse.engine.connect() as connection:
        (line,) = store.pending_letters(connection).to_dict("records")
    assert (line["outbox"], line["letters"]) == ("mail", 2)
    assert "out of reach" in line["message"]
    there = by_mail(f"smtp://127.0.0.1:{mail.port}", ca_file=mail.certificate)
    office.settings = load_settings(home=tmp_path, outboxes=(there, folder))
    assert office.deliver("2026-03-03") == Delivered({"delivered": 2})
    assert sorted(message["To"] for message in mail.taken) == ["ketoan@a.example", "ketoan@b.example"]


def test_killed_between_sending_and_the_record_sends_the_same_letter_again(
    sqlite_warehouse_url: str, tmp_path: Path, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(sqlite_warehouse_url, tmp_path, by_mail(f"smtp://127.0.0.1:{mail.port}", ca_file=mail.certificate))
    office.arrive("2026-03-02", monthly("A", "2026-02"), monthly("B", "2026-02"))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("flows.letters.postman.record_deliveries", killed)
        with pytest.raises(KeyboardInterrupt):
            office.deliver("2026-03-02")
    assert office.deliver("2026-03-02") == Delivered({"delivered": 2})
    sent = [message["Message-ID"] for message in mail.taken]
    assert (len(sent), len(set(sent))) == (3, 2)


def test_letter_without_an_address_waits_for_one(sqlite_warehouse_url: str, tmp_path: Path, mail: MailServer) -> None:
    server = f"smtp://127.0.0.1:{mail.port}"
    office = Office(sqlite_warehouse_url, tmp_path, by_mail(server, ca_file=mail.certificate))
    office.arrive("2026-03-02", register("2026-03-02", project("D")))
    assert office.deliver("2026-03-02") == Delivered({"unaddressed": 1})
    assert office.deliver("2026-03-03") == Delivered()
    known = by_mail(server, ca_file=mail.certificate, addresses={"BQL": "vp@board.example"})
    office.settings = load_settings(home=tmp_path, outboxes=(known,))
    assert office.deliver("2026-03-04") == Delivered({"delivered": 1})
    assert mail.taken[0]["To"] == "vp@board.example"


def test_file_of_nobody_is_mailed_to_the_address_of_its_source(
    sqlite_warehouse_url: str, tmp_path: Path, mail: MailServer
) -> None:
    server = by_mail(f"smtp://127.0.0.1:{mail.port}", ca_file=mail.certificate)
    office = Office(sqlite_warehouse_url, tmp_path, server)
    office.arrive("2026-03-02", monthly("9999999999", "2026-02", "returned"))  # a code that no register has
    assert office.deliver("2026-03-02") == Delivered({"unaddressed": 1})
    source = SourceEntry(name="test", url=str(tmp_path / "in"), address="vanthu@xa.example")
    office.settings = load_settings(home=tmp_path, outboxes=(server,), sources=(source,))
    assert office.deliver("2026-03-03") == Delivered({"delivered": 1})
    assert mail.taken[0]["To"] == "vanthu@xa.example"


def test_backlog_mails_nobody_about_days_long_ago(sqlite_warehouse_url: str, tmp_path: Path) -> None:
    folder = OutboxEntry(name="folder", url=str(tmp_path / "outbox"))
    office = Office(sqlite_warehouse_url, tmp_path, by_mail(NOWHERE), folder)
    office.arrive("2026-03-02", monthly("A", "2026-02"), today="2026-06-01")
    assert office.deliver("2026-06-01") == Delivered({"delivered": 1})


def test_of_three_units_the_two_that_have_not_filed_are_mailed_once(
    warehouse_url: str, tmp_path: Path, mail: MailServer
) -> None:
    office = Office(warehouse_url, tmp_path, by_mail(f"smtp://127.0.0.1:{mail.port}", ca_file=mail.certificate))
    office.warehouse.arrive("2026-02-02", *(monthly(code, "2026-01") for code in "ABC"))
    office.warehouse.arrive("2026-03-02", monthly("B", "2026-02"))
    for day in ("2026-03-04", "2026-03-05", "2026-03-06"):  # due on Tuesday the 10th, three working days after the 5th
        office.remind(day)
        office.deliver(day)
    assert sorted(message["To"] for message in mail.taken) == ["ketoan@a.example", "ketoan@c.example"]
    of_a = next(message for message in mail.taken if message["To"] == "ketoan@a.example")
    assert [each.get_filename() for each in of_a.iter_attachments()] == ["SXKD-T_A_2026-02-28.xlsx"]
    assert office.letters("A") == [(date(2026, 3, 5), "reminder", "delivered")]


def test_steps_after_the_due_day_go_to_the_reporter_and_then_to_the_board(warehouse_url: str, tmp_path: Path) -> None:
    office = Office(warehouse_url, tmp_path)
    office.warehouse.arrive("2026-02-02", *(monthly(code, "2026-01") for code in "ABC"))
    office.warehouse.arrive("2026-03-02", monthly("B", "2026-02"), monthly("C", "2026-02"))
    for day in ("2026-03-11", "2026-03-12", "2026-03-20", "2026-03-23", "2026-03-24"):
        office.remind(day)
    assert [(day.day, kind) for day, kind, _ in office.letters("A")] == [(11, "reminder"), (23, "reminder")]
    office.deliver("2026-03-24")
    (told,) = [text for text in office.texts() if "A | Công ty A" in text]
    assert "10/03/2026 | 13" in told
    assert "B | Công ty B" not in told
    assert any((tmp_path / "outbox" / "2026-03-23").glob("BQL escalation */overdue.csv"))


def test_reminder_brings_the_form_prefilled_for_reporter_and_period(warehouse_url: str, tmp_path: Path) -> None:
    office = Office(warehouse_url, tmp_path)
    office.warehouse.arrive("2026-02-02", *(monthly(code, "2026-01", workers=7) for code in "ABC"))
    office.remind("2026-03-05")
    office.deliver("2026-03-05")
    (form,) = office.folder.glob("2026-03-05/A reminder */*.xlsx")
    assert form.name == "SXKD-T_A_2026-02-28.xlsx"
    cells = {cell.value for row in load_workbook(form).worksheets[0].iter_rows() for cell in row}
    assert {"Công ty A", "A", "Tháng 2 năm 2026", 7} <= cells
    assert "Kèm theo: 01 biểu mẫu" in next(text for text in office.texts() if "Công ty A" in text)


def test_reminder_of_a_night_without_one_source_says_up_to_which_day_it_knows(
    sqlite_warehouse_url: str, tmp_path: Path
) -> None:
    office = Office(sqlite_warehouse_url, tmp_path)
    office.warehouse.arrive("2026-02-02", *(monthly(code, "2026-01") for code in "ABC"))
    with store.writing(office.warehouse.engine) as connection:
        connection.execute(sa.update(freshness).values(complete_on=date(2026, 3, 4)))
    office.remind("2026-03-05")
    deliver_letters(office.warehouse.engine, office.settings, date(2026, 3, 5), whole=False)
    assert all("Báo cáo gửi đến hết ngày 04/03/2026 đã được ghi nhận đầy đủ." in text for text in office.texts())


@pytest.mark.parametrize(("day", "some"), [("2026-03-07", False), ("2026-03-08", False), ("2026-03-09", True)])
def test_nobody_is_reminded_on_a_day_off(sqlite_warehouse_url: str, tmp_path: Path, day: str, some: bool) -> None:
    assert (Office(sqlite_warehouse_url, tmp_path).remind(day) > 0) is some


def test_reminder_is_kept_back_on_a_day_off_and_dropped_once_filed(sqlite_warehouse_url: str, tmp_path: Path) -> None:
    office = Office(sqlite_warehouse_url, tmp_path)
    office.warehouse.arrive("2026-02-02", *(monthly(code, "2026-01") for code in "ABC"))
    office.remind("2026-03-06")
    assert office.deliver("2026-03-07") == Delivered()
    office.warehouse.arrive("2026-03-08", monthly("A", "2026-02"))
    office.deliver("2026-03-09")
    assert (office.letters("A")[0][2], office.letters("C")[0][2]) == ("settled", "delivered")


def test_old_debts_are_not_dug_up(sqlite_warehouse_url: str, tmp_path: Path) -> None:
    office = Office(sqlite_warehouse_url, tmp_path)
    office.remind("2026-06-22")
    office.deliver("2026-06-22")
    assert "Tháng 4 năm 2026" in "".join(office.texts())
    assert "Tháng 3 năm 2026:" not in "".join(office.texts())
