"""`parkwatch run`: one night now, in this process."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from sqlalchemy import Engine

from flows.commands.no_register import tell_of_no_register
from flows.commands.words import err, out, print_trouble, say, show_table
from flows.failure import plainly
from flows.garbage import importing
from flows.openness import open_to_others, openness_told
from flows.progress import Event, listening
from flows.settings import OutboxEntry, Settings, settings_path, shown_address
from flows.stages import alone
from flows.store import WarehouseMissing, make_warehouse, open_warehouse, upgrade
from flows.words import effect_words, outcome_words, state_words, why_not_read

if TYPE_CHECKING:
    from flows.night_report import NightReport

IN_MEMORY = "sqlite://"
MOST_NAMED = 20  # files that could not be read
WORDS: dict[Event, str] = {
    "prefect": "Khởi động Prefect / starting Prefect",
    "wait": "Lần chạy khác đang nạp; chờ / another run is loading; waiting",
    "look": "Xem các nguồn / looking at the sources",
    "settle": "Có tệp vừa ghi; chờ xem có ghi tiếp không / a file is new; waiting whether it grows",
    "waiting": "Đọc / reading",
    "read": "Đọc / reading",
    "check": "Kiểm tra / checking",
    "load": "Nạp / loading",
    "refresh": "Tổng hợp / refreshing the marts",
    "deliver": "Gửi thư / delivering letters",
}


def one_night(settings: Settings, sources: Sequence[str], now: date | None) -> int:
    """Run the flow in this process and close with its account."""
    with plainly():
        opened(settings).dispose()
        if (is_open := openness_told(open_to_others(settings))) is not None:
            print_trouble(is_open)
    with progress_bars(), prefect_at_hand(settings):
        from flows.night_report import NightIncomplete
        from flows.nightly import nightly  # is there already
        from flows.sources import entry_of, given_by_hand

        # The warehouse is not passed as a parameter: Prefect stores parameters, and its URL may hold a password.
        os.environ["PARKWATCH_WAREHOUSE"] = settings.warehouse_url
        by_hand = [entry_of(stated, settings.sources) for stated in sources]
        try:
            with given_by_hand(by_hand):  # Prefect keeps parameters: they name sources, and hold no path or address
                report = nightly(sources=[entry.title for entry in by_hand] or None, now=now)
        except NightIncomplete as incomplete:
            report = incomplete.report
    tell_of_no_source(settings, sources)
    show_night(settings, report)
    with plainly(), open_warehouse(settings.warehouse_url).connect() as connection:
        tell_of_no_register(connection)
    return NightIncomplete.exit_code if report.out_of_reach else 0


def opened(settings: Settings, instead: str = "") -> Engine:
    """The open warehouse; where nobody named one and the default one is not there yet, it, or `instead`, is made."""
    try:
        return open_warehouse(settings.warehouse_url)
    except WarehouseMissing:
        if settings.warehouse:
            raise
    engine = make_warehouse(instead or settings.warehouse_url)
    with alone(engine, settings.wait_seconds):  # two first runs at once: the second finds it made
        upgrade(engine)
    return engine


def tell_of_no_source(settings: Settings, sources: Sequence[str]) -> None:
    """Say so where no source is set up and none was named."""
    if not sources and not settings.sources:
        say(
            f"Chưa khai báo nguồn nào: hãy ghi thư mục sau lệnh, hoặc khai báo [[sources]] trong “{settings_path()}”.",
            f"No source is set up: name a folder after the command, or [[sources]] in “{settings_path()}”.",
        )


@contextmanager
def prefect_at_hand(settings: Settings) -> Iterator[None]:
    """A Prefect API for the block: the one of PREFECT_API_URL, else a server of our own that ends with it."""
    from flows.prefect_server import prefect_server, quiet_environment
    from flows.progress import tell

    os.environ.update(quiet_environment(settings.home))
    tell("prefect")
    if os.environ.get("PREFECT_API_URL"):
        with importing():
            import flows.nightly
        yield
        return
    with plainly(), prefect_server(settings.home) as server:
        server.tell_prefect()
        with importing():
            import flows.nightly  # noqa: F401 - what the night needs, while the server starts on another core
        server.url()
        yield


def dry_night(settings: Settings, sources: Sequence[str], now: date | None) -> int:
    """The whole night with full feedback in a transaction that is taken back; nothing is written anywhere."""
    from flows import stages, store
    from flows.letters.postman import Delivered
    from flows.night_report import close_night
    from flows.sources import SourceTrouble

    out_of_reach: dict[str, SourceTrouble] = {}
    listings = []
    loaded: list[stages.Ingested] = []
    with progress_bars(), plainly():
        night = stages.plan(settings, sources, now, dry=True)
        engine = opened(settings, instead=IN_MEMORY)
        for entry in night.entries:
            try:
                listings.append(stages.look(night, entry))
                out_of_reach |= stages.unopened(listings[-1])
            except SourceTrouble as trouble:
                out_of_reach[entry.title] = trouble
        with stages.alone(engine, settings.wait_seconds), engine.connect() as connection:
            waiting = stages.receive(engine, night, listings)
            for batch in waiting.batches:
                loaded.append(stages.ingest_into(connection, night, stages.reachable(batch, loaded)))
            store.refresh(connection, night.today)
            reminded = stages.remind_into(connection, night)
            tell_of_no_register(connection)
            connection.rollback()
    engine.dispose()
    if not engine.url.database:
        say("Chưa có kho dữ liệu: xem như kho trống.", "There is no warehouse yet: told as if it were empty.")
    tell_of_no_source(settings, sources)
    show_night(settings, close_night(night, waiting, loaded, {}, reminded, Delivered(), out_of_reach), dry=True)
    return 3 if out_of_reach else 0


@contextmanager
def progress_bars() -> Iterator[None]:
    """Show what is told while the block runs, on a terminal only."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bars:
        reading = bars.add_task(WORDS["look"], total=None)

        def listener(event: Event, files: int) -> None:
            bars.update(reading, description=WORDS[event])
            if event == "waiting":
                bars.update(reading, total=files)
            if event == "read":
                bars.advance(reading, files)

        with listening(listener):
            yield


