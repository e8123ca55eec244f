"""`make bench`: where the time of a night over all example reports goes, without Prefect; `--profile` says more."""

import cProfile
import pstats
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from rich.console import Console
from rich.table import Table

from flows import stages, store
from flows.command_tell import make_warehouse
from flows.reading import readers
from flows.settings import Settings, load_settings
from tests.conftest import FIELD, LAST_DAY

P = ParamSpec("P")
R = TypeVar("R")

# Where a stage takes its parts from → what they do, in the words of the table.
PARTS = {
    (stages, "list_source"): "list the source",
    (stages, "fetch"): "fetch and hash",
    (stages, "read_all"): "open and read",
    (stages, "check"): "conform and judge",
    (stages, "keep_all"): "archive",
    (stages, "write_outbox"): "marked copies",
    (store, "load"): "load and refresh the marts",
}


def main() -> None:
    """Run the night and print seconds by part."""
    profile = cProfile.Profile()
    spent: dict[str, float] = {}
    for (module, name), title in PARTS.items():
        setattr(module, name, timed(getattr(module, name), title, spent))
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(home=Path(folder), settle_seconds=0)
        make_warehouse(settings)
        if "--profile" in sys.argv:
            profile.enable()
        begun = time.perf_counter()
        files = night(settings)
        whole = time.perf_counter() - begun
        profile.disable()
    show(files, whole, spent)
    if "--profile" in sys.argv:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(60)


def night(settings: Settings) -> int:
    """One night over all example reports; says how many files there were."""
    plan = stages.plan(settings, [str(FIELD / "reports")], LAST_DAY)
    engine = store.open_warehouse(settings.warehouse_url)
    waiting = stages.receive(engine, plan, [stages.look(plan, entry) for entry in plan.entries])
    processes = 1 if "--profile" in sys.argv else settings.processes
    with readers(waiting.files, processes) as pool:
        for batch in waiting.batches:
            stages.ingest(engine, plan, batch, pool)
    stages.refresh(engine, plan)
    stages.remind(engine, plan)
    engine.dispose()
    return waiting.files


def timed(function: Callable[P, R], title: str, spent: dict[str, float]) -> Callable[P, R]:
    """The function, adding the seconds it takes to `spent`."""

    def measured(*args: P.args, **kwargs: P.kwargs) -> R:
        begun = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            spent[title] = spent.get(title, 0) + time.perf_counter() - begun

    return measured


def show(files: int, whole: float, spent: dict[str, float]) -> None:
    """The table."""
    table = Table("part", "seconds", "share")
    for title, seconds in [*spent.items(), ("the rest", whole - sum(spent.values()))]:
        table.add_row(title, f"{seconds:.2f}", f"{seconds / whole:.0%}")
    table.add_section()
    table.add_row(f"{files} files", f"{whole:.2f}", f"{files / whole:.0f} files/s")
    Console().print(table)


if __name__ == "__main__":
    main()
