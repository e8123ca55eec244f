"""What becomes of each file of a batch, and why: as it was known when the file arrived."""

import json
from collections.abc import Mapping
from datetime import date

import pandas as pd
import pytest

from expectations.catalogue import Catalogue, load_catalogue
from tests.examples import FIGURES, PROJECT, after, cases, codes, judged, monthly, outcomes
from transforms.history import History
from transforms.judge import Judged


def month(of: int, figures: Mapping[str, str | tuple[str, ...]] = {}, year: int = 2026) -> bytes:
    return monthly({**FIGURES, **figures}, period=f"Tháng {of} năm {year}")


def values(batch: Judged, indicator: str, measure: str = "period", status: str = "final") -> list[int]:
    rows = batch.observations
    told = rows[(rows["indicator_code"] == indicator) & (rows["measure"] == measure) & (rows["status"] == status)]
    return [int(value) for value in told["value"]]


def test_a_report_without_fault_is_accepted_and_loaded() -> None:
    batch = judged(monthly())
    assert outcomes(batch) == ["accepted"]
    assert values(batch, "net_revenue") == [100_000_000]
    assert values(batch, "workers") == [50]
    (row,) = batch.submissions.to_dict("records")
    assert (row["form_code"], row["form_version"], row["reporter_code"]) == ("sxkd-thang", "2025", PROJECT)
    assert (row["window_start"], row["window_end"]) == (pd.Timestamp(2026, 9, 1), pd.Timestamp(2026, 9, 30))
    assert (row["status"], row["regime"]) == ("final", "calendar")


def test_a_returned_report_loads_nothing() -> None:
    batch = judged(month(9, {"02.1": "101"}))
    assert outcomes(batch) == ["returned"]
    assert codes(batch) == ["SXKD-01"]
    assert batch.observations.empty


def test_a_warning_does_not_keep_a_report_out() -> None:
    batch = judged(month(9, {"05": "101"}))
    assert outcomes(batch) == ["accepted_with_warnings"]
    assert codes(batch) == ["SXKD-04"]
    assert values(batch, "budget_paid") == [101_000_000]


def test_all_findings_of_a_report_are_told_at_once() -> None:
    batch = judged(month(9, {"02.1": "101", "05": "102", "06.1": "51", "06.3": "52", "07": "81"}))
    assert outcomes(batch) == ["returned"]
    assert batch.findings["rule_code"].tolist() == ["SXKD-04", "SXKD-01", "SXKD-02", "SXKD-02", "SXKD-06"]


def test_a_fault_of_reading_returns_the_report() -> None:
    files = {
        "GEN-01": monthly(reporter="9999999999"),
        "GEN-03": monthly(period="Kỳ báo cáo:"),
        "GEN-04": monthly(period="Tháng 9 năm 2026 (từ ngày 01/08/2026 đến ngày 31/08/2026)"),
        "GEN-05": monthly(units={"05": "tạ thóc"}),
        "GEN-06": monthly(FIGURES | {"06": "50,5"}),
        "GEN-07": monthly(FIGURES | {"05": "#REF!"}),
        "GEN-08": monthly(FIGURES | {"05": "=A1"}),
        "GEN-10": monthly(FIGURES | {"05": "năm"}),
    }
    batch = judged(*files.values())
    assert [codes(batch, rank) for rank in range(1, 9)] == [[code] for code in files]
    assert outcomes(batch) == ["returned"] * 8
    assert batch.observations.empty


def test_a_fault_of_the_whole_report_hides_the_rules_of_the_form() -> None:
    wrong = FIGURES | {"02.1": "101", "06.1": "51"}
    batch = judged(
        monthly(wrong),
        monthly(wrong | {"07": "8"}, units={"07": "tạ thóc"}),
        monthly(wrong, reporter="9999999999"),
        monthly(wrong, period="Kỳ báo cáo:"),
    )
    assert [codes(batch, rank) for rank in (1, 2, 3, 4)] == [["SXKD-01", "SXKD-02"], ["GEN-05"], ["GEN-01"], ["GEN-03"]]


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"05": "năm"}, ["GEN-10", "SXKD-01", "SXKD-02"]),  # a required row that is there, and cannot be read
        ({"06": "50,5"}, ["GEN-06", "SXKD-01"]),
        ({"06.1": "#REF!", "06.2": "51"}, ["GEN-07", "SXKD-01", "SXKD-02"]),
        ({"02.1": "=A1"}, ["GEN-08", "SXKD-02"]),
        ({"02": "-5"}, ["GEN-15", "SXKD-02"]),
    ],
)
def test_a_fault_of_one_cell_leaves_out_the_rules_that_look_at_it(bad: dict[str, str], told: list[str]) -> None:
    batch = judged(month(9, FIGURES | {"02.1": "101", "06.1": "51"} | bad))
    assert (codes(batch), outcomes(batch)) == (told, ["returned"])


