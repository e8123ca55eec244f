"""A figure leads to its cells and adds up from them; a file leads to its figures."""

import json
from datetime import date

import pytest

from flows.commands.tracing import traced as asked_and_traced
from flows.frames import records
from flows.instants import instant_of
from flows.tracing.asked import asked_for, row_of
from flows.tracing.figure import Trace
from flows.tracing.figure import trace as walk
from flows.tracing.file import moved_by
from flows.tracing.shown import left_out, trace_json, trace_mermaid
from flows.trouble import UsageTrouble
from tests.small_warehouse import (
    Report,
    SmallWarehouse,
    case,
    cases,
    monthly,
    project,
    register,
    small_warehouse,
)
from tests.sum_back import figures_that_do_not_add_up


@pytest.fixture(scope="module")
def warehouse(lasting_warehouse_url: str) -> SmallWarehouse:
    """A park of six, of which two have reported January; lists of published figures; cases in two states."""
    made = small_warehouse(lasting_warehouse_url)
    codes = [project(code) for code in "ABCDE"]
    made.arrive("2026-01-05", register("2026-01-05", *codes, project("F", ended="2025-12-31"), project("G", park="GK")))
    made.arrive("2026-02-08", monthly("A", "2026-01", net_revenue=90, workers=3, average_wage=10))
    made.arrive(
        "2026-02-10",
        monthly("A", "2026-01", net_revenue=100, workers=3, average_wage=10),
        monthly("B", "2026-01", workers=1, average_wage=20),
        monthly("C", "2026-01", "returned"),
        monthly("D", "2026-01", status="estimate", net_revenue=7),
        monthly("G", "2026-01", net_revenue=1000, workers=9),
    )
    made.arrive(
        "2026-02-19",
        cases("PA04", "2026-02-14", case("1", "2026-02-01", people=3, fine_vnd=5), case("2", "2026-02-02")),
    )
    made.arrive("2026-03-19", cases("PA04", "2026-03-14", case("1", "2026-02-01", people=4, fine_vnd=50)))
    made.arrive(
        "2026-03-20", published("net_revenue", 2025, 2026, 2000), published("workers", 2026, 2026, 1, day="2026-03-19")
    )
    return made


def published(indicator: str, first: int, last: int, value: int, day: str = "2026-03-20") -> Report:
    on = date.fromisoformat(day)
    figure = {"indicator_code": indicator, "from_year": first, "to_year": last, "written": str(value), "value": value}
    units = {"workers": "1"}
    row = figure | {"unit": units.get(indicator, "VND"), "sheet": "CB", "sheet_row": 9}
    return Report("congbo", "BQL", on, on, rows={"published_figures": [row]})


def traced(warehouse: SmallWarehouse, words: str, as_of: str | None = None) -> Trace:
    asked, instant = asked_for(words.split()), instant_of(as_of)
    with warehouse.engine.connect() as connection:
        return walk(connection, asked.table, asked.figure, row_of(connection, asked, instant), instant)


def cells(told: Trace) -> list[tuple[object, ...]]:
    files = told.files.set_index("submission_id")["path"]
    facts = told.nodes[told.nodes["sheet_row"].notna() & told.nodes["adds"].notna()]
    return sorted(
        (files[row["submission_id"]], row["sheet"], row["sheet_row"], row["sheet_column"], row["written"], row["role"])
        for row in records(facts)
    )


def test_a_figure_leads_to_its_cells_and_tells_who_is_not_in_it(warehouse: SmallWarehouse) -> None:
    told = traced(warehouse, "park_month KP 2026-01 net_revenue")
    assert (told.value, told.adds_up) == (100, True)
    assert cells(told) == [("2026-02-10/3.xlsx", "Sheet1", 12, "D", "100", "value")]
    assert [(row["who"], row["reason"]) for row in left_out(told)] == [
        ("D", "estimate only"), ("F", "exempt"), ("E", "missing"), ("B", "not given"), ("C", "returned"),
    ]  # fmt: skip


def test_a_figure_as_it_was_known_leads_to_the_cells_of_then(warehouse: SmallWarehouse) -> None:
    told = traced(warehouse, "park_month KP 2026-01 net_revenue", "2026-02-09")
    assert (told.value, cells(told)[0][0]) == (90, "2026-02-08/2.xlsx")


def test_a_mean_leads_to_the_cells_of_its_weights_too(warehouse: SmallWarehouse) -> None:
    told = traced(warehouse, "park_month KP 2026-01 average_wage")
    assert (told.value, told.adds_up) == (13, True)
    assert sorted((cell[-2], cell[-1]) for cell in cells(told)) == [
        ("1", "weight"), ("10", "value"), ("20", "value"), ("3", "weight"),
    ]  # fmt: skip


