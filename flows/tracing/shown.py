"""How a trace is shown: as a table, as JSON, as a Mermaid picture; Vietnamese first."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from flows.commands.words import say, show_table
from flows.frames import records
from flows.settings import LOCAL_ZONE
from flows.tracing.figure import ROOT, Trace
from transforms.shown import address_shown

REASONS = {
    "exempt": "không phải nộp / exempt",
    "missing": "chưa nộp / expected but not received",
    "returned": "bị trả lại / returned",
    "held": "chờ cán bộ quyết định / waits for an officer",
    "estimate only": "chỉ có số ước / estimate only",
    "nil": "không phát sinh / nothing to report",
    "not given": "đã nộp, để trống / received, figure not given",
    "not the last month": "không phải tháng cuối / not the last month",
    "not the last year": "không phải năm cuối / not the last year",
    "accepted": "đã nhận / received",
    "on time": "đúng hạn / on time",
    "late": "trễ hạn / late",
}
HEADINGS = (
    "Phần / part", "Cộng vào / adds", "Ô / cell", "Nguyên văn / as written", "Tệp / file", "Lỗi, lưu ý / findings",
)  # fmt: skip
HASH, ROWS = 12, 400  # letters of a hash that are shown, rows of a table
CHILDREN = 12  # of a node that a picture shows


def show_trace(told: Trace) -> None:
    """The way as a table, and beside it who is not in the figure and why."""
    nodes = told.nodes
    counted = nodes[(nodes["node"] == ROOT) | nodes["adds"].notna() | (nodes["source"] == "submission")]
    lines = [_line(told, node) for node in _in_order(counted)]
    key = " ".join(_text(value) for value in told.key.values())
    when = f"{told.as_of.astimezone(LOCAL_ZONE):%d/%m/%Y %H:%M:%S}"
    show_table(f"{told.table} {key} {told.figure}, {when}", HEADINGS, lines[:ROWS], numbers=(1,))
    if len(lines) > ROWS:
        say(f"… và {len(lines) - ROWS} dòng nữa (--json cho tất cả).", f"… and {len(lines) - ROWS} more (--json).")
    excluded = [(each["part"], REASONS.get(each["reason"], each["reason"])) for each in left_out(told)]
    show_table("Không cộng / left out", ("Ai / who", "Vì sao / why"), excluded[:ROWS])
    if told.adds_up:
        say(f"Cộng lại đúng bằng {_text(told.value) or '…'}.", "The parts add up to the figure exactly.")
    else:
        say("Các phần KHÔNG cộng lại thành số này.", "The parts do NOT add up to the figure.")


def left_out(told: Trace) -> list[dict[str, str]]:
    """Who could have been in the figure and is not, and the reason."""
    nodes = told.nodes
    without = nodes[nodes["adds"].isna() & nodes["reason"].notna()]
    rows = [{"who": _who(node), "part": _name(node), "reason": str(node["reason"])} for node in records(without)]
    return sorted({tuple(row.values()): row for row in rows}.values(), key=lambda row: (row["reason"], row["part"]))


def _who(node: dict[str, Any]) -> str:
    """The reporter that a node is of; empty where it is of more than one."""
    return next((_text(node[name]) for name in ("of_reporter_code", "of_project_code") if _is_key(node, name)), "")


def trace_json(told: Trace) -> str:
    """The whole way, nested."""
    files = {int(row["submission_id"]): row for row in records(told.files)}
    parts: dict[int, list[dict[str, Any]]] = {}
    for node in records(told.nodes):
        parts.setdefault(int(node["parent"]), []).append(node)

    def whole(node: dict[str, Any]) -> dict[str, Any]:
        about = {name: _plain(node[name]) for name in ("source", "figure", "role", "adds", "weight", "reason")}
        about["key"] = {name.removeprefix("of_"): _plain(node[name]) for name in node if _is_key(node, name)}
        if not pd.isna(node["submission_id"]):
            about["cell"] = {name: _plain(node[name]) for name in ("sheet", "sheet_row", "sheet_column", "written")}
            about["submission"] = _without_our_number(files[int(node["submission_id"])])
            about["findings"] = [_without_our_number(row) for row in findings_at(told, node)]
        about["parts"] = [whole(child) for child in parts.get(int(node["node"]), [])]
        return {name: value for name, value in about.items() if value not in (None, [], {})}

    told_whole = {
        "table": told.table, "key": {name: _plain(value) for name, value in told.key.items()}, "figure": told.figure,
        "value": told.value, "as_of": told.as_of.isoformat(), "adds_up": told.adds_up,
        "parts": [whole(child) for child in parts.get(ROOT, [])], "left_out": left_out(told),
    }  # fmt: skip
    return json.dumps(told_whole, ensure_ascii=False, indent=1)


def _without_our_number(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as JSON has it: people know a report by the number of its receipt, not by ours of its reading."""
    return {name: _plain(value) for name, value in row.items() if name != "submission_id"}


