"""Publications: a cut sealed for a review as a signed file, and the same file made again from the warehouse.

The file is a plain zip without compression and without times: the manifest, its signature, the inputs and the marts.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import AwareDatetime, BaseModel

from expectations.catalogue import load_catalogue
from expectations.fingerprints import form_fingerprint, rule_fingerprint
from expectations.warehouse.core import acceptance
from expectations.warehouse.dimensions import cut
from expectations.warehouse.intake import arrival, submission
from expectations.warehouse.mart import freshness
from expectations.warehouse.publications import publication
from expectations.warehouse.receipts import receipt
from flows.archive import sha256_of
from flows.export import MARTS, export
from flows.frames import fetch
from flows.ledger import LONG_AGO, end_of_day
from flows.program_version import program_version
from flows.safe_text import safe_frame
from flows.signing import PublicKeys, fingerprint, is_signed, signature_of
from flows.trouble import UsageTrouble
from transforms.marts.known import AS_OF, held_then

MANIFEST, SIGNATURE, INPUTS = "manifest.json", "manifest.sig", "inputs.csv"
NO_TIME = (1980, 1, 1, 0, 0, 0)
WITH_SCHEMA = ("park_month", "incident_window")  # whose members the first seals called by schema and name
SEALED = (*(f"mart.{name}" for name in WITH_SCHEMA), *(name for name in MARTS if name not in WITH_SCHEMA))


class Member(BaseModel):
    """A table of a sealed file."""

    sha256: str
    columns: list[str]


class Manifest(BaseModel):
    """What of a manifest is read again: whose it is, of which instant, and its tables."""

    publication: str
    as_of: AwareDatetime
    members: dict[str, Member]


@dataclass(frozen=True)
class Sealing:
    """Who seals what, why and when."""

    name: str
    because: str
    sealed_by: str | None
    sealed_at: datetime
    as_of_on: date | None = None  # none: as far as the marts were brought


def seal(connection: sa.Connection, sealing: Sealing, key: Ed25519PrivateKey) -> bytes:
    """Seal the state at the end of a day: put it on record and return the bytes of the file; the caller commits.

    What arrives later, be it the same day, opens a new cut and never changes a sealed one.
    """
    cut_id, as_of = _to_seal(connection, sealing)
    members = {INPUTS: as_csv(_inputs(connection, as_of))}
    members |= {f"{name}.csv": as_csv(mart_of(connection, name, as_of)) for name in SEALED}
    manifest = json.dumps(_manifest(connection, sealing, as_of, members), ensure_ascii=False, indent=1)
    key_id, signature = fingerprint(key.public_key()), signature_of(key, manifest)
    content = as_file(manifest, key_id, signature, members)
    row = {
        "name": sealing.name, "cut_id": cut_id, "as_of_at": as_of, "sealed_at": sealing.sealed_at,
        "sealed_by": sealing.sealed_by, "because": sealing.because, "manifest": manifest, "key_id": key_id,
        "signature": signature, "sha256": sha256_of(content),
    }  # fmt: skip
    connection.execute(sa.insert(publication).values(row))
    return content


def _to_seal(connection: sa.Connection, sealing: Sealing) -> tuple[int, datetime]:
    """The last cut to seal, and the instant: as far as the marts were brought, or the end of an earlier day."""
    if connection.execute(sa.select(publication.c.name).where(publication.c.name == sealing.name)).first():
        raise UsageTrouble(
            f"Bản “{sealing.name}” đã chốt; hãy dùng tên khác.", f"“{sealing.name}” is sealed; choose another name."
        )
    told = connection.execute(sa.select(freshness.c.today_on, freshness.c.as_of_at)).first()
    as_of: datetime = told.as_of_at if told else LONG_AGO
    if told and sealing.as_of_on:
        as_of = end_of_day(sealing.as_of_on) if sealing.as_of_on <= told.today_on else LONG_AGO
    cut_id = connection.execute(sa.select(sa.func.max(cut.c.cut_id)).where(cut.c.cut_at <= as_of)).scalar()
    if cut_id is None:
        until = told.today_on if told else "—"
        raise UsageTrouble(
            f"Chưa có số liệu đến hết ngày đó (kho tính đến {until}).",
            f"There are no figures up to that day (the warehouse tells up to {until}).",
        )
    return cut_id, as_of


def _inputs(connection: sa.Connection, as_of: datetime) -> pd.DataFrame:
    """The reports that counted as accepted at the end of the day, each with the hash of its file."""
    s, a = submission.c, arrival.c
    rows = (
        sa.select(
            a.arrival_rank, a.path, a.sha256, a.arrived_on, s.form_code, s.form_version, s.reporter_code,
            s.window_start, s.window_end, s.status, s.rows_loaded,
        )
        .join(submission, s.arrival_rank == a.arrival_rank)
        .join(acceptance, acceptance.c.submission_id == s.submission_id)
        .where(held_then(acceptance))
        .order_by(a.arrival_rank)
    )  # fmt: skip
    return fetch(connection, rows, {"as_of": as_of})


def _manifest(
    connection: sa.Connection, sealing: Sealing, as_of: datetime, members: Mapping[str, bytes]
) -> dict[str, Any]:
    catalogue = load_catalogue()
    rules = {f"{form} {rule.code}": rule_fingerprint(rule.code, form, catalogue) for form, rule in catalogue.rules()}
    return {
        "publication": sealing.name,
        "because": sealing.because,
        "sealed_by": sealing.sealed_by,
        "sealed_at": sealing.sealed_at.isoformat(),
        "as_of": as_of.isoformat(),
        "program": program_version(),
        "receipts": _head(connection, as_of),
        "members": {
            name: {"sha256": sha256_of(content), "columns": content.decode().partition("\n")[0].split(",")}
            for name, content in members.items()
        },
        "rules": rules,
        "forms": {code: form_fingerprint(form) for code, form in catalogue.forms.items()},
    }


def _head(connection: sa.Connection, as_of: datetime) -> dict[str, Any] | None:
    """The last receipt of the sealed state: with it the whole chain before it is sealed."""
    last = (
        sa.select(receipt.c.arrival_rank, receipt.c.sha256)
        .join(arrival, arrival.c.arrival_rank == receipt.c.arrival_rank)
        .join(cut, cut.c.cut_id == arrival.c.cut_id)
        .where(cut.c.cut_at <= AS_OF)
        .order_by(receipt.c.arrival_rank.desc())
        .limit(1)
    )
    row = connection.execute(last, {"as_of": as_of}).first()
    return {"last": row.arrival_rank, "sha256": row.sha256} if row else None


def mart_of(connection: sa.Connection, sealed_name: str, as_of: datetime | None) -> pd.DataFrame:
    """The mart that a seal calls so, as it was known at the instant."""
    return export(connection, sealed_name.removeprefix("mart."), as_of)


def as_csv(frame: pd.DataFrame, columns: Iterable[str] | None = None) -> bytes:
    """The rows in one order and one spelling, whatever database they come from; nothing in it comes to life."""
    table = frame[list(columns)] if columns is not None else frame
    table = safe_frame(table)
    order = table.astype("str").fillna("").sort_values(list(table.columns), kind="stable").index
    return table.loc[order].to_csv(index=False, lineterminator="\n").encode()


def as_file(manifest: str, key_id: str, signature: str, members: Mapping[str, bytes]) -> bytes:
    """The bytes of the sealed file: the same for the same content, on every machine."""
    seal_of = json.dumps({"key_id": key_id, "signature": signature}) + "\n"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as file:
        for name, data in ((MANIFEST, manifest.encode()), (SIGNATURE, seal_of.encode()), *sorted(members.items())):
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            file.writestr(entry, data)
    return content.getvalue()


def members_of(content: bytes) -> dict[str, bytes]:
    """What a sealed file holds; UsageTrouble where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            members = {name: file.read(name) for name in file.namelist()}
        Manifest.model_validate_json(members[MANIFEST]), json.loads(members[SIGNATURE])
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError) as error:
        raise UsageTrouble("Tệp không phải là bản chốt số liệu.", "The file is no sealed publication.") from error
    return members