def test_a_published_figure_leads_through_the_years_to_cells(warehouse: SmallWarehouse) -> None:
    told = traced(warehouse, "published_check 1 indicator_code=net_revenue computed_value")
    assert (told.value, told.adds_up) == (1100, True)
    assert [cell[-2] for cell in cells(told)] == ["100", "1000"]
    assert set(told.nodes["source"]) >= {"province_year", "park_month", "enterprise_month", "observation"}


def test_cases_lead_to_the_state_that_stood(warehouse: SmallWarehouse) -> None:
    told = traced(warehouse, "incident_window KP 2026-02 theft fines")
    assert (told.value, told.adds_up) == (50, True)
    assert told.files["path"].tolist() == ["2026-02-19/8.xlsx", "2026-03-19/9.xlsx"]


def test_all_figures_of_all_marts_add_up_at_every_instant(warehouse: SmallWarehouse) -> None:
    with warehouse.engine.connect() as connection:
        for day in (None, "2026-01-06", "2026-02-10", "2026-02-20"):
            assert figures_that_do_not_add_up(connection, instant_of(day)) == [], day


def test_a_part_taken_away_is_noticed(warehouse: SmallWarehouse) -> None:
    told = traced(warehouse, "park_month KP 2026-01 workers")
    assert told.adds_up
    assert not told._replace(nodes=told.nodes.assign(adds=told.nodes["adds"] + 1)).adds_up


def test_a_file_leads_to_the_figures_it_moved(warehouse: SmallWarehouse) -> None:
    with warehouse.engine.connect() as connection:
        (told,) = moved_by(connection, "2026-02-10/3.xlsx")
        (older,) = moved_by(connection, "2026-02-08/2.xlsx")
        (back,) = moved_by(connection, "2026-02-10/5.xlsx")
    moved = {(row["table"], row["row"], row["figure"]): row for row in records(told.moved)}
    park = moved["park_month", "KP 2026-01-01", "net_revenue_vnd"]
    assert (park["share"], park["before"], park["after"]) == (100, 90, 100)
    assert moved["province_year", "37 calendar 2026-01-01", "net_revenue_vnd"]["share"] == 100
    assert ("park_month", "KP 2026-01-01", "average_wage_vnd") in moved
    assert ("reporting_rate", "sxkd-thang 2026-01-01 2026-01-31", "on_time") in moved
    assert not [key for key in moved if "GK" in key[1]]
    assert older.moved["table"].tolist().count("park_month") == 4
    assert set(back.moved["table"]) == {"reporting_rate", "data_quality"}


def test_the_hash_names_the_file_too(warehouse: SmallWarehouse) -> None:
    told = traced(warehouse, "park_month KP 2026-01 net_revenue")
    sha256 = told.files["sha256"].iloc[0]
    with warehouse.engine.connect() as connection:
        assert [each.file["path"] for each in moved_by(connection, sha256[:12])] == ["2026-02-10/3.xlsx"]
        assert [each.file["path"] for each in moved_by(connection, "3")] == ["2026-02-10/3.xlsx"]
        with pytest.raises(UsageTrouble, match="nowhere.xlsx"):
            moved_by(connection, "nowhere.xlsx")


def test_json_and_picture_hold_the_way_and_nothing_alive(warehouse: SmallWarehouse) -> None:
    told = traced(warehouse, "park_month KP 2026-01 net_revenue")
    whole = json.loads(trace_json(told))
    (month,) = whole["parts"][0:1]
    assert (whole["value"], whole["adds_up"], month["parts"][0]["cell"]["written"]) == (100, True, "100")
    evil = told._replace(files=told.files.assign(path='"]; click n0 "javascript:x" <script>'))
    picture = trace_mermaid(evil)
    assert picture.startswith("flowchart LR\n")
    assert "<script>" not in picture
    assert '"]; click' not in picture


@pytest.mark.parametrize(
    "words",
    ["nothing KP 2026-01 workers", "park_month KP 2026-01 luck", "park_month KP soon workers", "park_month KP",
     "park_month KP 2026-01 more workers", "park_month ZZ 2026-01 workers", "park_month KP workers"],
)  # fmt: skip
def test_what_is_not_there_is_said_in_a_plain_sentence(warehouse: SmallWarehouse, words: str) -> None:
    with pytest.raises(UsageTrouble, match=r"\w"):
        traced(warehouse, words)


def test_a_row_of_a_register_that_is_not_there_is_no_zero(warehouse: SmallWarehouse) -> None:
    with warehouse.engine.connect() as connection, pytest.raises(UsageTrouble, match="has no row with reporter=NOBODY"):
        asked_and_traced(connection, asked_for(["foreign_workers", "reporter=NOBODY", "people"]), None)
