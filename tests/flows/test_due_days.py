"""Due days are moved to a working day, and move again when working days are swapped."""

from typing import Any

import pytest

from tests.small_warehouse import SmallWarehouse, project, register, small_warehouse

DUE = {"form_code": "sxkd-thang", "window_start": "2025-12-01"}


@pytest.fixture
def warehouse(sqlite_warehouse_url: str) -> SmallWarehouse:
    """A warehouse that knows a project since December."""
    warehouse = small_warehouse(sqlite_warehouse_url)
    warehouse.arrive("2025-12-05", register("2025-12-05", project("A")))
    return warehouse


def due(warehouse: SmallWarehouse) -> list[tuple[Any, ...]]:
    """The due day of December's report, by the law and adjusted."""
    return warehouse.rows("obligation", "due_on", "due_on_adjusted", **DUE)


def test_a_due_day_to_come_moves_with_days_that_are_swapped(
    warehouse: SmallWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert due(warehouse) == [("2026-01-10", "2026-01-12")]  # the 10th is a Saturday
    monkeypatch.setenv("PARKWATCH_SWAPPED_DAYS", '[["2026-01-02", "2026-01-10"]]')
    warehouse.pass_time("2025-12-20")
    assert due(warehouse) == [("2026-01-10", "2026-01-10")]
    assert not any(warehouse.rebuild("2025-12-20").values())


def test_a_due_day_that_is_over_stays(warehouse: SmallWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse.pass_time("2026-01-20")
    monkeypatch.setenv("PARKWATCH_SWAPPED_DAYS", '[["2026-01-02", "2026-01-10"]]')
    warehouse.pass_time("2026-01-21")
    assert due(warehouse) == [("2026-01-10", "2026-01-12")]
