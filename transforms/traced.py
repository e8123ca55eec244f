"""From a figure to the cells it came from, and from a file to the figures it takes part in: tables in, Select out."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse.acts import act, rereading
from expectations.warehouse.dimensions import cut
from expectations.warehouse.intake import arrival, finding, submission
from expectations.warehouse.mart import CASE_FIGURES, FIGURES
from transforms.marts import known
from transforms.marts.data_quality import data_quality_ways
from transforms.marts.enterprise_month import enterprise_month_ways
from transforms.marts.figure_in_doubt import figure_in_doubt_ways
from transforms.marts.incident_window import incident_window_ways
from transforms.marts.park_month import park_month_ways
from transforms.marts.province_year_ways import province_year_ways
from transforms.marts.published_check import published_check_ways
from transforms.marts.reporting_rate import reporting_rate_ways
from transforms.marts.way import Adding, Way

WAYS: dict[str, Callable[[str, sa.FromClause | None], list[Way]]] = {
    "figure_in_doubt": figure_in_doubt_ways,
    "enterprise_month": enterprise_month_ways,
    "park_month": park_month_ways,
    "incident_window": incident_window_ways,
    "province_year": province_year_ways,
    "reporting_rate": reporting_rate_ways,
    "data_quality": data_quality_ways,
    "published_check": published_check_ways,
}
_REPORTERS = ["reporters_expected", "reporters_received", "reporters_in_doubt"]
_MONTHLY = [*(figure.column for figure in FIGURES), *_REPORTERS]
_FLOWS = [figure.column for figure in FIGURES if figure.kind == "flow"]

# The figures of each mart: all columns that are added up of something.
TRACED: dict[str, list[str]] = {
    "figure_in_doubt": ["value"],
    "enterprise_month": _MONTHLY,
    "park_month": _MONTHLY,
    "incident_window": [*(figure.column for figure in CASE_FIGURES), *_REPORTERS],
    "province_year": [*_FLOWS, "workers", "months_held", "cases", "people", "fines_vnd", *_REPORTERS],
    "reporting_rate": [*_REPORTERS, "on_time", "late", "returned", "missing", "not_due", "exempt"],
    "data_quality": ["findings", "submissions", *_REPORTERS],
    "published_check": ["published_value", "computed_value", *_REPORTERS],
}


def added_up(parts: pd.DataFrame, by: list[str], adding: Adding) -> pd.Series:
    """What the parts of each row add up to; a mean is weighted, half rounded up; blank where nothing is given."""
    given = parts[parts["adds"].notna()]
    if adding == "distinct":
        return given.groupby(by)["thing"].nunique().astype("Int64")
    if adding != "mean":
        return given.groupby(by)["adds"].sum().astype("Int64")
    weighed = given[given["weight"].notna()].assign(product=given["adds"] * given["weight"])
    sums = weighed.groupby(by)[["product", "weight"]].sum()
    return ((2 * sums["product"] + sums["weight"]) // (2 * sums["weight"]).where(sums["weight"] != 0)).astype("Int64")


def files_of(asked: sa.FromClause) -> sa.Select[Any]:
    """What is known of these `submission_id`: what it was read as, and its file."""
    s, a = submission.c, arrival.c
    return (
        sa.select(
            s.submission_id, s.form_code, s.form_version, s.reporter_code, s.window_start, s.window_end, s.status,
            s.outcome, s.reading_no, s.run_id, s.rule_set_sha256, s.archived_sha256, a.path, a.source, a.sha256,
            a.arrived_on, a.arrived_at, a.arrival_rank.label("receipt_no"),
        )
        .join(arrival, a.arrival_rank == s.arrival_rank)
        .where(s.submission_id.in_(sa.select(asked.c.submission_id)))
    )  # fmt: skip


def findings_of(asked: sa.FromClause) -> sa.Select[Any]:
    """The findings of these `submission_id`."""
    f = finding.c
    return (
        sa.select(finding).where(f.submission_id.in_(sa.select(asked.c.submission_id))).order_by(*finding.primary_key)
    )


def sent_for(asked: sa.FromClause) -> sa.Select[Any]:
    """Everything that had been sent by then for these form, reporter and period."""
    s, a, q = submission.c, arrival.c, asked.c
    names = ("form_code", "reporter_code", "window_start", "window_end")
    return (
        sa.select(*(s[name].label(f"of_{name}") for name in names), s.submission_id)
        .join(arrival, a.arrival_rank == s.arrival_rank)
        .join(cut, cut.c.cut_id == a.cut_id)
        .join(asked, sa.and_(*(s[name] == q[name] for name in names)))
        .where(cut.c.cut_at <= known.AS_OF, known.read_then(submission))
        .order_by(s.submission_id)
    )


def cuts_of(asked: sa.FromClause) -> sa.Select[Any]:
    """For these `submission_id` the instant from which each is known: of its file, or of its later reading."""
    s, r = submission.c, rereading.c
    rows = sa.select(s.submission_id, cut.c.cut_at).join(arrival, arrival.c.arrival_rank == s.arrival_rank)
    rows = rows.outerjoin(rereading, r.submission_id == s.submission_id)
    rows = rows.join(cut, cut.c.cut_id == sa.func.coalesce(r.cut_id, arrival.c.cut_id))
    return rows.where(s.submission_id.in_(sa.select(asked.c.submission_id)))


def acts_of(asked: sa.FromClause) -> sa.Select[Any]:
    """The acts of officers, and replays, that brought these `submission_id` about."""
    a, r = act.c, rereading.c
    rows = sa.select(r.submission_id, a.kind.label("act"), a.done_by, a.reason.label("act_reason"), a.done_at)
    return rows.join(act, a.act_no == r.act_no).where(r.submission_id.in_(sa.select(asked.c.submission_id)))


def acts_ending(asked: sa.FromClause) -> sa.Select[Any]:
    """The acts that put another reading in the place of these `submission_id`, and the instant from which it held."""
    a, r = act.c, rereading.c
    told = (a.kind.label("act"), a.done_by, a.reason.label("act_reason"), cut.c.cut_at.label("at"))
    rows = sa.select(r.replaces_id.label("old_submission_id"), *told).join(act, a.act_no == r.act_no)
    return rows.join(cut, cut.c.cut_id == r.cut_id).where(r.replaces_id.in_(sa.select(asked.c.submission_id)))


def readings_of(arrival_rank: int) -> sa.Select[Any]:
    """The submissions of a file: every reading of it."""
    s = submission.c
    return sa.select(s.submission_id).where(s.arrival_rank == arrival_rank).order_by(s.submission_id)
