"""How much faster rows come in by `flows.bulk` than one by one, on SQLite. See `make bench`."""

import tempfile
import time
from collections.abc import Callable

import pandas as pd
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from expectations.warehouse.dimensions import list_version
from flows import bulk, store

ROWS = (1_000, 10_000, 100_000, 500_000)


def main() -> None:
    """Load frames of growing size both ways and print the ratio."""
    table = Table("rows", "in bulk, s", "executemany, s", "times as fast", title="Loading rows into SQLite")
    for number in ROWS:
        in_bulk, one_by_one = seconds(load_in_bulk, number), seconds(load_one_by_one, number)
        table.add_row(f"{number:,}", f"{in_bulk:.2f}", f"{one_by_one:.2f}", f"{one_by_one / in_bulk:.1f}")
    Console().print(table)


def seconds(load: Callable[[sa.Connection, pd.DataFrame], None], number: int) -> float:
    """What it takes to load so many rows into a new warehouse and to commit them."""
    rows = pd.DataFrame({"list_name": [f"list {each}" for each in range(number)], "sha256": "0" * 64})
    with tempfile.TemporaryDirectory() as folder:
        engine = store.make_warehouse(f"sqlite:///{folder}/warehouse.sqlite")
        store.upgrade(engine)
        begun = time.perf_counter()
        with store.writing(engine) as connection:
            load(connection, rows)
        took = time.perf_counter() - begun
        engine.dispose()
    return took


def load_in_bulk(connection: sa.Connection, rows: pd.DataFrame) -> None:
    """As a night does it."""
    bulk.insert(connection, {list_version: rows})


def load_one_by_one(connection: sa.Connection, rows: pd.DataFrame) -> None:
    """As SQLAlchemy does it by itself."""
    connection.execute(sa.insert(list_version), rows.to_dict("records"))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
