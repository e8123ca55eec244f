"""The flow on a real Prefect server: what it leaves, what it tells, what it does when something is in its way."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import stages, store
from flows.night_report import NightIncomplete, NightReport
from flows.nightly import must_be_known, nightly, refresh
from flows.replay import replay
from flows.settings import SourceEntry, load_settings
from flows.sources import entry_of, given_by_hand
from flows.trouble import UsageTrouble
from tests.flows.surroundings import REPORTS
from tests.small_warehouse import warehouse_at

DAYS = ("2025-09-01", "2025-09-02", "2025-10-02")
LAST = date(2025, 10, 2)
ALL_DAYS = sorted(path.name for path in REPORTS.iterdir())


@pytest.fixture
def api(prefect_api: str) -> Iterator[None]:
    """Flows of the test run against the server of this process."""
    with temporary_settings({PREFECT_API_URL: prefect_api}):
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The test's own folder for archive and outbox."""
    monkeypatch.setenv("PARKWATCH_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("PARKWATCH_SETTLE_SECONDS", "0")
    monkeypatch.setenv("PARKWATCH_WAIT_SECONDS", "0")
    return tmp_path / "var"


@contextmanager
def warehouse_of(url: str) -> Iterator[None]:
    """Settings that name this warehouse."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARKWATCH_WAREHOUSE", url)
        yield


def night_of(sources: list[str], url: str, day: date) -> NightReport:
    """A night of this warehouse."""
    by_hand = [entry_of(stated, ()) for stated in sources]
    with warehouse_of(url), given_by_hand(by_hand):
        return nightly([entry.title for entry in by_hand], day)


def content_hash(url: str) -> str:
    """The content of the warehouse."""
    with store.open_warehouse(url).connect() as connection:
        return store.content_hash(connection)


def files_in(url: str) -> int:
    """How many files the ledger holds."""
    with store.open_warehouse(url).connect() as connection:
        return len(store.known_arrivals(connection))


def bare_night(url: str, source: Path, day: date) -> None:
    """The same night without Prefect."""
    settings = load_settings(warehouse=url)
    night = stages.plan(settings, [str(source)], day)
    engine = store.open_warehouse(url)
    with stages.alone(engine, 0):
        waiting = stages.receive(engine, night, [stages.look(night, entry) for entry in night.entries])
        for batch in waiting.batches:
            stages.ingest(engine, night, batch)
        stages.refresh(engine, night)


@pytest.mark.usefixtures("api", "home")
def test_running_again_changes_nothing(warehouse_url: str, days: Callable[..., Path]) -> None:
    source = days(*DAYS)
    night_of([str(source)], warehouse_url, LAST)
    before = content_hash(warehouse_url)
    again = night_of([str(source)], warehouse_url, LAST)
    assert (again.files, content_hash(warehouse_url)) == (0, before)
    with warehouse_of(warehouse_url):
        refresh(LAST)
    assert content_hash(warehouse_url) == before


def nights_and_one_bare_run(url: str, source: Path, days: Sequence[str], other: str) -> None:
    """The nights of these days through Prefect leave what one run over all of them leaves."""
    files = sum(night_of([str(source)], url, date.fromisoformat(day)).files for day in days)
    warehouse_at(other).dispose()
    bare_night(other, source, date.fromisoformat(days[-1]))
    assert files == files_in(other) >= len(days)
    assert content_hash(url) == content_hash(other)


@pytest.mark.usefixtures("api", "home")
def test_ten_nights_through_prefect_leave_what_one_bare_run_leaves(
    warehouse_url: str, days: Callable[..., Path], tmp_path: Path
) -> None:
    source = days(*ALL_DAYS[:10])
    nights_and_one_bare_run(warehouse_url, source, ALL_DAYS[:10], f"sqlite:///{tmp_path / 'other.sqlite'}")


@pytest.mark.soak
@pytest.mark.usefixtures("api", "home")
def test_all_nights_through_prefect_leave_what_one_bare_run_leaves(sqlite_warehouse_url: str, tmp_path: Path) -> None:
    nights_and_one_bare_run(sqlite_warehouse_url, REPORTS, ALL_DAYS, f"sqlite:///{tmp_path / 'other.sqlite'}")


def last_artifact(key: str) -> str:
    """The newest artifact of this key."""
    wanted = ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
    with get_client(sync_client=True) as client:
        return str(max(client.read_artifacts(artifact_filter=wanted), key=lambda each: str(each.created)).data)


@pytest.mark.usefixtures("api", "home")
def test_replay_through_prefect_under_the_same_rules_is_the_identity(
    sqlite_warehouse_url: str, days: Callable[..., Path]
) -> None:
    files = night_of([str(days(*DAYS))], sqlite_warehouse_url, LAST).files
    before = content_hash(sqlite_warehouse_url)
    with warehouse_of(sqlite_warehouse_url):
        done = replay(now=LAST)
    assert (done.files + done.not_archived, done.changed, content_hash(sqlite_warehouse_url)) == (files, 0, before)
    assert f"{done.files} tệp đọc lại" in last_artifact("replay")


@pytest.mark.usefixtures("api", "home")
def test_artifact_tells_of_the_night(sqlite_warehouse_url: str, days: Callable[..., Path]) -> None:
    report = night_of([str(days(*DAYS))], sqlite_warehouse_url, LAST)
    text = last_artifact("night")
    assert f"{report.files} tệp mới" in text
    assert "Outcomes by form" in text
    assert "dn-danhmuc" in text
    assert "Mart rows refreshed" in text
    assert f"{report.letters} thư mới" in text
    assert f"| đã gửi / delivered | {report.letters} |" in text


@pytest.mark.usefixtures("api")
def test_source_that_fails_does_not_stop_the_others(
    sqlite_warehouse_url: str, days: Callable[..., Path], tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = days(*DAYS)
    monkeypatch.setenv("PARKWATCH_OPERATOR", "truc@bql.example")
    monkeypatch.setenv("PARKWATCH_REMIND_DAYS", "6")
    with pytest.raises(NightIncomplete, match="could not be opened") as caught:
        night_of([str(tmp_path / "nowhere"), str(source), "gopher://x/y"], sqlite_warehouse_url, LAST)
    report = caught.value.report
    assert report.files == files_in(sqlite_warehouse_url) > 0
    assert len(report.out_of_reach) == 2
    (letter,) = (home / "outbox").glob("*/operator night */letter.txt")
    assert f"Đã nạp trọn vẹn {report.files:02} tệp" in letter.read_text(encoding="utf-8")
    reminders = [path.read_text(encoding="utf-8") for path in (home / "outbox").glob("*/* reminder */letter.txt")]
    assert len(reminders) > 0
    assert all("có nguồn báo cáo chưa đọc được" in text for text in reminders)
    with store.open_warehouse(sqlite_warehouse_url).connect() as connection:
        assert store.last_runs(connection)["state"].tolist() == ["incomplete"]


@pytest.mark.usefixtures("api", "home")
def test_outbox_that_fails_does_not_stop_the_night(
    sqlite_warehouse_url: str, days: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = {"name": "district", "url": "sftp://127.0.0.1:1/letters", "host_key": "ssh-ed25519 AAAA"}
    monkeypatch.setenv("PARKWATCH_OUTBOXES", json.dumps([outbox]))
    with pytest.raises(NightIncomplete, match="The outbox “district”|host_key of the outbox “district”") as caught:
        night_of([str(days(*DAYS))], sqlite_warehouse_url, LAST)
    report = caught.value.report
    assert report.delivered.states == {"waiting": report.letters}
    assert report.letters > 0


@pytest.mark.usefixtures("api", "home")
def test_second_run_steps_back_while_one_loads(warehouse_url: str, days: Callable[..., Path]) -> None:
    source = days(*DAYS)
    with store.loading(store.open_warehouse(warehouse_url)), pytest.raises(store.AnotherLoader, match="steps back"):
        night_of([str(source)], warehouse_url, LAST)
    assert files_in(warehouse_url) == 0


@pytest.mark.usefixtures("api", "home")
def test_second_run_waits_for_the_first(
    warehouse_url: str, days: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = days(*DAYS)
    monkeypatch.setenv("PARKWATCH_WAIT_SECONDS", "60")
    held, done = threading.Event(), threading.Event()

    def first() -> None:
        with store.loading(store.open_warehouse(warehouse_url)):
            held.set()
            time.sleep(2)
            done.set()

    thread = threading.Thread(target=first)
    thread.start()
    held.wait(20)
    assert night_of([str(source)], warehouse_url, LAST).files > 0
    assert done.is_set()
    thread.join()


@pytest.mark.usefixtures("api", "home")
def test_file_that_was_left_comes_the_next_night(
    sqlite_warehouse_url: str, days: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = days(*DAYS)
    growing = source / DAYS[0] / "growing.csv"
    growing.write_text("still being")
    monkeypatch.setenv("PARKWATCH_SETTLE_SECONDS", "5")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(stages, "sleep", lambda _: growing.write_text("still being written"))
        first = night_of([str(source)], sqlite_warehouse_url, LAST)
        meanwhile.setattr(stages, "sleep", lambda _: None)
        second = night_of([str(source)], sqlite_warehouse_url, LAST)
    assert (first.unsettled, second.unsettled, second.files) == (1, 0, 1)


@pytest.mark.usefixtures("home")
def test_run_reads_what_the_settings_name_and_nothing_else() -> None:
    entries = [SourceEntry(name="board", url="/srv/board")]
    must_be_known(["board"], entries)
    for stated in ("/srv/board", "/srv", "file:///srv/board", "memory://x"):
        with pytest.raises(UsageTrouble, match="names of sources of the settings only"):
            must_be_known([stated], entries)
    with pytest.raises(UsageTrouble, match="names of sources"):
        nightly.fn(["/srv"])
    for each in (nightly, refresh, replay):
        assert "warehouse" not in each.parameters.properties


@pytest.mark.usefixtures("api")
def test_unforeseen_error_says_nothing_of_a_report(
    sqlite_warehouse_url: str, days: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:

    message = " ".join(["Nguyễn", "Văn A, 012345678901"])

    def fail(*_: object) -> None:
        raise ValueError(message)

    monkeypatch.setattr(stages, "judge", fail)
    with pytest.raises(Exception, match="unforeseen") as caught:
        night_of([str(days(*DAYS))], sqlite_warehouse_url, LAST)
    assert "Nguyễn" not in str(caught.value)
    log = (home / "failures.log").read_text(encoding="utf-8")
    assert "ValueError" in log
    assert "Nguyễn" not in log
    assert files_in(sqlite_warehouse_url) == 0
