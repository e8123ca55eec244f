"""What a command saves by leaving what it imported out of garbage collections, and what a night without reports takes.

See `make bench`.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROUNDS = 5
ROOT = Path(__file__).parents[2]
WAYS = {
    "collected": "import {module}",
    "left out": "from flows.garbage import end_at_once, importing\n"
    "end_at_once()\n"
    "with importing():\n"
    "    import {module}",
}
MODULES = {"nightly": "flows.nightly", "check": "great_expectations, transforms.judge", "status": "flows.store"}


def main() -> None:
    """Start a process that imports what each command needs, both ways in turn, and print the ratio."""
    table = Table("command", *(f"{way}, s" for way in WAYS), "ratio", title="Beginning and ending a command")
    for command, module in MODULES.items():
        took: dict[str, list[float]] = {way: [] for way in WAYS}
        for _ in range(ROUNDS):
            for way, code in WAYS.items():
                took[way].append(seconds(code.format(module=module)))
        before, after = (statistics.median(took[way]) for way in WAYS)
        table.add_row(command, f"{before:.2f}", f"{after:.2f}", f"{after / before:.2f}")
    Console().print(table)
    Console().print(night_with_nothing_new())


def night_with_nothing_new() -> Table:
    """A night over a warehouse that has all there is, beside the import of Prefect and Great Expectations."""
    table = Table("import, s", "night, s", "ratio", title="A night with nothing new (at most 1.5; nothing settles)")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "in").mkdir()
        night = [sys.executable, "-m", "flows.command", "run", "in"]
        stated = {**os.environ, "PYTHONPATH": str(ROOT), "PARKWATCH_SETTLE_SECONDS": "0"}
        took: list[tuple[float, float]] = []
        for _ in range(ROUNDS + 1):
            imported = seconds(WAYS["left out"].format(module="prefect, great_expectations"))
            took.append((imported, seconds_of(night, cwd=folder, env=stated, stdout=subprocess.DEVNULL)))
    before, after = (
        statistics.median(each) for each in zip(*took[1:], strict=True)
    )  # the first one makes the warehouse
    table.add_row(f"{before:.2f}", f"{after:.2f}", f"{after / before:.2f}")
    return table


def seconds(code: str) -> float:
    """What it takes to run the code in a process of its own."""
    return seconds_of([sys.executable, "-c", code])


def seconds_of(command: list[str], **surroundings: Any) -> float:
    """What a command takes."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, **surroundings)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
