"""A final report is taken from the last day of its period on; what comes before must be marked as an estimate."""

from datetime import date

import pandas as pd
import pytest

from expectations.catalogue import load_catalogue
from tests.examples import FIGURES, cases, monthly, registered
from transforms.judge import Judged, judge
from transforms.read.report import read_report


def arrived(content: bytes, day: str) -> Judged:
    """One file that arrives on a day, as it is judged."""
    arrivals = pd.DataFrame({"arrival_rank": [1], "sha256": ["a"], "arrived_on": [date.fromisoformat(day)]})
    return judge([read_report(1, content, load_catalogue())], arrivals, load_catalogue(), registered())


def test_a_final_before_the_period_is_over_is_returned_with_both_days() -> None:
    batch = arrived(monthly(FIGURES | {"02.1": "101"}), "2026-09-29")
    assert batch.submissions["outcome"].tolist() == ["returned"]
    assert batch.findings["rule_code"].tolist() == ["GEN-13", "SXKD-01"]
    (early, _) = batch.findings.to_dict("records")
    assert (early["sheet_row"], early["sheet_column"]) == (5, "A")
    assert (early["value"], early["expected"]) == ("01/09/2026 – 30/09/2026", "nhận từ / received from 30/09/2026")
    assert "ngày 30/09/2026 mới kết thúc, báo cáo nhận ngày 29/09/2026" in early["message_vi"]
    assert batch.observations.empty


def test_a_final_on_the_last_day_and_an_estimate_at_any_time_are_taken() -> None:
    estimate = monthly(period="Tháng 9 năm 2026 (ước)")
    told = [arrived(monthly(), "2026-09-30"), arrived(estimate, "2026-08-15")]
    assert [batch.submissions["outcome"][0] for batch in told] == ["accepted", "accepted"]


def test_a_register_that_says_that_it_may_come_early_is_taken() -> None:
    assert arrived(cases({}), "2026-04-01").submissions["outcome"].tolist() == ["accepted"]


@pytest.mark.parametrize("code", ["sxkd-thang", "dautu-quy", "tnld-6thang", "bvmt-nam"])
def test_forms_of_finals_do_not_say_so(code: str) -> None:
    assert not load_catalogue().forms[code].period.may_come_early


def test_estimates_by_declaration_registers_and_plans_say_so() -> None:
    forms = load_catalogue().forms.values()
    free = {form.code for form in forms if form.period.may_come_early or form.status == "always_estimate"}
    assert free == {form.code for form in forms} - {"sxkd-thang", "dautu-quy", "tnld-6thang", "bvmt-nam"}
