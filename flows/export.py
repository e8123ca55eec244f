"""What the warehouse gives out as tables: the marts and the layouts, now or as of an instant."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, cast

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.sql.visitors import replacement_traverse

from expectations.warehouse import core, mart
from expectations.warehouse.explained import data_quality_explained, warnings_explained
from expectations.warehouse.intake import arrival, finding, submission
from flows import layouts
from flows.frames import fetch
from flows.ledger import local_day, told_up_to
from flows.refresh import STEPS
from transforms.marts import known
from transforms.marts.obligation import ACCEPTED
from transforms.marts.views import every_view

LAYOUTS: dict[str, Callable[[], sa.Select[Any]]] = {
    "observations": layouts.observations,
    "incidents": layouts.incidents,
    "projects": layouts.projects,
    "targets": layouts.targets,
    "published": layouts.published,
    "submissions": layouts.submissions,
    "nil_answers": layouts.nil_answers,
}


@cache
def layouts_known() -> dict[str, Callable[[], sa.Select[Any]]]:
    """The layouts by name, with the tables of the registers that forms declare."""
    return LAYOUTS | layouts.registers()


MARTS = {step.table.name: step for step in STEPS}
SHORT_NAMES = 5  # of reporters that a line names
EXPLAINED = {"warnings_explained": warnings_explained, "data_quality_explained": data_quality_explained}


@cache
def views_known() -> dict[str, sa.Select[Any]]:
    """The views beside the marts by name, without those of the registers, which are layouts."""
    return {view.name: view.select for view in every_view() if view.name not in layouts_known()}


def exports() -> list[str]:
    """The names that `export` knows: the marts, their views, and the facts."""
    return [*MARTS, *views_known(), *layouts_known()]


def arrived_then() -> sa.ColumnElement[bool]:
    """Whether a file had arrived by then, and its reading held."""
    return (arrival.c.cut_id <= known.cut_then()) & known.read_then(submission)


def export(connection: sa.Connection, name: str, as_of: datetime | None = None) -> pd.DataFrame:
    """A table by its name; KeyError where there is none. With `as_of`: as it was known at that instant."""
    if name in MARTS:
        return _sorted(_shown(_mart(connection, name, as_of)), name)
    if name in layouts_known():
        rows = fetch(connection, _layout(name), instants_of(connection, as_of))
        return _submissions(connection, rows) if name == "submissions" else _sorted(_shown(rows), name)
    if as_of is None:
        return _sorted(_shown(fetch(connection, views_known()[name])), name)
    return _sorted(_shown(fetch(connection, _view_then(name), instants_of(connection, as_of))), name)


def _mart(connection: sa.Connection, name: str, as_of: datetime | None) -> pd.DataFrame:
    if as_of is None:
        return fetch(connection, sa.select(MARTS[name].table))
    return fetch(connection, _mart_then(name), instants_of(connection, as_of))


# What follows is made once, so that SQLAlchemy finds it compiled.


@cache
def _layout(name: str) -> sa.Select[Any]:
    """The Select of a layout."""
    return layouts_known()[name]()


@cache
def _mart_then(name: str) -> sa.Select[Any]:
    """The Select of a mart as of an instant, with the columns of its table."""
    told = MARTS[name].select().subquery()
    return sa.select(*(told.c[column.name] for column in MARTS[name].table.c))


@cache
def _view_then(name: str) -> sa.Select[Any]:
    """The Select of a view as of an instant: each mart in it as it was known then."""
    if name in EXPLAINED:
        return EXPLAINED[name](known.AS_OF, known.AS_OF_ON, arrived_then())
    then = {mart_name: _mart_then(mart_name).subquery(f"{mart_name}_then") for mart_name in MARTS}

    def as_then(element: Any, **_: Any) -> Any:
        if isinstance(element, sa.Table):
            return then.get(element.name)
        return then[element.table.name].c[element.name] if is_of_mart(element) else None

    def is_of_mart(element: Any) -> bool:
        return isinstance(element, sa.Column) and isinstance(element.table, sa.Table) and element.table.name in then

    return cast("sa.Select[Any]", replacement_traverse(views_known()[name], {}, as_then))


def instants_of(connection: sa.Connection, as_of: datetime | None) -> dict[str, Any]:
    """The binds of an instant; without one, the instant up to which the marts were brought."""
    if as_of is None:
        today = connection.execute(sa.select(mart.freshness.c.today_on)).scalar() or date.min
        as_of = told_up_to(connection, max(today, date(1, 1, 2)))
    return {"as_of": as_of, "as_of_on": local_day(as_of)}


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Days as ISO text, blanks as NA."""
    days = [str(name) for name, dtype in rows.dtypes.items() if str(dtype).startswith("datetime64[s")]
    return rows.assign(**{name: rows[name].dt.strftime("%Y-%m-%d").astype("str") for name in days})


