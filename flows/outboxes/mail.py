"""E-mail as an outbox, by SMTP over TLS; a letter's id is its Message-ID, by which mail programs know a second copy."""

import mimetypes
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.utils import formataddr
from urllib.parse import urlsplit

from flows.letters.wording import one_line
from flows.outboxes.post import Post, Undeliverable
from flows.settings import ADDRESS, OutboxEntry
from flows.trouble import OutboxTrouble

TIMEOUT_SECONDS = 30
TOO_LARGE = 552
PERMANENT = 500  # and above: the server will not think again


@contextmanager
def mail_outbox(entry: OutboxEntry) -> Iterator[Callable[[Post], None]]:
    """A function that mails one letter, over one connection."""
    try:
        server = connected(entry)
    except (OSError, smtplib.SMTPException) as error:
        raise mail_trouble(entry, error) from error

    def send(post: Post) -> None:
        message = as_message(post, entry, address_of(post, entry))
        try:
            server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise stays(error) or mail_trouble(entry, error) from error

    try:
        yield send
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()


def connected(entry: OutboxEntry) -> smtplib.SMTP:
    """A connection that is encrypted as the settings say, and signed in."""
    parts = urlsplit(entry.url)
    host, trusted = parts.hostname or "", ssl.create_default_context(cafile=entry.ca_file)
    security = entry.security or ("tls" if parts.scheme == "smtps" else "starttls")
    server: smtplib.SMTP
    if security == "tls":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=trusted)
    else:
        server = smtplib.SMTP(host, parts.port or (587 if security == "starttls" else 25), timeout=TIMEOUT_SECONDS)
    try:
        if security == "starttls":
            server.starttls(context=trusted)
        if entry.username:
            server.login(entry.username, entry.secret or "")
    except BaseException:
        server.close()
        raise
    return server


def address_of(post: Post, entry: OutboxEntry) -> str:
    """The address of the letter: as the settings say, else the first of the register, where it holds nothing else."""
    stated = (entry.addresses.get(post.reporter_code or "") or post.address or "").strip()
    candidates = re.split(r"[\s,;]+", stated)
    if all(re.fullmatch(ADDRESS, candidate) for candidate in candidates):
        return candidates[0]
    raise Undeliverable("unaddressed", "No e-mail address of this reporter is known.")


def as_message(post: Post, entry: OutboxEntry, address: str) -> EmailMessage:
    """The letter as mail: plain text and HTML side by side, then the attachments."""
    sender = entry.sender or ""
    message = EmailMessage()
    message["Subject"] = post.letter.subject
    message["From"] = formataddr((one_line(post.office.name), sender))
    if post.office.email:
        message["Reply-To"] = post.office.email
    message["To"] = address
    message["Date"] = post.queued_at
    message["Message-ID"] = f"<{post.letter_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(post.letter.text)
    message.add_alternative(post.letter.html, subtype="html")
    for name, content in post.named.items():
        kind, _, subtype = (mimetypes.guess_type(name)[0] or "application/octet-stream").partition("/")
        message.add_attachment(content, maintype=kind, subtype=subtype, filename=name)
    return message


def stays(error: Exception) -> Undeliverable | None:
    """What becomes of the letter where the server does not want this one; None where it wants none."""
    code: int | None = None
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
    if isinstance(error, smtplib.SMTPDataError):
        code = error.smtp_code
    if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code == TOO_LARGE:
        code = TOO_LARGE
    if code is None:
        return None
    state = "refused" if code >= PERMANENT else "waiting"
    return Undeliverable(state, f"The mail server does not take this letter ({code}).")


def mail_trouble(entry: OutboxEntry, error: Exception) -> OutboxTrouble:
    """Say why no mail goes out, without password and addresses."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return OutboxTrouble(
            f"{entry.called_vi}: máy chủ thư không cho vào (sai tên hoặc mật khẩu).",
            f"{entry.called_en} lets nobody in with this name and password.",
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return OutboxTrouble(
            f"{entry.called_vi}: chứng thư của máy chủ thư không đáng tin, không gửi.",
            f"{entry.called_en} shows a certificate that is not trusted: nothing is sent.",
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return OutboxTrouble(
            f"{entry.called_vi}: máy chủ thư không có STARTTLS hoặc không có đăng nhập như đã khai báo.",
            f"{entry.called_en} does not offer the encryption or the sign-in that the settings ask for.",
        )
    code = f" {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
    what = f"{type(error).__name__}{code}"
    return OutboxTrouble(
        f"{entry.called_vi} không liên lạc được ({what}).", f"{entry.called_en} is out of reach ({what})."
    )
