"""What stands in an operator's way: each is one plain sentence in each language and an exit code, and loses nothing."""

import errno
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows import stages, store
from flows.failure import as_trouble, plainly
from flows.settings import load_settings
from flows.trouble import DiskTrouble
from flows.warehouse_trouble import WarehouseFull, explained
from tests.flows.conftest import Command
from tests.flows.surroundings import put_days

DAYS = ("2025-09-01", "2025-09-02", "2025-10-02", "2025-10-04")
LAST = date(2025, 10, 4)


def in_both_languages(done: subprocess.CompletedProcess[str], vi: str, en: str, code: int) -> bool:
    """Whether the command ended so, with one line in each language."""
    lines = done.stderr.splitlines()
    return done.returncode == code and len(lines) == 2 and vi in lines[0] and en in lines[1]


def everything(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Bytes and time of change of all files under the folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def bare_night(folder: Path, source: Path, day: date = LAST) -> None:
    """A night over the source into the default warehouse of the folder, without Prefect."""
    settings = load_settings(home=folder / "var", settle_seconds=0)
    night = stages.plan(settings, [str(source)], day)
    engine = store.open_warehouse(settings.warehouse_url)
    with stages.alone(engine, 0):
        for batch in stages.receive(engine, night, [stages.look(night, entry) for entry in night.entries]).batches:
            stages.ingest(engine, night, batch)
        stages.refresh(engine, night)
    engine.dispose()


def content_hash(folder: Path) -> str:
    """The content of the default warehouse of the folder."""
    engine = store.open_warehouse(f"sqlite:///{folder / 'var' / 'warehouse.sqlite'}")
    with engine.connect() as connection:
        told = store.content_hash(connection)
    engine.dispose()
    return told


@pytest.mark.parametrize(
    ("source", "vi", "en"),
    [
        ("gopher://example/in", "không biết loại địa chỉ “gopher://”", "not known: “gopher://”"),
        ("nowhere", "không có tệp hay thư mục này", "there is no such file or folder"),
    ],
)
def test_source_out_of_reach(parkwatch: Command, source: str, vi: str, en: str) -> None:
    assert in_both_languages(parkwatch("run", source, "--dry-run"), vi, en, 3)


def test_empty_source_is_a_success_that_says_so(parkwatch: Command, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    done = parkwatch("run", "in", "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Không có tệp mới." in done.stdout
    assert "There is nothing new." in done.stdout


def test_no_source_is_a_success_that_says_so(parkwatch: Command, tmp_path: Path) -> None:
    done = parkwatch("run", "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Chưa khai báo nguồn nào" in done.stdout
    assert "No source is set up" in done.stdout


@pytest.mark.parametrize("command", ["run", "status", "init"])
@pytest.mark.parametrize("url", ["mysql://host/kho", "kho.sqlite", "clerk:s3cret@host"])
def test_what_is_no_warehouse_url(parkwatch: Command, tmp_path: Path, command: str, url: str) -> None:
    done = parkwatch(command, "--warehouse", url)
    assert in_both_languages(done, "không phải là địa chỉ kho dữ liệu", "is no URL of a warehouse", 2)
    assert "s3cret" not in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["run"], ["run", "--dry-run"], ["status"], ["export", "park_month"], ["init"]])
def test_postgresql_out_of_reach(parkwatch: Command, tmp_path: Path, command: list[str]) -> None:
    done = parkwatch(*command, "--warehouse", "postgresql://clerk:s3cret@127.0.0.1:1/kho")
    assert in_both_languages(done, "Không kết nối được máy chủ kho dữ liệu", "out of reach", 3)
    assert "s3cret" not in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command", [["run"], ["run", "--dry-run"], ["status"], ["export", "park_month"], ["init"], ["upgrade"], ["serve"]]
)
def test_warehouse_of_a_newer_version_is_left_alone(parkwatch: Command, tmp_path: Path, command: list[str]) -> None:
    file = tmp_path / "newer.sqlite"
    newer = sqlite3.connect(file, isolation_level=None)
    newer.execute("PRAGMA journal_mode = WAL")
    newer.execute("CREATE TABLE parkwatch_revision (version_num TEXT)")
    newer.execute("INSERT INTO parkwatch_revision VALUES ('9999')")
    newer.close()
    before = file.read_bytes()
    done = parkwatch(*command, "--warehouse", f"sqlite:///{file}")
    assert in_both_languages(done, "mới hơn chương trình (9999)", "a later version than this program (9999)", 3)
    assert file.read_bytes() == before


@pytest.mark.parametrize("command", [["status"], ["export", "park_month"]])
def test_no_warehouse_yet(parkwatch: Command, tmp_path: Path, command: list[str]) -> None:
    assert in_both_languages(parkwatch(*command), "Chưa có kho dữ liệu", "parkwatch init", 3)
    assert list(tmp_path.iterdir()) == []


def test_unknown_table_names_the_nearest(parkwatch: Command) -> None:
    assert parkwatch("init").returncode == 0
    done = parkwatch("export", "park_mont")
    assert in_both_languages(done, "Có phải là “park_month”?", "Did you mean “park_month”?", 2)
    assert in_both_languages(parkwatch("export", "xyz"), "Có: data_quality,", "There are: data_quality,", 2)


@pytest.mark.parametrize("day", ["hôm nay", "31/2/2026", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_now_is_a_day(parkwatch: Command, tmp_path: Path, day: str) -> None:
    done = parkwatch("run", "--now", day)
    assert in_both_languages(done, f"“{day}” không phải là ngày", f"“{day}” is no day", 2)
    assert list(tmp_path.iterdir()) == []


def test_file_that_cannot_be_opened_does_not_stop_the_check_of_others(
    parkwatch: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(b"%PDF-1.7")
    opened = Path.open

    def refuse(path: Path, *how: Any, **more: Any) -> Any:
        if path.name == "a.csv":
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *how, **more)

    monkeypatch.setattr(Path, "open", refuse)
    done = parkwatch("check", ".")
    assert in_both_languages(done, "“a.csv”: không có quyền", "“a.csv” cannot be opened: no permission", 1)
    assert "b.csv" in done.stdout
    assert parkwatch("check", "a.csv").returncode == 1


def test_check_of_an_empty_folder_says_so(parkwatch: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = parkwatch("check", "empty")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "Không có tệp nào để kiểm tra.")


def test_stopped_by_hand(parkwatch: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("flows.commands.check.check_files", stop)
    assert in_both_languages(parkwatch("check", "a.csv"), "Đã dừng theo yêu cầu", "Stopped as asked", 130)


def test_dry_run_leaves_no_changed_byte(parkwatch: Command, days: Callable[..., Path], tmp_path: Path) -> None:
    assert parkwatch("init").returncode == 0
    source = days(*DAYS[:2])
    fresh = everything(tmp_path)
    assert parkwatch("run", source, "--dry-run", "--now", LAST).returncode == 0
    assert everything(tmp_path) == fresh
    bare_night(tmp_path, source)
    days(*DAYS[2:])
    before = everything(tmp_path)
    done = parkwatch("run", source, "--dry-run", "--now", LAST)
    assert "A dry run: nothing was written." in done.stdout
    assert "enterprise_month" in done.stdout
    assert everything(tmp_path) == before


def test_dry_run_without_a_warehouse_tells_all_and_makes_none(
    parkwatch: Command, days: Callable[..., Path], tmp_path: Path
) -> None:
    days(*DAYS[:2])
    done = parkwatch("run", "in", "--dry-run", "--now", LAST)
    assert done.returncode == 0
    assert "as if it were empty" in done.stdout
    assert "dn-danhmuc" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """No file of this process may grow over `size` bytes, which the system tells like a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def empty_warehouse(folder: Path) -> None:
    """The default warehouse of the folder."""
    engine = store.make_warehouse(f"sqlite:///{folder / 'var' / 'warehouse.sqlite'}")
    store.upgrade(engine)
    engine.dispose()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The content after a night over the days that nothing stood in the way of."""
    folder = tmp_path_factory.mktemp("undisturbed")
    empty_warehouse(folder)
    bare_night(folder, put_days(folder / "in", *DAYS))
    return content_hash(folder)


@pytest.mark.parametrize("size", [4_000, 30_000, 200_000])
def test_full_disk_loses_nothing(tmp_path: Path, days: Callable[..., Path], undisturbed: str, size: int) -> None:
    """The limits are reached at different places: the archive, the staging file, the warehouse itself."""
    empty_warehouse(tmp_path)
    source = days(*DAYS)
    before = content_hash(tmp_path)
    with files_no_larger_than(size), pytest.raises((DiskTrouble, WarehouseFull), match="Nothing is lost"), plainly():
        bare_night(tmp_path, source)
    assert content_hash(tmp_path) == before
    bare_night(tmp_path, source)
    assert content_hash(tmp_path) == undisturbed


def test_full_disk_behind_another_error_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "unforeseen" in as_trouble(RuntimeError("server gone")).en
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))
    assert "The disk is full" in as_trouble(RuntimeError("server gone")).en


def test_disk_that_fails_is_no_damaged_warehouse() -> None:
    told = explained(sqlite3.OperationalError("disk I/O error"), connecting=False)
    assert isinstance(told, WarehouseFull)
    assert "backup" not in told.en
