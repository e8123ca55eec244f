"""What is on record of a run, however it ends."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from flows import store
from flows.commands.tell import run_line
from flows.run_record import enter, on_record
from flows.settings import load_settings
from flows.stages import Night
from flows.trouble import NightTrouble
from tests.flows.made_nights import REGISTER, made_nights

STARTED = datetime(2026, 9, 18, 19, 0, tzinfo=UTC)
RECORD = store.RunRecord("nightly", STARTED)


@pytest.fixture
def engine(warehouse_url: str) -> sa.Engine:
    """An empty warehouse."""
    return store.open_warehouse(warehouse_url)


@pytest.fixture
def night(tmp_path: Path) -> Night:
    """A night that begins at 02:00 on 19 September in Vietnam."""
    return Night(load_settings(home=tmp_path), (), date(2026, 9, 19), STARTED, STARTED)


def runs(engine: sa.Engine) -> pd.DataFrame:
    """The runs on record, the newest first."""
    with engine.connect() as connection:
        return store.last_runs(connection)


@pytest.mark.parametrize(
    ("error", "told"),
    [(NightTrouble("Hỏng.", "Broken."), "Hỏng. Broken."), (KeyboardInterrupt(), "Đã dừng theo yêu cầu.")],
)
def test_run_that_fails_or_is_stopped_says_why(
    engine: sa.Engine, night: Night, error: BaseException, told: str
) -> None:
    with pytest.raises(type(error)), on_record(engine, night, "nightly"):
        raise error
    (state,), (message,) = runs(engine)["state"], runs(engine)["message"]
    assert state == "failed"
    assert message.startswith(told)


def test_killed_run_is_told_of_by_the_next(engine: sa.Engine, night: Night) -> None:
    with store.writing(engine) as connection:
        store.record_run(connection, store.RunRecord("nightly", STARTED))
    assert runs(engine)["state"].tolist() == ["running"]
    with on_record(engine, night, "refresh"):
        assert runs(engine)["state"].tolist() == ["running", "failed"]
    assert runs(engine)["state"].tolist() == ["done", "failed"]
    assert "It was killed; the 0 files" in runs(engine)["message"].iloc[1]
    assert pd.isna(runs(engine)["ended_at"].iloc[1])


@pytest.mark.parametrize("killed", [True, False])
def test_run_that_did_not_end_well_is_told_of_with_what_it_had_loaded(
    sqlite_warehouse_url: str, tmp_path: Path, killed: bool
) -> None:
    nights = made_nights(sqlite_warehouse_url, tmp_path)
    with store.writing(nights.engine) as connection:
        run_id = store.record_run(connection, RECORD)
    nights.night("2026-01-01", register=REGISTER, nonsense=b"a;b")
    if killed:
        with store.writing(nights.engine) as connection:
            store.close_killed_runs(connection)
    else:
        enter(nights.engine, replace(RECORD, state="failed"), run_id, loaded=True)
    (told,) = runs(nights.engine).to_dict("records")
    assert [told[name] for name in ("state", "files", "accepted", "returned", "rows_loaded")] == ["failed", 2, 1, 0, 1]
    assert not killed or "the 2 files that it had loaded" in told["message"]


def test_status_tells_local_time_and_words() -> None:
    row = {
        "started_at": pd.Timestamp(STARTED), "ended_at": pd.Timestamp(STARTED) + pd.Timedelta(seconds=75.4),
        "today_on": pd.Timestamp("2026-09-19"), "command": "nightly", "state": "done", "files": 3, "accepted": 2,
        "returned": 1, "rows_loaded": 7, "mart_rows": 9, "message": None,
    }  # fmt: skip
    assert run_line(row)[0] == "19/09/2026 02:00 · nightly · xong / done · 75 s · như ngày / as of 19/09/2026"
    assert run_line(row)[1].startswith("3 tệp / files: 2 được nhận / accepted, 1 trả lại / returned; ")
    assert "đang chạy / running · như ngày" in run_line(row | {"ended_at": None, "state": "running"})[0]