def show_night(settings: Settings, report: "NightReport", dry: bool = False) -> None:
    """The closing tables of a night."""
    for trouble in report.out_of_reach.values():
        print_trouble(trouble)
    if dry:
        say("Chạy thử: không ghi gì.", "A dry run: nothing was written.")
    if not report.files and not report.out_of_reach:
        say("Không có tệp mới.", "There is nothing new.")
    if report.unsettled:
        say(
            f"{report.unsettled} tệp còn đang ghi, để lại đêm sau.",
            f"{report.unsettled} files are still being written and are left for the next night.",
        )
    outcomes = [(form, outcome_words(outcome), number) for form, outcome, number in rows_of(report.outcomes)]
    show_table("Kết quả / outcomes", ["Biểu / form", "Kết quả / outcome", "Tệp / files"], outcomes, [2])
    unread = [
        (each.source, each.path, "\n".join(why_not_read(each.outcome, each.reason) or ()))
        for each in report.not_read[:MOST_NAMED]
    ]
    show_table("Không đọc được / not read", ["Nguồn / source", "Tệp / file", "Vì sao / why"], unread)
    if len(report.not_read) > MOST_NAMED:
        more = len(report.not_read) - MOST_NAMED
        say(f"… và {more} tệp khác.", f"… and {more} more.")
    findings = [(rule, effect_words(effect), times) for rule, effect, times in rows_of(report.findings)]
    show_table("Lỗi, lưu ý / findings", ["Quy tắc / rule", "Tác dụng / effect", "Lần / times"], findings, [2])
    loaded, refreshed = (sorted((+Counter(rows)).items()) for rows in (report.rows, report.mart_rows))
    show_table("Đã nạp / loaded", ["Bảng / table", "Dòng / rows"], loaded, [1])
    show_table("Tổng hợp / marts", ["Bảng / table", "Dòng làm mới / rows refreshed"], refreshed, [1])
    show_letters(settings, report, dry)
    if not dry:
        out.print(f"Kho dữ liệu / warehouse: {shown_url(settings.warehouse_url)}", markup=False)


def show_letters(settings: Settings, report: "NightReport", dry: bool) -> None:
    """How many letters there are, and what became of those that waited."""
    if dry:
        if report.letters:
            say(f"Sẽ có {report.letters} thư.", f"There would be {report.letters} letters.")
        return
    states = [(state_words(state), number) for state, number in sorted(report.delivered.states.items())]
    show_table("Thư / letters", ["Trạng thái / state", "Thư / letters"], states, [1])
    if report.delivered.states:
        outboxes = ", ".join(shown_place(entry) for entry in settings.letter_outboxes)
        out.print(f"Nơi gửi / outboxes: {outboxes}", markup=False)


def shown_place(entry: OutboxEntry) -> str:
    """An outbox by its name and its address."""
    return f"{entry.name} ({shown_address(entry.url)})"


def rows_of(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The rows of a frame of counts, blank where not given."""
    return [tuple("" if pd.isna(cell) else cell for cell in row) for row in table.itertuples(index=False)]


def shown_url(url: str) -> str:
    """The URL without its password."""
    from sqlalchemy.engine import make_url

    return make_url(url).render_as_string(hide_password=True)
