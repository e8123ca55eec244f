"""province_year and published_check: years of the province, and what was published of them."""

from datetime import date

from tests.small_warehouse import Report, SmallWarehouse, case, cases, monthly, project, register

ECONOMY = ("regime", "year", "net_revenue_vnd", "workers", "workers_on", "months_held", "cases")
CHECK = ("written", "qualifier", "published_value", "computed_value", "computability")


def two_months(warehouse: SmallWarehouse) -> None:
    """Two projects, of which one reports twice."""
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A"), project("B", park="GK")))
    warehouse.arrive("2026-02-05", *(monthly(code, "2026-01", net_revenue=10, workers=5) for code in "AB"))
    warehouse.arrive("2026-03-05", monthly("A", "2026-02", net_revenue=20, workers=7))


def test_flows_are_added_and_stocks_are_those_of_the_last_month_held(warehouse: SmallWarehouse) -> None:
    two_months(warehouse)
    rows = warehouse.rows("province_year", *ECONOMY, regime="calendar")
    assert rows == [("calendar", 2026, 40, 7, "2026-02-28", 2, None)]
    assert warehouse.rows("province_year", "reporters_expected", "reporters_received", regime="calendar") == [(4, 3)]


def test_cases_are_counted_in_the_administrative_year_in_a_row_of_its_own(warehouse: SmallWarehouse) -> None:
    two_months(warehouse)
    warehouse.arrive(
        "2026-03-16", cases("PA04", "2026-03-14", case("1", "2025-12-14"), case("2", "2025-12-15", fine_vnd=9))
    )
    columns = ("window_start", "window_end", "year", "cases", "fines_vnd", "net_revenue_vnd")
    assert warehouse.rows("province_year", *columns, regime="administrative") == [
        ("2024-12-15", "2025-12-14", 2025, 1, 0, None),
        ("2025-12-15", "2026-12-14", 2026, 1, 9, None),
    ]


def published(*figures: tuple[str, int | None, str, int, str]) -> Report:
    """A list of published figures: indicator, year, as written, value, unit."""
    rows = [
        {
            "indicator_code": indicator, "from_year": year, "to_year": year, "qualifier": "hơn", "written": written,
            "unit_written": "tỷ đồng", "value": value, "unit": unit,
        }
        for indicator, year, written, value, unit in figures
    ]  # fmt: skip
    return Report("congbo", "BQL", date(2006, 1, 1), date(2024, 12, 31), rows={"published_figures": rows})


def test_a_published_figure_stands_beside_the_computed_one_or_the_reason_why_not(warehouse: SmallWarehouse) -> None:
    two_months(warehouse)
    warehouse.arrive(
        "2026-03-06",
        published(
            ("net_revenue", 2026, "50", 50, "VND"),
            ("net_revenue", 2006, "547", 547, "VND"),
            ("strikes_slowdowns", 2024, "27", 27, "1"),
            ("net_revenue", None, "1", 1, "VND"),
        ),
    )
    assert warehouse.rows("published_check", *CHECK) == [
        ("50", "hơn", 50, 40, "computed in part: some months or reporters are missing"),
        ("547", "hơn", 547, None, "not computable: no reports held for these years"),
        ("27", "hơn", 27, None, "not computable: no report gives this figure by year"),
        ("1", "hơn", 1, None, "not computable: no years are given"),
    ]
    windows = warehouse.rows("published_check", "window_start", "window_end", written="547")
    assert windows == [("2006-01-01", "2006-12-31")]
