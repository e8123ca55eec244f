"""Findings beside what people say of them: warnings that are explained, and what a rule that was off would have found.

Each is told as of an instant (none: all that is known) and a day, of the readings that `counts` says of `submission`
and `arrival`.
"""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.acts import rereading
from expectations.warehouse.explanations import finding_passed_over, waiver
from expectations.warehouse.intake import arrival, finding, submission
from expectations.warehouse.mart import freshness

OF_WAIVER = (
    "rule_code", "form_code", "reporter_code", "window_start", "window_end", "cell_key", "value_key", "rule_sha256",
)  # fmt: skip
OPEN, EXPLAINED, CONFIRMED = "open", "explained", "confirmed"  # what is said of a figure in doubt
KEY = ("rule_code", "effect", "form_code", "reporter_code", "window_start", "window_end")

# Now: all explanations, those that run out judged by the day of the marts, of the readings that hold.
TODAY = sa.select(freshness.c.today_on).scalar_subquery()
HOLDS = ~sa.exists().where(rereading.c.replaces_id == submission.c.submission_id)


def warnings_explained(at: Any, on: Any, counts: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Every warning, and by whom it is explained; not by an explanation that has run out."""
    f, s = finding.c, submission.c
    newest = newest_waiver(at)
    n, holds = newest.c, waiver_holds(newest, on)
    told = [sa.case((holds, n[name])).label(name) for name in ("because", "explained_by", "until_on")]
    return (
        sa.select(
            f.submission_id, f.finding_no, f.rule_code, f.effect, s.form_code, s.reporter_code, s.window_start,
            s.window_end, arrival.c.arrived_on, f.cell_key, f.sheet, f.sheet_row, f.sheet_column, f.value,
            sa.cast(sa.case((holds, 1), else_=0), sa.BigInteger).label("explained"), *told,
            s.arrival_rank.label("receipt_no"),
        )
        .select_from(finding)
        .join(submission, s.submission_id == f.submission_id)
        .join(arrival, arrival.c.arrival_rank == s.arrival_rank)
        .outerjoin(newest, said_of_finding(newest))
        .where(counts, f.effect == "warn")
    )  # fmt: skip


def newest_waiver(at: Any) -> sa.Subquery:
    """The explanations as known at an instant, of each thing the newest in place 1."""
    w = waiver.c
    place = sa.func.row_number().over(partition_by=[w[name] for name in OF_WAIVER], order_by=w.waiver_id.desc())
    columns = (w.waiver_id, w.because, w.explained_by, w.until_on, w.act_no, *(w[name] for name in OF_WAIVER))
    known = sa.true() if at is None else w.explained_at <= at
    return sa.select(*columns, place.label("place")).where(known).subquery("newest_waiver")


def said_of_finding(newest: sa.Subquery) -> sa.ColumnElement[bool]:
    """Whether an explanation is the newest on the thing that a row of `finding` and its `submission` tell of."""
    f, s, n = finding.c, submission.c, newest.c
    return sa.and_(n.place == 1, *((f[name] if name in f else s[name]) == n[name] for name in OF_WAIVER))


def waiver_holds(newest: sa.Subquery, on: Any) -> sa.ColumnElement[bool]:
    """Whether there is an explanation that has not run out by the day."""
    n = newest.c
    return sa.and_(n.waiver_id.is_not(None), n.until_on.is_(None) | (n.until_on >= on))


def doubt_state(newest: sa.Subquery, on: Any) -> sa.ColumnElement[str]:
    """Whether a doubt is open, or ended by an explanation or by an officer's confirmation."""
    told = ((sa.not_(waiver_holds(newest, on)), OPEN), (newest.c.act_no.is_not(None), CONFIRMED))
    return sa.case(*told, else_=EXPLAINED)


def data_quality_explained(at: Any, on: Any, counts: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """By rule, form, reporter and period: warnings, how many are explained and open, how many were passed over."""
    s, p = submission.c, finding_passed_over.c
    found = warnings_explained(at, on, counts).subquery("warnings_told")
    one, none = (sa.cast(sa.literal(number), sa.BigInteger) for number in (1, 0))
    warned = sa.select(*(found.c[name] for name in KEY), one.label("found"), found.c.explained, none.label("off"))
    passed = (
        sa.select(
            p.rule_code, p.effect, s.form_code, s.reporter_code, s.window_start, s.window_end, none.label("found"),
            none.label("explained"), one.label("off"),
        )
        .join(submission, s.submission_id == p.submission_id)
        .join(arrival, arrival.c.arrival_rank == s.arrival_rank)
        .where(counts)
    )  # fmt: skip
    each = sa.union_all(warned, passed).subquery("told_of_rules")

    def total(column: sa.ColumnElement[Any], name: str) -> sa.Label[int]:
        return sa.cast(sa.func.sum(column), sa.BigInteger).label(name)

    e = each.c
    keys = [e[name] for name in KEY]
    counted = (total(e.found, "findings"), total(e.explained, "explained"), total(e.found - e.explained, "unexplained"))
    return sa.select(*keys, *counted, total(e.off, "switched_off")).group_by(*keys)
