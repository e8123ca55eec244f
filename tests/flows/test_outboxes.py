"""Letters brought to a folder, over SFTP and by e-mail: real servers, on this machine."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.letters.wording import Letter
from flows.outboxes import Post, Undeliverable, open_outbox
from flows.outboxes.file_names import bearable
from flows.outboxes.folder import put
from flows.settings import Office, OutboxEntry
from flows.trouble import OutboxTrouble
from tests.flows.servers import MailServer, Server, mail_server, sftp_server

POST = Post(
    letter_id="ab" * 32,
    kind="result",
    reporter_code="2700000001",
    sender=None,
    address="ketoan@dn01.example",
    letter_day=date(2026, 3, 2),
    queued_at=datetime(2026, 3, 2, 19, tzinfo=UTC),
    letter=Letter("Kết quả báo cáo", "Kính gửi: A\n", "<p>Kính gửi: A</p>"),
    attachments=(("0000007 Báo cáo.csv", b"a,b\r\n"),),
)
PLACE = "2026-03-02/2700000001 result abababababababab"
FILES = {
    f"{PLACE}/0000007 Báo cáo.csv": b"a,b\r\n",
    f"{PLACE}/letter.txt": "Kính gửi: A\n".encode(),
    f"{PLACE}/letter.html": "<p>Kính gửi: A</p>".encode(),
}


@pytest.fixture(scope="module")
def sftp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An SFTP server for the tests of this file."""
    with sftp_server(tmp_path_factory.mktemp("sftp")) as running:
        yield running


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[MailServer]:
    """A mail server for one test."""
    with mail_server(tmp_path) as running:
        yield running


@pytest.fixture(autouse=True)
def passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords, where they belong."""
    monkeypatch.setenv("PARKWATCH_PASSWORD_DISTRICT", "right")
    monkeypatch.setenv("PARKWATCH_PASSWORD_MAIL", "right")


def by_sftp(server: Server, **changes: object) -> OutboxEntry:
    """The outbox as a settings file would name it."""
    stated = {
        "name": "district", "url": f"sftp://127.0.0.1:{server.port}/letters", "host_key": server.host_key,
        "username": "clerk",
    }  # fmt: skip
    return OutboxEntry.model_validate(stated | changes)


def by_mail(server: MailServer, **changes: object) -> OutboxEntry:
    """The outbox as a settings file would name it."""
    stated = {
        "name": "mail", "url": f"smtp://127.0.0.1:{server.port}", "sender": "baocao@board.example",
        "username": "clerk", "ca_file": server.certificate,
    }  # fmt: skip
    return OutboxEntry.model_validate(stated | changes)


def bring(entry: OutboxEntry, post: Post = POST) -> None:
    """Bring one letter."""
    with open_outbox(entry) as send:
        send(post)


def files(folder: Path) -> dict[str, bytes]:
    """Every file under the folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_folder_holds_the_letter_once(tmp_path: Path) -> None:
    entry = OutboxEntry(name="folder", url=str(tmp_path))
    bring(entry)
    bring(entry, replace(POST, letter=Letter("", "another", "another")))
    assert files(tmp_path) == FILES


def test_letter_that_was_half_written_is_written_again(tmp_path: Path) -> None:
    aside = tmp_path / ".incoming" / POST.letter_id
    aside.mkdir(parents=True)
    (aside / "left over").write_bytes(b"")
    bring(OutboxEntry(name="folder", url=str(tmp_path)))
    assert files(tmp_path) == FILES


def test_no_path_is_taken_from_a_reporter(tmp_path: Path) -> None:
    assert replace(POST, reporter_code="../../etc").folder == "2026-03-02/_.._etc result abababababababab"


def test_letter_to_nobody_lies_in_the_folder_of_its_source() -> None:
    nobody = replace(POST, reporter_code=None, sender="board/từ xã")
    assert nobody.folder == "2026-03-02/board_từ_xã result abababababababab"


def test_sftp_holds_the_letter_once(sftp: Server) -> None:
    (sftp.folder / "letters").mkdir()
    bring(by_sftp(sftp))
    bring(by_sftp(sftp), replace(POST, letter=Letter("", "another", "another")))
    assert files(sftp.folder / "letters") == FILES


def test_sftp_with_another_host_key_is_refused(sftp: Server) -> None:
    other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJkSm0vUFXpGmd7aBlxHbfXyUeqvoeTn9vTbRkIu2YzR"
    with pytest.raises(OutboxTrouble, match="another host key than the pinned one"):
        bring(by_sftp(sftp, host_key=other))


def test_mail_bears_text_page_attachment_and_the_letter_s_id(mail: MailServer) -> None:
    bring(by_mail(mail))
    (message,) = mail.taken
    assert (message["To"], message["From"]) == ("ketoan@dn01.example", "baocao@board.example")
    assert message["Message-ID"] == f"<{POST.letter_id}@board.example>"
    assert message["Subject"] == "Kết quả báo cáo"
    text, page = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert page is not None
    assert (text.get_content().strip(), page.get_content().strip()) == ("Kính gửi: A", "<p>Kính gửi: A</p>")
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "0000007 Báo cáo.csv"


