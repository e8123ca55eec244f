"""A workbook of several reports in the warehouse: each in the ledger, one receipt; what repeats changes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from expectations.warehouse.intake import arrival, submission
from flows.history import is_newest
from flows.receipts import audit, receipts_of
from flows.replay_asked import Replay
from flows.signing import trusted_keys
from tests.examples import FIGURES, grid, monthly, projects, workbook
from tests.office import Office, office

MORE = {**FIGURES, "02": "200"}


def month(number: int, figures: dict[str, str] | None = None) -> list[list[str]]:
    return grid(monthly(figures or FIGURES, period=f"Tháng {number} năm 2026"))


@pytest.fixture
def place(sqlite_warehouse_url: str, tmp_path: Path) -> Iterator[Office]:
    made = office(sqlite_warehouse_url, tmp_path / "home")
    made.send("2026-08-01", projects({}))
    yield made
    made.engine.dispose()


def told(place: Office) -> list[tuple[object, ...]]:
    """Number, number of the file, sheet, outcome, reason, what it repeats, of the reports of enterprises."""
    a, s = arrival.c, submission.c
    rows = (
        sa.select(a.arrival_rank, a.file_rank, a.sheet, s.outcome, s.reason, s.duplicate_of)
        .join(submission, s.arrival_rank == a.arrival_rank)
        .where(is_newest(), a.arrival_rank > 1)
        .order_by(a.arrival_rank)
    )
    with place.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(rows)]


def revenue(place: Office) -> dict[str, int]:
    table = place.table("enterprise_month")
    given = table.dropna(subset="net_revenue_vnd")
    return dict(zip(given["window_start"].str[5:7], given["net_revenue_vnd"].astype("int64"), strict=True))


def test_each_report_is_loaded_and_the_file_has_one_receipt(place: Office) -> None:
    place.receive("2026-10-05", workbook(T8=month(8), T9=month(9, MORE)))
    assert told(place) == [(2, 2, "T8", "accepted", None, None), (3, 2, "T9", "accepted", None, None)]
    assert (revenue(place)["08"], revenue(place)["09"]) == (100_000_000, 200_000_000)
    with place.engine.connect() as connection:
        (of_second,) = receipts_of(connection, arrival_rank=3)
        assert (of_second["receipt"]["ledger_position"], of_second["receipt"]["reports"]) == (2, 2)
        assert audit(connection, trusted_keys(place.settings.home))[1] == []
    place.receive("2026-10-06", monthly(period="Tháng 7 năm 2026"))
    assert told(place)[-1] == (4, 4, None, "accepted", None, None)


def test_a_report_that_repeats_what_counts_changes_nothing(place: Office) -> None:
    place.receive("2026-09-05", monthly(period="Tháng 8 năm 2026"))
    place.receive("2026-10-05", workbook(T8=month(8), T9=month(9)))
    assert told(place)[1:] == [(3, 3, "T8", "duplicate", "repeats", 2), (4, 3, "T9", "accepted", None, None)]
    place.receive("2026-10-07", workbook(T8=month(8, MORE), T9=month(9), T10=month(7)))
    assert [row[3:] for row in told(place)[3:]] == [
        ("accepted", None, None), ("duplicate", "repeats", 4), ("accepted", None, None),
    ]  # fmt: skip
    assert revenue(place)["08"] == 200_000_000


def test_reading_it_again_changes_nothing(place: Office) -> None:
    place.receive("2026-09-05", monthly(period="Tháng 8 năm 2026"))
    place.receive("2026-10-05", workbook(T8=month(8), T9=month(9)), monthly(MORE, period="Tháng 8 năm 2026"))
    before = told(place)
    assert place.replay("2026-10-08", Replay()).changed == 0
    assert told(place) == before


def test_one_of_several_is_withdrawn_by_its_own_number(place: Office) -> None:
    place.receive("2026-10-05", workbook(T8=month(8), T9=month(9)))
    place.withdraw("3", "2026-10-06")
    assert [row[3] for row in told(place)] == ["accepted", "withdrawn"]
    place.accept("3", "2026-10-07")
    assert [row[3] for row in told(place)] == ["accepted", "accepted"]


def test_the_first_file_once_more_is_meant(place: Office) -> None:
    first, second = monthly(), monthly(MORE)
    place.receive("2026-10-05", first)
    place.receive("2026-10-06", second)
    place.receive("2026-10-07", first)
    assert [row[3] for row in told(place)] == ["accepted", "accepted", "accepted"]
    assert revenue(place)["09"] == 100_000_000
    place.receive("2026-10-08", first)
    assert told(place)[-1][3:] == ("duplicate", None, 2)
    before = told(place)
    assert place.replay("2026-10-09", Replay()).changed == 0
    assert told(place) == before


def test_in_one_night_it_comes_to_the_same(place: Office) -> None:
    first, second = monthly(), monthly(MORE)
    place.receive("2026-10-05", first, second, first, first)
    assert [row[3] for row in told(place)] == ["accepted", "accepted", "accepted", "duplicate"]
    assert revenue(place)["09"] == 100_000_000


def test_what_was_returned_is_returned_once(place: Office) -> None:
    bad = monthly({**FIGURES, "02": "khoảng"})
    place.receive("2026-10-05", bad)
    place.receive("2026-10-06", bad)
    assert [row[3] for row in told(place)] == ["returned", "duplicate"]
    place.receive("2026-10-07", monthly())
    place.receive("2026-10-08", bad)
    assert [row[3] for row in told(place)][2:] == ["accepted", "returned"]
