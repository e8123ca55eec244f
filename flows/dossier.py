"""What is on record of one enterprise or unit: what it owes, sent, was written, explained and decided; its figures."""

from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse import core
from expectations.warehouse.acts import act
from expectations.warehouse.explained import HOLDS, TODAY, warnings_explained
from expectations.warehouse.explanations import waiver
from expectations.warehouse.intake import arrival, submission
from expectations.warehouse.mart import figure_in_doubt
from expectations.warehouse.outbox import delivery, letter, letter_item
from flows import layouts
from flows.export import instants_of
from flows.frames import fetch
from flows.history import is_newest
from flows.in_units import in_units
from flows.morning import figures_in_doubt
from flows.telling import Part, with_names

REGISTER = ("tax_code", "park_code", "email", "valid_from", "started_on", "ended_on")


def dossier(connection: sa.Connection, code: str, today: date) -> list[Part]:
    """All that is on record of a reporter, the newest first."""
    told = [
        ("register", "Trong danh mục", "in the register", _register(connection, code)),
        ("owed", "Phải nộp, chưa có", "owed and not there", _owed(connection, code, today)),
        ("sent", "Đã gửi", "sent", _sent(connection, code)),
        ("findings", "Cảnh báo của báo cáo đang có hiệu lực", "warnings of what stands", _warnings(connection, code)),
        ("doubt", "Số liệu nghi vấn", "figures in doubt", _in_doubt(connection, code)),
        ("explained", "Đã giải trình", "explained", _explained(connection, code)),
        ("decided", "Quyết định của cán bộ", "decided by officers", _decided(connection, code)),
        ("letters", "Thư đã gửi", "written to it", _letters(connection, code)),
        ("figures", "Số liệu mới nhất", "its newest figures", _figures(connection, code)),
        ("cases", "Vụ việc", "cases", _cases(connection, code)),
    ]
    return [Part(key, vi, en, with_names(connection, rows, today)) for key, vi, en, rows in told]


def _register(connection: sa.Connection, code: str) -> pd.DataFrame:
    p, held = core.project_version.c, core.acceptance.c
    rows = sa.select(p.name, *(p[name] for name in REGISTER)).where(p.project_code == code, held.until_cut_id.is_(None))
    rows = rows.join(core.acceptance, held.submission_id == p.submission_id)
    return fetch(connection, rows.order_by(p.valid_from.desc(), p.arrival_rank.desc()))


def _owed(connection: sa.Connection, code: str, today: date) -> pd.DataFrame:
    o = core.obligation.c
    rows = sa.select(o.form_code, o.window_start, o.window_end, o.filing, o.due_on_adjusted.label("due_on")).where(
        o.reporter_code == code,
        o.obligation != "exempt",
        o.filing.not_in(["accepted", "nil"]),
        o.window_end <= today,
    )
    return fetch(connection, rows.order_by(o.due_on_adjusted.desc(), o.form_code))


def _sent(connection: sa.Connection, code: str) -> pd.DataFrame:
    s, a = submission.c, arrival.c
    rows = (
        sa.select(
            a.arrival_rank.label("receipt_no"), s.submission_id, a.arrived_on, s.form_code, s.window_start,
            s.window_end, s.status, s.outcome, a.path,
        )
        .join(arrival, a.arrival_rank == s.arrival_rank)
        .where(s.reporter_code == code, is_newest())
        .order_by(a.arrival_rank.desc())
    )  # fmt: skip
    return fetch(connection, rows)


def _warnings(connection: sa.Connection, code: str) -> pd.DataFrame:
    w = warnings_explained(None, TODAY, HOLDS).subquery()
    st = core.standing.c
    stands = sa.exists().where(st.submission_id == w.c.submission_id, st.until_cut_id.is_(None))
    rows = sa.select(
        w.c.receipt_no, w.c.form_code, w.c.window_start, w.c.window_end, w.c.rule_code, w.c.sheet_row, w.c.sheet_column,
        w.c.value, w.c.explained, w.c.because,
    ).where(w.c.reporter_code == code, stands)  # fmt: skip
    return fetch(connection, rows.order_by(w.c.submission_id.desc(), w.c.finding_no))


def _in_doubt(connection: sa.Connection, code: str) -> pd.DataFrame:
    d = figure_in_doubt.c
    rows = figures_in_doubt().where(d.reporter_code == code).order_by(d.since_on.desc(), d.cell_key)
    return in_units(fetch(connection, rows))


def _explained(connection: sa.Connection, code: str) -> pd.DataFrame:
    w = waiver.c
    rows = sa.select(
        w.explained_at, w.rule_code, w.form_code, w.window_start, w.window_end, w.because, w.explained_by, w.until_on
    ).where(w.reporter_code == code)
    return fetch(connection, rows.order_by(w.waiver_id.desc()))


def _decided(connection: sa.Connection, code: str) -> pd.DataFrame:
    a, s = act.c, submission.c
    rows = (
        sa.select(
            a.done_at, a.kind, a.done_by, a.reason, a.arrival_rank.label("receipt_no"), s.form_code, s.window_start,
            s.window_end,
        )
        .join(submission, s.arrival_rank == a.arrival_rank)
        .where(s.reporter_code == code, is_newest())
        .order_by(a.act_no.desc())
    )  # fmt: skip
    return fetch(connection, rows)


def _letters(connection: sa.Connection, code: str) -> pd.DataFrame:
    own, d, i = letter.c, delivery.c, letter_item.c
    items: sa.ScalarSelect[Any] = sa.select(sa.func.count()).where(i.letter_id == own.letter_id).scalar_subquery()
    rows = (
        sa.select(
            sa.func.substr(own.letter_id, 1, 12).label("letter"), own.letter_day, own.kind, items.label("items"),
            own.address, d.outbox, d.state,
        )
        .join(delivery, d.letter_id == own.letter_id)
        .where(own.reporter_code == code)
        .order_by(own.letter_day.desc(), own.letter_id)
    )  # fmt: skip
    return fetch(connection, rows)


def _figures(connection: sa.Connection, code: str) -> pd.DataFrame:
    """Of each form the figures of the last period that stands, finals before estimates, in the usual units."""
    o = layouts.observations().subquery()
    rows = fetch(connection, sa.select(o).where(o.c.reporter == code), instants_of(connection, None))
    order = rows.assign(final=rows["status"] == "final").sort_values(["form", "final", "period_end"])
    last = order.drop_duplicates("form", keep="last")[["form", "status", "period_end"]]
    newest = rows.merge(last, on=["form", "status", "period_end"], validate="m:1")
    names = {"form": "form_code", "period_start": "window_start", "period_end": "window_end"}
    return in_units(newest).rename(columns=names).drop(columns="reporter").sort_values(["form_code", "indicator"])


def _cases(connection: sa.Connection, code: str) -> pd.DataFrame:
    c = layouts.incidents().subquery()
    columns = (c.c.case_no, c.c.detected_on, c.c.park, c.c.category, c.c.people, c.c.status, c.c.fine_vnd)
    rows = sa.select(*columns).where(c.c.unit == code).order_by(c.c.detected_on.desc(), c.c.case_no)
    return fetch(connection, rows, instants_of(connection, None))
