"""A sealed cut is made again bit for bit, whatever is loaded after it; what was tampered with is told."""

import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.command import downgrade

from expectations.warehouse.dimensions import cut
from flows import store
from flows.cut_diff import difference
from flows.ledger import JUST_AFTER, end_of_day
from flows.migration import config_for
from flows.publication import MANIFEST, Sealing, members_of, seal, verify
from flows.signing import signing_key, trusted_keys
from flows.trouble import UsageTrouble
from tests.small_warehouse import SmallWarehouse, monthly, project, register, small_warehouse

Command = Callable[..., subprocess.CompletedProcess[str]]
REVIEW = Sealing("quy-3", "họp giao ban", None, datetime(2026, 9, 20, 3, tzinfo=UTC))


@pytest.fixture
def warehouse(warehouse_url: str) -> SmallWarehouse:
    """Two projects, one month."""
    made = small_warehouse(warehouse_url)
    made.arrive("2026-08-01", register("2026-08-01", project("P1"), project("P2")))
    made.arrive("2026-09-05", monthly("P1", "2026-08", net_revenue=100, workers=10))
    return made


def sealed(warehouse: SmallWarehouse, home: Path, sealing: Sealing = REVIEW) -> bytes:
    """Seal the state, and give the file."""
    with store.writing(warehouse.engine) as connection:
        return seal(connection, sealing, signing_key(home))


def different(warehouse: SmallWarehouse, home: Path, content: bytes | None, name: str = "quy-3") -> list[str]:
    """What verification finds."""
    with warehouse.engine.connect() as connection:
        return verify(connection, content, name, trusted_keys(home))


def test_later_files_of_the_same_day_and_of_later_days_leave_it_as_it_was(
    warehouse: SmallWarehouse, tmp_path: Path
) -> None:
    content = sealed(warehouse, tmp_path)
    warehouse.arrive("2026-09-05", monthly("P2", "2026-08", net_revenue=50))
    warehouse.arrive("2026-09-09", monthly("P1", "2026-08", net_revenue=70))
    assert different(warehouse, tmp_path, content) == []
    assert different(warehouse, tmp_path, None) == []
    assert warehouse.rows("park_month", "net_revenue_vnd", window_start="2026-08-01") == [(120,)]


def test_a_migration_leaves_it_as_it_was(warehouse: SmallWarehouse, tmp_path: Path) -> None:
    content = sealed(warehouse, tmp_path)
    with warehouse.engine.connect() as connection, connection.execution_options(parkwatch_writing=True).begin():
        downgrade(config_for(connection), "0011")
    store.upgrade(warehouse.engine)
    assert different(warehouse, tmp_path, content) == []


def test_an_older_day_after_the_seal_opens_a_new_cut(warehouse: SmallWarehouse, tmp_path: Path) -> None:
    warehouse.pass_time("2026-09-10")
    content = sealed(warehouse, tmp_path)
    warehouse.arrive("2026-09-07", monthly("P2", "2026-08", net_revenue=50))
    assert different(warehouse, tmp_path, content) == []
    with warehouse.engine.connect() as connection:
        last = connection.execute(sa.select(sa.func.max(cut.c.cut_at))).scalar()
    assert last == end_of_day(date(2026, 9, 10)) + JUST_AFTER


def test_the_file_is_the_same_on_both_databases(
    tmp_path: Path, sqlite_warehouse_url: str, postgres_warehouse_url: str
) -> None:
    files = []
    for url in (sqlite_warehouse_url, postgres_warehouse_url):
        made = small_warehouse(url)
        made.arrive("2026-08-01", register("2026-08-01", project("P1"), project("P2")))
        made.arrive("2026-09-05", monthly("P1", "2026-08", net_revenue=100, workers=10))
        files.append(sealed(made, tmp_path))
    assert files[0] == files[1]


def test_it_holds_marts_inputs_rules_and_program(warehouse: SmallWarehouse, tmp_path: Path) -> None:
    members = members_of(sealed(warehouse, tmp_path))
    manifest = json.loads(members[MANIFEST])
    assert manifest["as_of"] == "2026-09-05T16:59:59+00:00"
    assert manifest["because"] == "họp giao ban"
    assert len(manifest["rules"]["sxkd-thang SXKD-01"]) == len(manifest["forms"]["sxkd-thang"]) == 64
    assert members["inputs.csv"].decode().splitlines()[2].startswith("2,2026-09-05/2.xlsx,")
    assert b"KP,2026-08-01,2026-08-31,,100," in members["mart.park_month.csv"]


def test_an_earlier_day_is_sealed_as_it_was_known_then(warehouse: SmallWarehouse, tmp_path: Path) -> None:
    warehouse.arrive("2026-09-09", monthly("P1", "2026-08", net_revenue=70))
    earlier = Sealing("som", "thử", "Phòng tổng hợp", REVIEW.sealed_at, date(2026, 9, 6))
    assert b"KP,2026-08-01,2026-08-31,,100," in members_of(sealed(warehouse, tmp_path, earlier))["mart.park_month.csv"]


