"""The acts of an officer: to accept a report in spite of its findings, to withdraw one, to close a period.

Nothing is changed by them: the file gets another reading, and the act stands beside it with who, when and why.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.catalogue import load_catalogue
from expectations.periods import Window, label_vi, read_label
from expectations.warehouse.acts import act
from expectations.warehouse.core import standing
from expectations.warehouse.dimensions import reporter
from expectations.warehouse.intake import arrival, submission
from flows.earlier import earlier
from flows.frames import fetch
from flows.history import acts_known, is_newest
from flows.ledger import local_day
from flows.letters.queueing import queue_decisions
from flows.load import FACTS, LoadReport
from flows.named import File, form_of
from flows.narrowing import EVERYTHING, Narrowed, narrow
from flows.replaying import content_of
from flows.reread import Act, Rereading, begin, enter, in_force, put, settle
from flows.settings import Settings
from flows.trouble import UsageTrouble
from flows.words import OUTCOMES
from transforms.judged import Judged
from transforms.marts.obligation import ACCEPTED

CAN_BE_ACCEPTED = ("returned", "held", "withdrawn")


@dataclass(frozen=True)
class Officer:
    """Who acts, why, and when."""

    name: str
    reason: str
    now: datetime
    today: date


def accept(connection: sa.Connection, settings: Settings, file: File, officer: Officer) -> LoadReport:
    """Load a returned, held or withdrawn report in spite of its findings; the caller commits.

    The findings stay. Figures that cannot be typed are left out.
    """
    if file.outcome not in CAN_BE_ACCEPTED:
        raise not_for(file, "nhận", "accepted")
    if file.archived_sha256 is None or not file.is_settled:
        raise UsageTrouble(
            f"Không nhận được “{file.path}”: không rõ đơn vị hoặc kỳ báo cáo.",
            f"“{file.path}” cannot be accepted: its reporter or its period is not known.",
        )
    refuse_stranger(connection, file)
    under = Rereading(Act("accept", officer.reason, officer.name, officer.now, file.arrival_rank))
    begin(connection, under)
    judged = judged_again(connection, settings, file)
    if not judged.submissions["outcome"].isin(ACCEPTED).all() or says_nothing(judged, file):
        raise UsageTrouble(
            f"Không nhận được “{file.path}”: không có số liệu nào nạp được.",
            f"“{file.path}” cannot be accepted: nothing in it can be loaded.",
        )
    put(connection, judged, under)
    return settled_and_told(connection, settings, under, officer)


def stands(connection: sa.Connection, file: File) -> bool:
    """Whether a file's figures are those that count now, and not those of a later report."""
    s = standing.c
    ours = sa.select(s.submission_id).join(submission, submission.c.submission_id == s.submission_id)
    now = ours.where(submission.c.arrival_rank == file.arrival_rank, s.until_cut_id.is_(None))
    return connection.execute(now).first() is not None


def settled_and_told(connection: sa.Connection, settings: Settings, under: Rereading, officer: Officer) -> LoadReport:
    """Let what was decided stand, and queue the letter that tells the reporter."""
    loaded = settle(connection, under, officer.today)
    queue_decisions(connection, settings, under.act_no, officer.now, officer.today)
    return loaded


def judged_again(connection: sa.Connection, settings: Settings, file: File) -> Judged:
    """The report judged with the acts on record, against what had been accepted before it."""
    from flows.reading import read_alone
    from transforms.judge import judge  # brings Great Expectations, which takes seconds
    from transforms.read.reading import report_on

    catalogue = load_catalogue()
    read = read_alone(file.arrival_rank, content_of(settings, file.archived_sha256 or ""))
    reading = replace(report_on(read, file.sheet), arrival_rank=file.arrival_rank)
    arrivals = pd.DataFrame(
        {
            "arrival_rank": [file.arrival_rank],
            "sha256": [file.sha256],
            "sheet": [file.sheet],
            "arrived_on": [file.arrived_on],
        }
    )
    reporters = [reading.reporter] if reading.reporter else []
    return judge([reading], arrivals, catalogue, earlier(connection, arrivals, reporters, reading.window_start))


def says_nothing(judged: Judged, file: File) -> bool:
    """Whether no row was left of a report that is not one of nothing to report."""
    rows = sum(len(getattr(judged, name)) for name in FACTS)
    return rows == 0 and len(judged.findings) > 0 and file.outcome == "returned"


