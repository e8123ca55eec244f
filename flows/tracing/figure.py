"""Walking from the figures of mart rows down to the cells that they came from."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, get_args

import pandas as pd
import sqlalchemy as sa

from expectations.catalogue import Form
from expectations.warehouse.intake import submission
from flows.export import instants_of
from flows.frames import fetch, key_table, records
from flows.refresh import STEPS
from transforms.marts.register_ways import register_ways
from transforms.marts.way import Adding, Way
from transforms.traced import WAYS, added_up, files_of, findings_of, sent_for

TABLES = {step.table.name: step for step in STEPS if step.table.name in WAYS}
OF_OBLIGATION = ["of_form_code", "of_reporter_code", "of_window_start", "of_window_end"]
NODE = {
    "node": "int64", "parent": "int64", "depth": "int64", "source": "str", "figure": "str", "role": "str",
    "adds": "Int64", "weight": "Int64", "added_up": "Int64", "reason": "str", "submission_id": "Int64", "sheet": "str",
    "sheet_row": "Int64", "sheet_column": "str", "written": "str",
}  # fmt: skip
ROOT = 0


class Trace(NamedTuple):
    """A figure, all that it was made from and all that could have been, each a node that names its parent.

    `nodes`: the columns of NODE, and the key of each in `of_…`. `files`, `findings`: of the submissions among them.
    """

    table: str
    figure: str
    key: Mapping[str, Any]
    as_of: datetime
    value: int | None
    nodes: pd.DataFrame
    files: pd.DataFrame
    findings: pd.DataFrame

    @property
    def adds_up(self) -> bool:
        """Whether every figure on the way is exactly what its parts add up to."""
        told_of_parts = self.nodes["source"].isin([self.table, *TABLES]) & (self.nodes["adding"] != "distinct")
        walked = self.nodes[told_of_parts]
        return bool((walked["adds"].fillna(0) == walked["added_up"].fillna(0)).all())


def trace(
    connection: sa.Connection, table: str, figure: str, rows: pd.DataFrame, as_of: datetime | None = None
) -> Trace:
    """The way of one figure of a mart; `rows` is the one row of it, with all its columns."""
    binds = instants_of(connection, as_of)
    key = [column.name for column in TABLES[table].table.primary_key]
    root = rows.assign(node=ROOT, parent=-1, depth=0, source=table, figure=figure, role="value", adds=rows[figure])
    asked = rows.assign(node=ROOT)
    nodes = pd.concat([root[[*NODE_OF_ROOT]], *_walk(connection, table, figure, asked, binds)], ignore_index=True)
    return finished(connection, table, figure, records(rows[key])[0], nodes, binds)


def trace_register(
    connection: sa.Connection, form: Form, figure: str, asked: Mapping[str, Any], as_of: datetime | None = None
) -> Trace:
    """The way of a figure of a register, added up over all its rows that show these values."""
    assert form.table is not None
    binds = instants_of(connection, as_of)
    (way,) = register_ways(form, figure, asked)
    parts = fetch(connection, way.parts, binds)
    parts = parts.assign(node=range(1, 1 + len(parts)), parent=ROOT, depth=1, source=way.source, figure=way.figure)
    root = {"node": ROOT, "parent": -1, "depth": 0, "source": form.table.name, "figure": figure, "role": "value"}
    told = [pd.DataFrame([root | {"adds": parts["adds"].sum()}]), parts.assign(role="value", adding=way.adding)]
    return finished(connection, form.table.name, figure, asked, pd.concat(told, ignore_index=True), binds)


NODE_OF_ROOT = ("node", "parent", "depth", "source", "figure", "role", "adds")


def finished(
    connection: sa.Connection,
    table: str,
    figure: str,
    key: Mapping[str, Any],
    nodes: pd.DataFrame,
    binds: Mapping[str, Any],
) -> Trace:
    """The trace with what is known of the files and cells that its nodes name."""
    more = ["adding", "thing", *(str(name) for name in nodes if str(name).startswith("of_"))]
    nodes = _with_sums(nodes.reindex(columns=[*NODE, *more]).astype(NODE))
    nodes = _with_reports(connection, nodes, binds)
    wanted = nodes[["submission_id"]].dropna()
    with key_table(connection, "traced_submission", [submission.c.submission_id], wanted) as asked:
        files, findings = fetch(connection, files_of(asked)), fetch(connection, findings_of(asked))
    value = nodes.loc[nodes["node"] == ROOT, "adds"].iloc[0]
    return Trace(table, figure, key, binds["as_of"], None if pd.isna(value) else int(value), nodes, files, findings)


def _walk(
    connection: sa.Connection, table: str, figure: str, rows: pd.DataFrame, binds: Mapping[str, Any]
) -> Iterator[pd.DataFrame]:
    """The nodes below these rows of a table, level by level; `rows` have the table's key and their `node`."""
    waiting = [(table, figure, "value", 1, rows)]
    last = int(rows["node"].max())
    while waiting:
        above, asked, role, depth, keys = waiting.pop(0)
        for way, parts in parts_of(connection, above, asked, keys, binds):
            parts = parts.rename(columns={"node": "parent"})
            parts = parts.assign(node=range(last + 1, last + 1 + len(parts)), depth=depth, source=way.source, role=role)
            last += len(parts)
            parts = parts if "of_figure" in parts else parts.assign(of_figure=way.figure)
            yield parts.rename(columns={"of_figure": "figure"}).assign(adding=way.adding)
            below = parts[parts["reason"].isna()]
            if way.source not in TABLES or way.adding == "distinct" or below.empty:
                continue
            for each in below["of_figure"].unique():
                waiting.append((way.source, each, role, depth + 1, _keys(below[below["of_figure"] == each])))
            if way.weight:
                waiting.append((way.source, way.weight, "weight", depth + 1, _keys(below)))