def test_mail_comes_in_the_name_of_the_office_and_is_answered_to_it(mail: MailServer) -> None:
    bring(by_mail(mail), replace(POST, office=Office(name="Ban Quản lý, tỉnh N", email="vp@board.example")))
    (message,) = mail.taken
    assert message["From"].addresses[0].display_name == "Ban Quản lý, tỉnh N"
    assert message["From"].addresses[0].addr_spec == "baocao@board.example"
    assert message["Reply-To"] == "vp@board.example"


def test_address_of_the_settings_comes_first(mail: MailServer) -> None:
    bring(by_mail(mail, addresses={"2700000001": "giamdoc@dn01.example"}))
    assert mail.taken[0]["To"] == "giamdoc@dn01.example"


@pytest.mark.parametrize("address", [None, "", "ketoan", "a@b\r\nBcc: c@d.example", "<a@b.example>"])
def test_letter_without_a_whole_address_stays(mail: MailServer, address: str | None) -> None:
    with pytest.raises(Undeliverable) as reason:
        bring(by_mail(mail), replace(POST, address=address))
    assert reason.value.state == "unaddressed"
    assert mail.taken == []


def test_refused_letter_does_not_stop_the_next(mail: MailServer) -> None:
    mail.refused.add("gone@dn02.example")
    with open_outbox(by_mail(mail)) as send:
        with pytest.raises(Undeliverable) as reason:
            send(replace(POST, address="gone@dn02.example"))
        send(POST)
    assert (reason.value.state, reason.value.message) == ("refused", "The mail server does not take this letter (550).")
    assert len(mail.taken) == 1


def test_certificate_that_nobody_vouches_for_is_refused(mail: MailServer) -> None:
    with pytest.raises(OutboxTrouble, match="certificate that is not trusted"):
        bring(by_mail(mail, ca_file=None))
    assert mail.taken == []


def test_wrong_password_is_one_sentence_without_it(mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARKWATCH_PASSWORD_MAIL", "wrong-secret")
    with pytest.raises(OutboxTrouble, match="lets nobody in") as caught:
        bring(by_mail(mail))
    assert "wrong-secret" not in caught.value.vi + caught.value.en


def test_nobody_listening_is_one_sentence(mail: MailServer) -> None:
    with pytest.raises(OutboxTrouble, match="out of reach"):
        bring(by_mail(mail, url="smtp://127.0.0.1:1"))


@pytest.mark.parametrize(
    ("stated", "fault"),
    [
        ({"url": "smtp://mail.example"}, "needs a `sender`"),
        ({"url": "smtp://mail.example", "sender": "not an address"}, "sender"),
        ({"url": "smtp://u:p@mail.example", "sender": "a@b.example"}, "password may not stand in the URL"),
        ({"url": "smtp://m", "sender": "a@b.example", "security": "none", "username": "u"}, "need `security`"),
    ],
)
def test_unsafe_settings_are_refused(stated: dict[str, str], fault: str) -> None:
    with pytest.raises(ValueError, match=re.escape(fault)):
        OutboxEntry.model_validate({"name": "mail", **stated})


@pytest.mark.parametrize(
    ("name", "borne"),
    [
        ("Báo cáo tháng 9.xlsx", "Báo cáo tháng 9.xlsx"),
        ('a/b\\c:"d"?.xlsx', "a_b_c__d__.xlsx"),
        ("x\udcff\n.xlsx", "x__.xlsx"),
        ("...", "_"),
    ],
)
def test_name_that_no_file_system_bears_is_written_so_that_it_does(name: str, borne: str) -> None:
    assert bearable(name) == borne


def test_long_names_are_shortened_and_stay_apart() -> None:
    long = "ữ" * 300 + ".xlsx"
    first = bearable(long)
    second = bearable(long, [first])
    assert first != second
    assert second.endswith("ữ (2).xlsx")
    assert max(len(name.encode()) for name in (first, second)) <= 180


def test_letter_with_a_long_name_is_brought_and_stops_no_outbox(tmp_path: Path) -> None:
    long = replace(POST, attachments=(("ữ" * 200 + ".xlsx", b"x"),))
    put(tmp_path, long)
    (attached,) = (tmp_path / long.folder).glob("*.xlsx")
    assert attached.read_bytes() == b"x"


@pytest.mark.parametrize(("mode", "files"), [(0o700, 0o600), (0o750, 0o640), (0o775, 0o664)])
def test_letters_may_be_read_by_whoever_may_read_the_outbox(tmp_path: Path, mode: int, files: int) -> None:
    tmp_path.chmod(mode)
    before = os.umask(0o022)
    try:
        put(tmp_path, POST)
    finally:
        os.umask(before)
    made = tmp_path / POST.folder
    assert [path.stat().st_mode & 0o777 for path in (made.parent, made)] == [mode, mode]
    assert {path.stat().st_mode & 0o777 for path in made.iterdir()} == {files}