def refuse_stranger(connection: sa.Connection, file: File) -> None:
    """Refuse a report of a reporter that no register names: nothing could be told of it."""
    known = sa.select(reporter.c.reporter_code).where(reporter.c.reporter_code == file.reporter_code)
    if connection.execute(known).first() is None:
        raise UsageTrouble(
            f"Không nhận được: “{file.reporter_code}” chưa có trong danh mục; hãy nạp danh mục trước.",
            f"It cannot be accepted: “{file.reporter_code}” is in no register; load the register first.",
        )


def withdraw(connection: sa.Connection, settings: Settings, file: File, officer: Officer) -> LoadReport:
    """Take an accepted report out: what it superseded stands again; the caller commits."""
    if file.outcome not in ACCEPTED:
        raise not_for(file, "rút", "withdrawn")
    held = in_force(connection, [file.arrival_rank])
    told = Judged(
        submissions=held.submissions.assign(outcome="withdrawn", reason=None),
        findings=held.findings,
        passed_over=held.passed_over,
        **{name: getattr(held, name).iloc[:0] for name in FACTS},
    )
    under = Rereading(Act("withdraw", officer.reason, officer.name, officer.now, file.arrival_rank))
    put(connection, told, under)
    return settled_and_told(connection, settings, under, officer)


def not_for(file: File, vi: str, en: str) -> UsageTrouble:
    """Say that a file of this outcome cannot be treated so."""
    outcome_vi, outcome_en = OUTCOMES.get(file.outcome, (file.outcome, file.outcome))
    return UsageTrouble(
        f"Tệp “{file.path}” không {vi} được: kết quả hiện nay là “{outcome_vi}”.",
        f"The file “{file.path}” cannot be {en}: its outcome is “{outcome_en}”.",
    )


def close(connection: sa.Connection, form: str, period: str, officer: Officer, *, again: bool = False) -> Window:
    """Close a period for a form, so that later reports wait for an officer; `again`: open it again."""
    declared, window = form_of(form), period_of(form, period)
    if is_closed(connection, form, window) != again:
        state = ("chưa đóng", "not closed") if again else ("đã đóng", "closed already")
        told = f"{declared.code}, {label_vi(window)}"
        raise UsageTrouble(f"Kỳ này {state[0]}: {told}.", f"The period is {state[1]}: {told}.")
    kind = "reopen" if again else "close"
    done = Act(kind, officer.reason, officer.name, officer.now, None, form, window.start, window.end)
    enter(connection, done)
    return window


def period_of(code: str, label: str) -> Window:
    """The period of a form that a label names."""
    form = form_of(code)
    window = read_label(label, form.period.regime, form.period.length)
    if window is None:
        raise UsageTrouble(
            f"Không rõ kỳ “{label}” của biểu {code} (ví dụ: 2026-09, Quý 3/2026, Năm 2026).",
            f"“{label}” is no period of form {code} (such as 2026-09, Q3/2026, Năm 2026).",
        )
    return window


def is_closed(connection: sa.Connection, form: str, window: Window) -> bool:
    """Whether the last act on this period of the form has closed it."""
    acts = acts_known(connection)
    start, end = pd.Timestamp(window.start), pd.Timestamp(window.end)
    ours = acts[(acts["form_code"] == form) & (acts["window_start"] == start) & (acts["window_end"] == end)]
    return bool(len(ours)) and ours["kind"].iloc[-1] == "close"


def acts_on_record(connection: sa.Connection, narrowed: Narrowed = EVERYTHING) -> pd.DataFrame:
    """Every act: number, when, who, kind, file with its reporter, form and period, or period, reason."""
    a, s = act.c, submission.c
    of_file = [sa.func.coalesce(s[name], a[name]).label(name) for name in ("form_code", "window_start", "window_end")]
    rows: sa.Select[Any] = (
        sa.select(
            a.act_no, a.done_at, a.done_by, a.kind, a.arrival_rank.label("receipt_no"), arrival.c.path,
            s.reporter_code, *of_file, a.reason,
        )
        .outerjoin(arrival, arrival.c.arrival_rank == a.arrival_rank)
        .outerjoin(submission, (s.arrival_rank == a.arrival_rank) & is_newest())
        .order_by(a.act_no)
    )  # fmt: skip
    acts = narrow(fetch(connection, rows), narrowed.columns(connection))
    return acts if narrowed.day is None else acts[[local_day(at) == narrowed.day for at in acts["done_at"]]]
