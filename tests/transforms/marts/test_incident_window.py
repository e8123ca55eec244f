"""incident_window: the current state of every case, by the day it was found."""

from tests.small_warehouse import SmallWarehouse, case, cases, project, register

COLUMNS = ("park_code", "window_start", "window_end", "category_code", "cases", "people", "fines_vnd")


def begun(warehouse: SmallWarehouse) -> SmallWarehouse:
    """A register, so that units owe their registers of cases."""
    warehouse.arrive("2026-01-05", register("2026-01-05", project("A")))
    return warehouse


def test_cases_fall_into_the_month_from_the_15th_to_the_14th(warehouse: SmallWarehouse) -> None:
    begun(warehouse).arrive(
        "2026-03-16",
        cases("PA04", "2026-03-14", case("1", "2026-02-14"), case("2", "2026-02-15", people=3, fine_vnd=5)),
    )
    assert warehouse.rows("incident_window", *COLUMNS) == [
        ("KP", "2026-01-15", "2026-02-14", "theft", 1, 0, 0),
        ("KP", "2026-02-15", "2026-03-14", "theft", 1, 3, 5),
    ]


def test_a_newer_state_of_a_case_moves_it(warehouse: SmallWarehouse) -> None:
    begun(warehouse).arrive("2026-02-16", cases("PA04", "2026-02-14", case("1", "2026-02-10")))
    load = warehouse.arrive("2026-03-16", cases("PA04", "2026-03-14", case("1", "2026-02-20", "fire", park="GK")))
    assert warehouse.rows("incident_window", *COLUMNS) == [("GK", "2026-02-15", "2026-03-14", "fire", 1, 0, 0)]
    assert load.mart_rows["incident_window"] == 2
    assert warehouse.rows("incident_window", *COLUMNS, as_of="2026-03-15") == [
        ("KP", "2026-01-15", "2026-02-14", "theft", 1, 0, 0)
    ]


def test_an_older_report_that_comes_late_does_not_undo_a_newer_state(warehouse: SmallWarehouse) -> None:
    begun(warehouse).arrive("2026-03-16", cases("PA04", "2026-03-14", case("1", "2026-02-10", "fire")))
    warehouse.arrive("2026-03-17", cases("PA04", "2026-02-14", case("1", "2026-02-10", "theft")))
    assert warehouse.rows("incident_window", "category_code") == [("fire",)]


def test_the_same_number_of_another_unit_is_another_case(warehouse: SmallWarehouse) -> None:
    one, other = (cases(unit, "2026-02-14", case("1", "2026-02-10")) for unit in ("PA04", "CAP-14566"))
    begun(warehouse).arrive("2026-02-16", one, other)
    assert warehouse.rows("incident_window", "cases") == [(2,)]


def test_units_that_owe_and_units_that_sent_stand_beside(warehouse: SmallWarehouse) -> None:
    begun(warehouse).arrive("2026-02-16", cases("PA04", "2026-02-14", case("1", "2026-02-10")))
    counts = ("reporters_expected", "reporters_received")
    assert warehouse.rows("incident_window", *counts) == [(6, 1)]
    warehouse.arrive("2026-02-17", cases("CAP-14566", "2026-02-14"))
    assert warehouse.rows("incident_window", *counts) == [(6, 2)]