def _sorted(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    if name == "published":
        return rows
    keys = rows.astype("str").fillna("")
    order = [*dict.fromkeys((*layouts.order_of(name), *keys.columns))]
    return rows.loc[keys.sort_values(order, kind="stable").index].reset_index(drop=True)


def _submissions(connection: sa.Connection, rows: pd.DataFrame) -> pd.DataFrame:
    """The submissions with their rule codes, and with the path of the file that replaced each."""
    f = finding.c
    codes = fetch(connection, sa.select(f.submission_id, f.rule_code).distinct())
    told = codes.sort_values("rule_code").groupby("submission_id")["rule_code"].agg(" ".join)
    rows = rows.assign(rule_codes=rows["submission_id"].map(told).astype("str").fillna(rows["reason"]))
    rows["superseded_by"] = replaced_by(rows)
    rows = rows.rename(columns={"arrival_rank": "receipt_no"})
    wanted = [
        "receipt_no",
        "path",
        "form",
        "version",
        "reporter",
        "period_start",
        "period_end",
        "outcome",
        "rule_codes",
        "superseded_by",
    ]
    return _shown(rows[wanted])


def replaced_by(rows: pd.DataFrame) -> pd.Series:
    """For each accepted report the path of the one that takes its place; rows in order of arrival.

    An estimate gives way to the final that is there already, else to whatever comes next; a final to the next final.
    """
    accepted = rows[rows["outcome"].isin(ACCEPTED)]
    key = ["form", "reporter", "period_start", "period_end"]
    next_any = accepted.groupby(key, dropna=False)["path"].shift(-1)
    finals = accepted[accepted["status"] == "final"]
    next_final = finals.groupby(key, dropna=False)["path"].shift(-1)
    final_before = (
        accepted["path"].where(accepted["status"] == "final").groupby([accepted[name] for name in key]).ffill()
    )
    of_estimate = final_before.fillna(next_any)
    return of_estimate.where(accepted["status"] == "estimate", next_final).reindex(rows.index)


def due_and_late(connection: sa.Connection, today: date) -> pd.DataFrame:
    """Reports that are due soon, late, missing or returned, by form and period, with some of their reporters."""
    rows = awaited(connection, today)
    return by_period(rows.assign(who=rows["reporter_code"]))


def awaited(connection: sa.Connection, today: date, wanted: Mapping[str, Any] = MappingProxyType({})) -> pd.DataFrame:
    """Each report that is due soon, late, missing or returned; `wanted`: what its columns must be."""
    o = core.obligation.c
    state = sa.case(
        (o.filing == "returned", "trả lại / returned"),
        (o.filing == "held", "chờ cán bộ / held"),
        (o.filing.in_(["missing", "estimate only"]) & (o.due_on < today), "chưa nộp / missing"),
        (o.filing.in_(["missing", "estimate only"]), "đến hạn / due"),
        (o.timeliness == "late", "trễ hạn / late"),
    )
    columns = (o.form_code, o.window_start, o.window_end, o.due_on, state.label("state"), o.reporter_code)
    asked = [o[name] == value for name, value in wanted.items()]
    rows = sa.select(*columns).where(o.obligation != "exempt", state.is_not(None), o.window_start <= today, *asked)
    return fetch(connection, rows)


def by_period(rows: pd.DataFrame) -> pd.DataFrame:
    """What is awaited by form, period and state, the last due first: how many `reporters`, and some of them."""
    keys = ["form_code", "window_start", "window_end", "due_on", "state"]
    grouped = _shown(rows).sort_values([*keys, "who"]).groupby(keys, sort=True)["who"]
    told = grouped.agg(reporters="count", who=_some_of)
    return (
        told.reset_index()
        .sort_values(["due_on", "form_code", "state"], ascending=[False, True, True])
        .reset_index(drop=True)
    )


def _some_of(names: pd.Series) -> str:
    """The first names, and how many more there are."""
    more = len(names) - SHORT_NAMES
    return ", ".join(names[:SHORT_NAMES]) + (f", … +{more}" if more > 0 else "")
