"""`parkwatch replay`: the archive read again, with what it changes shown before it is committed."""

import getpass
from datetime import date

import pandas as pd

from flows import store
from flows.commands.run import progress_bars, rows_of
from flows.commands.words import say, show_table
from flows.failure import plainly
from flows.replay_asked import Replay
from flows.replaying import Replayed, replay_alone
from flows.settings import Settings
from flows.words import outcome_words

MOST_SHOWN = 200  # figures; how many more there are is said


def replay_archive(settings: Settings, asked: Replay, dry: bool, now: date | None) -> int:
    """Read again, show what differs, and commit it unless it is a dry run."""
    with plainly():
        engine = store.open_warehouse(settings.warehouse_url)
    with progress_bars():
        done = replay_alone(engine, settings, asked, getpass.getuser(), now, show_replay, dry=dry)
    if dry:
        say("Chạy thử: không ghi gì.", "A dry run: nothing was written.")
    elif done.changed:
        say("Đã ghi.", "Committed.")
    return 0


def show_replay(done: Replayed) -> None:
    """The tables of what a replay changes."""
    say(
        f"Đọc lại {done.files} tệp, {done.changed} tệp đọc khác trước; {done.not_archived} tệp không có bản lưu.",
        f"{done.files} files read again, {done.changed} of them otherwise; {done.not_archived} are not in the archive.",
    )
    outcomes = done.outcomes.assign(
        before=done.outcomes["before"].map(outcome_words), after=done.outcomes["after"].map(outcome_words)
    )
    show_table(
        "Kết quả thay đổi / outcomes",
        ["Biểu / form", "Trước / before", "Sau / after", "Tệp / files"],
        rows_of(outcomes),
        [3],
    )
    show_table(
        "Số liệu thay đổi / figures",
        ["Biểu / form", "Đơn vị / reporter", "Kỳ / period", "KCN / area", "Chỉ số / indicator", "Trạng thái / status",
         "Trước / before", "Sau / after"],
        rows_of(figure_lines(done.figures.head(MOST_SHOWN))),
        [6, 7],
    )  # fmt: skip
    if len(done.figures) > MOST_SHOWN:
        more = len(done.figures) - MOST_SHOWN
        say(f"… và {more} số liệu nữa.", f"… and {more} more figures.")
    show_table(
        "Giữ theo quyết định của cán bộ / kept as officers decided",
        ["Tệp / file", "Việc / act", "Số / no"],
        rows_of(done.decided),
    )
    marts = [(name, number) for name, number in sorted(done.mart_rows.items()) if number]
    show_table("Tổng hợp / marts", ["Bảng / table", "Dòng làm mới / rows refreshed"], marts, [1])


def figure_lines(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures as lines, the period as its two days."""
    start, end = (figures[name].dt.strftime("%d/%m/%Y") for name in ("window_start", "window_end"))
    lines = figures.assign(period=start + "–" + end)
    columns = ["form_code", "reporter_code", "period", "area_code", "indicator_code", "status", "value_before"]
    return lines[[*columns, "value_after"]]
