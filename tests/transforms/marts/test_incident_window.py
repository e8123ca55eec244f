"""incident_window: the current state of every case, by the day it was found; no case told apart from no report."""

from tests.small_warehouse import SmallWarehouse, case, cases, project, register

COLUMNS = ("park_code", "window_start", "window_end", "category_code", "cases", "people", "fines_vnd")


def with_cases(warehouse: SmallWarehouse, *columns: str, as_of: str | None = None) -> list[tuple[object, ...]]:
    """The rows that have cases."""
    rows = warehouse.rows("incident_window", "cases", *columns, as_of=as_of)
    return [row[1:] for row in rows if row[0]]


def begun(warehouse: SmallWarehouse) -> SmallWarehouse:
    """A register, so that units owe their registers of cases."""
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    return warehouse


def test_cases_fall_into_the_month_from_the_15th_to_the_14th(warehouse: SmallWarehouse) -> None:
    begun(warehouse).arrive(
        "2026-03-16",
        cases("PA04", "2026-03-14", case("1", "2026-02-14"), case("2", "2026-02-15", people=3, fine_vnd=5)),
    )
    assert with_cases(warehouse, *COLUMNS) == [
        ("KP", "2026-01-15", "2026-02-14", "theft", 1, 0, 0),
        ("KP", "2026-02-15", "2026-03-14", "theft", 1, 3, 5),
    ]


def test_a_newer_state_of_a_case_moves_it(warehouse: SmallWarehouse) -> None:
    begun(warehouse).arrive("2026-02-16", cases("PA04", "2026-02-14", case("1", "2026-02-10")))
    load = warehouse.arrive("2026-03-16", cases("PA04", "2026-03-14", case("1", "2026-02-20", "fire", park="GK")))
    assert with_cases(warehouse, *COLUMNS) == [("GK", "2026-02-15", "2026-03-14", "fire", 1, 0, 0)]
    assert load.mart_rows["incident_window"] >= 2
    assert with_cases(warehouse, *COLUMNS, as_of="2026-03-15") == [("KP", "2026-01-15", "2026-02-14", "theft", 1, 0, 0)]


def test_an_older_report_that_comes_late_does_not_undo_a_newer_state(warehouse: SmallWarehouse) -> None:
    begun(warehouse).arrive("2026-03-16", cases("PA04", "2026-03-14", case("1", "2026-02-10", "fire")))
    warehouse.arrive("2026-03-17", cases("PA04", "2026-02-14", case("1", "2026-02-10", "theft")))
    assert with_cases(warehouse, "category_code") == [("fire",)]


def test_the_same_number_of_another_unit_is_another_case(warehouse: SmallWarehouse) -> None:
    one, other = (cases(unit, "2026-02-14", case("1", "2026-02-10")) for unit in ("PA04", "CAP-14566"))
    begun(warehouse).arrive("2026-02-16", one, other)
    assert with_cases(warehouse, "cases") == [(2,)]


def test_units_that_owe_and_units_that_sent_stand_beside(warehouse: SmallWarehouse) -> None:
    begun(warehouse).arrive("2026-02-16", cases("PA04", "2026-02-14", case("1", "2026-02-10")))
    counts = ("reporters_expected", "reporters_received")
    assert with_cases(warehouse, *counts) == [(6, 1)]
    warehouse.arrive("2026-02-17", cases("CAP-14566", "2026-02-14"))
    assert with_cases(warehouse, *counts) == [(6, 2)]


def test_no_case_is_told_apart_from_nothing_reported(warehouse: SmallWarehouse) -> None:
    begun(warehouse).arrive("2026-02-16", cases("PA04", "2026-02-14", case("1", "2026-02-10", people=2)))
    warehouse.pass_time("2026-03-20")
    told = {
        (start, park, category): (number, people)
        for start, park, category, number, people in warehouse.rows(
            "incident_window", "window_start", "park_code", "category_code", "cases", "people"
        )
    }
    assert told["2026-01-15", "KP", "theft"] == (1, 2)
    assert told["2026-01-15", "KP", "fire"] == told["2026-01-15", "TD2", "theft"] == (0, 0)
    assert told["2026-02-15", "KP", "theft"] == told["2026-03-15", "KP", "theft"] == (None, None)
    assert {start for start, _, _ in told} == {"2026-01-15", "2026-02-15", "2026-03-15"}  # those that have begun
    assert len(told) == 3 * 9 * 20


def test_every_figure_of_the_cases_is_told(warehouse: SmallWarehouse) -> None:
    strike = case(
        "1", "2026-02-10", "strike", people=2, foreigners=1, participants=120, deaths=0, injuries=3, damage_vnd=7,
        case_status="đã xử phạt",
    )  # fmt: skip
    begun(warehouse).arrive("2026-02-16", cases("PA04", "2026-02-14", strike, case("2", "2026-02-11", "strike")))
    figures = ("foreigners", "participants", "deaths", "injuries", "damage_vnd", "cases_sanctioned", "cases_settled")
    assert with_cases(warehouse, "cases", *figures) == [(2, 1, 120, 0, 3, 7, 1, 0)]
