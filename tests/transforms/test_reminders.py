"""Who is reminded today, of what, and what the Board is told."""

from datetime import date

import pandas as pd
import pytest

from transforms.reminders import Awaited, Reach, by_kind, overdue_table, reach_of, reminders
from transforms.said import Said

TODAY = date(2026, 3, 12)
REACH = reach_of(TODAY, soon_until=date(2026, 3, 17), escalate_days=10, back_days=60, patience_days=3)
TEXTS, DAYS = ("kind", "form_code", "reporter_code"), ("window_start", "window_end")
NOTHING = pd.DataFrame({name: [] for name in (*TEXTS, *DAYS)}).astype(
    dict.fromkeys(TEXTS, "str") | dict.fromkeys(DAYS, "datetime64[s]")
)


def obligation(due_on: str, filing: str = "missing", returned_on: str | None = None, who: str = "A") -> pd.DataFrame:
    """One obligation."""
    return pd.DataFrame(
        {
            "form_code": ["f"], "reporter_code": [who], "window_start": pd.to_datetime(["2026-02-01"]),
            "window_end": pd.to_datetime(["2026-02-28"]), "filing": [filing], "due_on": pd.to_datetime([due_on]),
            "returned_on": [pd.Timestamp(returned_on) if returned_on else pd.NaT],
        }
    )  # fmt: skip


def kinds(obligations: pd.DataFrame, told: pd.DataFrame = NOTHING, reach: Reach = REACH) -> list[str]:
    """What is to be told of them."""
    return sorted(reminders(obligations, told, reach)["kind"])


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        ("2026-03-18", []),
        ("2026-03-17", ["due_soon"]),
        ("2026-03-12", ["due_soon"]),
        ("2026-03-11", ["late"]),
        ("2026-03-02", ["late"]),
        ("2026-03-01", ["escalation", "missing"]),
        ("2026-01-11", ["escalation", "missing"]),
        ("2026-01-10", []),
    ],
)
def test_missing_report_is_told_of_by_its_due_day(due_on: str, expected: list[str]) -> None:
    assert kinds(obligation(due_on)) == expected


@pytest.mark.parametrize("filing", ["accepted", "nil"])
def test_who_has_filed_is_left_in_peace(filing: str) -> None:
    assert kinds(obligation("2026-03-11", filing)) == []


def test_estimate_does_not_stand_for_the_report() -> None:
    assert kinds(obligation("2026-03-11", "estimate only")) == ["late"]


@pytest.mark.parametrize(("returned_on", "expected"), [("2026-03-09", ["returned"]), ("2026-03-10", [])])
def test_returned_report_is_given_time(returned_on: str, expected: list[str]) -> None:
    assert kinds(obligation("2026-03-11", "returned", returned_on)) == expected


def test_only_those_missing_are_reminded() -> None:
    three = pd.concat([obligation("2026-03-12", filing, who=who) for who, filing in UNITS.items()])
    assert list(reminders(three, NOTHING, REACH)["reporter_code"]) == ["A", "C"]


UNITS = {"A": "missing", "B": "accepted", "C": "missing"}


def test_nobody_is_told_twice_of_the_same() -> None:
    told = reminders(obligation("2026-03-01"), NOTHING, REACH)
    assert list(told["kind"]) == ["escalation", "missing"]
    assert kinds(obligation("2026-03-01"), told) == []


def test_next_step_is_told_all_the_same() -> None:
    told = reminders(obligation("2026-03-12"), NOTHING, REACH)
    later = reach_of(date(2026, 3, 13), date(2026, 3, 18), 10, 60, 3)
    assert kinds(obligation("2026-03-12"), told, later) == ["late"]


def awaited(kind: str, due_on: date) -> Awaited:
    """A report that has not come."""
    return Awaited(kind, "A", "Công ty A", Said("Báo cáo", "Report"), Said("Tháng 2", "February"), due_on)


def test_the_most_urgent_is_told_first_and_of_it_the_longest_awaited() -> None:
    soon, late, later = (
        awaited("due_soon", date(2026, 3, 12)), awaited("late", date(2026, 3, 1)), awaited("late", date(2026, 3, 2))
    )  # fmt: skip
    assert by_kind([soon, later, late]) == {"late": [late, later], "due_soon": [soon]}


def test_board_gets_a_table_with_days_late() -> None:
    table = overdue_table(TODAY, [awaited("escalation", date(2026, 3, 1))])
    assert table[1] == ("A", "Công ty A", "Báo cáo", "Tháng 2", "01/03/2026", "11")
