"""Receipts: one for every file whatever became of it, verified without a warehouse; no change stays unseen."""

import json
import stat
import subprocess
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from expectations.warehouse.receipts import receipt
from flows import stages, store
from flows.archive import sha256_of
from flows.named import file_named
from flows.receipts import audit, is_genuine, receipts_of
from flows.signing import public_pem, signing_key, trusted_keys
from tests import examples
from tests.flows.made_nights import REGISTER, MadeNights, made_nights

Command = Callable[..., subprocess.CompletedProcess[str]]
WRONG = examples.monthly({"01": "abc", "02": "1", "05": "1", "06": "1"})
SECRET = b"MAT VU\nM\xe1\xba\xacT\n"


@pytest.fixture(scope="module")
def nights(lasting_warehouse_url: str, tmp_path_factory: pytest.TempPathFactory) -> MadeNights:
    """Six files, each with another outcome."""
    made = made_nights(lasting_warehouse_url, tmp_path_factory.mktemp("home"))
    made.night("2026-10-01", a_register=REGISTER)
    made.night("2026-10-02", b_good=examples.monthly(), c_same=examples.monthly(), d_wrong=WRONG, e_pdf=b"%PDF-1.7 ...")
    made.night("2026-10-03", f_secret=SECRET)
    return made


def receipts(nights: MadeNights, path: str | None = None, **wanted: Any) -> list[dict[str, Any]]:
    """The receipts that are given out."""
    with nights.engine.connect() as connection:
        if path is not None:
            wanted["arrival_rank"] = file_named(connection, path).arrival_rank
        return receipts_of(connection, **wanted)


def faults(nights: MadeNights, *tampering: str, kept: Sequence[dict[str, Any]] = ()) -> set[int]:
    """The places at which the audit finds something wrong after these statements, which are taken back."""
    with nights.engine.connect() as connection:
        for statement in tampering:
            connection.execute(sa.text(nights.placed(statement)))
        found = audit(connection, trusted_keys(nights.settings.home), kept)[1]
        connection.rollback()
    return {fault.position for fault in found}


def test_every_file_has_one_with_its_outcome(nights: MadeNights) -> None:
    told = [receipts(nights, path=f"{name}.csv")[0]["receipt"] for name in ("b_good", "c_same", "d_wrong", "e_pdf")]
    assert [each["outcome"] for each in told] == ["accepted", "duplicate", "returned", "unreadable"]
    assert [each["ledger_position"] for each in told] == [2, 3, 4, 5]
    assert told[0]["reporter_code"] == told[1]["reporter_code"] == examples.PROJECT
    assert told[0]["window_start"] == "2026-09-01"
    assert told[3]["reason"] == "unreadable:pdf"
    assert faults(nights) == set()


def test_of_a_classified_file_it_says_hash_source_time_and_that_it_was_refused(nights: MadeNights) -> None:
    (given,) = receipts(nights, sha256=sha256_of(SECRET))
    assert given["receipt"].keys() == {"ledger_position", "sha256", "source", "arrived_at", "outcome", "previous"}
    assert given["receipt"]["outcome"] == "refused_classified"