def test_a_fault_of_one_cell_leaves_the_rules_that_look_back_at_others() -> None:
    august = month(8, {"01": ("100", "800"), "02": ("100", "800")})
    september = month(9, {"01": ("100", "năm"), "02": ("100", "950")})
    batch = judged(august, september)
    assert codes(batch, 2) == ["GEN-10", "SXKD-03"]
    rows = batch.findings.loc[batch.findings["rule_code"] == "SXKD-03", "sheet_row"]
    assert rows.tolist() == [8]


def test_a_row_whose_unit_cannot_be_read_is_not_judged() -> None:
    whole = FIGURES | {"02.1": "101"}
    batch = judged(monthly(whole, units={"02.1": "#REF!"}), monthly(whole | {"06.1": "51"}, units={"02.1": "#REF!"}))
    assert [codes(batch, rank) for rank in (1, 2)] == [["GEN-07"], ["GEN-07", "SXKD-02"]]


def test_what_else_reading_found_is_told_beside_a_fault() -> None:
    batch = judged(monthly(FIGURES | {"05": "năm", "06": "50,5"}, reporter="9999999999", tax_code="0100109107"))
    assert codes(batch) == ["GEN-01", "GEN-02", "GEN-06", "GEN-10"]


def test_a_wrong_tax_code_of_an_enterprise_only_warns() -> None:
    batch = judged(monthly(tax_code="0100109107"), monthly(tax_code=""))
    assert outcomes(batch) == ["accepted_with_warnings", "accepted"]
    assert codes(batch) == ["GEN-02"]


@pytest.mark.parametrize(
    "period", ["Kỳ báo cáo:", "Tháng 9 năm 2026 (từ ngày 01/08/2026 đến ngày 31/08/2026)"], ids=["none", "two"]
)
def test_a_period_that_is_not_settled_is_blank(period: str) -> None:
    (row,) = judged(monthly(period=period)).submissions.to_dict("records")
    assert pd.isna(row["window_start"])
    assert pd.isna(row["window_end"])
    assert row["form_code"] == "sxkd-thang"


def test_a_required_row_that_is_missing_returns() -> None:
    without = {code: value for code, value in FIGURES.items() if code != "06"}
    batch = judged(monthly(without), monthly(FIGURES | {"06": "-"}), monthly(FIGURES | {"06": "0"}))
    assert [codes(batch, rank) for rank in (1, 2, 3)] == [["SXKD-07"], ["SXKD-07"], []]


def test_the_version_of_2024_counts_in_billions() -> None:
    old = monthly(
        {"01": "1,5", "02": "1,5", "05": "0,1", "06": "50"},
        period="Tháng 12 năm 2024",
        title="BÁO CÁO TÌNH HÌNH HOẠT ĐỘNG SẢN XUẤT KINH DOANH",
        units=dict.fromkeys(("01", "02", "05"), "tỷ đồng"),
    )
    batch = judged(old)
    assert outcomes(batch) == ["accepted"]
    assert batch.submissions["form_version"].tolist() == ["2024"]
    assert values(batch, "net_revenue") == [1_500_000_000]


def test_a_report_is_judged_by_what_came_before_it() -> None:
    august, september = month(8, {"02": ("100", "800")}), month(9, {"02": ("100", "950")})
    assert [codes(judged(august, september), rank) for rank in (1, 2)] == [[], ["SXKD-03"]]
    assert [codes(judged(september, august), rank) for rank in (1, 2)] == [[], []]


def test_a_batch_and_two_nights_come_to_the_same() -> None:
    august, september = month(8, {"02": ("100", "800")}), month(9, {"02": ("100", "950")})
    first = judged(august)
    second = judged(september, history=after(first), first_rank=2)
    together = judged(august, september)
    assert codes(second, 2) == codes(together, 2) == ["SXKD-03"]
    assert second.findings["message_vi"].tolist() == together.findings["message_vi"].tolist()


def test_a_returned_report_is_no_history() -> None:
    august = month(8, {"02": ("100", "800"), "02.1": "101"})
    batch = judged(august, month(9, {"02": ("100", "950")}))
    assert outcomes(batch) == ["returned", "accepted"]


