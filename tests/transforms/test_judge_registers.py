"""How registers are judged, row by row: what is refused, what is late, what is known of a case or a project."""

import pandas as pd
import pytest

from tests.examples import (
    CASE,
    PROJECT,
    TAX_CODE,
    UNIT,
    after,
    cases,
    codes,
    judged,
    monthly,
    outcomes,
    projects,
    register,
    registered,
)

FINED = {
    "Tình trạng": "đã xử phạt", "Mức phạt (triệu đồng)": "5", "Số quyết định": "13/QĐ-XPHC",
    "Ngày quyết định xử phạt": "10/04/2026",
}  # fmt: skip


def test_the_register_counts_from_its_own_arrival() -> None:
    report, nobody = monthly(reporter="1111111111"), registered({"project_code": "2222222222"})
    register = projects({"Mã số dự án": "1111111111"})
    assert outcomes(judged(register, report, history=nobody)) == ["accepted", "accepted"]
    batch = judged(report, register, history=nobody)
    assert outcomes(batch) == ["returned", "accepted"]
    assert codes(batch) == ["GEN-01"]


def test_a_wrong_tax_code_refuses_a_row_of_the_register() -> None:
    batch = judged(projects({}, {"Mã số dự án": "1111111111", "Mã số thuế": "0100109107"}))
    assert outcomes(batch) == ["accepted_with_warnings"]
    assert codes(batch) == ["GEN-02"]
    assert batch.findings["effect"].tolist() == ["refuse_row"]
    assert batch.projects["project_code"].tolist() == [PROJECT]


def test_a_unit_that_nobody_knows_is_returned() -> None:
    batch = judged(cases({}, unit="CAP-99999"), cases({}, unit="BQL"))
    assert outcomes(batch) == ["returned", "returned"]
    assert codes(batch, 1) == codes(batch, 2) == ["GEN-01"]


def test_a_refused_row_is_left_out_and_the_rest_is_kept() -> None:
    batch = judged(cases({}, {"Số vụ việc": "002/26-X", "Loại vụ việc": "Ném đá"}))
    assert outcomes(batch) == ["accepted_with_warnings"]
    assert codes(batch) == ["VV-08"]
    assert batch.incidents["case_no"].tolist() == ["001/26-X"]


def test_a_register_without_a_row_left_is_returned() -> None:
    batch = judged(cases({"KCN": "KCN Xa Lắc"}, {"Số vụ việc": "002/26-X", "Tình trạng": "mất dấu"}))
    assert outcomes(batch) == ["returned"]
    assert batch.findings[["rule_code", "value"]].to_numpy().tolist() == [
        ["VV-08", "[văn bản, 10 ký tự / text, 10 characters]"],
        ["VV-08", "[văn bản, 7 ký tự / text, 7 characters]"],
    ]
    assert batch.incidents.empty


@pytest.mark.parametrize(
    ("heading", "written", "code"),
    [
        ("Số đối tượng", "2,5", "GEN-06"),
        ("Số đối tượng", "#REF!", "GEN-07"),
        ("Số đối tượng", "=A1", "GEN-08"),
        ("Ngày phát hiện", "#DIV/0!", "GEN-07"),
        ("Ngày xảy ra", "giữa tháng", "GEN-10"),
        ("Mức phạt (triệu đồng)", "-3", "GEN-15"),
    ],
)
def test_a_bad_cell_refuses_its_row_and_the_others_load(heading: str, written: str, code: str) -> None:
    bad = {"Số vụ việc": "2", heading: written}
    batch = judged(cases({"Số vụ việc": "1"}, bad), cases(bad))
    assert outcomes(batch) == ["accepted_with_warnings", "returned"]
    assert batch.incidents["case_no"].tolist() == ["1"]
    assert codes(batch, 1) == codes(batch, 2) == [code]
    assert set(batch.findings["effect"]) == {"refuse_row"}


def test_rules_that_do_not_look_at_a_bad_cell_are_judged_in_its_row_too() -> None:
    fined = {"Tình trạng": "đã xử phạt", "Loại vụ việc": "Khác thường"}
    assert codes(judged(cases(fined | {"Mức phạt (triệu đồng)": "năm"}))) == ["GEN-10", "VV-08"]
    assert codes(judged(cases(fined))) == ["VV-04", "VV-08"]


