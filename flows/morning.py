"""What waits for a person this morning, told with names: the parts of `parkwatch today`."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse import core
from expectations.warehouse.acts import act
from expectations.warehouse.dimensions import reporter
from expectations.warehouse.intake import arrival, finding, submission
from expectations.warehouse.mart import figure_in_doubt
from expectations.warehouse.outbox import delivery, letter
from flows.export import instants_of
from flows.frames import fetch
from flows.history import is_newest
from flows.in_units import in_units
from flows.ledger import end_of_day
from flows.letters.addressees import addressees
from flows.letters.record import PENDING
from flows.revisions import revisions
from flows.telling import Part, with_names
from transforms.marts import known
from transforms.marts.obligation import ACCEPTED
from transforms.open_reports import not_corrected, not_mended
from transforms.revisions import ESTIMATE, FINAL, FIRST, NEWER_ESTIMATE

SENT_BACK = ("returned", "withdrawn")
NOT_READ = ("unreadable", "unknown_form", "refused_classified")
AS_EXPECTED = (FIRST, ESTIMATE, NEWER_ESTIMATE, FINAL)  # figures that come and are no correction


def morning(connection: sa.Connection, today: date) -> list[Part]:
    """All parts, also those in which nothing waits."""
    reports = _reports(connection)
    named = addressees(connection, set(reports["reporter_code"].dropna()), today)
    is_known = reports["reporter_code"].isin(list(named))
    sent_back = not_corrected(reports[reports["outcome"].isin([*SENT_BACK, *ACCEPTED])], SENT_BACK)
    held = not_corrected(reports[reports["outcome"].isin(["held", *ACCEPTED])], ("held",))
    told: list[tuple[str, str, str, pd.DataFrame]] = [
        ("late", "Trễ hạn, chưa nộp", "late, nothing received", _late(connection, today)),
        ("returned", "Đã trả lại, chưa sửa", "returned and not corrected", sent_back[is_known.loc[sent_back.index]]),
        ("held", "Chờ cán bộ xem xét", "held, waiting for an officer", held),
        ("unreadable", "Không đọc được", "not read", _not_read(reports)),
        ("rows", "Dòng bị loại, chưa bổ sung", "rows left out and not mended", _rows_left_out(connection)),
        ("doubt", "Số liệu nghi vấn, chưa giải trình", "figures in doubt", _in_doubt(connection)),
        ("outside", "Báo cáo không thuộc diện phải nộp", "reports that no register asks for", _outside(connection)),
        ("unknown", "Người gửi chưa rõ", "senders that nobody knows", sent_back[~is_known.loc[sent_back.index]]),
        ("letters", "Thư chưa gửi được", "letters not delivered", _letters(connection)),
        ("changes", "Thay đổi từ hôm qua", "what changed since yesterday", _changes(connection, today)),
    ]
    return [Part(key, vi, en, with_names(connection, rows, today)) for key, vi, en, rows in told]


def _reports(connection: sa.Connection) -> pd.DataFrame:
    """Every file that is no duplicate, as it is read now, in the order of arrival."""
    s, a = submission.c, arrival.c
    rows = (
        sa.select(
            a.arrival_rank.label("receipt_no"), s.submission_id, s.form_code, s.reporter_code, s.window_start,
            s.window_end, s.status, s.outcome, s.reason, a.source, a.path, a.arrived_on,
        )
        .join(arrival, a.arrival_rank == s.arrival_rank)
        .where(is_newest(), s.outcome != "duplicate")
        .order_by(a.arrival_rank, s.submission_id)
    )  # fmt: skip
    return fetch(connection, rows)


def _late(connection: sa.Connection, today: date) -> pd.DataFrame:
    """What is owed, was due before today and is not there, the newest due day first."""
    o = core.obligation.c
    rows = (
        sa.select(o.form_code, o.reporter_code, o.window_start, o.window_end, o.due_on_adjusted.label("due_on"))
        .where(o.obligation != "exempt", o.filing.in_(["missing", "estimate only"]), o.due_on_adjusted < today)
        .order_by(o.due_on_adjusted.desc(), o.reporter_code, o.form_code)
    )
    late = fetch(connection, rows)
    return late.assign(days_late=(pd.Timestamp(today) - late["due_on"]).dt.days.astype("Int64"))


def _not_read(reports: pd.DataFrame) -> pd.DataFrame:
    """Files that could not be read, but for those of whose name a later one was; the newest first."""
    own_name = reports["path"].str.replace(r"^\d{4}-\d\d-\d\d/", "", regex=True)
    named = reports.assign(file=reports["source"] + "/" + own_name)
    read = named[~named["outcome"].isin(NOT_READ)].groupby("file")["receipt_no"].max()
    later = named["file"].map(read).fillna(0) > named["receipt_no"]
    return named[named["outcome"].isin(NOT_READ) & ~later].drop(columns="file").iloc[::-1]


def _rows_left_out(connection: sa.Connection) -> pd.DataFrame:
    """Rows that were refused of registers that stand, but for cases that came right later."""
    f, s, a, i = finding.c, submission.c, arrival.c, core.incident.c
    refused = (
        sa.select(
            a.arrival_rank.label("receipt_no"), s.submission_id, s.form_code, s.reporter_code, s.window_start,
            s.window_end, a.path, a.arrived_on, f.sheet, f.sheet_row, f.cell_key,
        )
        .join(submission, s.submission_id == f.submission_id)
        .join(arrival, a.arrival_rank == s.arrival_rank)
        .join(core.standing, core.standing.c.submission_id == s.submission_id)
        .where(f.effect == "refuse_row", core.standing.c.until_cut_id.is_(None), is_newest())
        .distinct()
    )  # fmt: skip
    cases = sa.select(i.unit_code.label("reporter_code"), i.case_no, sa.func.max(i.arrival_rank).label("last_rank"))
    return not_mended(fetch(connection, refused), fetch(connection, cases.group_by(i.unit_code, i.case_no)))


def _in_doubt(connection: sa.Connection) -> pd.DataFrame:
    """Figures in doubt that nobody has explained, corrected or confirmed, the newest first."""
    d = figure_in_doubt.c
    rows = figures_in_doubt().where(d.state == "open").order_by(d.since_on.desc(), d.reporter_code, d.cell_key)
    return in_units(fetch(connection, rows))


def _outside(connection: sa.Connection) -> pd.DataFrame:
    """Reports that stand of projects that owe none: ended, not begun, or in no park then; they are in no park's sum."""
    st, r, version = core.standing.c, reporter.c, known.project_versions()
    owes = known.owes(version, st.window_start, st.window_end)
    in_force = (version.c.project_code == st.reporter_code) & known.in_force(version, st.window_end)
    rows = (
        sa.select(
            submission.c.arrival_rank.label("receipt_no"), st.form_code, st.reporter_code, st.window_start,
            st.window_end, arrival.c.arrived_on,
        )
        .select_from(core.standing)
        .join(reporter, (r.reporter_code == st.reporter_code) & (r.reporter_kind == "project"))
        .join(submission, submission.c.submission_id == st.submission_id)
        .join(arrival, arrival.c.arrival_rank == submission.c.arrival_rank)
        .outerjoin(version, in_force)
        .where(st.until_cut_id.is_(None), sa.not_(st.is_carried), st.status == "final")
        .where(version.c.project_code.is_(None) | sa.not_(owes))
        .order_by(arrival.c.arrived_on.desc(), st.reporter_code, st.form_code, st.window_start)
    )  # fmt: skip
    return fetch(connection, rows, instants_of(connection, None))


