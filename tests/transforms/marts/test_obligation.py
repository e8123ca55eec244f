"""obligation and reporting_rate: who owes what, what became of it, and shares of it."""

from tests.small_warehouse import Report, SmallWarehouse, cases, monthly, project, register

STATE = ("obligation", "filing", "timeliness", "filed_on")
RATE = ("reporters_expected", "reporters_received", "on_time", "late", "returned", "missing", "not_due", "exempt")


def told(
    warehouse: SmallWarehouse, reporter: str = "A", month: str = "2026-01-01", form: str = "sxkd-thang"
) -> list[tuple[object, ...]]:
    """The obligation of a reporter for a period."""
    return warehouse.rows("obligation", *STATE, form_code=form, reporter_code=reporter, window_start=month)


def begun(warehouse: SmallWarehouse, *projects: str) -> SmallWarehouse:
    """The register of these projects, first received in January."""
    warehouse.arrive("2026-01-05", register("2026-01-05", *(project(code) for code in projects)))
    return warehouse


def test_not_due_yet_until_the_due_day_is_over(warehouse: SmallWarehouse) -> None:
    begun(warehouse, "A").pass_time("2026-02-10")
    assert told(warehouse) == [("not due yet", "missing", None, None)]
    warehouse.pass_time("2026-02-11")
    assert told(warehouse) == [("due", "missing", None, None)]


def test_late_is_by_the_statutory_day_though_it_fell_on_a_sunday(warehouse: SmallWarehouse) -> None:
    begun(warehouse, "A", "B")
    warehouse.arrive("2026-05-10", monthly("A", "2026-04", net_revenue=1))  # the 10th of May is a Sunday
    warehouse.arrive("2026-05-11", monthly("B", "2026-04", net_revenue=1))
    assert told(warehouse, "A", "2026-04-01") == [("due", "accepted", "on time", "2026-05-10")]
    assert told(warehouse, "B", "2026-04-01") == [("due", "accepted", "late", "2026-05-11")]
    due = {"form_code": "sxkd-thang", "reporter_code": "B", "window_start": "2026-04-01"}
    assert warehouse.rows("obligation", "due_on", "due_on_adjusted", **due) == [("2026-05-10", "2026-05-11")]


def test_a_correction_does_not_make_a_timely_report_late(warehouse: SmallWarehouse) -> None:
    begun(warehouse, "A")
    warehouse.arrive("2026-02-09", monthly("A", "2026-01", net_revenue=1))
    warehouse.arrive("2026-02-20", monthly("A", "2026-01", net_revenue=2))
    assert told(warehouse) == [("due", "accepted", "on time", "2026-02-09")]


def test_returned_and_estimate_only_are_not_received(warehouse: SmallWarehouse) -> None:
    begun(warehouse, "A", "B", "C")
    warehouse.arrive("2026-01-25", monthly("B", "2026-01", status="estimate", net_revenue=1))
    warehouse.arrive("2026-02-10", monthly("A", "2026-01", outcome="returned"))
    warehouse.arrive("2026-02-20", monthly("C", "2026-01", net_revenue=1))
    assert told(warehouse, "A") == [("due", "returned", None, None)]
    assert told(warehouse, "B") == [("due", "estimate only", None, None)]
    rate = warehouse.rows("reporting_rate", *RATE, form_code="sxkd-thang", window_start="2026-01-01")
    assert rate == [(3, 1, 0, 1, 1, 1, 0, 0)]


def test_an_empty_register_of_cases_is_nil(warehouse: SmallWarehouse) -> None:
    begun(warehouse, "A")
    warehouse.arrive("2026-02-18", cases("PA04", "2026-02-14"))
    assert told(warehouse, "PA04", "2026-01-15", "vuviec-thang") == [("not due yet", "nil", "on time", "2026-02-18")]


def test_a_project_that_ended_is_exempt_and_its_report_passes_no_rate(warehouse: SmallWarehouse) -> None:
    ended = project("B", ended="2025-12-31")
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A"), ended))
    warehouse.arrive("2026-02-05", monthly("A", "2026-01", net_revenue=1), monthly("B", "2026-01", net_revenue=1))
    assert told(warehouse, "B") == [("exempt", "accepted", "on time", "2026-02-05")]
    rate = warehouse.rows("reporting_rate", *RATE, form_code="sxkd-thang", window_start="2026-01-01")
    assert rate == [(1, 1, 1, 0, 0, 0, 0, 1)]


def test_an_older_period_counts_as_received_and_is_no_obligation(warehouse: SmallWarehouse) -> None:
    begun(warehouse, "A", "B")
    warehouse.arrive("2026-01-06", monthly("A", "2024-10", net_revenue=1))
    assert told(warehouse, "A", "2024-10-01") == [("exempt", "accepted", "late", "2026-01-06")]
    assert told(warehouse, "B", "2024-10-01") == []


def test_what_comes_when_there_is_something_to_tell_is_never_missing(warehouse: SmallWarehouse) -> None:
    begun(warehouse, "A").pass_time("2026-03-01")
    assert warehouse.rows("obligation", "form_code", form_code="vuviec-ngay") == []
    assert warehouse.rows("obligation", "form_code", form_code="dn-danhmuc") == []


def test_a_report_that_nobody_knows_owes_nothing(warehouse: SmallWarehouse) -> None:
    begun(warehouse, "A")
    stranger = monthly("X", "2026-01", outcome="returned")
    unread = Report(None, None, None, None, None, "unreadable", "unreadable:html")
    warehouse.arrive("2026-02-05", stranger, unread)
    assert warehouse.rows("obligation", "reporter_code", reporter_code="X") == []
