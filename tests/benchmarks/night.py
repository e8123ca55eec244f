"""Where the time of a night over all example reports goes, without Prefect; `--profile` says more. See `make bench`."""

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

from flows import load as loading
from flows import stages, store
from flows.settings import Settings, load_settings
from tests.conftest import FIELD, LAST_DAY

P = ParamSpec("P")
R = TypeVar("R")

# Where a part of the night is taken from, by its name there → what it belongs to. What one does inside another counts
# for itself alone: refreshing stands in loading, and is not counted there.
PARTS = {
    (stages, "list_source"): "read: list the source",
    (stages, "fetch"): "read: fetch and hash",
    (stages, "read_all"): "read: open and find the cells",
    (stages, "check"): "conform and judge",
    (stages, "keep_all"): "keep: archive",
    (store, "load"): "load: rows",
    (store, "queue_results"): "letters: queue",
    (stages, "deliver_letters"): "letters: make and deliver",
    (loading, "refresh"): "refresh: marts of a batch",
    (store, "refresh"): "refresh: marts of the day",
}


class Stopwatch:
    """Seconds by part, each without the parts inside it."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = dict.fromkeys(PARTS.values(), 0.0)
        self.inside = [0.0]

    def timed(self, function: Callable[P, R], part: str) -> Callable[P, R]:
        """The function, adding the seconds it takes to its part."""

        def measured(*args: P.args, **kwargs: P.kwargs) -> R:
            begun = time.perf_counter()
            self.inside.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                took = time.perf_counter() - begun
                self.spent[part] += took - self.inside.pop()
                self.inside[-1] += took

        return measured


def main() -> None:
    """Run the night and print where its seconds went."""
    profile, watch = cProfile.Profile(), Stopwatch()
    for (module, name), part in PARTS.items():
        setattr(module, name, watch.timed(getattr(module, name), part))
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(home=Path(folder), settle_seconds=0)
        store.upgrade(store.make_warehouse(settings.warehouse_url))
        if "--profile" in sys.argv:
            profile.enable()
        begun = time.perf_counter()
        files = night(settings)
        whole = time.perf_counter() - begun
        profile.disable()
    show(files, whole, watch.spent)
    if "--profile" in sys.argv:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(60)


def night(settings: Settings) -> int:
    """One night over all example reports; says how many files there were."""
    plan = stages.plan(settings, [str(FIELD / "reports")], LAST_DAY)
    engine = store.open_warehouse(settings.warehouse_url)
    waiting = stages.receive(engine, plan, [stages.look(plan, entry) for entry in plan.entries])
    for batch in waiting.batches:
        stages.ingest(engine, plan, batch)
    stages.refresh(engine, plan)
    stages.remind(engine, plan)
    stages.deliver(engine, plan)
    engine.dispose()
    return waiting.files


def show(files: int, whole: float, spent: dict[str, float]) -> None:
    """The stages of the night with their seconds and shares, and under each its parts."""
    table = Table("stage", "seconds", "of the night", title=f"A night of {files} files", title_justify="left")
    parts = [(*title.partition(": "), seconds) for title, seconds in spent.items()]
    parts.append(("what is between", "", "", whole - sum(spent.values())))
    for stage in dict.fromkeys(stage for stage, *_ in parts):
        mine = [(part, seconds) for name, _, part, seconds in parts if name == stage]
        total = sum(seconds for _, seconds in mine)
        table.add_row(stage, f"{total:.2f}", f"{total / whole:4.0%}", style="bold")
        for part, seconds in mine if len(mine) > 1 else ():
            table.add_row(f"    {part}", f"{seconds:.2f}", f"{seconds / whole:4.0%}")
    table.add_section()
    table.add_row(f"all, {files / whole:.0f} files a second", f"{whole:.2f}", "100%")
    Console().print(table)


if __name__ == "__main__":
    main()