def _keys(parts: pd.DataFrame) -> pd.DataFrame:
    """The parts as rows of their own table."""
    named = {name: name.removeprefix("of_") for name in map(str, parts) if name.startswith("of_")}
    return parts[["node", *named]].rename(columns=named)


def parts_of(
    connection: sa.Connection, table: str, figure: str, rows: pd.DataFrame, binds: Mapping[str, Any]
) -> Iterator[tuple[Way, pd.DataFrame]]:
    """Each way of a figure of these rows with its parts; each part bears the `node` of its row."""
    step = TABLES[table]
    key = [column.name for column in step.table.primary_key]
    columns = [step.table.c[name] for name in (step.keys or key)]
    with key_table(connection, f"traced_{table}", columns, rows) as only:
        for way in WAYS[table](figure, only):
            found = fetch(connection, way.parts, binds)
            shared = [name for name in key if name in found]
            parts = found.merge(rows[[*shared, "node"]], on=shared, validate="m:1")
            yield way, parts.drop(columns=key, errors="ignore")


def _with_sums(nodes: pd.DataFrame) -> pd.DataFrame:
    """The nodes with what their parts add up to; blank where they have none that adds."""
    roles = nodes.set_index("node")["role"]
    ours = nodes[nodes["parent"].map(roles) == nodes["role"]]
    sums = [added_up(ours[ours["adding"] == adding], ["parent"], adding) for adding in get_args(Adding)]
    total = pd.concat(sums).groupby(level=0).sum()
    return nodes.assign(added_up=nodes["node"].map(total).astype("Int64"))


def _with_reports(connection: sa.Connection, nodes: pd.DataFrame, binds: Mapping[str, Any]) -> pd.DataFrame:
    """The nodes with, below each obligation, the reports that had been sent for it."""
    owed = nodes[nodes["source"] == "obligation"]
    if owed.empty:
        return nodes
    named = {name: name.removeprefix("of_") for name in OF_OBLIGATION}
    columns = [submission.c[name] for name in named.values()]
    with key_table(connection, "traced_obligation", columns, owed.rename(columns=named)) as asked:
        sent = fetch(connection, sent_for(asked), binds)
    below = owed[["node", "depth", "role", *OF_OBLIGATION]].rename(columns={"node": "parent"})
    below = below.merge(sent, on=OF_OBLIGATION)
    first = int(nodes["node"].max()) + 1
    made = below.assign(source="submission", figure="", depth=below["depth"] + 1, node=range(first, first + len(below)))
    return pd.concat([nodes, made.drop(columns=OF_OBLIGATION)], ignore_index=True)
