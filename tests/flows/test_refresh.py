"""Refreshing rewrites what a load touched and nothing else, and ends as a full rebuild does."""

import random
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa

from expectations.warehouse.core import standing
from expectations.warehouse.intake import submission
from flows import store
from flows.frames import fetch
from flows.restanding import keys_of, restanding
from tests.small_warehouse import (
    Report,
    SmallWarehouse,
    arrivals_of,
    case,
    cases,
    judged_of,
    monthly,
    project,
    register,
    small_warehouse,
)

MARTS = (
    "obligation", "figure_in_doubt", "enterprise_month", "park_month", "incident_window", "province_year",
    "reporting_rate", "data_quality", "published_check",
)  # fmt: skip
LAYOUTS = ("observations", "incidents", "projects")
END = "2026-06-20"


@pytest.fixture
def warehouse(warehouse_url: str) -> SmallWarehouse:
    """An empty warehouse."""
    return small_warehouse(warehouse_url)


def half_a_year(seed: int = 1) -> list[tuple[str, list[Report]]]:
    """Days with reports of all kinds: late ones, corrections, estimates, a move, a closure and a new opening."""
    chance = random.Random(seed)
    days: dict[str, list[Report]] = {
        "2026-01-05": [register("2026-01-05", *(project(code) for code in "ABC"), project("D", park="GK"))],
        "2026-03-03": [register("2026-03-03", project("B", park="GK", since="2026-03-01"))],
        "2026-04-02": [register("2026-04-02", project("C", since="2026-04-01", ended="2026-03-31"))],
        "2026-05-20": [register("2026-05-20", project("C", since="2026-05-01", start="2026-05-01"), project("A"))],
    }
    for month in ("2025-12", "2026-01", "2026-02", "2026-03", "2026-04"):
        for code in "ABCD":
            for _ in range(chance.choice((1, 1, 1, 2))):
                late = date.fromisoformat(f"{month}-01") + timedelta(days=chance.randint(25, 75))
                outcome = chance.choice(("accepted", "accepted", "returned"))
                status = "estimate" if late < date.fromisoformat(f"{month}-28") else "final"
                figures = {
                    "net_revenue": chance.randint(1, 99),
                    "workers": 5,
                    "next_net_revenue": chance.randint(1, 99),
                }
                days.setdefault(max(str(late), "2026-01-06"), []).append(
                    monthly(code, month, outcome, status, **figures)
                )
    for end in ("2026-02-14", "2026-03-14", "2026-04-14"):
        for number in ("1", "2", "3"):
            state = case(number, chance.choice(("2026-02-01", "2026-03-01")), chance.choice(("fire", "theft")))
            days.setdefault(f"{end[:8]}{chance.randint(16, 28)}", []).append(cases("PA04", end, state))
    return sorted((day, reports) for day, reports in days.items() if day <= END)


def tables(warehouse: SmallWarehouse, as_of: str | None = None) -> dict[str, str]:
    """All marts and layouts as text."""
    return {name: warehouse.table(name, as_of).to_csv() for name in (*MARTS, *LAYOUTS)}


@dataclass
class Walked:
    """A warehouse after half a year of nights, and its tables as they were after each."""

    warehouse: SmallWarehouse
    held: dict[str, dict[str, str]]
    rewritten: dict[str, int]  # by a full rebuild after each night


@pytest.fixture(scope="module")
def walked(lasting_warehouse_url: str) -> Walked:
    """Half a year night by night."""
    made = Walked(small_warehouse(lasting_warehouse_url), {}, {})
    for day, reports in half_a_year():
        made.warehouse.arrive(day, *reports)
        made.rewritten[day] = sum(made.warehouse.rebuild(day).values())
        made.held[day] = tables(made.warehouse)
    made.warehouse.pass_time(END)
    return made


def test_every_night_equals_a_rebuild(walked: Walked) -> None:
    assert len(walked.rewritten) > 20
    assert {day for day, number in walked.rewritten.items() if number} == set()


def test_every_past_night_can_be_asked_for(walked: Walked) -> None:
    for day in random.Random(2).sample(sorted(walked.held), 8):
        assert tables(walked.warehouse, as_of=day) == walked.held[day], day


def test_days_one_by_one_and_all_at_once_are_the_same(walked: Walked, sqlite_warehouse_url: str) -> None:
    other = small_warehouse(sqlite_warehouse_url)
    load_at_once(other, half_a_year())
    assert walked.warehouse.content_hash() == other.content_hash()


