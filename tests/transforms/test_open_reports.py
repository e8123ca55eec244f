"""Which returned reports and refused rows still wait to be set right."""

from typing import Any

import pandas as pd

from transforms.open_reports import not_corrected, not_mended

MARCH = ("2026-03-01", "2026-03-31")


def reports(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Reports of P in the order of arrival: outcome, then period and status where they are others."""
    told = [(number, *(*row, *(MARCH, "final")[len(row) - 1 :])) for number, row in enumerate(rows, 1)]
    frame = pd.DataFrame(
        [(number, outcome, "F", "P", *(period or (None, None)), status) for number, outcome, period, status in told],
        columns=["receipt_no", "outcome", "form_code", "reporter_code", "window_start", "window_end", "status"],
    )
    return frame.astype({"window_start": "datetime64[s]", "window_end": "datetime64[s]", "receipt_no": "Int64"})


def waiting(*rows: tuple[Any, ...]) -> list[int]:
    return not_corrected(reports(*rows), ("returned",))["receipt_no"].tolist()


def test_a_returned_report_waits_until_one_of_its_period_is_accepted() -> None:
    assert waiting(("returned",)) == [1]
    assert waiting(("returned",), ("accepted",)) == []
    assert waiting(("accepted",), ("returned",)) == [2]
    assert waiting(("returned",), ("accepted", ("2026-04-01", "2026-04-30"))) == [1]


def test_of_several_the_last_waits() -> None:
    assert waiting(("returned",), ("returned",)) == [2]


def test_an_estimate_does_not_set_a_final_right() -> None:
    assert waiting(("returned",), ("accepted_with_warnings", MARCH, "estimate")) == [1]
    assert waiting(("returned", MARCH, "estimate"), ("accepted", MARCH, "estimate")) == []


def test_one_without_a_period_is_set_right_by_any_later_one() -> None:
    assert waiting(("returned", None), ("accepted",)) == []
    assert waiting(("accepted",), ("returned", None)) == [2]


def test_a_refused_row_waits_until_its_case_is_told_again() -> None:
    refused = pd.DataFrame(
        {"receipt_no": [5, 5, 5], "reporter_code": "PA04", "sheet": "S", "sheet_row": [3, 3, 4],
         "cell_key": ["1/category", "1/fine", "2/fine"]}
    )  # fmt: skip
    cases = pd.DataFrame({"reporter_code": ["PA04", "PA04"], "case_no": ["1", "2"], "last_rank": [4, 9]})
    rows = not_mended(refused, cases)
    assert rows[["receipt_no", "number", "at"]].to_numpy().tolist() == [[5, 1, "3"]]