def test_the_newest_accepted_report_of_the_month_before_counts() -> None:
    first, mended = month(8, {"02": ("100", "800")}), month(8, {"02": ("100", "850")})
    september = month(9, {"02": ("100", "950")})
    assert codes(judged(first, mended, september), 3) == []
    assert codes(judged(first, september, mended), 2) == ["SXKD-03"]


def test_in_january_the_cumulative_is_the_month() -> None:
    december, january = month(12, {"02": ("100", "950")}, 2025), month(1, {"02": ("100", "100")})
    assert codes(judged(december, january), 2) == []
    assert codes(judged(december, month(1, {"02": ("100", "1.050")})), 2) == ["SXKD-03"]
    assert codes(judged(month(1, {"02": ("100", "1.050")}))) == ["SXKD-03"]


def test_a_stock_has_no_cumulative_figure() -> None:
    batch = judged(month(8), month(9, {"06": ("50", "400")}))
    assert codes(batch, 2) == []
    assert values(batch, "workers", "cumulative") == []


def test_eight_times_the_median_from_three_months_on() -> None:
    months = [month(of) for of in (6, 7, 8)]
    assert codes(judged(*months[1:], month(9, {"02": "801", "01": "801"})), 3) == []
    tries = [{"02": "800"}, {"02": "801"}, {"02": "12,5"}, {"02": "12,4"}, {"06": "500"}]  # 06 is a stock
    batch = judged(*months, *(month(9, each) for each in tries))
    assert [codes(batch, rank) for rank in range(4, 9)] == [[], ["SXKD-05"], [], ["SXKD-05"], []]


def test_an_estimate_is_marked_and_judged_but_is_no_history() -> None:
    estimate = monthly(FIGURES | {"02": ("100", "800")}, period="Tháng 8 năm 2026 (số liệu ước)")
    batch = judged(estimate, month(9, {"02": ("100", "950")}))
    assert batch.submissions["status"].tolist() == ["estimate", "final"]
    assert outcomes(batch) == ["accepted", "accepted"]
    assert values(batch, "net_revenue", status="estimate") == [100_000_000]
    wrong = monthly(FIGURES | {"02.1": "101"}, period="Tháng 8 năm 2026 (số liệu ước)")
    assert outcomes(judged(wrong)) == ["returned"]


def test_column_three_estimates_the_next_month() -> None:
    rows = judged(month(12, {"02": ("100", "900", "110")})).observations
    (ahead,) = rows[rows["status"] == "estimate"].to_dict("records")
    assert (ahead["indicator_code"], ahead["value"], ahead["measure"]) == ("net_revenue", 110_000_000, "period")
    assert (ahead["window_start"].date(), ahead["window_end"].date()) == (date(2027, 1, 1), date(2027, 1, 31))
    assert values(judged(month(12, {"02": ("100", "900", "110")})), "net_revenue", "cumulative") == [900_000_000]


def test_the_same_bytes_are_a_duplicate_of_the_first() -> None:
    batch = judged(monthly(), month(8), monthly(), monthly())
    assert outcomes(batch) == ["accepted", "accepted", "duplicate", "duplicate"]
    assert batch.submissions["duplicate_of"].tolist() == [pd.NA, pd.NA, 1, 1]
    again = batch.submissions.iloc[2]
    assert (again["form_code"], again["reporter_code"], again["window_start"]) == (
        "sxkd-thang", PROJECT, pd.Timestamp(2026, 9, 1),
    )  # fmt: skip
    assert len(values(batch, "net_revenue")) == 2


def test_the_same_bytes_of_an_earlier_night_are_a_duplicate() -> None:
    earlier = after(judged(monthly()))
    known = History(submissions=earlier.submissions.assign(sha256="0"), projects=earlier.projects)
    batch = judged(monthly(), history=known, first_rank=7)
    assert outcomes(batch) == ["duplicate"]
    assert batch.submissions["duplicate_of"].tolist() == [1]
    assert batch.submissions["window_start"].tolist() == [pd.Timestamp(2026, 9, 1)]
    assert batch.observations.empty


def test_what_cannot_be_read_twice_is_a_duplicate_too() -> None:
    batch = judged(b"", b"%PDF-1.7 rubbish", b"")
    assert outcomes(batch) == ["unreadable", "unreadable", "duplicate"]
    assert batch.submissions["reason"].tolist()[:2] == ["unreadable:empty", "unreadable:pdf"]


def test_the_same_figures_in_other_bytes_are_no_duplicate() -> None:
    assert outcomes(judged(monthly(), monthly() + b"\n")) == ["accepted", "accepted"]


