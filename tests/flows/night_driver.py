"""A night over the bare stages in a process of its own, which kills itself at a given point. Run by test_kill."""

import os
import signal
from collections.abc import Callable
from datetime import date
from typing import Any

from flows import stages, store
from flows.outboxes import folder
from flows.run_record import on_record
from flows.settings import load_settings

# The inner steps of a batch, each a name in flows.stages that the driver wraps.
INNER = ("fetch", "read_all", "check", "keep_all")
POINTS = ("look", "receive", *INNER, "load", "queue", "commit", "refresh", "remind", "brought", "deliver", "end")


class Reaper:
    """Kills this process the way a power cut would."""

    def __init__(self, point: str, number: int) -> None:
        self.point = point
        self.left = number

    def at(self, point: str) -> None:
        """Die here, if this is the point and its number has come."""
        if point == self.point:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def after(self, function: Callable[..., Any], point: str) -> Callable[..., Any]:
        """The function, with the point right after it."""

        def reaped(*arguments: Any, **named: Any) -> Any:
            result = function(*arguments, **named)
            self.at(point)
            return result

        return reaped


def one_night(source: str, day: date, reaper: Reaper) -> None:
    """All stages, with the points between and inside them."""
    for name in INNER:
        setattr(stages, name, reaper.after(getattr(stages, name), name))
    store.load = reaper.after(store.load, "load")
    store.queue_results = reaper.after(store.queue_results, "queue")
    folder.put = reaper.after(folder.put, "brought")
    settings = load_settings()
    night = stages.plan(settings, [source], day)
    engine = store.open_warehouse(settings.warehouse_url)
    with stages.alone(engine, 0), on_record(engine, night, "test"):
        listings = [stages.look(night, entry) for entry in night.entries]
        reaper.at("look")
        waiting = stages.receive(engine, night, listings)
        reaper.at("receive")
        for batch in waiting.batches:
            stages.ingest(engine, night, batch)
            reaper.at("commit")
        stages.refresh(engine, night)
        reaper.at("refresh")
        stages.remind(engine, night)
        reaper.at("remind")
        stages.deliver(engine, night)
        reaper.at("deliver")
    reaper.at("end")


def drive(source: str, day: date, point: str, number: int) -> None:
    """A night in this process, which is killed the `number`-th time that it comes to the point."""
    one_night(source, day, Reaper(point, number))
