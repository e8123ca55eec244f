"""What a command saves by leaving what it imported out of garbage collections. See `make bench`."""

import statistics
import subprocess
import sys
import time

from rich.console import Console
from rich.table import Table

ROUNDS = 5
WAYS = {
    "collected": "import {module}",
    "left out": "from flows.garbage import end_at_once, importing\n"
    "end_at_once()\n"
    "with importing():\n"
    "    import {module}",
}
MODULES = {"nightly": "flows.nightly", "check": "transforms.judge", "status": "flows.store"}


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


def seconds(code: str) -> float:
    """What it takes to run the code in a process of its own."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
