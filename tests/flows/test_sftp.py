"""SFTP with a pinned host key, against a real server on this machine."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import asyncssh
import pytest
from pydantic import SecretStr

from flows.settings import SourceEntry
from flows.sources import Listing, list_source
from flows.sources.parcel import StillBeingWritten
from flows.trouble import SourceTrouble
from tests.flows.servers import Server, sftp_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An SFTP server for the tests of this file."""
    with sftp_server(tmp_path_factory.mktemp("sftp")) as running:
        yield running


def entry(server: Server, **changes: object) -> SourceEntry:
    """The source as a settings file would name it."""
    stated: dict[str, object] = {
        "name": "district",
        "url": f"sftp://127.0.0.1:{server.port}/inbox",
        "host_key": server.host_key,
        "username": "clerk",
        "password": SecretStr("right"),
    }
    return SourceEntry.model_validate(stated | changes)


def look(source: SourceEntry) -> Listing:
    """A look from an hour ahead, so that every file is settled."""
    return list_source(source, date(2026, 3, 3), datetime.now(UTC) + timedelta(hours=1), 60)


def test_reads_a_tree_behind_the_pinned_key(server: Server) -> None:
    (server.folder / "inbox/2026-03-02").mkdir(parents=True, exist_ok=True)
    (server.folder / "inbox/2026-03-02/Báo cáo.csv").write_bytes("Tháng 2".encode())
    (server.folder / "inbox/2026-03-02/b.xlsx.filepart").write_bytes(b"half")
    listing = look(entry(server))
    assert [(parcel.path, parcel.day) for parcel in listing.parcels] == [("2026-03-02/Báo cáo.csv", date(2026, 3, 2))]
    assert listing.parcels[0].read() == "Tháng 2".encode()


def test_file_that_grows_on_the_server_is_left(server: Server) -> None:
    (server.folder / "growing").mkdir()
    (server.folder / "growing/a.csv").write_bytes(b"half")
    (parcel,) = look(entry(server, url=f"sftp://127.0.0.1:{server.port}/growing")).parcels
    (server.folder / "growing/a.csv").write_bytes(b"half and more")
    with pytest.raises(StillBeingWritten):
        parcel.read()


def test_another_host_key_is_refused(server: Server) -> None:
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    with pytest.raises(SourceTrouble, match="another host key than the pinned one"):
        look(entry(server, host_key=other))


def test_no_connection_without_a_pinned_key(server: Server) -> None:
    with pytest.raises(SourceTrouble, match="names no host_key"):
        look(entry(server, host_key=None))


def test_wrong_password_is_one_sentence_without_it(server: Server) -> None:
    with pytest.raises(SourceTrouble, match="lets nobody in") as caught:
        look(entry(server, password=SecretStr("wrong-secret")))
    assert "wrong-secret" not in caught.value.vi + caught.value.en


def test_nobody_listening_is_worth_another_try(server: Server) -> None:
    with pytest.raises(SourceTrouble, match="out of reach") as caught:
        look(entry(server, url="sftp://127.0.0.1:1/inbox"))
    assert caught.value.passing


def test_missing_folder_on_the_server_is_one_sentence(server: Server) -> None:
    with pytest.raises(SourceTrouble, match="no such folder"):
        look(entry(server, url=f"sftp://127.0.0.1:{server.port}/nowhere"))
