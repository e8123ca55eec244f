"""Findings by rule, form, reporter and period."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.intake import arrival, finding, submission
from transforms.marts import known
from transforms.marts.obligation import obligation_then


def data_quality(only: sa.FromClause | None = None, obligation: sa.FromClause | None = None) -> sa.Select[Any]:
    """Every finding, and every file not read or held for an officer. `only`: of these forms, reporters, periods.

    Where no period was settled the day of arrival stands in its place, under the regime `arrival`.
    """
    source = obligation if obligation is not None else obligation_then()
    told = _findings(only).cte("findings_by_key")
    t, o = told.c, source.c
    owed = sa.func.coalesce(o.obligation != "exempt", sa.false())
    rows = sa.select(
        *t,
        known.one_if(owed).label("reporters_expected"),
        known.one_if(owed & o.filing.in_(["accepted", "nil"])).label("reporters_received"),
    )
    same = [o[name] == t[name] for name in ("form_code", "reporter_code", "window_start", "window_end")]
    return rows.select_from(told).outerjoin(source, sa.and_(*same))


def _findings(only: sa.FromClause | None) -> sa.Select[Any]:
    s, f, a = submission.c, finding.c, arrival.c
    settled = s.window_start.is_not(None)
    key = {
        "form_code": sa.func.coalesce(s.form_code, ""),
        "reporter_code": sa.func.coalesce(s.reporter_code, ""),
        "window_start": sa.func.coalesce(s.window_start, a.arrived_on),
    }
    rest = {
        "window_end": sa.func.coalesce(s.window_end, a.arrived_on),
        "regime": sa.case((settled, s.regime), else_="arrival"),
    }
    columns = [value.label(name) for name, value in (key | rest).items()]
    known_then = (a.cut_id <= known.cut_then()) & known.read_then(submission)
    rules = (
        sa.select(f.rule_code, f.effect, *columns, s.submission_id)
        .select_from(finding)
        .join(submission, s.submission_id == f.submission_id)
        .join(arrival, a.arrival_rank == s.arrival_rank)
        .where(known_then)
    )
    unread = (
        sa.select(s.reason, sa.literal("return"), *columns, s.submission_id)
        .join(arrival, a.arrival_rank == s.arrival_rank)
        .where(known_then, s.reason.is_not(None))
    )
    if only is not None:
        rules, unread = rules.where(known.matches(only, **key)), unread.where(known.matches(only, **key))
    each = sa.union_all(rules, unread).cte("findings_of")
    group = [column for column in each.c if column.name != "submission_id"]
    return sa.select(
        *group,
        sa.cast(sa.func.count(), sa.BigInteger).label("findings"),
        sa.cast(sa.func.count(each.c.submission_id.distinct()), sa.BigInteger).label("submissions"),
    ).group_by(*group)
