"""Which rows of each table a batch, a change of the register, or the passing of time can have changed.

Each function is named as its table and gives keys of it; too many are no fault, one too few is.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from expectations.warehouse import core
from expectations.warehouse.dimensions import form, form_window, period_window, reporter
from expectations.warehouse.explanations import waiver
from expectations.warehouse.intake import arrival, finding, submission
from flows.frames import working
from transforms.marts.enterprise_month import feeding_forms

Keys = sa.Select[Any] | sa.CompoundSelect[Any]


# The day of the last refresh, the day of this one, and the first and last submission of the batch between them.
LAST = sa.bindparam("last_day", type_=sa.Date())
TODAY = sa.bindparam("today", type_=sa.Date())
FIRST = sa.bindparam("first_submission_id", type_=sa.BigInteger())
FIRST_WAIVER = sa.bindparam("first_waiver_id", type_=sa.BigInteger())
NEW = ("first_submission_id", "first_waiver_id")
NOTHING_NEW = 2**62  # a number that none has, where there is no batch
REPLACED = "replaced_reading"  # the temporary table of the readings that others have replaced


def obligation(changed: sa.Table, only: Mapping[str, sa.Table]) -> Keys:
    """Reports that arrived or lost their standing, projects whose register changed, periods that began or fell due."""
    s, w, p, r = submission.c, form_window.c, core.project_version.c, reporter.c
    key = (w.form_code, r.reporter_code, w.window_start, w.window_end)
    arrived = (
        sa.select(s.form_code, s.reporter_code, s.window_start, s.window_end)
        .join(reporter, r.reporter_code == s.reporter_code)
        .where(_brought(s.submission_id), s.window_start.is_not(None))
    )
    stood = sa.select(changed.c.form_code, changed.c.reporter_code, changed.c.window_start, changed.c.window_end)
    moved = _moved()
    registered = (
        sa.select(w.form_code, moved.c.project_code, w.window_start, w.window_end)
        .join(form, (form.c.form_code == w.form_code) & (form.c.reporter_kind == "project"))
        .join(moved, w.window_end >= moved.c.valid_from)
    )
    older = sa.select(p.submission_id).where(p.submission_id < FIRST).exists()
    is_first = ~older & sa.select(p.submission_id).where(p.submission_id >= FIRST).exists()
    begun = (w.window_start > LAST) & (w.window_start <= TODAY)
    passed = (w.due_on >= LAST) & (w.due_on < TODAY)
    timely = (
        sa.select(*key)
        .join(form, form.c.form_code == w.form_code)
        .join(reporter, r.reporter_kind == form.c.reporter_kind)
        .where(begun | passed | is_first)
    )
    return sa.union(arrived, stood, registered, timely)


def figure_in_doubt(changed: sa.Table, only: Mapping[str, sa.Table]) -> Keys:
    """Reports that came to stand or stand no longer, whose explanation came or ran out, whose project moved."""
    c, w, st = changed.c, waiver.c, core.standing.c
    moved = _moved()
    ran_out = (w.until_on >= LAST) & (w.until_on < TODAY)
    told = sa.select(w.form_code, w.reporter_code, w.window_start, w.window_end)
    registered = (
        sa.select(st.form_code, st.reporter_code, st.window_start, st.window_end)
        .join(moved, moved.c.project_code == st.reporter_code)
        .where(st.window_end >= moved.c.valid_from)
    )
    stood = sa.select(c.form_code, c.reporter_code, c.window_start, c.window_end)
    return sa.union(stood, told.where((w.waiver_id >= FIRST_WAIVER) | ran_out), registered)


def enterprise_month(changed: sa.Table, only: Mapping[str, sa.Table]) -> Keys:
    """Parks of projects whose report changed, of projects whose register changed, and all parks when a month ends."""
    p, w = core.project_version.c, period_window.c
    month = (w.regime == "calendar") & (w.length == "month") & (w.window_end <= TODAY)
    reported = (
        sa.select(p.park_code, changed.c.window_start)
        .join(changed, changed.c.reporter_code == p.project_code)
        .where(changed.c.form_code.in_(feeding_forms()))
    )
    moved = _moved()
    registered = (
        sa.select(p.park_code, w.window_start)
        .join(moved, moved.c.project_code == p.project_code)
        .join(period_window, month & (w.window_end >= moved.c.valid_from))
    )
    parks = sa.select(p.park_code).distinct().subquery()
    ended = sa.select(parks.c.park_code, w.window_start).join(period_window, month & (w.window_end > LAST))
    d = only["figure_in_doubt"].c
    doubted = sa.select(p.park_code, d.window_start).join(only["figure_in_doubt"], d.reporter_code == p.project_code)
    return sa.union(reported, registered, ended, doubted)


def park_month(changed: sa.Table, only: Mapping[str, sa.Table]) -> Keys:
    """As the months of its projects."""
    return sa.select(*only["enterprise_month"].c)


def incident_window(changed: sa.Table, only: Mapping[str, sa.Table]) -> Keys:
    """Months of all states of the cases told of, and months whose registers changed."""
    old, new = core.incident, core.incident.alias("told")
    cases = (
        sa.select(old.c.detected_window_start)
        .join(new, (new.c.unit_code == old.c.unit_code) & (new.c.case_no == old.c.case_no))
        .where(_brought(new.c.submission_id))
    )
    return sa.union(cases, _register_months(only["obligation"]), _register_months(only["figure_in_doubt"]))


def province_year(changed: sa.Table, only: Mapping[str, sa.Table]) -> Keys:
    """Years of the months told anew, each in its calendar."""
    w = period_window.c
    parks, cases = only["park_month"].c, only["incident_window"].c
    within = (w.length == "year") & (w.window_start <= parks.window_start) & (w.window_end >= parks.window_start)
    economy = sa.select(w.regime, w.window_start).join(only["park_month"], within & (w.regime == "calendar"))
    during = (w.length == "year") & (w.window_start <= cases.window_start) & (w.window_end >= cases.window_start)
    security = sa.select(w.regime, w.window_start).join(
        only["incident_window"], during & (w.regime == "administrative")
    )
    return sa.union(economy, security)


def reporting_rate(changed: sa.Table, only: Mapping[str, sa.Table]) -> Keys:
    """Forms and periods of the obligations, and of the figures in doubt, told anew."""
    told = (only[name].c for name in ("obligation", "figure_in_doubt"))
    return sa.union(*(sa.select(each.form_code, each.window_start, each.window_end) for each in told))


def data_quality(changed: sa.Table, only: Mapping[str, sa.Table]) -> Keys:
    """Reports with new findings, and those whose obligation or figures in doubt were told anew."""
    s = submission.c
    has_finding = sa.select(finding.c.submission_id).where(finding.c.submission_id == s.submission_id).exists()
    found = (
        sa.select(
            sa.func.coalesce(s.form_code, ""),
            sa.func.coalesce(s.reporter_code, ""),
            sa.func.coalesce(s.window_start, arrival.c.arrived_on),
        )
        .join(arrival, arrival.c.arrival_rank == s.arrival_rank)
        .where(_brought(s.submission_id), has_finding | s.reason.is_not(None))
    )
    told = (only[name].c for name in ("obligation", "figure_in_doubt"))
    return sa.union(found, *(sa.select(each.form_code, each.reporter_code, each.window_start) for each in told))


def _brought(number: sa.Column[Any]) -> sa.ColumnElement[bool]:
    """Whether a submission is one of the batch, or one that the batch has replaced."""
    return (number >= FIRST) | number.in_(sa.select(working(REPLACED).c.submission_id))


def _moved() -> sa.Subquery:
    """Projects that the batch's registers tell of, with the earliest day from which they may be another."""
    p = core.project_version.c
    told = sa.select(p.project_code, sa.func.min(p.valid_from).label("valid_from"))
    return told.where(_brought(p.submission_id)).group_by(p.project_code).subquery()


def _register_months(told: sa.Table) -> sa.Select[Any]:
    """Months of which something of a register of cases was told anew."""
    o = told.c
    monthly = (form.c.form_code == o.form_code) & (form.c.loads == "incidents") & (form.c.length == "month")
    return sa.select(o.window_start).join(form, monthly)
