"""An officer confirms figures in doubt: as an act, known from its own cut on, and it can be taken back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from flows import store
from flows.confirming import confirm, take_back
from flows.named import file_named
from flows.officers import acts_on_record
from flows.trouble import UsageTrouble
from tests.office import officer
from tests.small_warehouse import SmallWarehouse, monthly, project, register, small_warehouse

DOUBTS = {"net_revenue": "SXKD-05", "budget_paid": "SXKD-04"}


@pytest.fixture
def warehouse(warehouse_url: str) -> SmallWarehouse:
    """A report, number 2, with two figures in doubt."""
    made = small_warehouse(warehouse_url)
    made.arrive("2026-01-05", register("2026-01-05", project("A")))
    made.arrive("2026-02-10", replace(monthly("A", "2026-01", net_revenue=5_000, budget_paid=7), doubts=DOUBTS))
    return made


@contextmanager
def deciding(warehouse: SmallWarehouse) -> Iterator[sa.Connection]:
    """A transaction of an officer."""
    with store.loading(warehouse.engine), store.writing(warehouse.engine) as connection:
        yield connection


def said(
    warehouse: SmallWarehouse, day: str, *, what: Callable[..., int] = confirm, report: str = "2", **named: str
) -> int:
    """Let an officer confirm, or take back; how many figures."""
    with deciding(warehouse) as connection:
        return what(connection, file_named(connection, report), officer(day), **named)


def states(warehouse: SmallWarehouse, as_of: str | None = None) -> list[tuple[Any, ...]]:
    """Each figure in doubt with its state."""
    return warehouse.rows("figure_in_doubt", "indicator_code", "state", as_of=as_of)


def test_it_ends_the_doubt_and_a_past_instant_knew_of_it(warehouse: SmallWarehouse) -> None:
    assert said(warehouse, "2026-02-12") == 2
    assert states(warehouse) == [("budget_paid", "confirmed"), ("net_revenue", "confirmed")]
    assert warehouse.rows("park_month", "reporters_in_doubt") == [(0,)]
    assert warehouse.rows("park_month", "reporters_in_doubt", as_of="2026-02-11") == [(1,)]
    assert states(warehouse, "2026-02-11") == [("budget_paid", "open"), ("net_revenue", "open")]
    assert not any(warehouse.rebuild("2026-02-12").values())


def test_one_figure_or_one_rule_can_be_named(warehouse: SmallWarehouse) -> None:
    assert said(warehouse, "2026-02-12", rule="SXKD-05") == 1
    assert states(warehouse) == [("budget_paid", "open"), ("net_revenue", "confirmed")]
    assert said(warehouse, "2026-02-13", indicator="budget_paid") == 1
    assert {state for _, state in states(warehouse)} == {"confirmed"}


def test_it_is_an_act_on_record(warehouse: SmallWarehouse) -> None:
    said(warehouse, "2026-02-12")
    with warehouse.engine.connect() as connection:
        (told,) = acts_on_record(connection).to_dict("records")
    assert (told["kind"], told["path"], told["done_by"]) == ("confirm", "2026-02-10/2.xlsx", "Phòng QLDN")


def test_taken_back_the_figures_are_in_doubt_again_from_then_on(warehouse: SmallWarehouse) -> None:
    said(warehouse, "2026-02-12")
    assert said(warehouse, "2026-02-14", what=take_back, rule="SXKD-05") == 1
    assert states(warehouse) == [("budget_paid", "confirmed"), ("net_revenue", "open")]
    assert states(warehouse, "2026-02-13") == [("budget_paid", "confirmed"), ("net_revenue", "confirmed")]
    assert not any(warehouse.rebuild("2026-02-14").values())


@pytest.mark.parametrize(
    ("what", "report", "named", "why"),
    [
        (confirm, "1", {}, "No figure of “2026-01-05/1.xlsx” is in doubt"),
        (confirm, "2", {"rule": "SXKD-06"}, "is in doubt"),
        (take_back, "2", {}, "has been confirmed"),
    ],
)
def test_where_there_is_nothing_to_confirm_it_says_so(
    warehouse: SmallWarehouse, what: Callable[..., int], report: str, named: dict[str, str], why: str
) -> None:
    with pytest.raises(UsageTrouble, match=why):
        said(warehouse, "2026-02-12", what=what, report=report, **named)


def test_what_no_longer_stands_cannot_be_confirmed(warehouse: SmallWarehouse) -> None:
    warehouse.arrive("2026-02-11", monthly("A", "2026-01", net_revenue=5))
    with pytest.raises(UsageTrouble, match="is in doubt"):
        said(warehouse, "2026-02-12")
