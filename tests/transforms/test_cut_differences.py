"""Two states of a table: which figures differ, and by how much."""

import pandas as pd

from transforms.cut_differences import cut_differences


def months(*rows: tuple[str, int | None, int | None]) -> pd.DataFrame:
    """A small mart: park, revenue, workers."""
    return pd.DataFrame(rows, columns=["park", "revenue", "workers"]).astype({"revenue": "Int64", "workers": "Int64"})


def differences(old: pd.DataFrame, new: pd.DataFrame) -> list[tuple[object, ...]]:
    """What differs; blank is None."""
    found = cut_differences("park_month", old, new, ["park"], ["revenue", "workers"]).astype("object")
    return [tuple(row) for row in found.where(found.notna(), None).itertuples(index=False)]


def test_only_what_differs_is_told_with_difference_and_percent() -> None:
    assert differences(months(("KP", 300, 7), ("GK", 5, 5)), months(("KP", 200, 7), ("GK", 5, 5))) == [
        ("park_month", "KP", "revenue", 300, 200, -100, -33.33)
    ]


def test_a_figure_that_came_or_went_has_no_difference() -> None:
    assert differences(months(("KP", None, 7)), months(("KP", 5, None))) == [
        ("park_month", "KP", "revenue", None, 5, None, None),
        ("park_month", "KP", "workers", 7, None, None, None),
    ]


def test_a_row_that_is_new() -> None:
    assert differences(months(), months(("KP", 5, None))) == [("park_month", "KP", "revenue", None, 5, None, None)]


def test_from_nothing_there_is_no_percent() -> None:
    assert differences(months(("KP", 0, 1)), months(("KP", 5, 1))) == [("park_month", "KP", "revenue", 0, 5, 5, None)]


def test_equal_states_do_not_differ() -> None:
    assert differences(months(("KP", 5, None)), months(("KP", 5, None))) == []
