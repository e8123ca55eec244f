"""The facts of a night's letter: what came of each file, the few causes first, what is asked by when."""

from datetime import date

import pandas as pd
import pytest

from transforms.letters import (
    Counting,
    Earlier,
    Place,
    Rows,
    Told,
    answer_by,
    causes_of,
    earlier_of,
    in_parts,
    refused_rows,
    with_records,
)
from transforms.said import Said

DAY = date(2026, 3, 2)  # a Monday


def told(outcome: str, effects: str = "", rows: Rows | None = None) -> Told:
    """A report of this outcome, with a finding of each effect."""
    causes = causes_of(pd.DataFrame([finding(1, "R", effect) for effect in effects.split()])) if effects else ()
    return Told("a.xlsx", outcome, Said(outcome, outcome), DAY, receipt=4, causes=causes, rows=rows)


def finding(number: int, rule: str = "SXKD-01", effect: str = "return", row: int = 12) -> dict[str, object]:
    """A finding of one file."""
    return {
        "finding_no": number, "rule_code": rule, "effect": effect, "sheet": "Sheet1", "sheet_row": row,
        "sheet_column": "E", "column_title": "", "value": "", "cell_key": "",
        "message_vi": f"Sai {rule}.", "message_en": f"Wrong {rule}.",
    }  # fmt: skip


def test_few_causes_come_first_and_once() -> None:
    many = [finding(number, "GEN-10", row=number) for number in range(1, 4)]
    causes = causes_of(pd.DataFrame([finding(9, "SXKD-03", "warn"), finding(8, "SXKD-01"), *many]))
    assert [(cause.rule_code, cause.number) for cause in causes] == [("GEN-10", 3), ("SXKD-01", 1), ("SXKD-03", 1)]
    assert [place.cell for place in causes[0].places] == ["E1", "E2", "E3"]


def test_a_figure_in_doubt_comes_before_other_warnings() -> None:
    causes = causes_of(pd.DataFrame([finding(1, "SXKD-03", "warn"), finding(2, "SXKD-05", "doubt")]))
    assert [cause.rule_code for cause in causes] == ["SXKD-05", "SXKD-03"]


def test_a_cell_is_told_with_its_label_and_what_stands_in_it() -> None:
    (cause,) = causes_of(pd.DataFrame([finding(1) | {"column_title": "Lao động nữ", "value": "151"}]))
    assert cause.places == (Place("Sheet1", "12", "E", "Lao động nữ", "151"),)


def test_finding_without_a_cell_has_no_place() -> None:
    nowhere = {"sheet": None, "sheet_row": None, "sheet_column": None}
    (cause,) = causes_of(pd.DataFrame([finding(1) | nowhere]))
    assert cause.places == ()
    (named,) = causes_of(pd.DataFrame([finding(1) | nowhere | {"column_title": "Lao động cuối kỳ"}]))
    assert [(place.cell, place.label) for place in named.places] == [("", "Lao động cuối kỳ")]


def test_findings_with_figures_of_their_own_are_told_apart_from_the_first() -> None:
    first, second = finding(1, "SXKD-05", "warn", 4), finding(2, "SXKD-05", "warn", 5)
    (cause,) = causes_of(pd.DataFrame([first, second | {"message_vi": "Trung vị 7.", "message_en": "Median 7."}]))
    assert (cause.number, [place.cell for place in cause.places]) == (1, ["E4"])
    assert (cause.others, [place.cell for place in cause.other_places]) == (1, ["E5"])


def test_the_row_of_a_register_is_named_by_its_key() -> None:
    rows = pd.DataFrame([finding(1, "VV-03", "refuse_row") | {"cell_key": "013/26-PA04/decision_no"}])
    assert causes_of(with_records(rows))[0].places[0].record == "013/26-PA04"


def test_rows_of_a_register_are_counted_and_not_their_findings() -> None:
    found = pd.DataFrame([finding(1, "A", "refuse_row", 4), finding(2, "B", "refuse_row", 4), finding(3, row=5)])
    assert refused_rows(found, kept=4) == Rows(refused=1, total=5)
    assert refused_rows(found.tail(1), kept=4) is None


@pytest.mark.parametrize(
    ("report", "part"),
    [
        (told("returned", "return warn"), "returned"),
        (told("unreadable"), "returned"),
        (told("accepted_with_warnings", "refuse_row", Rows(3, 5)), "partly"),
        (told("accepted_with_warnings", "doubt warn"), "doubted"),
        (told("accepted_with_warnings", "explained warn"), "accepted"),
        (told("accepted"), "accepted"),
        (told("withdrawn"), "withdrawn"),
        (told("held"), "held"),
        (told("unknown_form"), "other"),
    ],
)
def test_each_report_stands_in_its_part(report: Told, part: str) -> None:
    assert report.part == part


def test_what_asks_for_something_stands_first() -> None:
    assert list(in_parts([told("accepted"), told("held"), told("returned")])) == ["returned", "held", "accepted"]


@pytest.mark.parametrize(
    ("outcome", "due_on", "by"),
    [
        ("returned", date(2026, 3, 4), date(2026, 3, 4)),  # as the law says
        ("returned", date(2026, 3, 1), date(2026, 3, 9)),  # past: five working days
        ("returned", None, date(2026, 3, 9)),
        ("withdrawn", date(2026, 3, 4), date(2026, 3, 4)),
        ("accepted_with_warnings", date(2026, 3, 4), date(2026, 3, 9)),  # time to explain
        ("accepted_with_warnings", date(2026, 3, 20), date(2026, 3, 20)),
    ],
)
def test_an_answer_is_awaited_by_a_day_that_can_be_met(outcome: str, due_on: date | None, by: date) -> None:
    assert answer_by(outcome, due_on, DAY, 5) == by


def test_only_another_report_replaces_one() -> None:
    def replaced(receipt: int) -> Counting | None:
        counting = Counting(receipt, DAY)
        return Told("a.xlsx", "accepted", Said("", ""), DAY, receipt=4, counting=counting).replaced_by

    assert (replaced(4), replaced(7)) == (None, Counting(7, DAY))


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
