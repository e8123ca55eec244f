"""data_quality: findings by rule, form, reporter and period."""

from tests.small_warehouse import Report, SmallWarehouse, monthly, project, register

COLUMNS = ("rule_code", "form_code", "reporter_code", "window_start", "regime", "findings", "submissions")


def test_findings_are_counted_and_an_accepted_correction_does_not_undo_them(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    warehouse.arrive("2026-02-05", monthly("A", "2026-01", outcome="returned"))
    warehouse.arrive("2026-02-06", monthly("A", "2026-01", outcome="returned"))
    warehouse.arrive("2026-02-07", monthly("A", "2026-01", net_revenue=1))
    assert warehouse.rows("data_quality", *COLUMNS) == [("SXKD-01", "sxkd-thang", "A", "2026-01-01", "calendar", 2, 2)]
    assert warehouse.rows("data_quality", "reporters_expected", "reporters_received") == [(1, 1)]
    assert warehouse.rows("data_quality", "findings", as_of="2026-02-05") == [(1,)]


def test_what_could_not_be_read_is_counted_on_the_day_it_came(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-02-05", Report(None, None, None, None, None, "unreadable", "unreadable:html"))
    assert warehouse.rows("data_quality", *COLUMNS) == [("unreadable:html", "", "", "2026-02-05", "arrival", 1, 1)]


def test_a_report_without_a_settled_period_is_counted_on_the_day_it_came(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    unsettled = Report("sxkd-thang", "A", None, None, "final", "returned", rules=("GEN-03", "GEN-03"))
    warehouse.arrive("2026-02-05", unsettled)
    assert warehouse.rows("data_quality", *COLUMNS) == [("GEN-03", "sxkd-thang", "A", "2026-02-05", "arrival", 2, 1)]