def test_a_changed_figure_in_the_warehouse_is_told(warehouse: SmallWarehouse, tmp_path: Path) -> None:
    content = sealed(warehouse, tmp_path)
    table = "core.observation" if warehouse.engine.dialect.name == "postgresql" else "observation"
    with warehouse.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {table} SET value = 101 WHERE value = 100")
    assert different(warehouse, tmp_path, None)[:2] == ["mart.park_month.csv", "enterprise_month.csv"]
    assert "mart.park_month.csv (file)" in different(warehouse, tmp_path, content)


def test_a_changed_file_is_told(sqlite_warehouse_url: str, tmp_path: Path) -> None:
    made = small_warehouse(sqlite_warehouse_url)
    made.arrive("2026-08-01", register("2026-08-01", project("P1")))
    members = members_of(sealed(made, tmp_path))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, data in members.items():
            file.writestr(name, data.replace(b"P1", b"P9"))
    assert different(made, tmp_path, content.getvalue()) == ["obligation.csv (file)"]


def test_a_name_is_used_once_and_a_day_that_is_not_told_yet_is_refused(
    sqlite_warehouse_url: str, tmp_path: Path
) -> None:
    made = small_warehouse(sqlite_warehouse_url)
    with pytest.raises(UsageTrouble, match="no figures"):
        sealed(made, tmp_path)
    made.arrive("2026-08-01", register("2026-08-01", project("P1")))
    with pytest.raises(UsageTrouble, match="no figures"):
        sealed(made, tmp_path, Sealing("mai", "thử", None, REVIEW.sealed_at, date(2026, 8, 2)))
    sealed(made, tmp_path)
    with pytest.raises(UsageTrouble, match="is sealed"):
        sealed(made, tmp_path)


def test_the_difference_of_two_states(warehouse: SmallWarehouse, tmp_path: Path) -> None:
    content = sealed(warehouse, tmp_path)
    warehouse.arrive("2026-09-09", monthly("P1", "2026-08", net_revenue=70, workers=10))
    (tmp_path / "quy-3.zip").write_bytes(content)
    with warehouse.engine.connect() as connection:
        for old in ("quy-3", "2026-09-06"):
            found = difference(connection, tmp_path, old, "now", ["park_month"])
            assert found[["row", "figure", "old", "new", "difference"]].to_numpy().tolist() == [
                ["KP 2026-08-01", "net_revenue_vnd", 100, 70, -30]
            ]


def test_the_command_seals_verifies_and_tells_the_difference(
    parkwatch: Command, sqlite_warehouse_url: str, tmp_path: Path
) -> None:
    made = small_warehouse(sqlite_warehouse_url)
    made.arrive("2026-08-01", register("2026-08-01", project("P1")))
    made.arrive("2026-09-05", monthly("P1", "2026-08", net_revenue=100, workers=10))
    url = ("--warehouse", sqlite_warehouse_url)
    assert parkwatch("publish", "t8", *url).returncode == 2
    assert parkwatch("publish", "verify", "t8", *url).returncode == 2  # there is none of that name
    assert parkwatch("publish", "t8", "--because", "họp", *url).returncode == 0
    assert parkwatch("publish", "verify", "t8", *url).returncode == 0
    told = parkwatch("diff", "2026-09-01", "t8", "--table", "park_month", "--format", "csv", *url).stdout
    assert "park_month,KP 2026-08-01,net_revenue_vnd,,100,," in told
    for reserved in ("now", "2026-09-01"):
        assert "choose another name" in parkwatch("publish", reserved, "--because", "họp", *url).stderr
    file = tmp_path / "var" / "publications" / "t8.zip"
    file.with_name("khac.zip").write_bytes(file.read_bytes())
    assert parkwatch("publish", "verify", str(file.with_name("khac.zip")), *url).returncode == 0
    other = parkwatch("publish", "verify", "khac", *url)
    assert other.returncode == 1
    assert "that of another publication" in other.stdout
    file.write_bytes(file.read_bytes().replace(b",100,", b",900,"))
    assert parkwatch("publish", "verify", str(file), *url).returncode == 1  # its check sums are wrong


MANIFESTS = [
    b"[1, 2]", b"{}", b'{"publication": "quy-3", "as_of": "zz26", "members": {}}',
    b'{"publication": "quy-3", "as_of": "2026-09-20T00:00:00+00:00", "members": {"a.csv": 1}}',
]  # fmt: skip


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_a_file_whose_manifest_is_none_is_no_publication(manifest: bytes) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr(MANIFEST, manifest)
        file.writestr("manifest.sig", b"{}")
    with pytest.raises(UsageTrouble, match="no sealed publication"):
        members_of(content.getvalue())


@pytest.mark.parametrize("forged", [b"\xff\xfe", b""])
def test_no_difference_is_told_from_a_file_that_was_changed(
    sqlite_warehouse_url: str, tmp_path: Path, forged: bytes
) -> None:
    made = small_warehouse(sqlite_warehouse_url)
    made.arrive("2026-08-01", register("2026-08-01", project("P1")))
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
        for name, data in members_of(sealed(made, tmp_path)).items():
            file.writestr(name, forged if name == "mart.park_month.csv" else data)
    with made.engine.connect() as connection, pytest.raises(UsageTrouble, match="not as it was sealed"):
        difference(connection, tmp_path, "x", "now", ["park_month"])
