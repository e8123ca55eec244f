"""The night as a table of contents: receive → ingest → refresh → remind → deliver."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from prefect import State, Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from sqlalchemy import Engine

from flows import stages
from flows.failure import plainly
from flows.letters.to_operator import operator_told
from flows.night_artifact import publish
from flows.night_log import log_batch, log_end, log_out_of_reach, log_source
from flows.night_report import NightIncomplete, NightReport, close_night
from flows.private import keep_private
from flows.run_record import on_record
from flows.settings import SourceEntry, load_settings, switch_telemetry_off
from flows.sources import Listing, known_sources
from flows.stages import Ingested, Night, Waiting
from flows.store import open_warehouse
from flows.trouble import SourceTrouble, Trouble, UsageTrouble

CRON = "0 2 * * *"
TIMEZONE = "Asia/Ho_Chi_Minh"
SOURCE_RETRIES = [2, 10]  # seconds between looks at a source that does not answer

P = ParamSpec("P")
R = TypeVar("R")

switch_telemetry_off()


def as_task(stage: Callable[P, R], retries: Sequence[float] = ()) -> Task[P, R]:
    """The stage as a Prefect task: nothing of its arguments, its result or its errors is kept by Prefect."""

    @wraps(stage)
    def plain(*args: P.args, **kwargs: P.kwargs) -> R:
        with plainly():
            return stage(*args, **kwargs)

    return task(
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=len(retries),
        retry_delay_seconds=list(retries),
        retry_condition_fn=may_pass,
    )(plain)


def may_pass(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """Whether it makes sense to try again: only where nobody answered."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, Trouble) and error.passing


look = as_task(stages.look, SOURCE_RETRIES)
receive = as_task(stages.receive)
ingest = as_task(stages.ingest)
refresh_marts = as_task(stages.refresh)
remind = as_task(stages.remind)
deliver = as_task(stages.deliver)


@flow(persist_result=False)
def nightly(sources: list[str] | None = None, now: date | None = None) -> NightReport:
    """Pull what is new, check it, load it, bring the marts up to the day, remind who is due or late, send letters."""
    with operator_told(now) as told:
        night, engine = begin(sources, now)
        with plainly(), stages.alone(engine, night.settings.wait_seconds), on_record(engine, night, "nightly") as run:
            listings, out_of_reach = look_everywhere(night)
            told.out_of_reach = out_of_reach
            waiting = receive(engine, night, listings)
            loaded = ingest_all(engine, night, waiting)
            refreshed = refresh_marts(engine, night)
            reminded = remind(engine, night)
            delivered = deliver(engine, night, whole=not (out_of_reach or any(each.out_of_reach for each in loaded)))
            report = run.report = close_night(night, waiting, loaded, refreshed, reminded, delivered, out_of_reach)
        log_end(report)
        publish(report)
        if report.out_of_reach:
            raise NightIncomplete(report)
        return report


@flow(persist_result=False)
def refresh(now: date | None = None) -> dict[str, int]:
    """Bring the marts up to the day without looking at any source."""
    night, engine = begin([], now)
    with plainly(), stages.alone(engine, night.settings.wait_seconds), on_record(engine, night, "refresh"):
        return refresh_marts(engine, night)


def begin(sources: Sequence[str] | None, now: date | None) -> tuple[Night, Engine]:
    """The night's plan and its open warehouse, that of the settings."""
    keep_private()
    settings = load_settings()
    must_be_known(sources or (), known_sources(settings.sources))
    with plainly():
        return stages.plan(settings, sources or (), now), open_warehouse(settings.warehouse_url)


def must_be_known(stated: Sequence[str], entries: Sequence[SourceEntry]) -> None:
    """Refuse parameters that name a path or an address: who may start a run may not choose what this machine reads."""
    unknown = sorted(set(stated) - {entry.title for entry in entries})
    if unknown:
        raise UsageTrouble(
            f"Tham số `sources` chỉ nhận tên nguồn trong tệp cài đặt; không có nguồn “{unknown[0]}”.",
            f"The parameter `sources` takes names of sources of the settings only; there is none “{unknown[0]}”.",
        )


def look_everywhere(night: Night) -> tuple[list[Listing], dict[str, SourceTrouble]]:
    """What every source holds; one that fails does not stop the others."""
    listings: list[Listing] = []
    out_of_reach: dict[str, SourceTrouble] = {}
    for entry in night.entries:
        try:
            listings.append(look(night, entry))
            log_source(listings[-1])
            out_of_reach |= stages.unopened(listings[-1])
        except SourceTrouble as trouble:
            out_of_reach[entry.title] = trouble
            log_out_of_reach(entry.title)
    return listings, out_of_reach


def ingest_all(engine: Engine, night: Night, waiting: Waiting) -> list[Ingested]:
    """Every batch in its order, each in its own transaction."""
    loaded: list[Ingested] = []
    for number, batch in enumerate(waiting.batches, 1):
        loaded.append(ingest(engine, night, stages.reachable(batch, loaded)))
        log_batch(number, len(waiting.batches), loaded[-1])
    return loaded
