"""Adding the parts of every figure of every mart up again, and asking whether they are the figure."""

import random
from datetime import datetime
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from flows import store
from flows.export import instants_of
from flows.frames import fetch, records
from flows.tracing.asked import registers
from flows.tracing.figure import TABLES, Trace
from tests.hand_rules import cell_at, meanings, plain, sheets
from transforms.marts.register_ways import counted_columns, register_ways
from transforms.traced import TRACED, WAYS, added_up


def figures_that_do_not_add_up(connection: sa.Connection, as_of: datetime | None = None) -> list[str]:
    """Each row and figure of a mart that is not what its parts add up to; blank and 0 are told apart by no part."""
    binds = instants_of(connection, as_of)
    wrong = []
    for table, ways in WAYS.items():
        key = [column.name for column in TABLES[table].table.primary_key]
        told = TABLES[table].select().subquery()
        wanted = sa.select(*(told.c[name] for name in (*key, *TRACED[table])))
        rows = fetch(connection, wanted, binds).set_index(key)
        for figure in TRACED[table]:
            parts = [fetch(connection, way.parts, binds).assign(adding=way.adding) for way in ways(figure, None)]
            every = pd.concat(parts, ignore_index=True)
            sums = [added_up(some, key, str(adding)) for adding, some in every.groupby("adding")]  # type: ignore[arg-type]
            total = pd.concat([rows[figure], *sums], axis=1).fillna(0).astype("int64")
            differs = total[total.iloc[:, 0] != total.iloc[:, 1:].sum(axis=1)]
            wrong += [f"{table} {row} {figure}: {list(values)}" for row, values in differs.iterrows()]
    return wrong


def registers_that_do_not_add_up(connection: sa.Connection) -> list[str]:
    """Each row of a register's table that is not what its entries add up to."""
    wrong = []
    for name, form in registers().items():
        shown = store.export(connection, name)
        for figure in counted_columns(form):
            (way,) = register_ways(form, figure, {})
            parts = fetch(connection, way.parts, instants_of(connection, None))
            key = [str(column) for column in shown if column not in counted_columns(form)]
            days = [each for each in key if str(parts[each].dtype).startswith("datetime")]
            parts = parts.assign(**{each: parts[each].dt.strftime("%Y-%m-%d") for each in days})
            told = parts.groupby(key, dropna=False)["adds"].sum()
            due = shown.groupby(key, dropna=False)[figure].sum()
            both = pd.concat([told, due], axis=1).fillna(0).astype("int64")
            wrong += [f"{name} {row} {figure}" for row, (one, other) in both.iterrows() if one != other]
    return wrong


COUNTS = ("reporters_expected", "reporters_received", "reporters_in_doubt", "months_held")
CELLS = {"park_month", "enterprise_month", "province_year", "incident_window", "published_check"}


def some_figures(connection: sa.Connection, number: int, seed: int) -> list[str]:
    """Figures that are given, as the words that ask for them, divided by `|`."""
    chance, words = random.Random(seed), []
    for table in sorted(CELLS):
        key = [column.name for column in TABLES[table].table.primary_key]
        for row in records(fetch(connection, sa.select(TABLES[table].table))):
            named = "|".join(f"{name}={shown(row[name])}" for name in key)
            figures = [each for each in TRACED[table] if each not in COUNTS and not pd.isna(row[each])]
            words += [f"{table}|{named}|{each}" for each in figures]
    for name, form in registers().items():
        for row in records(store.export(connection, name)):
            period = [each for each in row if each not in counted_columns(form) and not pd.isna(row[each])]
            named = "|".join(f"{each}={shown(row[each])}" for each in period)
            words += [f"{name}|{named}|{each}" for each in counted_columns(form) if not pd.isna(row[each])]
    return chance.sample(words, number)


def shown(value: object) -> str:
    """A value as the command takes it."""
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)


def faults_by_hand(told: Trace, reports: Path) -> list[str]:
    """Where the cells of a trace are not in their files as it says, or do not mean what they add."""
    faults = [] if told.adds_up else ["does not add up"]
    files = told.files.set_index("submission_id")["path"]
    cells = told.nodes[told.nodes["submission_id"].notna() & told.nodes["adds"].notna()]
    if cells.empty and told.value:
        faults.append("leads to no cell")
    for node in records(cells):
        path = reports / str(files[node["submission_id"]])
        sheet = "" if pd.isna(node["sheet"]) else str(node["sheet"])
        at = f"{path.name} {sheet}!{node['sheet_column']}{node['sheet_row']} {node['written']!r}"
        if pd.isna(node["sheet_column"]):  # a list of persons: each row is one
            faults += [] if node["adds"] == 1 and any(sheets(path)[sheet][int(node["sheet_row"]) - 1]) else [at]
            continue
        cell = cell_at(path, sheet, int(node["sheet_row"]), str(node["sheet_column"]))
        if node["figure"] == "case_no":
            same = plain(cell) == plain(node["written"])
        else:
            same = int(node["adds"]) in meanings(path, sheet, int(node["sheet_row"]), cell, str(what_of(node)))
        faults += [] if same else [f"{at} is {cell!r} and adds {node['adds']}"]
    return faults


def what_of(node: dict[str, object]) -> object:
    """What a cell counts: its indicator, its column in the form, or the column of the facts."""
    named = [node.get(name) for name in ("of_indicator_code", "of_column_key")]
    return next((name for name in named if isinstance(name, str)), node["figure"])