def test_what_loading_lets_stand_is_what_all_that_is_accepted_says(walked: Walked) -> None:
    with store.writing(walked.warehouse.engine) as connection:
        everything = fetch(connection, sa.select(submission.c.submission_id))["submission_id"]
        changes = restanding(connection, keys_of(connection, everything), pd.Series(dtype="int64"), 99)
        assert connection.execute(sa.select(sa.func.count()).select_from(standing)).scalar_one() > 30
    assert (len(changes.opened), len(changes.closed)) == (0, 0)


def load_at_once(warehouse: SmallWarehouse, days: list[tuple[str, list[Report]]]) -> None:
    """All days in one load."""
    rank = 1
    reports: list[Report] = []
    frames: list[pd.DataFrame] = []
    for day, some in days:
        frames.append(arrivals_of(date.fromisoformat(day), rank, tuple(some)))
        reports += some
        rank += len(some)
    arrivals = pd.concat(frames, ignore_index=True)
    with store.writing(warehouse.engine) as connection:
        store.load(connection, arrivals, judged_of(arrivals, tuple(reports)), date.fromisoformat(END))


class TakenBack(Exception):
    """Ends a transaction of which nothing is to stay."""


def test_one_late_report_rewrites_only_the_rows_it_touches(walked: Walked) -> None:
    today, report = date(2026, 6, 21), (monthly("D", "2026-05", net_revenue=1, workers=2),)
    with suppress(TakenBack), store.writing(walked.warehouse.engine) as connection:
        store.refresh(connection, today)
        arrivals = arrivals_of(today, store.next_rank(connection), report)
        late = store.load(connection, arrivals, judged_of(arrivals, report), today)
        assert {name: number for name, number in late.mart_rows.items() if number} == {
            "obligation": 1, "enterprise_month": 1, "park_month": 1, "province_year": 1, "reporting_rate": 1,
        }  # fmt: skip
        assert sum(store.rebuild(connection, today).values()) == 0
        raise TakenBack


def test_a_night_without_files_and_without_new_days_rewrites_nothing(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    before = warehouse.content_hash()
    assert sum(warehouse.pass_time("2026-01-05").values()) == 0
    assert warehouse.content_hash() == before


def test_the_day_never_goes_back(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    warehouse.pass_time("2026-02-20")
    before = warehouse.content_hash()
    warehouse.pass_time("2026-01-10")
    assert warehouse.content_hash() == before


def test_a_file_of_an_older_day_changes_no_answer_about_a_day_that_was_told(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-02-10", register("2026-02-10", project("A", since="2020-01-01")))
    warehouse.arrive("2026-02-08", monthly("A", "2026-01", net_revenue=5))
    assert warehouse.rows("park_month", "net_revenue_vnd", as_of="2026-02-09") == []
    assert warehouse.rows("park_month", "net_revenue_vnd", as_of="2026-02-10") == []
    assert warehouse.rows("park_month", "net_revenue_vnd") == [(5,)]


def test_readers_see_the_last_whole_night_while_the_next_is_written(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    warehouse.pass_time("2026-02-01")
    report = (monthly("A", "2026-01", net_revenue=5),)

    def seen() -> list[tuple[object, ...]]:
        return warehouse.rows("park_month", "net_revenue_vnd", "reporters_received")

    with store.writing(warehouse.engine) as connection:
        arrivals = arrivals_of(date(2026, 2, 5), store.next_rank(connection), report)
        store.load(connection, arrivals, judged_of(arrivals, report), date(2026, 2, 5))
        assert seen() == [(None, 0)]
        assert len(warehouse.table("submissions")) == 1
    assert seen() == [(5, 1)]
    assert len(warehouse.table("submissions")) == 2


def test_a_load_that_fails_leaves_nothing(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    before = warehouse.content_hash()
    twice = monthly("A", "2026-01", net_revenue=5)
    doubled = Report(**{**twice.__dict__, "rows": {"observations": twice.rows["observations"] * 2}})
    with pytest.raises(Exception, match=r"(?i)unique"):
        warehouse.arrive("2026-02-05", doubled)
    assert warehouse.content_hash() == before


def test_a_figure_in_another_unit_than_its_indicators_is_refused(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    wrong = monthly("A", "2026-01", net_revenue=5)
    wrong.rows["observations"][0]["unit"] = "US cent"
    with pytest.raises(ValueError, match="base unit"):
        warehouse.arrive("2026-02-05", wrong)
