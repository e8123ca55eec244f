"""park_month and enterprise_month: whose figures count, where, and from when."""

from dataclasses import replace

import sqlalchemy as sa

from expectations.warehouse.dimensions import form
from tests.small_warehouse import SmallWarehouse, monthly, project, register

SUMS = ("window_start", "net_revenue_vnd", "reporters_expected", "reporters_received")


def told(warehouse: SmallWarehouse, park: str = "KP", as_of: str | None = None) -> list[tuple[object, ...]]:
    """Month, net revenue, expected and received of a park."""
    return warehouse.rows("park_month", *SUMS, as_of=as_of, park_code=park)


def test_sums_of_those_who_reported_beside_how_many_owed(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A"), project("B"), project("C", park="GK")))
    warehouse.arrive("2026-02-10", monthly("A", "2026-01", net_revenue=100), monthly("C", "2026-01", net_revenue=7))
    assert told(warehouse) == [("2026-01-01", 100, 2, 1)]
    assert told(warehouse, "GK") == [("2026-01-01", 7, 1, 1)]


def test_a_figure_that_nobody_gave_is_blank_and_zero_is_zero(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    warehouse.arrive("2026-02-10", monthly("A", "2026-01", exports=0))
    assert warehouse.rows("park_month", "exports_usd_cents", "net_revenue_vnd") == [(0, None)]


def test_a_month_is_told_of_when_it_has_ended(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    assert told(warehouse) == []
    assert warehouse.pass_time("2026-01-31")["park_month"] == 1
    assert told(warehouse) == [("2026-01-01", None, 1, 0)]


def test_months_before_the_register_only_with_something_received(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A"), project("B"), project("C", park="GK")))
    warehouse.arrive("2026-01-06", monthly("A", "2024-10", net_revenue=5))
    assert told(warehouse) == [("2024-10-01", 5, 2, 1)]
    assert told(warehouse, "GK") == []


def test_a_project_counts_for_the_park_it_was_in_on_the_last_day(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    warehouse.arrive("2026-01-20", register("2026-01-20", project("A", park="GK", since="2026-01-31")))
    warehouse.arrive("2026-02-10", monthly("A", "2026-01", net_revenue=100))
    assert told(warehouse) == []
    assert told(warehouse, "GK") == [("2026-01-01", 100, 1, 1)]


def test_a_project_that_ended_before_the_month_owes_nothing_and_counts_nowhere(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A", ended="2025-12-31"), project("B")))
    warehouse.arrive("2026-02-10", monthly("A", "2026-01", net_revenue=100))
    assert told(warehouse) == [("2026-01-01", None, 1, 0)]
    columns = ("net_revenue_vnd", "reporters_expected", "reporters_received")
    assert warehouse.rows("enterprise_month", *columns, project_code="A") == [(100, 0, 0)]


def test_a_project_that_closed_and_opened_again_owes_where_it_was_open(warehouse: SmallWarehouse) -> None:
    closed = project("A", since="2026-02-01", ended="2026-01-31")
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A"), closed, project("A", since="2026-03-01")))
    warehouse.pass_time("2026-03-31")
    assert [(month, expected) for month, _, expected, _ in told(warehouse)] == [("2026-01-01", 1), ("2026-03-01", 1)]


def test_an_estimate_does_not_count(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    warehouse.arrive("2026-01-25", monthly("A", "2026-01", status="estimate", net_revenue=90))
    warehouse.arrive("2026-01-26", monthly("A", "2025-12", net_revenue=50, next_net_revenue=80))
    warehouse.pass_time("2026-02-01")
    assert told(warehouse) == [("2025-12-01", 50, 1, 1), ("2026-01-01", None, 1, 0)]


def test_what_was_returned_changes_nothing(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    warehouse.arrive("2026-02-10", monthly("A", "2026-01", net_revenue=100))
    warehouse.arrive("2026-02-11", monthly("A", "2026-01", outcome="returned", net_revenue=999))
    assert told(warehouse) == [("2026-01-01", 100, 1, 1)]


def test_the_average_wage_is_weighted_by_workers(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A"), project("B"), project("C")))
    warehouse.arrive(
        "2026-02-10",
        monthly("A", "2026-01", average_wage=10, workers=1),
        monthly("B", "2026-01", average_wage=21, workers=3),
        monthly("C", "2026-01", workers=1000),
    )
    assert warehouse.rows("park_month", "average_wage_vnd", "workers") == [(18, 1004)]  # 73 ÷ 4


def test_yesterdays_answer_is_still_given(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    warehouse.arrive("2026-02-10", monthly("A", "2026-01", net_revenue=100))
    warehouse.arrive("2026-02-12", monthly("A", "2026-01", net_revenue=120))
    assert told(warehouse) == [("2026-01-01", 120, 1, 1)]
    assert told(warehouse, as_of="2026-02-11") == [("2026-01-01", 100, 1, 1)]
    assert told(warehouse, as_of="2026-02-09") == [("2026-01-01", None, 1, 0)]
    assert told(warehouse, as_of="2026-01-04") == []


def test_a_register_that_came_later_is_not_known_before(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    warehouse.arrive("2026-03-05", register("2026-03-05", project("B", since="2026-01-01")))
    assert told(warehouse)[0] == ("2026-01-01", None, 2, 0)
    assert told(warehouse, as_of="2026-03-04")[0] == ("2026-01-01", None, 1, 0)


def test_another_monthly_form_does_not_add_itself(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    other = {
        "form_code": "other", "title_vi": "Biểu khác", "title_en": "Other", "reporter_kind": "project",
        "regime": "calendar", "length": "month", "loads": "observations", "is_obliged": False, "is_estimate": False,
    }  # fmt: skip
    with warehouse.engine.begin() as connection:
        connection.execute(sa.insert(form).values(other))
    report = monthly("A", "2026-01", net_revenue=900)
    rows = {"observations": [{**row, "form_code": "other"} for row in report.rows["observations"]]}
    warehouse.arrive("2026-02-10", monthly("A", "2026-01", net_revenue=100), replace(report, form="other", rows=rows))
    assert told(warehouse) == [("2026-01-01", 100, 1, 1)]
