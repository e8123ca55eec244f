"""The layouts of `tests/field/expected`: the rows of the marts and facts under short names."""

from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse.intake import arrival
from expectations.warehouse.mart import FIGURES
from flows.archive import sha256_of
from flows.export import export, layouts_known
from flows.settings import load_settings
from flows.sources import local_folder
from flows.withheld import NAMELESS

WINDOW = {"window_start": "period_start", "window_end": "period_end"}
MONTHLY = (
    "industrial_output", "net_revenue", "exports", "imports", "budget_paid", "workers",
)  # fmt: skip
COLUMNS: dict[str, dict[str, str]] = {
    "park_month": {
        "park_code": "park",
        **WINDOW,
        **{figure.column: figure.indicator for figure in FIGURES if figure.indicator in MONTHLY},
        "reporters_expected": "reporters_expected",
        "reporters_received": "reporters_received",
    },
    "incident_window": {
        "park_code": "park", "window_start": "window_start", "window_end": "window_end", "category_code": "category",
        "cases": "cases", "people": "people", "fines_vnd": "fines",
    },
}  # fmt: skip
RENAMED = {
    "incidents": {"damage_vnd": "damage", "fine_vnd": "fine"},
    "sanctions": {"fine_vnd": "fine", "paid_vnd": "paid"},
}


def expected_layouts() -> list[str]:
    """The names of the tables that have such a layout."""
    return [*COLUMNS, *layouts_known()]


def with_paths_of_sources(connection: sa.Connection, paths: pd.Series) -> pd.Series:
    """The paths; one that is not kept is looked up in the source itself, where that is a folder that still has it."""
    nameless = paths[paths.str.contains(NAMELESS, regex=False)]
    if nameless.empty:
        return paths
    a = arrival.c
    rows = sa.select(a.path, a.source, a.sha256).where(a.path.in_(nameless.tolist()))
    found = {row.path: path_at_source(row.source, row.path, row.sha256) for row in connection.execute(rows)}
    return paths.map(lambda path: found.get(path, path))


def path_at_source(source: str, kept: str, sha256: str) -> str:
    """Where in its source, if that is a folder, the file with this hash lies; what is kept of its path, if nowhere."""
    places = {each.title: each.url for each in load_settings().sources}
    root = local_folder(places.get(source, source))
    if root is None or not (day := root / kept.partition("/")[0]).is_dir():
        return kept
    files = (file for file in sorted(day.rglob("*")) if file.is_file())
    same = next((file for file in files if sha256_of(file.read_bytes()) == sha256), None)
    return same.relative_to(root).as_posix() if same is not None else kept


def export_as_expected(connection: sa.Connection, name: str, as_of: datetime | None = None) -> pd.DataFrame:
    """A table in the layout of the expected ones; of incidents only the rows with cases."""
    rows = export(connection, name, as_of)
    if name == "submissions":
        rows = rows.assign(path=with_paths_of_sources(connection, rows["path"]))
    if name == "incident_window":
        rows = rows[rows["cases"] > 0].reset_index(drop=True)
    if name in COLUMNS:
        return rows.rename(columns=COLUMNS[name])[[*COLUMNS[name].values()]]
    return rows.rename(columns=RENAMED.get(name, {}))