def test_a_total_of_which_a_part_cannot_be_read_is_not_asked_for() -> None:
    head = ["Đơn vị báo cáo: Ban Quản lý", "Mã đơn vị: BQL", "Tháng 9 năm 2026"]
    rows = [("KP", "3"), ("GK", "năm"), ("Tổng cộng", "8")]
    report = register(
        "MÔ HÌNH, KHEN THƯỞNG",
        head,
        [{"KCN": park, "Số tổ công nhân tự quản": n, "Số cụm an toàn": ""} for park, n in rows],
    )
    batch = judged(report)
    assert (codes(batch), outcomes(batch)) == (["GEN-10"], ["accepted_with_warnings"])
    assert batch.observations["value"].tolist() == [3]


def test_of_a_refused_row_no_warnings_are_told() -> None:
    late = {"Ngày xảy ra": "01/03/2026", "Ngày phát hiện": "02/03/2026", "Mã số thuế": "0100109107"}
    decree = {"Căn cứ pháp lý": "155/2016/NĐ-CP"}
    assert codes(judged(cases(late | decree))) == ["VV-05", "VV-06", "VV-07"]
    refused = judged(cases(late | decree | {"Tình trạng": "đã xử phạt"}, {"Số vụ việc": "002/26-X"}))
    assert codes(refused) == ["VV-04"]
    assert refused.incidents["case_no"].tolist() == ["002/26-X"]


def test_a_refused_row_is_told_by_all_rules_that_refuse_it() -> None:
    wrong = {"Ngày xảy ra": "22/03/2026", "Số đối tượng": "1", "Tình trạng": "đã xử phạt", "Loại vụ việc": "Ném đá"}
    assert codes(judged(cases(wrong, {"Số vụ việc": "002/26-X"}))) == ["VV-01", "VV-04", "VV-08"]


def test_a_case_twice_in_one_register_returns_it_and_nothing_else_is_judged() -> None:
    batch = judged(cases({}, {"Loại vụ việc": "Ném đá", "Tình trạng": "đã xử phạt", "Ngày phát hiện": "01/03/2026"}))
    assert outcomes(batch) == ["returned"]
    assert codes(batch) == ["VV-09"]
    assert batch.findings["sheet_row"].tolist() == [5, 6]
    assert batch.incidents.empty


def test_a_case_in_two_registers_is_no_double() -> None:
    assert outcomes(judged(cases({}), cases({"Tình trạng": "đã giải quyết"}))) == ["accepted", "accepted"]
    assert outcomes(judged(cases({}), cases({}, unit="CAX-14494"))) == ["accepted", "accepted"]


def test_a_late_case_is_one_that_was_never_told() -> None:
    old = {"Ngày xảy ra": "01/03/2026", "Ngày phát hiện": "02/03/2026"}
    march = cases(old, period="Tháng 3 năm 2026")
    april = cases(old | FINED)
    assert [codes(judged(march, april), rank) for rank in (1, 2)] == [[], []]
    assert codes(judged(april)) == ["VV-05"]
    assert [codes(judged(april, march), rank) for rank in (1, 2)] == [["VV-05"], []]
    assert codes(judged(cases(old, period="Tháng 3 năm 2026", unit="CAX-14494"), april), 2) == ["VV-05"], "another unit"
    assert codes(judged(april, history=after(judged(march)), first_rank=2), 2) == []


def test_a_case_that_was_refused_was_never_told() -> None:
    old = {"Ngày xảy ra": "01/03/2026", "Ngày phát hiện": "02/03/2026"}
    refused = cases(old | {"Tình trạng": "mất dấu"}, {"Số vụ việc": "9"}, period="Tháng 3 năm 2026")
    assert "VV-05" in codes(judged(refused, cases(old)), 2)


def test_a_register_of_nothing_is_accepted_without_rows() -> None:
    nothing = cases(dict.fromkeys(CASE, "") | {"Số vụ việc": "Không phát sinh"})
    batch = judged(nothing)
    assert outcomes(batch) == ["accepted"]
    assert batch.incidents.empty


def test_a_case_knows_the_police_month_in_which_it_was_detected() -> None:
    (row,) = judged(cases({"Ngày xảy ra": "14/03/2026", "Ngày phát hiện": "14/03/2026"})).incidents.to_dict("records")
    assert (row["detected_window_start"], row["detected_window_end"]) == (
        pd.Timestamp(2026, 2, 15), pd.Timestamp(2026, 3, 14),
    )  # fmt: skip
    assert row["report_end"] == pd.Timestamp(2026, 4, 14)
    assert (row["unit_code"], row["park_code"], row["category_code"]) == (UNIT, "KP", "theft")