def test_one_bad_file_does_not_stop_the_others() -> None:
    batch = judged(b"\xff\xfe\x00", b"<html></html>", cases({"Số đối tượng": "x"}), monthly(), b"{", "MẬT".encode())
    assert outcomes(batch)[2:4] == ["accepted", "accepted"]
    assert set(outcomes(batch)[:2]) == {"unreadable"}
    assert outcomes(batch)[5] == "refused_classified"
    secret = batch.submissions.iloc[5]
    assert secret[["form_code", "reporter_code", "window_start"]].isna().all()


def test_an_empty_batch_has_frames_without_rows() -> None:
    batch = judged()
    assert batch.submissions.empty
    assert batch.findings.empty
    assert batch.observations.empty


def with_dates(code: str, since: date | None, until: date | None) -> Catalogue:
    """The catalogue with a rule of the monthly form in force only for a while."""
    catalogue = load_catalogue()
    form = catalogue.forms["sxkd-thang"]
    rules = tuple(
        rule.model_copy(update={"since": since, "until": until}) if rule.code == code else rule for rule in form.rules
    )
    return catalogue.model_copy(
        update={"forms": catalogue.forms | {form.code: form.model_copy(update={"rules": rules})}}
    )


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (None, None, True),
        (date(2026, 9, 1), None, True),
        (date(2026, 9, 2), None, False),
        (None, date(2026, 9, 1), True),
        (None, date(2026, 8, 31), False),
        (date(2026, 1, 1), date(2026, 12, 31), True),
    ],
)
def test_a_rule_holds_for_periods_that_begin_in_its_time(since: date | None, until: date | None, found: bool) -> None:
    batch = judged(month(9, {"02.1": "101"}), catalogue=with_dates("SXKD-01", since, until))
    assert codes(batch) == (["SXKD-01"] if found else [])
    assert outcomes(batch) == ["returned" if found else "accepted"]


def test_figures_of_other_keyboards_are_read() -> None:
    batch = judged(month(9, {"02": "１．３００，５", "03": "'16.888,5 1000 USD", "06": "350 người"}))
    assert outcomes(batch) == ["accepted_with_warnings"]  # exports without export revenue
    assert values(batch, "net_revenue") == [1_300_500_000]
    assert values(batch, "exports") == [1_688_850_000]
    assert values(batch, "workers") == [350]


def test_a_sheet_whose_figures_all_bear_their_unit_has_a_style_too() -> None:
    english = {"01": "1,352.5 million VND", "02": "1,300.5 million VND", "05": "61.75 million VND", "06": "50 people"}
    assert values(judged(month(9, english)), "net_revenue") == [1_300_500_000]


def twice(second: str) -> bytes:
    """A monthly report in which row 02 (100) stands a second time with this figure."""
    line = f"9;Doanh thu thuần;02;triệu đồng;{second};-;\r\n"
    return month(9) + line.encode()


def test_a_row_that_stands_twice_with_different_figures_is_returned() -> None:
    batch = judged(twice("101"))
    assert (codes(batch), outcomes(batch)) == (["GEN-20"], ["returned"])
    (told,) = batch.findings.to_dict("records")
    assert (told["sheet_row"], told["sheet_column"], told["value"]) == (11, "E", "101")
    assert "lần đầu ở dòng 8)" in told["message_vi"]


def test_a_row_that_stands_twice_with_the_same_figures_counts_once_and_is_told() -> None:
    batch = judged(twice("100,0"))
    assert (codes(batch), outcomes(batch)) == (["GEN-21"], ["accepted_with_warnings"])
    assert values(batch, "net_revenue") == [100_000_000]


@pytest.mark.parametrize(("second", "told"), [(101, ["GEN-20"]), (100, ["GEN-21"])])
def test_a_row_of_the_portal_that_stands_twice(second: int, told: list[str]) -> None:
    rows = [{"code": code, "month": int(value)} for code, value in FIGURES.items()]
    report = {
        "form": "sxkd-thang",
        "reporter": PROJECT,
        "period": "2026-09",
        "rows": [*rows, {"code": "02", "month": second}],
    }
    assert codes(judged(json.dumps(report).encode())) == told


def test_a_code_above_the_table_that_was_spoilt_is_returned_and_kept_nowhere() -> None:
    batch = judged(monthly(tax_code="1,00E+08"), monthly(reporter="3,25E+09"))
    assert [codes(batch, rank) for rank in (1, 2)] == [["GEN-18"], ["GEN-01", "GEN-18"]]
    assert outcomes(batch) == ["returned", "returned"]
    assert batch.submissions["reporter_code"].isna().tolist() == [False, True]
