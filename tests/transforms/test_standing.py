"""Which report stands from which cut until which."""

import pandas as pd

from transforms.standing import KEY, StandingChanges, standing_changes, standing_now

JULY, AUGUST = ("2026-07-01", "2026-07-31"), ("2026-08-01", "2026-08-31")
NOTHING: list[tuple[object, ...]] = []


def held_rows(*rows: tuple[int, str, tuple[str, str], bool, int]) -> pd.DataFrame:
    """Open rows: submission, status, window, is_carried, from_cut_id; arrival ranks are those of the submissions."""
    return pd.DataFrame(
        [(number, "f", "r", *at, status, carried, cut, None, number) for number, status, at, carried, cut in rows],
        columns=["submission_id", *KEY, "status", "is_carried", "from_cut_id", "until_cut_id", "arrival_rank"],
    ).astype({"is_carried": "boolean", "until_cut_id": "Int64"})


def accepted_rows(*rows: tuple[int, str, tuple[str, str], int]) -> pd.DataFrame:
    """Accepted submissions: submission, status, window, cut."""
    return pd.DataFrame(
        [(number, "f", "r", *at, status, cut, number) for number, status, at, cut in rows],
        columns=["submission_id", *KEY, "status", "from_cut_id", "arrival_rank"],
    )


def carried_rows(*rows: tuple[int, tuple[str, str]]) -> pd.DataFrame:
    """Submissions that bring estimates of another window than their own."""
    return pd.DataFrame([(number, "f", "r", *at) for number, at in rows], columns=["submission_id", *KEY])


def told(changes: StandingChanges) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Opened and closed rows as (submission, first day, is_carried, from, until)."""
    names = ["submission_id", "window_start", "is_carried", "from_cut_id", "until_cut_id"]
    return tuple(  # type: ignore[return-value]
        [tuple(None if value is pd.NA else value for value in row) for row in frame[names].astype("object").to_numpy()]
        for frame in changes
    )


def test_a_newer_final_takes_the_place_of_the_older() -> None:
    changes = standing_changes(
        held_rows((1, "final", JULY, False, 1)), accepted_rows((2, "final", JULY, 3)), carried_rows()
    )
    assert told(changes) == ([(2, JULY[0], False, 3, None)], [(1, JULY[0], False, 1, 3)])


def test_of_two_finals_of_one_cut_only_the_later_ever_stood() -> None:
    accepted = accepted_rows((1, "final", JULY, 1), (2, "final", JULY, 1))
    assert told(standing_changes(held_rows(), accepted, carried_rows())) == ([(2, JULY[0], False, 1, None)], NOTHING)


def test_an_estimate_stands_until_the_final() -> None:
    accepted = accepted_rows((1, "estimate", JULY, 1), (2, "final", JULY, 4))
    opened, _ = told(standing_changes(held_rows(), accepted, carried_rows()))
    assert opened == [(1, JULY[0], False, 1, 4), (2, JULY[0], False, 4, None)]


def test_an_estimate_after_the_final_never_stands() -> None:
    held = held_rows((1, "final", JULY, False, 1))
    assert told(standing_changes(held, accepted_rows((2, "estimate", JULY, 3)), carried_rows())) == (NOTHING, NOTHING)


def test_carried_estimates_go_with_the_report_that_brought_them() -> None:
    held = held_rows((1, "final", JULY, False, 1), (1, "estimate", AUGUST, True, 1))
    changes = standing_changes(held, accepted_rows((2, "final", JULY, 5)), carried_rows((2, AUGUST)))
    opened, closed = told(changes)
    assert opened == [(2, JULY[0], False, 5, None), (2, AUGUST[0], True, 5, None)]
    assert closed == [(1, JULY[0], False, 1, 5), (1, AUGUST[0], True, 1, 5)]


def test_carried_estimates_go_when_the_final_of_their_period_comes() -> None:
    held = held_rows((1, "final", JULY, False, 1), (1, "estimate", AUGUST, True, 1))
    opened, closed = told(standing_changes(held, accepted_rows((2, "final", AUGUST, 5)), carried_rows()))
    assert opened == [(2, AUGUST[0], False, 5, None)]
    assert closed == [(1, AUGUST[0], True, 1, 5)]


def test_an_estimate_report_does_not_take_carried_estimates_away() -> None:
    held = held_rows((1, "final", JULY, False, 1), (1, "estimate", AUGUST, True, 1))
    opened, closed = told(standing_changes(held, accepted_rows((2, "estimate", AUGUST, 5)), carried_rows()))
    assert opened == [(2, AUGUST[0], False, 5, None)]
    assert closed == NOTHING


def test_a_report_superseded_in_its_own_cut_is_closed_at_its_beginning() -> None:
    changes = standing_changes(
        held_rows((1, "final", JULY, False, 3)), accepted_rows((2, "final", JULY, 3)), carried_rows()
    )
    assert told(changes)[1] == [(1, JULY[0], False, 3, 3)]


def test_nights_and_one_batch_give_the_same() -> None:
    all_at_once = accepted_rows((1, "estimate", JULY, 1), (2, "final", JULY, 2), (3, "final", JULY, 4))
    opened, _ = told(standing_changes(held_rows(), all_at_once, carried_rows((2, AUGUST), (3, AUGUST))))
    assert opened == [
        (1, JULY[0], False, 1, 2), (2, JULY[0], False, 2, 4), (2, AUGUST[0], True, 2, 4),
        (3, JULY[0], False, 4, None), (3, AUGUST[0], True, 4, None),
    ]  # fmt: skip


def own_rows(*rows: tuple[int, str, tuple[str, str]]) -> pd.DataFrame:
    """Accepted submissions: submission, status, window."""
    return accepted_rows(*((number, status, at, 0) for number, status, at in rows))


def standing_of(own: pd.DataFrame, carried: pd.DataFrame) -> list[tuple[object, ...]]:
    """What stands, as (submission, first day, status, is_carried)."""
    rows = standing_now(own, carried, own[own["status"] == "final"])
    return list(rows[["submission_id", "window_start", "status", "is_carried"]].itertuples(index=False, name=None))


def test_of_all_that_is_accepted_the_newest_final_stands() -> None:
    own = own_rows((3, "final", JULY), (1, "final", JULY), (4, "estimate", JULY), (2, "final", AUGUST))
    assert standing_of(own, carried_rows()) == [
        (2, "2026-08-01", "final", False), (3, "2026-07-01", "final", False)
    ]  # fmt: skip


def test_estimates_stand_where_no_final_is_accepted_and_go_with_their_report() -> None:
    own = own_rows((1, "final", JULY), (2, "final", JULY), (3, "estimate", AUGUST))
    assert standing_of(own, carried_rows((1, AUGUST), (2, AUGUST))) == [
        (2, "2026-07-01", "final", False), (3, "2026-08-01", "estimate", False), (2, "2026-08-01", "estimate", True)
    ]  # fmt: skip
    final = own_rows((2, "final", JULY), (4, "final", AUGUST))
    assert standing_of(final, carried_rows((2, AUGUST)))[-1] == (4, "2026-08-01", "final", False)
