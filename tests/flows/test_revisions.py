"""What changed between two instants, by whom, and why."""

import itertools
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from flows.frames import records
from flows.instants import instant_of
from flows.revisions import revisions
from tests import examples
from tests.office import office
from tests.small_warehouse import SmallWarehouse, monthly, project, register, small_warehouse
from transforms.revisions import CORRECTION, ESTIMATE, FINAL, FIRST, LEFT_OUT, NEWER_ESTIMATE, STANDS_AGAIN, WITHDRAWN

DAYS = ("2026-01-05", "2026-01-20", "2026-02-10", "2026-02-15", "2026-02-20", "2026-03-01")


@pytest.fixture
def warehouse(warehouse_url: str) -> SmallWarehouse:
    """An estimate, the final that takes its place, an estimate too late, a correction that leaves a figure blank."""
    made = small_warehouse(warehouse_url)
    made.arrive("2026-01-05", register("2026-01-05", project("A"), project("B", park="GK")))
    made.arrive("2026-01-08", monthly("A", "2025-12", next_net_revenue=70))
    made.arrive("2026-01-20", monthly("A", "2026-01", status="estimate", net_revenue=80))
    made.arrive("2026-02-10", monthly("A", "2026-01", net_revenue=100, workers=5), monthly("B", "2026-01", workers=1))
    made.arrive("2026-02-15", monthly("A", "2026-01", status="estimate", net_revenue=999))
    made.arrive("2026-02-20", monthly("A", "2026-01", "accepted_with_warnings", net_revenue=110))
    return made


def told(warehouse: SmallWarehouse, since: str | None = None, until: str | None = None, **asked: str) -> pd.DataFrame:
    with warehouse.engine.connect() as connection:
        return revisions(connection, asked, instant_of(since), instant_of(until))


def test_estimates_give_way_to_finals_and_a_final_never_to_an_estimate(warehouse: SmallWarehouse) -> None:
    rows = told(warehouse, reporter_code="A")
    january = rows[(rows["window_start"] == "2026-01-01") & (rows["indicator_code"] == "net_revenue")]
    seen = [(row["old_value"], row["new_value"], row["percent"], row["how"]) for row in records(january)]
    assert [tuple(None if pd.isna(each) else each for each in row) for row in seen] == [
        (None, 70, None, ESTIMATE), (70, 80, 14.29, NEWER_ESTIMATE), (80, 100, 25.0, FINAL),
        (100, 110, 10.0, CORRECTION),
    ]  # fmt: skip
    assert warehouse.rows("park_month", "net_revenue_vnd", as_of="2026-02-16", park_code="KP")[-1] == (100,)


def test_each_change_says_who_sent_it_and_why_it_was_accepted(warehouse: SmallWarehouse) -> None:
    rows = records(told(warehouse, since="2026-02-15", until="2026-02-20"))
    by_figure = {row["indicator_code"]: row for row in rows}
    assert set(by_figure) == {"net_revenue", "workers"}
    change = by_figure["net_revenue"]
    assert (change["path"], change["outcome"]) == ("2026-02-20/7.xlsx", "accepted_with_warnings")
    assert (change["supersedes_path"], change["difference"]) == ("2026-02-10/4.xlsx", 10)
    assert by_figure["workers"]["how"] == LEFT_OUT
    assert by_figure["workers"]["old_value"] == 5


def test_they_are_asked_for_by_park_form_and_reporter(warehouse: SmallWarehouse) -> None:
    assert set(told(warehouse, park_code="GK")["reporter_code"]) == {"B"}
    assert set(told(warehouse, park_code="KP")["reporter_code"]) == {"A"}
    assert told(warehouse, form_code="dautu-quy").empty
    assert told(warehouse, reporter_code="B")["how"].tolist() == [FIRST]


def test_the_changes_lead_from_one_state_to_the_other(warehouse: SmallWarehouse) -> None:
    for since, until in itertools.combinations(DAYS, 2):
        changes = told(warehouse, since, until)
        old, new = state(warehouse, since), state(warehouse, until)
        for row in records(changes):
            key = (row["reporter_code"], row["indicator_code"], f"{row['window_start']:%Y-%m-%d}")
            old[key] = row["new_value"]
        assert {key: value for key, value in old.items() if value is not None and value is not pd.NA} == new


def state(warehouse: SmallWarehouse, day: str) -> dict[tuple[str, str, str], Any]:
    rows = records(warehouse.table("observations", day))
    return {(row["reporter"], row["indicator"], row["period_start"]): row["value"] for row in rows}


def test_a_withdrawal_says_who_withdrew_what_and_why(sqlite_warehouse_url: str, tmp_path: Path) -> None:
    place = office(sqlite_warehouse_url, tmp_path / "home")
    place.send("2026-08-01", examples.projects({}, day="01/08/2026"))
    place.send("2026-10-05", examples.monthly())
    place.send("2026-10-06", examples.monthly({**examples.FIGURES, "02": "120"}))
    place.withdraw("3", "2026-10-20")
    place.withdraw("2", "2026-10-21")
    changes = [
        (row["how"], row["supersedes_receipt_no"], row["act"], row["done_by"], row["act_reason"])
        for row in records(told(place, since="2026-10-06"))
        if row["indicator_code"] == "net_revenue"
    ]
    by = ("withdraw", "Phòng QLDN", "đã gọi điện xác nhận")
    assert changes == [(STANDS_AGAIN, 3, *by), (WITHDRAWN, 2, *by)]
