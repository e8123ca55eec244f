"""What a rule sees beside the report: as known when the report arrived, and nothing that came later."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

from expectations.catalogue import Catalogue, load_catalogue
from expectations.rule import Input
from transforms.inputs import Held, add_inputs

MONTHLY = "sxkd-thang"
NONE = pd.DataFrame({"arrival_rank": pd.Series(dtype="int64")})


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def month(of: str) -> dict[str, pd.Timestamp]:
    start = pd.Timestamp(f"{of}-01")
    return {"window_start": start, "window_end": start + pd.offsets.MonthEnd(0)}


def days(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return frame.astype(dict.fromkeys(columns, "datetime64[s]"))


def held(*reports: tuple[int, str, dict[str, int]], reporter: str = "P1", measure: str = "period") -> Held:
    """Final reports held, each as (arrival rank, month, indicator → value)."""
    rows = [{"form_code": MONTHLY, "reporter": reporter, "arrival_rank": rank, **month(of)} for rank, of, _ in reports]
    figures = [
        {"arrival_rank": rank, "indicator": indicator, "measure": measure, "value": value}
        for rank, _, values in reports
        for indicator, value in values.items()
    ]
    names = ["form_code", "reporter", "window_start", "window_end", "arrival_rank"]
    return Held(
        reports=days(pd.DataFrame(rows, columns=names), "window_start", "window_end"),
        figures=pd.DataFrame(figures, columns=["arrival_rank", "indicator", "measure", "value"]).astype(
            {"value": "Int64"}
        ),
        projects=NONE,
        incidents=NONE,
    )


def asking(*rows: tuple[int, str], indicator: str = "net_revenue", reporter: str = "P1") -> pd.DataFrame:
    """The frame of reports that ask, each as (arrival rank, month)."""
    frame = pd.DataFrame(
        [{"arrival_rank": rank, "reporter": reporter, "indicator": indicator, **month(of)} for rank, of in rows]
    )
    return days(frame, "window_start", "window_end")


def told(frame: pd.DataFrame, wanted: dict[str, Any], known: Held) -> list[Any]:
    """The column that the input adds; None where nothing is known."""
    catalogue = load_catalogue()
    form = catalogue.forms[MONTHLY]
    given = add_inputs(frame, {"it": Input.model_validate(wanted)}, frozenset(["it"]), form, catalogue, known)
    assert given.index.tolist() == frame.index.tolist()
    return [None if pd.isna(value) else value for value in given["it"]]


LAST_MONTH = {"figures": {"form": MONTHLY, "periods": [-1, -1]}}
CUMULATIVE = {"figures": {"form": MONTHLY, "measure": "cumulative", "periods": [-1, -1], "at_year_start": 0}}
MEDIAN = {"figures": {"form": MONTHLY, "periods": [-12, -1], "aggregate": "median", "at_least": 3}}


def test_the_figure_of_the_month_before() -> None:
    known = held((1, "2026-07", {"net_revenue": 7}), (2, "2026-08", {"net_revenue": 8, "exports": 9}))
    assert told(asking((3, "2026-09")), LAST_MONTH, known) == [8]
    assert told(asking((3, "2026-09"), indicator="exports"), LAST_MONTH, known) == [9]
    assert told(asking((3, "2026-09"), indicator="imports"), LAST_MONTH, known) == [None]
    assert told(asking((3, "2026-09"), reporter="P2"), LAST_MONTH, known) == [None]
    assert told(asking((3, "2026-10")), LAST_MONTH, known) == [None]


def test_the_newest_report_of_a_window_that_was_known() -> None:
    known = held(
        (1, "2026-08", {"net_revenue": 1}), (5, "2026-08", {"net_revenue": 5}), (9, "2026-08", {"net_revenue": 9})
    )
    assert told(asking((7, "2026-09"), (3, "2026-09"), (20, "2026-09")), LAST_MONTH, known) == [5, 1, 9]


def test_what_came_later_is_not_seen() -> None:
    known = held((5, "2026-08", {"net_revenue": 5}))
    assert told(asking((5, "2026-09"), (4, "2026-09")), LAST_MONTH, known) == [None, None]


def test_a_newer_report_without_the_figure_hides_the_older_one() -> None:
    known = held((1, "2026-08", {"net_revenue": 1}), (2, "2026-08", {"exports": 2}))
    assert told(asking((3, "2026-09")), LAST_MONTH, known) == [None]


def test_january_needs_no_month_before() -> None:
    known = held((1, "2025-12", {"net_revenue": 700}), (2, "2026-01", {"net_revenue": 50}), measure="cumulative")
    assert told(asking((3, "2026-01"), (4, "2026-02"), (5, "2026-03")), CUMULATIVE, known) == [0, 50, None]


def test_one_measure_is_not_another() -> None:
    known = held((1, "2026-08", {"net_revenue": 8}))
    assert told(asking((3, "2026-09")), CUMULATIVE, known) == [None]


@pytest.mark.parametrize(
    ("months", "median"),
    [
        ([], None),
        (["2026-07", "2026-08"], None),
        (["2026-06", "2026-07", "2026-08"], 7),
        (["2026-05", "2026-06", "2026-07", "2026-08"], 6.5),
        (["2025-08", "2026-07", "2026-08"], None),  # thirteen months before
        (["2025-09", "2026-07", "2026-08"], 8),
        (["2026-07", "2026-08", "2026-09"], None),  # its own month
    ],
)
def test_the_median_of_a_year_from_three_months_on(months: Sequence[str], median: float | None) -> None:
    known = held(*((at, of, {"net_revenue": int(of[-2:])}) for at, of in enumerate(months, start=1)))
    assert told(asking((99, "2026-09")), MEDIAN, known) == [median]


def test_the_median_counts_a_month_once_and_only_where_it_has_the_figure() -> None:
    known = held(
        (1, "2026-06", {"net_revenue": 6}), (2, "2026-07", {"net_revenue": 7}), (3, "2026-07", {"net_revenue": 70}),
        (4, "2026-08", {"exports": 8}),
    )  # fmt: skip
    assert told(asking((9, "2026-09")), MEDIAN, known) == [None]
    with_may = held(
        (1, "2026-05", {"net_revenue": 5}), (2, "2026-06", {"net_revenue": 6}), (3, "2026-07", {"net_revenue": 70}),
        (4, "2026-07", {"net_revenue": 7}),
    )  # fmt: skip
    assert told(asking((9, "2026-09")), MEDIAN, with_may) == [6]


def test_each_row_asks_for_its_own_indicator() -> None:
    known = held((1, "2026-08", {"net_revenue": 8, "exports": 9}))
    frame = pd.concat([asking((3, "2026-09")), asking((3, "2026-09"), indicator="exports")])
    frame.index = pd.Index([40, 7])
    assert told(frame, LAST_MONTH, known) == [8, 9]


def test_a_sum_inside_the_window_and_the_last_until_its_end() -> None:
    known = held(*((at, f"2026-0{at}", {"exports": 10 * at}) for at in range(1, 8)))
    quarter = days(
        pd.DataFrame(
            [{"arrival_rank": 99, "reporter": "P1", "window_start": "2026-04-01", "window_end": "2026-06-30"}]
        ),
        "window_start", "window_end",
    )  # fmt: skip
    inside = {"form": MONTHLY, "indicator": "exports", "inside_window": True, "aggregate": "sum", "at_least": 3}
    latest = {"form": MONTHLY, "indicator": "exports", "until_window_end": True}
    assert told(quarter, {"figures": inside}, known) == [150]
    assert told(quarter, {"figures": inside | {"at_least": 4}}, known) == [None]
    assert told(quarter, {"figures": latest}, known) == [60]


def test_the_newest_correction_of_the_last_month_counts() -> None:
    known = held((1, "2026-06", {"exports": 1}), (2, "2026-06", {"exports": 2}), (3, "2026-05", {"exports": 3}))
    latest = {"figures": {"form": MONTHLY, "indicator": "exports", "until_window_end": True}}
    assert told(asking((9, "2026-06")), latest, known) == [2]


def test_a_report_without_a_window_is_told_nothing() -> None:
    frame = asking((3, "2026-09"))
    frame[["window_start", "window_end"]] = pd.NaT
    frame = days(frame, "window_start", "window_end")
    assert told(frame, LAST_MONTH, held((1, "2026-08", {"net_revenue": 8}))) == [None]


def registers(*versions: tuple[int, str, str, str, str]) -> Held:
    """A register, each version as (arrival rank, project, valid from, tax code, park)."""
    names = ["arrival_rank", "project_code", "valid_from", "tax_code", "park_code"]
    projects = days(pd.DataFrame(versions, columns=names), "valid_from")
    return Held(reports=NONE, figures=NONE, projects=projects, incidents=NONE)


IN_PARK = {
    "records": {
        "table": "projects", "match": {"tax_code": "tax_code", "park_code": "park"}, "in_force_on": "detected_on",
        "value": "project_code",
    }
}  # fmt: skip
KNOWN = {"records": {"table": "projects", "match": {"project_code": "reporter"}, "value": "project_code"}}


def cases(*rows: tuple[int, str | None, str | None, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["arrival_rank", "tax_code", "park", "detected_on"])
    return days(frame.astype({"tax_code": "str", "park": "str"}), "detected_on")


def test_the_register_in_force_on_the_day() -> None:
    known = registers((1, "P1", "2020-01-01", "T1", "KP"), (2, "P1", "2026-03-01", "T1", "GK"))
    asked = cases((9, "T1", "KP", "2026-02-28"), (9, "T1", "KP", "2026-03-01"), (9, "T1", "GK", "2026-03-01"))
    assert told(asked, IN_PARK, known) == ["P1", None, "P1"]
    assert told(cases((9, "T1", "KP", "2019-12-31")), IN_PARK, known) == [None]


def test_a_later_version_of_the_register_is_not_seen() -> None:
    known = registers((1, "P1", "2020-01-01", "T1", "KP"), (5, "P1", "2026-03-01", "T1", "GK"))
    asked = cases((4, "T1", "KP", "2026-03-20"), (5, "T1", "KP", "2026-03-20"), (6, "T1", "KP", "2026-03-20"))
    assert told(asked, IN_PARK, known) == ["P1", "P1", None]


def test_a_version_of_the_same_day_is_replaced_by_the_later_arrival() -> None:
    known = registers((1, "P1", "2020-01-01", "T1", "KP"), (5, "P1", "2020-01-01", "T1", "PS"))
    assert told(cases((3, "T1", "KP", "2026-03-20"), (9, "T1", "KP", "2026-03-20")), IN_PARK, known) == ["P1", None]


def test_one_of_several_projects_is_enough() -> None:
    known = registers((1, "P1", "2020-01-01", "T1", "GK"), (2, "P2", "2021-01-01", "T1", "KP"))
    assert told(cases((9, "T1", "KP", "2026-03-20")), IN_PARK, known) == ["P2"]


def test_what_is_not_given_matches_nothing() -> None:
    known = registers((1, "P1", "2020-01-01", "T1", "KP"))
    asked = cases((9, None, "KP", "2026-03-20"), (9, "T1", None, "2026-03-20"), (9, "T1", "KP", None))
    assert told(asked, IN_PARK, known) == [None, None, None]


def test_a_project_known_on_arrival() -> None:
    known = registers((3, "P1", "2030-01-01", "T1", "KP"))
    asked = pd.DataFrame({"arrival_rank": [2, 3, 4, 4], "reporter": ["P1", "P1", "P1", "P2"]}).astype(
        {"reporter": "str"}
    )
    assert told(asked, KNOWN, known) == [None, None, "P1", None]
    nobody = pd.DataFrame({"arrival_rank": [9], "reporter": pd.Series([None], dtype="str")})
    assert told(nobody, KNOWN, known) == [None]


def test_a_case_known_on_arrival() -> None:
    incidents = days(
        pd.DataFrame(
            [(3, "U1", "001", "2026-04-14"), (7, "U2", "002", "2026-04-14")],
            columns=["arrival_rank", "unit_code", "case_no", "report_end"],
        ),
        "report_end",
    )
    known = Held(reports=NONE, figures=NONE, projects=NONE, incidents=incidents)
    wanted = {
        "records": {"table": "incidents", "match": {"unit_code": "reporter", "case_no": "case_no"}, "value": "case_no"}
    }
    asked = pd.DataFrame(
        [(3, "U1", "001"), (4, "U1", "001"), (9, "U2", "001"), (9, "U1", "002"), (9, "U2", "002")],
        columns=["arrival_rank", "reporter", "case_no"],
    )
    assert told(asked, wanted, known) == [None, "001", None, None, "002"]


def test_a_code_list_knows_since_and_until() -> None:
    asked = pd.DataFrame({"arrival_rank": 1, "decree": ["144/2021/NĐ-CP", "282/2025/NĐ-CP", "1/1999/NĐ-CP", None]})
    nothing = registers()
    since = {"codes": {"list": "decrees", "key": "decree", "value": "since"}}
    until = {"codes": {"list": "decrees", "key": "decree", "value": "until"}}
    assert told(asked, since, nothing) == [pd.Timestamp(2022, 1, 1), pd.Timestamp(2025, 12, 15), None, None]
    assert told(asked, until, nothing) == [pd.Timestamp(2025, 12, 14), pd.Timestamp(2200, 1, 1), None, None]


def test_only_what_a_rule_asks_for_is_joined(catalogue: Catalogue) -> None:
    form = catalogue.forms[MONTHLY]
    frame = asking((3, "2026-09"))
    given = add_inputs(frame, form.inputs, frozenset(["median_of_year", "period"]), form, catalogue, held())
    assert set(given.columns) - set(frame.columns) == {"median_of_year"}
