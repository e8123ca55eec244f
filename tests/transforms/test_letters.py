"""The letter of a night: what came of each file, the few causes first, what to do and by when."""

from datetime import date

import pandas as pd

from transforms.findings import UNJUDGED
from transforms.letter_layout import Said, laid_out
from transforms.letters import Cause, Counting, Earlier, Told, causes_of, earlier_of, result_letter

TO = Said("Công ty A (2700000001)", "Công ty A (2700000001)")
DAY = date(2026, 3, 2)
RETURNED, ACCEPTED = Said("trả lại", "returned"), Said("được nhận", "accepted")
REPORT = Said("Báo cáo tháng – Tháng 2 năm 2026", "Monthly report – 01/02/2026 to 28/02/2026")


def finding(number: int, rule: str = "SXKD-01", effect: str = "return", row: int = 12) -> dict[str, object]:
    """A finding of one file."""
    return {
        "finding_no": number, "rule_code": rule, "effect": effect, "sheet": "Sheet1", "sheet_row": row,
        "sheet_column": "E", "column_title": "", "value": "",
        "message_vi": f"Sai {rule}.", "message_en": f"Wrong {rule}.",
    }  # fmt: skip


def test_few_causes_come_first_and_once() -> None:
    many = [finding(number, "GEN-10", row=number) for number in range(1, 4)]
    causes = causes_of(pd.DataFrame([finding(9, "SXKD-03", "warn"), finding(8, "SXKD-01"), *many]))
    assert [(cause.rule_code, cause.number) for cause in causes] == [("GEN-10", 3), ("SXKD-01", 1), ("SXKD-03", 1)]
    assert causes[0].places == ("Sheet1!E1", "Sheet1!E2", "Sheet1!E3")


def test_finding_without_a_cell_has_no_place() -> None:
    nowhere = {"sheet": None, "sheet_row": None, "sheet_column": None}
    (cause,) = causes_of(pd.DataFrame([finding(1) | nowhere]))
    assert cause.places == ()
    (named,) = causes_of(pd.DataFrame([finding(1) | nowhere | {"column_title": "Lao động cuối kỳ"}]))
    assert named.places == ("Lao động cuối kỳ",)
    text = laid_out(result_letter(TO, DAY, [Told("a.json", "returned", RETURNED, REPORT, causes=(cause,))])).text
    assert "Sai SXKD-01. 1 chỗ." in text


def test_five_thousand_findings_of_one_rule_are_one_line() -> None:
    cause = Cause("GEN-10", "return", Said("Phải là số.", "A number is due."), 5000, ("S!E1", "S!E2"))
    told = Told("a.xlsx", "returned", RETURNED, REPORT, causes=(cause,))
    text = laid_out(result_letter(TO, DAY, [told])).text
    assert "GEN-10 (phải sửa): Phải là số. 5000 chỗ: S!E1, S!E2, …." in text
    assert text.count("GEN-10") == 2  # in Vietnamese and in English


def test_returned_report_says_by_when() -> None:
    told = Told("a.xlsx", "returned", RETURNED, REPORT, due_on=date(2026, 3, 12))
    text = laid_out(result_letter(TO, DAY, [told])).text
    assert "gửi lại cả báo cáo, chậm nhất ngày 12/03/2026." in text
    assert "send the whole report again by 12/03/2026." in text


def test_returned_report_that_is_past_due_says_so() -> None:
    told = Told("a.xlsx", "returned", RETURNED, REPORT, due_on=date(2026, 3, 1))
    assert "hạn nộp 01/03/2026 đã qua" in laid_out(result_letter(TO, DAY, [told])).text


def test_accepted_correction_is_told() -> None:
    told = Told("a.xlsx", "accepted", ACCEPTED, REPORT, returned_on=date(2026, 2, 27))
    text = laid_out(result_letter(TO, DAY, [told])).text
    assert "Bản sửa của báo cáo bị trả lại ngày 27/02/2026 đã được nhận ngày 02/03/2026." in text
    assert "The correction of the report returned on 27/02/2026 was accepted on 02/03/2026." in text
    assert "Cần làm" not in text


def test_report_that_another_one_replaced_says_whose_figures_count() -> None:
    told = Told("a.xlsx", "accepted", ACCEPTED, REPORT, receipt=4, counting=Counting(7, date(2026, 3, 1)))
    text = laid_out(result_letter(TO, DAY, [told])).text
    assert "The figures of this period are those of the report sent on 01/03/2026 (receipt 7)." in text


def test_report_that_counts_is_not_told_of_itself() -> None:
    told = Told("a.xlsx", "accepted", ACCEPTED, REPORT, receipt=7, counting=Counting(7, date(2026, 3, 1)))
    assert "are those of" not in laid_out(result_letter(TO, DAY, [told])).text


