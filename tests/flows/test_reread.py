"""Readings put in place of others: what stands is told from all that is accepted."""

import random
from datetime import date

import pytest
import sqlalchemy as sa

from expectations.warehouse.intake import submission
from flows import officers, store
from flows.named import file_named
from flows.settings import load_settings
from tests.flows.test_refresh import half_a_year, tables
from tests.office import officer
from tests.small_warehouse import (
    SmallWarehouse,
    arrivals_of,
    judged_of,
    monthly,
    project,
    register,
    small_warehouse,
)
from transforms.differing import differing
from transforms.judged import Judged


@pytest.fixture
def warehouse(warehouse_url: str) -> SmallWarehouse:
    """An empty warehouse."""
    return small_warehouse(warehouse_url)


def accepted(warehouse: SmallWarehouse) -> list[str]:
    """The paths of the reports that an officer could withdraw."""
    with warehouse.engine.connect() as connection:
        ranks = connection.execute(
            sa.select(submission.c.submission_id).where(
                submission.c.outcome == "accepted", submission.c.reading_no == 1
            )
        ).scalars()
        return [str(number) for number in ranks]


def withdraw(warehouse: SmallWarehouse, number: str, day: str) -> None:
    """An officer withdraws a report."""
    with store.writing(warehouse.engine) as connection:
        officers.withdraw(connection, load_settings(), file_named(connection, number), officer(day))


def test_the_estimates_of_a_withdrawn_report_go_with_it_and_come_back_with_the_one_before(
    warehouse: SmallWarehouse,
) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    warehouse.arrive("2026-02-05", monthly("A", "2026-01", net_revenue=1, next_net_revenue=2))
    warehouse.arrive("2026-02-06", monthly("A", "2026-01", net_revenue=3, next_net_revenue=4))
    wanted = {"indicator": "net_revenue", "period_start": "2026-02-01"}
    assert warehouse.rows("observations", "value", "status", **wanted) == [(4, "estimate")]
    withdraw(warehouse, "3", "2026-02-10")
    assert warehouse.rows("observations", "value", "status", **wanted) == [(2, "estimate")]
    withdraw(warehouse, "2", "2026-02-11")
    assert warehouse.rows("observations", "value", "status", **wanted) == []


def test_after_any_withdrawal_the_marts_equal_a_rebuild_and_the_past_is_as_it_was(warehouse: SmallWarehouse) -> None:
    for day, reports in half_a_year(seed=3):
        warehouse.arrive(day, *reports)
    warehouse.pass_time("2026-06-20")
    before = tables(warehouse)
    for number in random.Random(4).sample(accepted(warehouse), 4):
        withdraw(warehouse, number, "2026-06-21")
        assert sum(warehouse.rebuild("2026-06-21").values()) == 0, number
    assert tables(warehouse) != before
    assert tables(warehouse, as_of="2026-06-20") == before
    warehouse.arrive("2026-06-22", monthly("A", "2026-05", net_revenue=7, workers=1))
    assert sum(warehouse.rebuild("2026-06-22").values()) == 0


def test_an_act_of_a_day_comes_after_that_days_night_and_before_the_next(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    warehouse.arrive("2026-02-05", monthly("A", "2026-01", net_revenue=1))
    withdraw(warehouse, "2", "2026-02-05")
    warehouse.arrive("2026-02-06", monthly("A", "2026-01", net_revenue=3))
    assert [warehouse.rows("observations", "value", as_of=day) for day in ("2026-02-05", "2026-02-06")] == [
        [(1,)],
        [(3,)],
    ]
    assert warehouse.rows("obligation", "filed_on", form_code="sxkd-thang", window_start="2026-01-01") == [
        (str(date(2026, 2, 5)),)
    ]


def judged_as(*, net_revenue: int, **more: int) -> Judged:
    """A judgement of one file with these figures."""
    report = (monthly("A", "2026-01", "accepted", "final", net_revenue=net_revenue, **more),)
    return judged_of(arrivals_of(date(2026, 2, 5), 1, report), report)


def test_one_figure_makes_a_difference_and_the_order_of_rows_none() -> None:
    one = judged_as(net_revenue=1, workers=2)
    assert differing(one, judged_as(workers=2, net_revenue=1)) == set()
    assert differing(one, judged_as(net_revenue=1, workers=3)) == {1}
    assert differing(one, judged_as(net_revenue=1)) == {1}
