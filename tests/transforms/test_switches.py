"""A rule that is switched off for a range of periods finds without consequence; what it found is told apart."""

from dataclasses import replace

import pandas as pd

from tests.examples import after, codes, judged, monthly, outcomes, registered
from transforms.history import SWITCHES, History

TAXES = {"01": "100", "02": "4", "05": "5", "06": "50"}  # SXKD-04: more taxes than revenue
EXPORTS = {**TAXES, "02": "100", "02.1": "101"}  # SXKD-01: more exported than sold


def switched(*switches: tuple[str, str, str, bool], form: str | None = None) -> History:
    """The register of PROJECT, and these switches: rule, first day, last day, off."""
    rows = [(at, code, form, start, end, is_off) for at, (code, start, end, is_off) in enumerate(switches, start=1)]
    return replace(registered(), switches=pd.DataFrame(rows, columns=list(SWITCHES)).astype(SWITCHES))


def test_a_warning_of_a_rule_that_is_off_is_told_apart() -> None:
    batch = judged(monthly(TAXES), history=switched(("SXKD-04", "2026-09-01", "2026-09-30", True)))
    assert outcomes(batch) == ["accepted"]
    assert codes(batch) == []
    assert batch.passed_over[["rule_code", "effect", "switch_id", "value"]].values.tolist() == [
        ["SXKD-04", "warn", 1, "5"]
    ]


def test_a_report_is_accepted_where_the_rule_that_returned_it_is_off() -> None:
    assert outcomes(judged(monthly(EXPORTS))) == ["returned"]
    batch = judged(monthly(EXPORTS), history=switched(("SXKD-01", "2026-09-01", "2026-09-30", True)))
    assert outcomes(batch) == ["accepted"]
    assert batch.observations["indicator_code"].tolist().count("export_revenue") == 1


def test_it_holds_for_the_periods_that_begin_in_the_range() -> None:
    for day in ("2026-08-31", "2026-10-01"):
        batch = judged(monthly(TAXES), history=switched(("SXKD-04", day, day, True)))
        assert codes(batch) == ["SXKD-04"]
        assert batch.passed_over.empty


def test_the_later_switch_holds() -> None:
    on_again = switched(("SXKD-04", "2026-01-01", "2026-12-31", True), ("SXKD-04", "2026-09-01", "2026-09-01", False))
    assert codes(judged(monthly(TAXES), history=on_again)) == ["SXKD-04"]


def test_of_another_form_it_says_nothing() -> None:
    elsewhere = switched(("SXKD-04", "2026-01-01", "2026-12-31", True), form="dautu-quy")
    assert codes(judged(monthly(TAXES), history=elsewhere)) == ["SXKD-04"]


def test_a_rule_that_sees_history_can_be_off_too() -> None:
    months = [
        monthly({**TAXES, "02": ("100", "100")}, period="Tháng 8 năm 2026"),
        monthly({**TAXES, "02": ("100", "9")}),
    ]
    earlier = replace(after(judged(months[0])), projects=registered().projects)
    assert "SXKD-03" in codes(judged(months[1], history=earlier, first_rank=2), rank=2)
    off = replace(earlier, switches=switched(("SXKD-03", "2026-09-01", "2026-09-01", True)).switches)
    assert "SXKD-03" not in codes(judged(months[1], history=off, first_rank=2), rank=2)
