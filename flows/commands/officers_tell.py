"""`parkwatch accept`, `withdraw`, `close`, `reopen` and `acts`: what officers do, and what came of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Connection

from expectations.periods import label_vi
from flows import officers, store
from flows.commands.lines import given, say_lines, tell_how_many
from flows.commands.words import say, show_table
from flows.confirming import confirm, take_back
from flows.failure import plainly
from flows.load import LoadReport
from flows.named import File, file_named
from flows.narrowing import Narrowed
from flows.officers import Officer
from flows.settings import LOCAL_ZONE, Settings, local_today
from flows.stages import alone, plan
from flows.telling import with_names
from flows.trouble import UsageTrouble

FEW = 20  # acts that are shown unless all are asked for
KINDS = {
    "accept": "nhận / accept",
    "withdraw": "rút / withdraw",
    "close": "khóa kỳ / close",
    "reopen": "mở kỳ / reopen",
    "replay": "đọc lại / replay",
    "confirm": "xác nhận số liệu / confirm",
    "unconfirm": "bỏ xác nhận / unconfirm",
}


def accept_report(settings: Settings, named: str, because: str, who: str, now: date | None) -> int:
    """Accept a report in spite of its findings."""
    officer = officer_of(settings, because, who, now)
    with deciding(settings) as connection:
        file = file_named(connection, named)
        loaded = officers.accept(connection, settings, file, officer)
        counts = officers.stands(connection, file)
    say(f"Đã nhận: {file.path}.", f"Accepted in spite of its findings, by {officer.name}.")
    tell_loaded(file, loaded)
    if not counts:
        say(
            "Báo cáo khác của kỳ này vẫn có hiệu lực (mới hơn, hoặc là số chính thức); số liệu không đổi.",
            "Another report of this period still stands (a newer one, or a final one); no figure has changed.",
        )
    return 0


def withdraw_report(settings: Settings, named: str, because: str, who: str, now: date | None) -> int:
    """Take an accepted report out."""
    officer = officer_of(settings, because, who, now)
    with deciding(settings) as connection:
        file = file_named(connection, named)
        loaded = officers.withdraw(connection, settings, file, officer)
    say(f"Đã rút: {file.path}.", f"Withdrawn, by {officer.name}; what it had superseded stands again.")
    tell_loaded(file, loaded)
    return 0


def confirm_report(
    settings: Settings,
    named: str,
    because: str,
    who: str,
    now: date | None,
    rule: str | None,
    indicator: str | None,
    *,
    undo: bool = False,
) -> int:
    """Confirm the figures of a report that are in doubt, or take that back."""
    officer = officer_of(settings, because, who, now)
    with deciding(settings) as connection:
        file = file_named(connection, named)
        number = (take_back if undo else confirm)(connection, file, officer, rule, indicator)
    if undo:
        say(f"Đã bỏ xác nhận {number} số liệu: {file.path}.", f"{number} figures are in doubt again.")
    else:
        say(f"Đã xác nhận {number} số liệu: {file.path}.", f"{number} figures are confirmed, by {officer.name}.")
    return 0


def close_period(
    settings: Settings, form: str, period: str, because: str, who: str, now: date | None, *, again: bool = False
) -> int:
    """Close a period of a form, or open it again."""
    officer = officer_of(settings, because, who, now)
    with deciding(settings) as connection:
        window = officers.close(connection, form, period, officer, again=again)
    told = f"{form}, {label_vi(window)}"
    if again:
        say(f"Đã mở lại: {told}.", "Open again.")
    else:
        say(f"Đã khóa: {told}.", "Closed: later reports of this period wait for an officer (parkwatch accept).")
    return 0


def officer_of(settings: Settings, because: str, who: str, now: date | None) -> Officer:
    """Who acts and why; both must be said."""
    if not because.strip() or not who.strip():
        raise UsageTrouble("Phải nêu lý do và người quyết định.", "The reason and who decides must be stated.")
    night = plan(settings, (), now)
    return Officer(who.strip(), because.strip(), night.now, night.today)


@contextmanager
def deciding(settings: Settings) -> Iterator[Connection]:
    """A transaction in which one officer acts while no run loads."""
    with plainly():
        engine = store.open_warehouse(settings.warehouse_url)
        with alone(engine, settings.wait_seconds), store.writing(engine) as connection:
            yield connection


def tell_loaded(file: File, loaded: LoadReport) -> None:
    """What the act changed."""
    period = f"{file.window_start:%d/%m/%Y}–{file.window_end:%d/%m/%Y}" if file.window_start else "?"
    told = f"{file.form_code} · {file.reporter_code} · {period}"
    say(f"{told} (vẫn tính theo ngày nhận {file.arrived_on:%d/%m/%Y})", f"It still counts as of {file.arrived_on}.")
    rows = [(name, number) for name, number in sorted(loaded.mart_rows.items()) if number]
    show_table("Tổng hợp / marts", ["Bảng / table", "Dòng làm mới / rows refreshed"], rows, [1])


def tell_acts(settings: Settings, narrowed: Narrowed) -> int:
    """List the acts, the newest first."""
    with plainly(), store.open_warehouse(settings.warehouse_url).connect() as connection:
        acts = officers.acts_on_record(connection, narrowed).iloc[::-1]
        shown = acts if narrowed.everything else acts.head(FEW)
        named = with_names(connection, shown, local_today())
    if acts.empty:
        say("Chưa có quyết định nào.", "There has been no act.")
    say_lines(act_line(row) for row in given(named))
    tell_how_many(shown, acts, "parkwatch acts … --all")
    return 0


def act_line(row: Mapping[str, Any]) -> tuple[str, str]:
    """What was done when to what, by whom and why."""
    number = f"số {row['receipt_no']}" if row["receipt_no"] else ""
    about = (number, row["reporter"] or row["reporter_code"], row["form"], row["period"], row["path"])
    done = f"{row['done_at'].astimezone(LOCAL_ZONE):%d/%m/%Y %H:%M} · {KINDS.get(row['kind'], row['kind'])}"
    return " · ".join([done, *(str(each) for each in about if each)]), f"{row['done_by']}: {row['reason']}"