def test_the_enterprise_of_a_case_is_one_of_the_park() -> None:
    batch = judged(
        cases({"Mã số thuế": TAX_CODE}),
        cases({"Mã số thuế": TAX_CODE, "KCN": "Gián Khẩu"}),
        cases({"Mã số thuế": f"{TAX_CODE}001"}),
    )
    assert [codes(batch, rank) for rank in (1, 2, 3)] == [[], ["VV-07"], ["VV-07"]]


def test_a_later_version_of_the_register_moves_the_enterprise() -> None:
    moved = projects({"KCN": "Gián Khẩu", "Áp dụng từ ngày": "21/03/2026"})
    batch = judged(cases({"Mã số thuế": TAX_CODE}), moved, cases({"Mã số thuế": TAX_CODE, "Số vụ việc": "2"}))
    assert [codes(batch, rank) for rank in (1, 2, 3)] == [[], [], ["VV-07"]]


@pytest.mark.parametrize("written", ["1,11E+08", "1.11E+08", "Mar-26", "26-Mar", "04-Thg4"])
def test_a_case_whose_number_a_spreadsheet_spoilt_is_refused_with_what_happened(written: str) -> None:
    batch = judged(cases({"Số vụ việc": "1"}, {"Số vụ việc": written}))
    assert outcomes(batch) == ["accepted_with_warnings"]
    assert batch.incidents["case_no"].tolist() == ["1"]
    (told,) = batch.findings.to_dict("records")
    assert (told["rule_code"], told["effect"], told["value"]) == ("GEN-18", "refuse_row", written)
    assert written in told["message_vi"]


def test_two_cases_that_a_spreadsheet_made_one_do_not_overwrite_each_other() -> None:
    april, may = ({"Số vụ việc": "1,11E+08", "Số đối tượng": number} for number in ("1", "2"))
    batch = judged(cases(april), cases(may))
    assert outcomes(batch) == ["returned", "returned"]
    assert batch.incidents.empty


def test_a_decision_and_a_tax_code_that_were_spoilt_refuse_their_row() -> None:
    batch = judged(cases(FINED | {"Số quyết định": "Apr-26"}), cases({"Mã số thuế": "1,00E+08"}))
    assert [codes(batch, rank) for rank in (1, 2)] == [["GEN-18"], ["GEN-18"]]


def test_writings_of_one_number_are_one_case_under_the_first_of_them() -> None:
    first = cases({"Số vụ việc": "12/ĐA-X", "Số đối tượng": "1"})
    writings = ["12/ÐA – X", "12/đa-x", "12/ĐA X"]
    later = [cases({"Số vụ việc": each, "Số đối tượng": "3"}, period="Tháng 5 năm 2026") for each in writings]
    batch = judged(first, *later)
    assert set(batch.incidents["case_no"]) == {"12/ĐA-X"}
    assert [codes(batch, rank) for rank in (2, 3, 4)] == [[], [], []]  # no late case: it is known
    night = judged(later[0], history=after(judged(first)), first_rank=2)
    assert night.incidents["case_no"].tolist() == ["12/ĐA-X"]


def test_one_case_in_two_writings_of_one_register_stands_twice() -> None:
    assert codes(judged(cases({"Số vụ việc": "12/ĐA-X"}, {"Số vụ việc": "12/ÐA–X"}))) == ["VV-09"]
    assert codes(judged(cases({"Số vụ việc": "1/12"}, {"Số vụ việc": "11/2"}))) == []


def test_a_sanction_finds_its_case_however_the_decision_is_written() -> None:
    head = [f"Mã đơn vị: {UNIT}", "Tháng 4 năm 2026 (từ ngày 15/03/2026 đến ngày 14/04/2026)"]
    row = {"Số quyết định": "13/QÐ–XPHC", "Ngày quyết định": "10/04/2026", "Mức phạt (triệu đồng)": "6", "Đã nộp": ""}
    sanction = register("XỬ PHẠT VI PHẠM HÀNH CHÍNH", head, [row])
    assert codes(judged(cases(FINED), sanction), 2) == ["XP-02"]