def figures_in_doubt() -> sa.Select[Any]:
    """The figures in doubt, each with the number of the receipt of the report that gives it."""
    d, st, s = figure_in_doubt.c, core.standing.c, submission.c
    names = ("form_code", "reporter_code", "window_start", "window_end", "status")
    gives = sa.and_(*(st[name] == d[name] for name in names), st.until_cut_id.is_(None))
    rows = sa.select(figure_in_doubt, s.arrival_rank.label("receipt_no")).outerjoin(core.standing, gives)
    return rows.outerjoin(submission, s.submission_id == st.submission_id)


def _letters(connection: sa.Connection) -> pd.DataFrame:
    """Letters that have not arrived, the newest first."""
    d, own = delivery.c, letter.c
    rows = (
        sa.select(
            sa.func.substr(own.letter_id, 1, 12).label("letter"), own.letter_day, own.kind, own.reporter_code,
            own.sender, d.outbox, d.state, d.message,
        )
        .join(delivery, d.letter_id == own.letter_id)
        .where(d.state.in_(PENDING))
        .order_by(own.letter_day.desc(), own.letter_id)
    )  # fmt: skip
    return fetch(connection, rows)


def _changes(connection: sa.Connection, today: date) -> pd.DataFrame:
    """What arrived, was decided and was corrected from the beginning of yesterday on."""
    since = end_of_day(today - timedelta(days=2))
    s, a = submission.c, arrival.c
    arrived = (
        sa.select(s.outcome, sa.func.count().label("number"))
        .join(arrival, a.arrival_rank == s.arrival_rank)
        .where(a.arrived_on >= today - timedelta(days=1), a.arrived_on <= today, is_newest())
        .group_by(s.outcome)
        .order_by(s.outcome)
    )
    acts = (
        sa.select(
            act.c.kind, act.c.done_by, act.c.reason, act.c.arrival_rank.label("receipt_no"), act.c.form_code,
            act.c.window_start, act.c.window_end,
        )
        .where(act.c.done_at > since)
        .order_by(act.c.act_no)
    )  # fmt: skip
    changed = revisions(connection, {}, since, None)
    corrected = changed[~changed["how"].isin(AS_EXPECTED)]
    keys = ["form_code", "reporter_code", "window_start", "window_end", "how"]
    figures = corrected.groupby(keys, sort=False, dropna=False).size().rename("number").reset_index()
    parts = {"arrived": fetch(connection, arrived), "act": fetch(connection, acts), "figures": figures}
    return pd.concat([rows.assign(what=what) for what, rows in parts.items()], ignore_index=True)
