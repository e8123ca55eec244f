"""Receipts: for every file that arrived a signed line that names the one before, so that none is changed in silence."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from expectations.warehouse.intake import arrival, submission
from expectations.warehouse.publications import publication
from expectations.warehouse.receipts import receipt
from flows import bulk
from flows.archive import sha256_of
from flows.signing import PublicKeys, fingerprint, is_signed, signature_of

FIRST = "0" * 64  # what the first receipt names as the one before
CLASSIFIED = "refused_classified"
OF_CLASSIFIED = ("ledger_position", "sha256", "source", "arrived_at", "outcome")  # nothing else may be kept of it
HELD = ("body", "sha256", "key_id", "signature")


class Fault(NamedTuple):
    """What is wrong with a receipt: its place in the ledger, and what, in both languages."""

    position: int
    vi: str
    en: str


def issue(connection: sa.Connection, key: Ed25519PrivateKey) -> int:
    """Give a receipt to every file of the ledger that has none, in order of arrival; how many."""
    last = connection.execute(
        sa.select(receipt.c.arrival_rank, receipt.c.sha256).order_by(receipt.c.arrival_rank.desc()).limit(1)
    ).first()
    position, previous = (last.arrival_rank, last.sha256) if last else (0, FIRST)
    key_id = fingerprint(key.public_key())
    rows = []
    for received in connection.execute(_received().where(arrival.c.arrival_rank > position)).mappings():
        body = body_of(said_of(received), previous)
        previous = sha256_of(body.encode())
        rows.append((received["ledger_position"], body, previous, key_id, signature_of(key, body)))
    bulk.insert(connection, {receipt: pd.DataFrame(rows, columns=["arrival_rank", *HELD])})
    return len(rows)


def _received() -> sa.Select[Any]:
    """What is receipted of each file: the first reading of it, whatever later ones say; of several its first report."""
    a, s = arrival.c, submission.c
    own = arrival.alias("own").c
    reports = sa.select(sa.func.count()).where(own.file_rank == a.arrival_rank).scalar_subquery()
    return (
        sa.select(
            a.arrival_rank.label("ledger_position"), a.sha256, a.size_bytes, a.source, a.path, a.arrived_at,
            s.outcome, s.reason, s.form_code, s.form_version, s.reporter_code, s.window_start, s.window_end,
            sa.case((reports > 1, reports)).label("reports"),
        )
        .join(submission, (s.arrival_rank == a.arrival_rank) & (s.reading_no == 1))
        .where(a.file_rank == a.arrival_rank)
        .order_by(a.arrival_rank)
    )  # fmt: skip


def said_of(received: sa.RowMapping) -> dict[str, Any]:
    """What the receipt says of a file: days and instants as text, without what is not given."""
    told = {name: value for name, value in received.items() if value is not None}
    if told["outcome"] == CLASSIFIED:
        told = {name: told[name] for name in OF_CLASSIFIED}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in told.items()}


def body_of(said: dict[str, Any], previous: str) -> str:
    """The text that is signed: JSON in one spelling, with the hash of the receipt before."""
    return json.dumps({**said, "previous": previous}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def receipts_of(
    connection: sa.Connection, *, arrival_rank: int | None = None, sha256: str | None = None
) -> list[dict[str, Any]]:
    """The receipt of this number, or those of all files with these bytes, as given out."""
    wanted = sa.select(arrival.c.file_rank)
    if arrival_rank is not None:
        wanted = wanted.where(arrival.c.arrival_rank == arrival_rank)
    if sha256 is not None:
        wanted = wanted.where(arrival.c.sha256 == sha256)
    held = sa.select(*(receipt.c[name] for name in HELD)).where(receipt.c.arrival_rank.in_(wanted))
    return [given_out(row) for row in connection.execute(held.order_by(receipt.c.arrival_rank)).mappings()]


def given_out(row: sa.RowMapping) -> dict[str, Any]:
    """A receipt as a file holds it."""
    return {"receipt": json.loads(row["body"]), **{name: row[name] for name in HELD if name != "body"}}


def signed_text(given: Any) -> str | None:
    """The text that was signed, from a receipt that was given out; None where it is no receipt."""
    if not isinstance(given, dict) or not isinstance(given.get("receipt"), dict):
        return None
    if not all(isinstance(given.get(name), str) for name in HELD if name != "body"):
        return None
    said = dict(given["receipt"])
    return body_of(said, str(said.pop("previous", "")))


def is_genuine(given: Any, keys: PublicKeys) -> bool:
    """Whether a receipt that was given out is whole and signed by one of the keys."""
    body = signed_text(given)
    if body is None or sha256_of(body.encode()) != given["sha256"]:
        return False
    return is_signed(keys, given["key_id"], body, given["signature"])


def audit(connection: sa.Connection, keys: PublicKeys, shown: Sequence[dict[str, Any]] = ()) -> tuple[int, list[Fault]]:
    """How many receipts there are, and what is wrong: in the chain, against the ledger, the seals, receipts shown."""
    told = {row["ledger_position"]: said_of(row) for row in connection.execute(_received()).mappings()}
    held = list(connection.execute(sa.select(receipt).order_by(receipt.c.arrival_rank)).mappings())
    faults = list(_faults_of_chain(held, told, keys))
    hashes = {row["arrival_rank"]: row["sha256"] for row in held}
    heads = [json.loads(text)["receipts"] for text in connection.execute(sa.select(publication.c.manifest)).scalars()]
    known = [(int(head["last"]), str(head["sha256"])) for head in heads if head]
    known += [(int(given["receipt"]["ledger_position"]), given["sha256"]) for given in shown]
    faults += [
        Fault(at, "không còn là biên nhận đã cấp hoặc đã chốt", "is no longer the receipt that was given out or sealed")
        for at, sha256 in known
        if hashes.get(at) != sha256
    ]
    return len(held), sorted(faults)


def _faults_of_chain(
    held: Sequence[sa.RowMapping], told: dict[int, dict[str, Any]], keys: PublicKeys
) -> Iterator[Fault]:
    previous = FIRST
    for row in held:
        at, body = row["arrival_rank"], row["body"]
        if sha256_of(body.encode()) != row["sha256"]:
            yield Fault(at, "nội dung đã bị sửa", "its text was changed")
        elif not is_signed(keys, row["key_id"], body, row["signature"]):
            yield Fault(at, "chữ ký không đúng, hoặc khóa không được tin cậy", "wrong signature, or no trusted key")
        if f'"previous":"{previous}"' not in body:
            yield Fault(at, "không nối với biên nhận trước", "does not follow the receipt before")
        elif body != body_of(told.get(at, {}), previous):
            yield Fault(at, "khác với sổ tiếp nhận", "differs from the ledger")
        previous = row["sha256"]
    without = told.keys() - {row["arrival_rank"] for row in held}
    yield from (Fault(at, "tệp không có biên nhận", "a file without a receipt") for at in without)
