"""What `parkwatch export` gives: the marts themselves, in people's units, for Excel, as the truth has them."""

import csv
from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

from expectations.headings import heading
from flows import store
from flows.in_units import in_units
from tests.small_warehouse import SmallWarehouse, case, cases, monthly, project, register, small_warehouse

Command = Callable[..., CompletedProcess[str]]


@pytest.fixture
def warehouse(sqlite_warehouse_url: str) -> SmallWarehouse:
    """A park of one enterprise, whose January was corrected."""
    made = small_warehouse(sqlite_warehouse_url)
    made.arrive("2026-01-05", register("2026-01-05", {**project("A"), "tax_code": "0700123456"}))
    made.arrive("2026-02-10", monthly("A", "2026-01", net_revenue=1_500_000_000, exports=250_000_000, workers=5))
    made.arrive("2026-02-19", cases("PA04", "2026-02-14", case("1", "2026-02-01", people=3, fine_vnd=2_000_000)))
    made.arrive("2026-03-05", monthly("A", "2026-01", net_revenue=1_600_000_000, workers=5))
    return made


@pytest.fixture
def export(parkwatch: Command, warehouse: SmallWarehouse) -> Callable[..., list[str]]:
    """The lines that the command writes."""
    url = warehouse.engine.url.render_as_string()
    return lambda *asked: parkwatch("export", *asked, "--warehouse", url).stdout.splitlines()


def january(lines: list[str], comma: str = ",") -> dict[str, str]:
    return next(row for row in csv.DictReader(lines, delimiter=comma) if "2026-01-01" in row.values())


def test_a_mart_comes_as_it_is_with_units_in_its_names(export: Callable[..., list[str]]) -> None:
    told = january(export("park_month"))
    assert (told["park_code"], told["net_revenue_vnd"], told["average_wage_vnd"]) == ("KP", "1600000000", "")


def test_in_units_gives_billions_of_dong_and_millions_of_dollars(export: Callable[..., list[str]]) -> None:
    told = january(export("park_month", "--in-units", "--as-of", "28/02/2026"))
    assert (told["net_revenue_billion_vnd"], told["exports_million_usd"], told["workers"]) == ("1.5", "2.5", "5")


def test_in_units_divides_what_names_its_unit_beside_it(export: Callable[..., list[str]]) -> None:
    lines = export("observations", "--in-units")
    assert "sxkd-thang,A,,net_revenue,2026-01-01,2026-01-31,final,1.6,tỷ đồng" in lines
    assert "sxkd-thang,A,,workers,2026-01-01,2026-01-31,final,5,1" in lines


def test_excel_opens_it_with_vietnamese_headings_and_keeps_leading_zeros(export: Callable[..., list[str]]) -> None:
    lines = export("enterprise_month", "--in-units", "--excel")
    assert lines[0].startswith("\ufeffMã số dự án;Từ ngày;Đến ngày;KCN;Mã số thuế;")
    told = january(lines, ";")
    assert (told["Doanh thu thuần (tỷ đồng)"], told["Mã số thuế"]) == ("1,6", '="0700123456"')


def test_every_column_has_a_vietnamese_heading(warehouse: SmallWarehouse) -> None:
    tables = [warehouse.table(name) for name in store.exports()]
    columns = {name for table in tables for shown in (table, in_units(table)) for name in map(str, shown)}
    assert [name for name in sorted(columns) if heading(name) == name] == []


@pytest.mark.parametrize("as_of", [[], ["--as-of", "28/02/2026"]])
def test_every_view_can_be_had_now_and_as_of_a_day(export: Callable[..., list[str]], as_of: list[str]) -> None:
    told = january(export("park_month_in_units", *as_of))
    assert told["net_revenue_billion_vnd"] == ("1.5" if as_of else "1.6")
    assert january(export("park_month_covered", *as_of))["coverage_percent"] == "100.0"
    assert export("reporting_rate_percent", *as_of)[0].endswith(",not_due_percent")


def test_the_layout_of_the_truth_is_asked_for(export: Callable[..., list[str]]) -> None:
    lines = export("park_month", "--layout", "expected", "--as-of", "2026-02-28")
    assert lines[0] == (
        "park,period_start,period_end,industrial_output,net_revenue,exports,imports,budget_paid,workers,"
        "reporters_expected,reporters_received"
    )
    assert "KP,2026-01-01,2026-01-31,,1500000000,250000000,,,5,1,1" in lines
    assert export("incident_window", "--layout", "expected") == [
        "park,window_start,window_end,category,cases,people,fines",
        "KP,2026-01-15,2026-02-14,theft,1,3,2000000",
    ]
    assert export("incidents")[0].endswith(",legal_basis,fine_vnd")
    assert export("incidents", "--layout", "expected")[0].endswith(",legal_basis,fine")


@pytest.mark.parametrize("asked", [["obligation", "--layout", "expected"], ["mart.park_month"], ["x", "--layout", "y"]])
def test_what_cannot_be_given_is_told(parkwatch: Command, warehouse: SmallWarehouse, asked: list[str]) -> None:
    done = parkwatch("export", *asked, "--warehouse", warehouse.engine.url.render_as_string())
    assert done.returncode == 2
    assert done.stdout == ""


@pytest.mark.parametrize("more", ["--in-units", "--excel"])
def test_the_layout_of_the_truth_has_one_form(parkwatch: Command, more: str) -> None:
    assert "dạng cố định" in parkwatch("export", "park_month", "--layout", "expected", more).stderr


def test_an_estimate_that_comes_after_its_final_is_superseded_by_it(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-03-06", monthly("A", "2026-02", status="estimate", net_revenue=1))
    warehouse.arrive("2026-03-09", monthly("A", "2026-02", net_revenue=2))
    warehouse.arrive("2026-03-12", monthly("A", "2026-02", status="estimate", net_revenue=3))
    told = warehouse.rows("submissions", "path", "superseded_by", period_start="2026-02-01", form="sxkd-thang")
    estimate, final, late = (path for path, _ in told)
    assert told == [(estimate, final), (final, None), (late, final)]
    assert warehouse.rows("enterprise_month", "net_revenue_vnd", window_start="2026-02-01") == [(2,)]
