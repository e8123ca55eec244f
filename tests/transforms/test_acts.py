"""What officers decided, as judging sees it."""

import pandas as pd

from expectations.catalogue import load_catalogue
from transforms.acts import CLOSED, FOR_EVER, TOO_OLD, Acts, acts_of, counted, waiting
from transforms.history import ACTS, History

FORM = load_catalogue().forms["sxkd-thang"]
START, END = pd.Timestamp("2026-03-01"), pd.Timestamp("2026-03-31")


def history(*acts: tuple[str, int | None, int]) -> History:
    """Acts as (kind, file, after which file); those without a file are on March."""
    rows = [
        (number, kind, rank, "sxkd-thang", None if rank else START, None if rank else END, after)
        for number, (kind, rank, after) in enumerate(acts, 1)
    ]
    return History(acts=pd.DataFrame(rows, columns=list(ACTS)).astype(ACTS))


def known(*acts: tuple[str, int | None, int], days: dict[int, str] | None = None) -> Acts:
    """Those acts, and the days on which files arrived."""
    arrivals = pd.DataFrame({"arrival_rank": list(days or {}), "arrived_on": list((days or {}).values())})
    return acts_of(history(*acts), arrivals)


def reports(*ranks: int) -> pd.DataFrame:
    """Final reports of March."""
    return pd.DataFrame(
        {"arrival_rank": ranks, "reporter": "p", "window_start": START, "window_end": END, "status": "final"}
    )


def seen(acts: Acts, rank: int) -> list[int]:
    """Which of the files 1 to 9 were seen as accepted by this one."""
    held = pd.Series(range(1, 10))
    return held[counted(held, pd.Series([rank] * 9), acts.spans)].tolist()


def test_without_acts_what_arrived_before_counts() -> None:
    assert seen(known(), 4) == [1, 2, 3]


def test_accepted_by_an_officer_counts_from_the_act_on() -> None:
    acts = known(("accept", 2, 5))
    assert (seen(acts, 5), seen(acts, 6)) == ([1, 3, 4], [1, 2, 3, 4, 5])
    assert (set(acts.forced), set(acts.withdrawn)) == ({2}, set())


def test_withdrawn_counts_until_the_act_and_again_when_it_is_accepted_again() -> None:
    acts = known(("withdraw", 2, 5), ("accept", 2, 7))
    assert [2 in seen(acts, rank) for rank in (3, 5, 6, 7, 8)] == [True, True, False, False, True]
    assert (set(acts.forced), set(acts.withdrawn)) == ({2}, set())
    assert known(("accept", 2, 5), ("withdraw", 2, 7)).withdrawn == {2}


def test_a_closed_period_holds_what_arrives_until_it_is_opened() -> None:
    acts = known(("close", None, 3), ("reopen", None, 6))
    assert waiting(FORM, reports(3, 4, 6, 7), reports().assign(form_code=""), acts) == {4: CLOSED, 6: CLOSED}
    assert acts.closed["until_rank"].tolist() == [6]
    assert known(("close", None, 3)).closed["until_rank"].tolist() == [FOR_EVER]


def test_a_correction_beyond_the_limit_waits_and_a_late_first_report_does_not() -> None:
    assert FORM.corrections is not None
    limit = END + pd.DateOffset(months=FORM.corrections.months)
    days = {1: "2031-01-01", 2: str(limit.date()), 3: str((limit + pd.DateOffset(days=1)).date())}
    none = reports().assign(form_code="")
    assert waiting(FORM, reports(1), none, known(days=days)) == {}
    assert waiting(FORM, reports(1, 2, 3), none, known(days=days)) == {3: TOO_OLD}
    held = reports(0).assign(form_code="sxkd-thang")
    assert waiting(FORM, reports(2, 3), held, known(days=days)) == {3: TOO_OLD}