def trace_mermaid(told: Trace) -> str:
    """The way as a Mermaid flow chart, for a report."""
    names = {ROOT: f"{told.table} {' '.join(map(_text, told.key.values()))}\n{told.figure} = {_text(told.value)}"}
    lines = ["flowchart LR"]
    shown = told.nodes[told.nodes["adds"].notna() & (told.nodes["node"] != ROOT)]
    for above, children in shown.groupby("parent", sort=True):
        parent = int(str(above))
        if parent not in names:
            continue
        for node in records(children.head(CHILDREN)):
            names[int(node["node"])] = "\n".join(filter(None, (_name(node), _text(node["adds"]), _place(node))))
            lines.append(f"  n{node['node']} --> n{parent}")
            if not pd.isna(node["submission_id"]):
                lines.append(f"  f{int(node['submission_id'])} --> n{node['node']}")
        if len(children) > CHILDREN:
            lines.append(f'  m{parent}["… +{len(children) - CHILDREN}"] --> n{parent}')
    drawn = {line.split()[0] for line in lines[1:]}
    files = [row for row in records(told.files) if f"f{row['submission_id']}" in drawn]
    boxes = [f'  n{node}["{_label(name)}"]' for node, name in names.items()]
    boxes += [f'  f{row["submission_id"]}[("{_label(_file(row))}")]' for row in files]
    return "\n".join([lines[0], *boxes, *dict.fromkeys(lines[1:])]) + "\n"


def _line(told: Trace, node: dict[str, Any]) -> tuple[str, ...]:
    file = "" if pd.isna(node["submission_id"]) else _file(_file_row(told, int(node["submission_id"])))
    found = " ".join(sorted({str(row["rule_code"]) for row in findings_at(told, node)}))
    weight = f" × {_text(node['weight'])}" if not pd.isna(node["weight"]) else ""
    indented = "  " * int(node["depth"]) + _name(node) + (" (×)" if node["role"] == "weight" else "")
    return indented, _text(node["adds"]) + weight, _place(node), _text(node["written"]), file, found


def findings_at(told: Trace, node: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings of the cell of a node, or of its whole submission where it names no cell."""
    if pd.isna(node["submission_id"]):
        return []
    f = told.findings
    mine = f[f["submission_id"] == node["submission_id"]]
    if not pd.isna(node["sheet_row"]):
        at_cell = (mine["sheet_row"] == node["sheet_row"]) & (mine["sheet_column"] == node["sheet_column"])
        mine = mine[at_cell | mine["sheet_row"].isna()]
    return records(mine)


def _file_row(told: Trace, submission_id: int) -> dict[str, Any]:
    found = told.files[told.files["submission_id"] == submission_id]
    return records(found)[0]


def _in_order(nodes: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The nodes, each with what is below it."""
    below: dict[int, list[dict[str, Any]]] = {}
    for node in records(nodes):
        below.setdefault(int(node["parent"]), []).append(node)
    waiting = below.get(-1, [])[:]
    while waiting:
        node = waiting.pop(0)
        yield node
        waiting[:0] = below.get(int(node["node"]), [])


def _is_key(node: dict[str, Any], name: str) -> bool:
    return name.startswith("of_") and name in node and not pd.isna(node[name])


def _name(node: dict[str, Any]) -> str:
    values = dict.fromkeys(_text(node[name]) for name in node if _is_key(node, str(name)))
    return " ".join([str(node["source"]), *values])


def _place(node: dict[str, Any]) -> str:
    row = node["sheet_row"]
    return "" if pd.isna(row) else address_shown(node["sheet"], int(row), node["sheet_column"])


def _file(row: dict[str, Any]) -> str:
    return f"{row['path']} ({str(row['sha256'])[:HASH]})"


def _text(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m-%d}"
    return f"{int(value):,}".replace(",", ".") if isinstance(value, int) or hasattr(value, "__index__") else str(value)


def _plain(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat().removesuffix("T00:00:00")
    return int(value) if hasattr(value, "__index__") else value


def _label(text: str) -> str:
    """Text as a Mermaid label that is only ever read as text."""
    safe = "".join(each if each.isalnum() or each in " .,-_/:×!()=\n" else f"#{ord(each)};" for each in text)
    return safe.replace("\n", "<br/>")
