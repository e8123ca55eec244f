"""Servers on loopback that tests start without root: SFTP, and mail over TLS."""

import asyncio
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import IPv4Address
from pathlib import Path

import asyncssh
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Server:
    """A running SFTP server: its port, its host key and the folder it shows."""

    port: int
    host_key: str
    folder: Path


class OneClerk(asyncssh.SSHServer):
    """Lets one clerk in, by password."""

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("clerk", "right")


@contextmanager
def running_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop that runs in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join(20)


@contextmanager
def sftp_server(folder: Path) -> Iterator[Server]:
    """An SFTP server that shows the folder."""
    key = asyncssh.generate_private_key("ssh-ed25519")

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=OneClerk,
            server_host_keys=[key],
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=os.fsencode(folder)),
        )

    with running_loop() as loop:
        acceptor = asyncio.run_coroutine_threadsafe(listen(), loop).result(20)
        yield Server(acceptor.get_port(), key.export_public_key().decode(), folder)
        loop.call_soon_threadsafe(acceptor.close)
        asyncio.run_coroutine_threadsafe(acceptor.wait_closed(), loop).result(20)


@dataclass(frozen=True)
class MailServer:
    """A running mail server: its port, the certificate to trust, and what it has taken."""

    port: int
    certificate: Path
    taken: list[EmailMessage]
    refused: set[str]


class Mailbox:
    """Takes mail, except for addresses that it refuses."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or not."""
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the message as a mail program reads it."""
        content = envelope.content or b""
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 OK"


def lets_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    """Let the clerk in, by password."""
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"clerk", b"right")
    return AuthResult(success=right, handled=False)


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    """A mail server that wants STARTTLS and a password."""
    certificate, key = certified(folder)
    trusted = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trusted.load_cert_chain(certificate, key)
    mailbox = Mailbox()

    def connection() -> SMTP:
        return SMTP(mailbox, tls_context=trusted, require_starttls=True, auth_required=True, authenticator=lets_in)

    async def listen() -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0)

    with running_loop() as loop:
        server = asyncio.run_coroutine_threadsafe(listen(), loop).result(20)
        yield MailServer(server.sockets[0].getsockname()[1], certificate, mailbox.taken, mailbox.refused)
        loop.call_soon_threadsafe(server.close)


def certified(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "server.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return folder / "server.pem", folder / "key.pem"