def made_again(connection: sa.Connection, manifest: str) -> dict[str, bytes]:
    """The tables of a manifest as the warehouse tells them today of that day, in the columns that were sealed."""
    told = Manifest.model_validate_json(manifest)
    as_of = told.as_of
    members = {}
    for name, about in told.members.items():
        table = name.removesuffix(".csv")
        frame = _inputs(connection, as_of) if name == INPUTS else mart_of(connection, table, as_of)
        members[name] = as_csv(frame.reindex(columns=about.columns))
    return members


def verify(connection: sa.Connection, content: bytes | None, name: str, keys: PublicKeys) -> list[str]:
    """What of a publication differs between the record, the file and the warehouse; nothing where all are equal."""
    row = connection.execute(sa.select(publication).where(publication.c.name == name)).mappings().first()
    if row is None:
        return ["record"]
    different = [] if is_signed(keys, row["key_id"], row["manifest"], row["signature"]) else ["signature"]
    again = made_again(connection, row["manifest"])
    sealed = Manifest.model_validate_json(row["manifest"]).members
    different += [member for member, data in again.items() if sha256_of(data) != sealed[member].sha256]
    if content is not None:
        held = members_of(content)
        made = {**again, MANIFEST: row["manifest"].encode()}
        different += [f"{member} (file)" for member, data in made.items() if held.get(member) != data]
        whole = content
    else:
        whole = as_file(row["manifest"], row["key_id"], row["signature"], again)
    return different if different or sha256_of(whole) == row["sha256"] else ["file"]
