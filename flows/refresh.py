"""Refreshing the marts: only the rows whose inputs changed, in the caller's transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse import core, mart
from expectations.warehouse.dimensions import cut
from expectations.warehouse.intake import submission
from flows import touched
from flows.dimensions import fill_dimensions
from flows.due_days import fill_due_days
from flows.frames import analyse, key_table, working, working_table
from flows.ledger import last_cut_day, told_up_to
from transforms.marts.data_quality import data_quality
from transforms.marts.enterprise_month import enterprise_month
from transforms.marts.figure_in_doubt import figure_in_doubt
from transforms.marts.incident_window import incident_window
from transforms.marts.known import matches
from transforms.marts.obligation import obligation
from transforms.marts.park_month import park_month
from transforms.marts.province_year import province_year
from transforms.marts.published_check import published_check
from transforms.marts.reporting_rate import reporting_rate
from transforms.standing import KEY

COUNTED = {"preserve_rowcount": True}  # SQLAlchemy does not tell how many rows an INSERT made unless asked


@dataclass(frozen=True)
class Batch:
    """What changed: the first new submission, the keys whose standing changed, the submissions, those replaced.

    And the first new explanation.
    """

    first_submission_id: int = touched.NOTHING_NEW
    standing: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=KEY))
    submissions: pd.DataFrame | None = None
    replaced: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["submission_id"]))
    first_waiver_id: int = touched.NOTHING_NEW


class Step(NamedTuple):
    """A table to refresh: its Select, the tables that it is made from, and the columns by which it is told anew."""

    table: sa.Table
    select: Callable[..., sa.Select[Any]]
    sources: dict[str, sa.Table]
    keys: tuple[str, ...]


OF_REPORTS: dict[str, sa.Table] = {"obligation": core.obligation, "figure_in_doubt": mart.figure_in_doubt}
STEPS = (
    Step(core.obligation, obligation, {}, ("form_code", "reporter_code", "window_start", "window_end")),
    Step(mart.figure_in_doubt, figure_in_doubt, {}, ("form_code", "reporter_code", "window_start", "window_end")),
    Step(
        mart.enterprise_month,
        enterprise_month,
        {"figure_in_doubt": mart.figure_in_doubt},
        ("park_code", "window_start"),
    ),
    Step(mart.park_month, park_month, {"enterprise_month": mart.enterprise_month}, ("park_code", "window_start")),
    Step(mart.incident_window, incident_window, OF_REPORTS, ("window_start",)),
    Step(
        mart.province_year,
        province_year,
        {"park_month": mart.park_month, "incident_window": mart.incident_window, **OF_REPORTS},
        ("regime", "window_start"),
    ),
    Step(mart.reporting_rate, reporting_rate, OF_REPORTS, ("form_code", "window_start", "window_end")),
    Step(mart.data_quality, data_quality, OF_REPORTS, ("form_code", "reporter_code", "window_start")),
    Step(mart.published_check, published_check, {"province_year": mart.province_year}, ()),
)


def refresh(connection: sa.Connection, today: date, batch: Batch | None = None) -> dict[str, int]:
    """Bring the marts up to the day, after a batch or after nothing but time; returns the rows rewritten of each.

    The day never goes back: neither behind the last cut nor behind the last refresh.
    """
    other_lists = fill_dimensions(connection)
    last = connection.execute(sa.select(mart.freshness.c.today_on)).scalar()
    today = max(day for day in (today, last, last_cut_day(connection)) if day is not None)
    earliest = fill_due_days(connection, today, batch.submissions if batch else None)
    if last is not None and (other_lists or earliest < last):  # a form or a park that is declared only now
        return rebuild(connection, today)
    if batch is None and last == today:
        return {step.table.name: 0 for step in STEPS}
    instants = {"as_of": told_up_to(connection, today), "as_of_on": today}
    new = batch or Batch()
    since = {"last_day": last or date.min, "today": today, "first_submission_id": new.first_submission_id}
    since["first_waiver_id"] = new.first_waiver_id
    columns = [core.standing.c[name] for name in KEY]
    rewritten = {}
    with (
        key_table(connection, "changed_standing", columns, new.standing),
        key_table(connection, touched.REPLACED, [submission.c.submission_id], new.replaced),
    ):
        for step in STEPS:
            touch = touch_keys(connection, step, since) if step.keys else None
            rewritten[step.table.name] = _rewrite(connection, step, instants, touch)
    _stamp(connection, today)
    return rewritten


def rebuild(connection: sa.Connection, today: date, reported: pd.DataFrame | None = None) -> dict[str, int]:
    """Tell every mart anew from the facts; returns the rows that differed, none where the refreshes were right.

    reported: submissions for whose periods the due days may not be entered yet.
    """
    fill_dimensions(connection)
    last = connection.execute(sa.select(mart.freshness.c.today_on)).scalar()
    today = max(day for day in (today, last, last_cut_day(connection)) if day is not None)
    fill_due_days(connection, today, reported)
    instants = {"as_of": told_up_to(connection, today), "as_of_on": today}
    rewritten = {step.table.name: _rewrite(connection, step, instants, None) for step in STEPS}
    _stamp(connection, today)
    return rewritten


def touch_keys(connection: sa.Connection, step: Step, since: dict[str, Any]) -> sa.Table:
    """The keys of the step that may have changed, as a temporary table."""
    table = working_table(connection, f"touched_{step.table.name}", [step.table.c[key] for key in step.keys])
    connection.execute(_touching(step.table.name), since)
    analyse(connection, table)
    return table


def _rewrite(connection: sa.Connection, step: Step, instants: dict[str, Any], touch: sa.Table | None) -> int:
    """Make the touched rows of a table what its Select gives, writing only those that differ; returns how many."""
    key = [column.name for column in step.table.primary_key]
    fresh = working_table(connection, f"fresh_{step.table.name}", list(step.table.c), key)
    writing = _writing(step.table.name, touch)
    connection.execute(writing.tell, instants)
    analyse(connection, fresh)
    vanished = connection.execute(writing.gone).rowcount
    connection.execute(writing.changed)
    return vanished + connection.execute(writing.new, execution_options=COUNTED).rowcount


# What follows is the same every night and is made once, so that SQLAlchemy finds it compiled.


class Writing(NamedTuple):
    """The statements that rewrite a table: tell it anew, take out what is gone or differs, put in what is new."""

    tell: sa.Insert
    gone: sa.Delete
    changed: sa.Delete
    new: sa.Insert


def _step(name: str) -> Step:
    return next(step for step in STEPS if step.table.name == name)


@cache
def _touching(name: str) -> sa.Insert:
    only = {step.table.name: working(f"touched_{step.table.name}") for step in STEPS[: STEPS.index(_step(name))]}
    keys = getattr(touched, name)(working("changed_standing"), only)
    return sa.insert(working(f"touched_{name}")).from_select(list(_step(name).keys), keys)


@cache
def _writing(name: str, touch: sa.Table | None) -> Writing:
    step, fresh = _step(name), working(f"fresh_{name}")
    table, names = step.table, [column.name for column in step.table.c]
    told = step.select(touch, **step.sources).subquery()
    key = [column.name for column in table.primary_key]
    same_key = sa.and_(*(fresh.c[name] == table.c[name] for name in key))
    differs = sa.or_(*(fresh.c[name].is_distinct_from(table.c[name]) for name in names if name not in key))
    ours = sa.true() if touch is None else matches(touch, **{name: table.c[name] for name in step.keys})
    return Writing(
        tell=sa.insert(fresh).from_select(names, sa.select(*(told.c[name] for name in names))),
        gone=sa.delete(table).where(ours, ~sa.exists().where(same_key)),
        changed=sa.delete(table).where(ours, sa.exists().where(same_key, differs)),
        new=sa.insert(table).from_select(names, sa.select(fresh).where(~sa.exists().where(same_key).correlate(fresh))),
    )


def _stamp(connection: sa.Connection, today: date) -> None:
    last_cut = sa.select(sa.func.max(cut.c.cut_id)).scalar_subquery()
    values = {"today_on": today, "as_of_at": told_up_to(connection, today), "cut_id": last_cut}
    if not connection.execute(sa.update(mart.freshness).values(values)).rowcount:
        connection.execute(sa.insert(mart.freshness).values(name="marts", **values))
