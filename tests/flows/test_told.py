"""Yesterday's answer stays: the day of a folder says when a report was received, a cut when it was known here."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from expectations.warehouse.dimensions import cut
from expectations.warehouse.mart import freshness
from flows import stages
from flows.ledger import end_of_day
from tests.examples import FIGURES, monthly, projects
from tests.office import Office, office

MONTHS = range(1, 10)


@pytest.fixture
def place(sqlite_warehouse_url: str, tmp_path: Path) -> Iterator[Office]:
    made = office(sqlite_warehouse_url, tmp_path / "home")
    made.send("2026-09-01", projects({}))
    yield made
    made.engine.dispose()


def put(place: Office, day: str, name: str, content: bytes) -> None:
    folder = place.settings.home / "in" / day
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.csv").write_bytes(content)


def spend(place: Office, day: str) -> None:
    """The night of a day over all that lies in the inbox."""
    night = stages.plan(place.settings, [str(place.settings.home / "in")], date.fromisoformat(day))
    with stages.alone(place.engine, 0):
        waiting = stages.receive(place.engine, night, [stages.look(night, each) for each in night.entries])
        for batch in waiting.batches:
            stages.ingest(place.engine, night, batch)
        stages.refresh(place.engine, night)


def revenue(place: Office, as_of: str) -> list[tuple[str, int]]:
    """Month and net revenue of every park as known at the end of a day, in millions of đồng."""
    table = place.table("park_month", as_of)
    given = table.dropna(subset="net_revenue_vnd")
    return [
        (start[5:7], int(value) // 10**6)
        for start, value in zip(given["window_start"], given["net_revenue_vnd"], strict=True)
    ]


def month(number: int, net_revenue: int = 100) -> bytes:
    return monthly({**FIGURES, "02": str(net_revenue)}, period=f"Tháng {number} năm 2026")


def fresh(place: Office, column: str) -> object:
    with place.engine.connect() as connection:
        return connection.execute(sa.select(freshness.c[column])).scalar()


def test_a_late_folder_is_known_from_the_night_that_saw_it(place: Office) -> None:
    put(place, "2026-09-10", "august", month(8))
    spend(place, "2026-09-18")
    put(place, "2026-09-10", "july", month(7))
    spend(place, "2026-09-20")
    assert revenue(place, "2026-09-18") == [("08", 100)]
    assert revenue(place, "2026-09-19") == [("08", 100)]
    assert revenue(place, "2026-09-20") == [("07", 100), ("08", 100)]
    owed = place.table("obligation")
    july = owed[(owed["form_code"] == "sxkd-thang") & (owed["window_start"] == "2026-07-01")]
    assert july["filed_on"].tolist() == ["2026-09-10"]  # received then, whenever it was known


def test_a_first_load_tells_every_day_of_its_own(place: Office) -> None:
    for day, number in (("2026-09-05", 7), ("2026-09-06", 8)):
        put(place, day, "report", month(number))
    spend(place, "2026-09-20")
    assert revenue(place, "2026-09-05") == [("07", 100)]
    assert revenue(place, "2026-09-06") == [("07", 100), ("08", 100)]


def test_a_late_older_report_does_not_replace_a_newer_one_that_was_known_before(place: Office) -> None:
    put(place, "2026-09-10", "july", month(7))
    spend(place, "2026-09-12")
    put(place, "2026-09-11", "august", month(8, 1))  # late: the night of the 12th told that day
    put(place, "2026-09-15", "august", month(8, 2))
    spend(place, "2026-09-20")
    assert revenue(place, "2026-09-14") == [("07", 100)]
    assert revenue(place, "2026-09-15") == [("07", 100), ("08", 2)]
    assert revenue(place, "2026-09-20") == [("07", 100), ("08", 2)]


def test_a_second_run_of_the_day_joins_no_cut(place: Office) -> None:
    put(place, "2026-09-20", "july", month(7))
    spend(place, "2026-09-20")
    put(place, "2026-09-20", "august", month(8))
    spend(place, "2026-09-20")
    assert revenue(place, "2026-09-20") == [("07", 100)]
    with place.engine.connect() as connection:
        last = connection.execute(sa.select(sa.func.max(cut.c.cut_at))).scalar()
    assert last == end_of_day(date(2026, 9, 20)) + timedelta(microseconds=1)


def test_a_night_says_up_to_which_day_it_is_complete(place: Office) -> None:
    put(place, "2026-09-05", "july", month(7))
    put(place, "2026-09-10", "august", month(8))
    night = stages.plan(place.settings, [str(place.settings.home / "in")], date(2026, 9, 20))
    short = stages.plan(
        place.settings.model_copy(update={"batch_files": 1}), [str(place.settings.home / "in")], date(2026, 9, 20)
    )
    listings = [stages.look(night, each) for each in night.entries]
    with stages.alone(place.engine, 0):
        waiting = stages.receive(place.engine, short, listings)
        assert fresh(place, "complete_on") == date(2026, 9, 4)
        stages.ingest(place.engine, short, waiting.batches[0])
        assert fresh(place, "complete_on") == date(2026, 9, 5)  # here the night might be killed
        stages.ingest(place.engine, short, waiting.batches[1])
        stages.refresh(place.engine, short)
    assert (fresh(place, "complete_on"), fresh(place, "sources_out_of_reach")) == (date(2026, 9, 20), 0)


def test_a_source_out_of_reach_keeps_the_day_incomplete(place: Office) -> None:
    spend(place, "2026-09-10")
    night = stages.plan(place.settings, [str(place.settings.home / "in"), "/nowhere"], date(2026, 9, 20))
    with stages.alone(place.engine, 0):
        stages.receive(place.engine, night, [stages.look(night, night.entries[0])])
        stages.refresh(place.engine, night)
    assert (fresh(place, "complete_on"), fresh(place, "sources_out_of_reach")) == (date(2026, 9, 10), 1)


@pytest.mark.parametrize("seed", [3, 8])
def test_what_was_once_answered_is_answered_so_for_ever(place: Office, seed: int) -> None:
    chance, first = random.Random(seed), date(2026, 9, 2)
    days = [first + timedelta(days=number) for number in range(12)]
    answered: dict[str, list[tuple[str, int]]] = {}
    for number, day in enumerate(days):
        for name in range(chance.randrange(3)):
            folder = days[chance.randrange(number + 1)]
            put(place, f"{folder}", f"{number}-{name}", month(chance.choice(MONTHS), chance.randrange(50, 150)))
        if chance.random() < 0.7:
            spend(place, f"{day}")
            answered |= {
                f"{told}": revenue(place, f"{told}") for told in days[: number + 1] if f"{told}" not in answered
            }
            assert {told: revenue(place, told) for told in answered} == answered
    assert len({f"{each}" for each in answered.values()}) > 3