def test_withdrawn_report_without_another_leaves_the_period_empty() -> None:
    told = Told("a.xlsx", "withdrawn", Said("đã rút", "withdrawn"), REPORT, receipt=7)
    assert "No report counts for this period now." in laid_out(result_letter(TO, DAY, [told])).text


def test_returned_report_whose_own_rules_were_not_applied_says_so() -> None:
    told = Told("a.xlsx", "returned", RETURNED, REPORT, unjudged=True)
    text = laid_out(result_letter(TO, DAY, [told])).text
    assert text.index("quy tắc riêng của biểu chưa được xét") < text.index("Cần làm")
    assert UNJUDGED[1] in text


def test_findings_with_figures_of_their_own_are_not_told_in_the_words_of_the_first() -> None:
    first, second = (finding(1, "SXKD-05", "warn", 4), finding(2, "SXKD-05", "warn", 5))
    rows = pd.DataFrame([first, second | {"message_vi": "Trung vị 7.", "message_en": "The median is 7."}])
    told = Told("a.xlsx", "accepted", ACCEPTED, REPORT, causes=causes_of(rows))
    text = laid_out(result_letter(TO, DAY, [told])).text
    assert "Wrong SXKD-05. 1 × Sheet1!E4. And 1 more, each with figures of its own." in text
    assert "E5" not in text


def test_what_goes_back_stands_before_what_was_accepted() -> None:
    files = [Told("a.xlsx", "accepted", ACCEPTED, REPORT), Told("b.xlsx", "returned", RETURNED, REPORT)]
    assert [part.heading.en for part in result_letter(TO, DAY, files).parts] == [
        "Returned: please correct and send again (1)",
        "Accepted (1)",
    ]


def test_nothing_of_a_report_is_live_in_the_page() -> None:
    evil = '<script>alert("x")</script>'
    letter = laid_out(
        result_letter(Said(evil, evil), DAY, [Told(evil, "returned", RETURNED, Said(evil, evil), why=Said(evil, evil))])
    )
    assert "<script" not in letter.html
    assert "&lt;script&gt;" in letter.html


def test_no_line_break_of_a_name_gets_into_the_text() -> None:
    letter = laid_out(result_letter(Said("A\r\nBcc: b@c.example", "A"), DAY, []))
    assert letter.text.splitlines()[0] == "Kính gửi: A Bcc: b@c.example"


def sent(rank: int, outcome: str, status: str = "final") -> dict[str, object]:
    """One file for the same form, reporter and period, that arrived on the day of March of its rank."""
    return {
        "form_code": "f", "reporter_code": "A", "window_start": pd.Timestamp("2026-02-01"),
        "window_end": pd.Timestamp("2026-02-28"), "arrival_rank": rank, "submission_id": rank,
        "arrived_on": pd.Timestamp(2026, 3, rank), "outcome": outcome, "status": status,
    }  # fmt: skip


def before(*files: dict[str, object]) -> Earlier | None:
    """What the last of the files is told of the others."""
    frame = pd.DataFrame(files)
    return earlier_of(frame.tail(1).drop(columns=["arrived_on", "outcome"]), frame.drop(columns="submission_id")).get(
        len(files)
    )


def test_first_report_has_nothing_before_it() -> None:
    assert before(sent(1, "accepted")) is None


def test_correction_knows_the_last_return_and_what_it_replaces() -> None:
    assert before(sent(1, "accepted"), sent(2, "returned"), sent(3, "returned"), sent(4, "accepted")) == Earlier(
        returned_on=date(2026, 3, 3), accepted_on=date(2026, 3, 1)
    )


def test_return_that_was_mended_is_not_told_again() -> None:
    assert before(sent(1, "returned"), sent(2, "accepted"), sent(3, "accepted")) == Earlier(
        accepted_on=date(2026, 3, 2)
    )


def test_estimate_takes_no_final_s_place() -> None:
    assert before(sent(1, "accepted"), sent(2, "accepted", "estimate")) is None


def test_a_correction_that_another_followed_on_the_same_day_is_told_too() -> None:
    first = Told(
        "a.xlsx", "accepted", ACCEPTED, REPORT, receipt=4, counting=Counting(5, DAY), returned_on=date(2026, 2, 27)
    )
    text = laid_out(result_letter(TO, DAY, [first])).text
    assert "The correction of the report returned on 27/02/2026 was accepted on 02/03/2026." in text
    assert "those of the report sent on 02/03/2026 (receipt 5)." in text


def test_only_what_is_attached_is_spoken_of() -> None:
    told = [Told("a.xlsx", "withdrawn", Said("đã rút", "withdrawn"), REPORT)]
    closings = [
        laid_out(result_letter(TO, DAY, told, marked=marked, tabled=tabled)).text
        for marked, tabled in ((False, False), (False, True), (True, True))
    ]
    assert [("The .xlsx attached" in text, "The .csv attached" in text) for text in closings] == [
        (False, False), (False, True), (True, True),
    ]  # fmt: skip