def test_it_is_verified_by_the_public_key_alone(nights: MadeNights, tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(public_pem(signing_key(nights.settings.home).public_key()))
    other = tmp_path / "other.pem"
    other.write_bytes(public_pem(signing_key(tmp_path / "elsewhere").public_key()))
    (given,) = receipts(nights, path="d_wrong.csv")
    assert is_genuine(given, trusted_keys(tmp_path, file))
    assert not is_genuine(given, trusted_keys(tmp_path, other))
    given["receipt"]["outcome"] = "accepted"
    assert not is_genuine(given, trusted_keys(tmp_path, file))


def test_running_again_changes_none(nights: MadeNights) -> None:
    before = receipts(nights)
    nights.night("2026-10-03")
    with store.writing(nights.engine) as connection:
        assert store.issue_receipts(connection, signing_key(nights.settings.home)) == 0
    assert len(before) == 6
    assert receipts(nights) == before


@pytest.mark.parametrize(
    ("tampering", "seen"),
    [
        ("UPDATE intake.receipt SET body = replace(body, 'returned', 'accepted') WHERE arrival_rank = 4", {4}),
        ("UPDATE intake.submission SET outcome = 'accepted' WHERE arrival_rank = 4", {4}),
        ("UPDATE intake.arrival SET arrived_at = modified_at WHERE arrival_rank = 2", {2}),
        ("DELETE FROM intake.receipt WHERE arrival_rank = 3", {3, 4}),
    ],
)
def test_the_audit_sees_a_change(nights: MadeNights, tampering: str, seen: set[int]) -> None:
    assert faults(nights, tampering) == seen


def test_a_receipt_that_somebody_kept_shows_that_the_end_was_cut_off(nights: MadeNights) -> None:
    kept = receipts(nights, sha256=sha256_of(SECRET))
    sixth = "SELECT submission_id FROM intake.submission WHERE arrival_rank = 6"
    cut_off = [f"DELETE FROM intake.letter_item WHERE submission_id IN ({sixth})"]
    cut_off += [f"DELETE FROM intake.{table} WHERE arrival_rank = 6" for table in ("receipt", "submission", "arrival")]
    assert faults(nights, *cut_off) == set()
    assert faults(nights, *cut_off, kept=kept) == {6}


def test_the_private_key_is_its_owners_only(tmp_path: Path) -> None:
    signing_key(tmp_path)
    assert stat.S_IMODE((tmp_path / "keys" / "signing.key").stat().st_mode) == 0o600
    assert public_pem(signing_key(tmp_path).public_key()) == (tmp_path / "keys" / "signing.pub").read_bytes()


def test_a_dry_night_makes_no_receipt_and_no_key(sqlite_warehouse_url: str, tmp_path: Path) -> None:
    made = made_nights(sqlite_warehouse_url, tmp_path)
    (made.inbox / "2026-10-01").mkdir(parents=True)
    (made.inbox / "2026-10-01" / "register.csv").write_bytes(REGISTER)
    night = stages.plan(made.settings, [str(made.inbox)], date(2026, 10, 1), dry=True)
    with made.engine.connect() as connection:
        (batch,) = stages.receive(made.engine, night, [stages.look(night, night.entries[0])]).batches
        assert stages.ingest_into(connection, night, batch).files == 1
        assert connection.execute(sa.select(sa.func.count()).select_from(receipt)).scalar() == 0
    assert not made.settings.home.exists()


def test_the_command_writes_verifies_and_audits(parkwatch: Command, sqlite_warehouse_url: str, tmp_path: Path) -> None:
    made = made_nights(sqlite_warehouse_url, tmp_path)
    made.night("2026-10-01", register=REGISTER)
    report = tmp_path / "in" / "2026-10-01" / "register.csv"
    assert parkwatch("receipt", report, "-o", "r.json", "--warehouse", sqlite_warehouse_url).returncode == 0
    assert json.loads((tmp_path / "r.json").read_text())["receipt"]["outcome"] == "accepted"
    key = ("--public-key", "var/keys/signing.pub")
    assert parkwatch("receipt", "--verify", "r.json", *key, report, PARKWATCH_WAREHOUSE="nowhere://").returncode == 0
    assert parkwatch("receipt", "--verify", "r.json", *key, "r.json").returncode == 1
    assert parkwatch("receipt", "--audit", "r.json", "--warehouse", sqlite_warehouse_url).returncode == 0
    (tmp_path / "r.json").write_text((tmp_path / "r.json").read_text().replace("accepted", "returned"))
    assert parkwatch("receipt", "--verify", "r.json", *key).returncode == 1
    assert parkwatch("receipt", "nothing.xlsx", "--warehouse", sqlite_warehouse_url).returncode == 2
