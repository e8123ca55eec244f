"""The layouts of `tests/field/expected`: the rows of the marts and facts under short names."""

from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse.mart import FIGURES
from flows.export import export, layouts_known

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


def export_as_expected(connection: sa.Connection, name: str, as_of: datetime | None = None) -> pd.DataFrame:
    """A table in the layout of the expected ones; of incidents only the rows with cases."""
    rows = export(connection, name, as_of)
    if name == "incident_window":
        rows = rows[rows["cases"] > 0].reset_index(drop=True)
    if name in COLUMNS:
        return rows.rename(columns=COLUMNS[name])[[*COLUMNS[name].values()]]
    return rows.rename(columns=RENAMED.get(name, {}))
