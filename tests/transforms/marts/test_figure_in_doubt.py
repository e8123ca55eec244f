"""figure_in_doubt: which figures may not be what they say, since when, and what ends the doubt."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flows import store
from flows.ledger import end_of_day
from flows.waivers import Explanation, explain
from tests.small_warehouse import Report, SmallWarehouse, cases, monthly, project, register

COLUMNS = (
    "reporter_code",
    "park_code",
    "window_start",
    "indicator_code",
    "value",
    "fitting_value",
    "since_on",
    "state",
)
IN_DOUBT = ("A", "KP", "2026-01-01", "net_revenue", 5_000, 5, "2026-02-10", "open")


def far_off(reporter: str, month: str, status: str = "final", **figures: int) -> Report:
    """A monthly report whose revenue is far off."""
    return replace(monthly(reporter, month, "accepted", status, **figures), doubts={"net_revenue": "SXKD-05"})


def told(warehouse: SmallWarehouse, as_of: str | None = None) -> list[tuple[Any, ...]]:
    """The figures in doubt."""
    return warehouse.rows("figure_in_doubt", *COLUMNS, as_of=as_of)


def counted(warehouse: SmallWarehouse, name: str = "park_month", as_of: str | None = None) -> list[Any]:
    """How many reporters each row has in doubt."""
    return [row[0] for row in warehouse.rows(name, "reporters_in_doubt", as_of=as_of)]


def a_doubtful_month(warehouse: SmallWarehouse) -> None:
    """Two projects, of which one tells a revenue that is far off."""
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A"), project("B")))
    warehouse.arrive("2026-02-10", far_off("A", "2026-01", net_revenue=5_000, workers=9),
                     monthly("B", "2026-01", net_revenue=4))  # fmt: skip


def explained(warehouse: SmallWarehouse, day: str, until: str | None = None) -> int:
    """Explain the doubtful revenue on a day; how many warnings."""
    asked = Explanation("SXKD-05", "A", "đơn hàng lớn", "bà Hoa", until_on=date.fromisoformat(until) if until else None)
    at = end_of_day(date.fromisoformat(day)) - timedelta(hours=8)
    with store.writing(warehouse.engine) as connection:
        return explain(connection, asked, at)


def test_it_is_told_with_what_it_would_be_and_since_when_and_the_figure_stays(warehouse: SmallWarehouse) -> None:
    a_doubtful_month(warehouse)
    assert told(warehouse) == [IN_DOUBT]
    assert warehouse.rows("figure_in_doubt", "unit", "fitting_unit", "rule_code", "status") == [
        ("VND", "nghìn đồng", "SXKD-05", "final")
    ]
    assert warehouse.rows("park_month", "net_revenue_vnd") == [(5_004,)]


def test_every_row_says_how_many_of_its_reporters_are_in_doubt(warehouse: SmallWarehouse) -> None:
    a_doubtful_month(warehouse)
    assert warehouse.rows("enterprise_month", "project_code", "reporters_in_doubt") == [("A", 1), ("B", 0)]
    assert counted(warehouse) == [1]
    assert warehouse.rows("province_year", "reporters_in_doubt", regime="calendar") == [(1,)]
    rate = warehouse.rows("reporting_rate", "reporters_in_doubt", form_code="sxkd-thang", window_start="2026-01-01")
    assert rate == [(1,)]
    quality = warehouse.rows("data_quality", "rule_code", "reporter_code", "reporters_in_doubt")
    assert quality == [("SXKD-05", "A", 1)]


def test_a_correction_ends_it_and_yesterday_knew_of_it(warehouse: SmallWarehouse) -> None:
    a_doubtful_month(warehouse)
    warehouse.arrive("2026-02-20", monthly("A", "2026-01", net_revenue=5, workers=9))
    assert (told(warehouse), counted(warehouse)) == ([], [0])
    assert (told(warehouse, "2026-02-19"), counted(warehouse, as_of="2026-02-19")) == ([IN_DOUBT], [1])
    assert told(warehouse, "2026-02-09") == []


def test_an_explanation_ends_it_in_its_own_transaction_and_yesterday_knew_of_it(warehouse: SmallWarehouse) -> None:
    a_doubtful_month(warehouse)
    assert explained(warehouse, "2026-02-15") == 1
    assert told(warehouse) == [(*IN_DOUBT[:-1], "explained")]
    assert counted(warehouse) == [0]
    assert (told(warehouse, "2026-02-14"), counted(warehouse, as_of="2026-02-14")) == ([IN_DOUBT], [1])
    assert told(warehouse, "2026-02-15") == told(warehouse)
    assert not any(warehouse.rebuild("2026-02-15").values())


def test_the_same_figure_sent_again_stays_explained_and_another_is_in_doubt(warehouse: SmallWarehouse) -> None:
    a_doubtful_month(warehouse)
    explained(warehouse, "2026-02-15")
    warehouse.arrive("2026-02-16", far_off("A", "2026-01", net_revenue=5_000, workers=10))
    assert told(warehouse) == [(*IN_DOUBT[:-2], "2026-02-16", "explained")]
    warehouse.arrive("2026-02-17", far_off("A", "2026-01", net_revenue=6_000, workers=10))
    assert [(row[4], row[-1]) for row in told(warehouse)] == [(6_000, "open")]


def test_with_an_explanation_that_runs_out_the_doubt_is_back(warehouse: SmallWarehouse) -> None:
    a_doubtful_month(warehouse)
    explained(warehouse, "2026-02-15", until="2026-02-20")
    warehouse.pass_time("2026-02-20")
    assert told(warehouse)[0][-1] == "explained"
    rewritten = warehouse.pass_time("2026-02-21")
    assert (rewritten["figure_in_doubt"], rewritten["park_month"]) == (1, 1)
    assert (told(warehouse), counted(warehouse)) == ([IN_DOUBT], [1])
    assert not any(warehouse.rebuild("2026-02-21").values())


def test_a_project_that_moves_takes_its_doubt_to_the_other_park(warehouse: SmallWarehouse) -> None:
    a_doubtful_month(warehouse)
    warehouse.arrive("2026-02-11", register("2026-02-11", project("A", park="GK", since="2026-01-15")))
    assert [row[1] for row in told(warehouse)] == ["GK"]
    assert warehouse.rows("park_month", "park_code", "reporters_in_doubt") == [("GK", 1), ("KP", 0)]
    assert not any(warehouse.rebuild("2026-02-11").values())


def test_a_load_that_has_nothing_to_do_with_it_rewrites_no_row(warehouse: SmallWarehouse) -> None:
    a_doubtful_month(warehouse)
    loaded = warehouse.arrive("2026-02-18", cases("PA04", "2026-02-14"))
    assert (loaded.mart_rows["figure_in_doubt"], loaded.mart_rows["enterprise_month"]) == (0, 0)


def test_an_estimate_in_doubt_is_told_and_counts_in_no_month(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    warehouse.arrive("2026-02-03", far_off("A", "2026-01", "estimate", net_revenue=5_000))
    assert warehouse.rows("figure_in_doubt", "status", "state") == [("estimate", "open")]
    assert counted(warehouse) == [0]


def test_the_views_without_doubt_leave_the_figure_out_as_if_it_had_not_been_given(warehouse: SmallWarehouse) -> None:
    a_doubtful_month(warehouse)
    columns = ("net_revenue_vnd", "workers", "reporters_expected", "reporters_received", "reporters_in_doubt")
    assert warehouse.rows("enterprise_month_without_doubt", "project_code", *columns) == [
        ("A", None, 9, 1, 0, 1), ("B", 4, None, 1, 1, 0),
    ]  # fmt: skip
    assert warehouse.rows("park_month_without_doubt", *columns) == [(4, 9, 2, 1, 1)]
    explained(warehouse, "2026-02-15")
    assert warehouse.rows("park_month_without_doubt", *columns) == [(5_004, 9, 2, 2, 0)]
    assert warehouse.rows("park_month_without_doubt", *columns, as_of="2026-02-14") == [(4, 9, 2, 1, 1)]


def test_a_mean_is_weighed_without_what_is_in_doubt(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A"), project("B")))
    odd = replace(monthly("A", "2026-01", workers=10, average_wage=90), doubts={"average_wage": "SXKD-06"})
    warehouse.arrive("2026-02-10", odd, monthly("B", "2026-01", workers=30, average_wage=8))
    assert warehouse.rows("park_month", "average_wage_vnd", "workers") == [(29, 40)]
    assert warehouse.rows("park_month_without_doubt", "average_wage_vnd", "workers") == [(8, 40)]


def test_on_the_database_itself_the_views_say_the_same(warehouse: SmallWarehouse) -> None:
    a_doubtful_month(warehouse)
    schema = "mart." if warehouse.engine.dialect.name == "postgresql" else ""
    with warehouse.engine.connect() as connection:
        told = connection.exec_driver_sql(f"SELECT net_revenue_vnd FROM {schema}park_month_without_doubt").scalars()
        assert list(told) == [4]
