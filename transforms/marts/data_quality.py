"""Findings by rule, form, reporter and period."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.intake import arrival, finding, submission
from transforms.marts import known
from transforms.marts.figure_in_doubt import reports_in_doubt
from transforms.marts.obligation import KEY as OF_OBLIGATION
from transforms.marts.obligation import obligation as obligation_of
from transforms.marts.obligation import obligation_then
from transforms.marts.way import NO_NUMBER, NO_TEXT, Way, because, cell_of, one_where


def data_quality(
    only: sa.FromClause | None = None,
    obligation: sa.FromClause | None = None,
    figure_in_doubt: sa.FromClause | None = None,
) -> sa.Select[Any]:
    """Every finding, and every file not read or held for an officer. `only`: of these forms, reporters, periods.

    Where no period was settled the day of arrival stands in its place, under the regime `arrival`.
    """
    source = obligation if obligation is not None else obligation_then()
    told = _findings(only).cte("findings_by_key")
    doubted = reports_in_doubt(figure_in_doubt)
    t, o, d = told.c, source.c, doubted.c
    owed = sa.func.coalesce(o.obligation != "exempt", sa.false())
    held = owed & o.filing.in_(["accepted", "nil"])
    rows = sa.select(
        *t,
        known.one_if(owed).label("reporters_expected"),
        known.one_if(held).label("reporters_received"),
        known.one_if(held & d.reporter_code.is_not(None)).label("reporters_in_doubt"),
    )
    owing, doubting = (sa.and_(*(each[name] == t[name] for name in OF_OBLIGATION)) for each in (o, d))
    return rows.select_from(told).outerjoin(source, owing).outerjoin(doubted, doubting)


def data_quality_ways(figure: str, only: sa.FromClause | None = None) -> list[Way]:
    """The findings themselves; a file that could not be read counts as one. `reporters_…`: the obligation."""
    each = _each_finding(only)
    e = each.c
    key = [e[name] for name in KEY]
    if figure.startswith("reporters"):
        asked = sa.select(*(e[name] for name in OF_OBLIGATION)).distinct().cte("reports_asked")
        owed = obligation_of(asked).cte("obligations_asked")
        o = owed.c
        doubted = reports_in_doubt()
        received = o.filing.in_(["accepted", "nil"])
        in_doubt = received & doubted.c.reporter_code.is_not(None)
        held = {"reporters_received": received, "reporters_in_doubt": in_doubt}.get(figure, sa.true())
        became = because((o.obligation == "exempt", "exempt"), otherwise=o.filing)
        named = [o[name].label(f"of_{name}") for name in OF_OBLIGATION]
        rows = sa.select(*key, *named, one_where((o.obligation != "exempt") & held), became).distinct()
        same = [o[name] == e[name] for name in OF_OBLIGATION]
        doubting = [doubted.c[name] == o[name] for name in OF_OBLIGATION]
        both = sa.join(each, owed, sa.and_(*same)).outerjoin(doubted, sa.and_(*doubting))
        return [Way("obligation", "", rows.select_from(both), "number")]
    of = (e.rule_code.label("of_rule_code"), e.finding_no.label("of_finding_no"))
    rows = sa.select(*key, *of, one_where(sa.true()), because(otherwise=None), *cell_of(each))
    if figure == "submissions":
        return [Way("finding", "", rows.add_columns(e.submission_id.label("thing")), "distinct")]
    return [Way("finding", "", rows, "number")]


KEY = ("rule_code", "effect", "form_code", "reporter_code", "window_start", "window_end")


def _findings(only: sa.FromClause | None) -> sa.Select[Any]:
    each = _each_finding(only)
    group = [each.c[name] for name in (*KEY, "regime")]
    return sa.select(
        *group,
        sa.cast(sa.func.count(), sa.BigInteger).label("findings"),
        sa.cast(sa.func.count(each.c.submission_id.distinct()), sa.BigInteger).label("submissions"),
    ).group_by(*group)


def _each_finding(only: sa.FromClause | None) -> sa.CTE:
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
    cell = (f.finding_no, f.sheet, f.sheet_row, f.sheet_column, f.value.label("written"))
    nowhere = (NO_NUMBER, NO_TEXT, NO_NUMBER, NO_TEXT, NO_TEXT)
    rules = (
        sa.select(f.rule_code, f.effect, *columns, s.submission_id, *cell)
        .select_from(finding)
        .join(submission, s.submission_id == f.submission_id)
        .join(arrival, a.arrival_rank == s.arrival_rank)
        .where(known_then)
    )
    unread = (
        sa.select(s.reason, sa.literal("return"), *columns, s.submission_id, *nowhere)
        .join(arrival, a.arrival_rank == s.arrival_rank)
        .where(known_then, s.reason.is_not(None))
    )
    if only is not None:
        rules, unread = rules.where(known.matches(only, **key)), unread.where(known.matches(only, **key))
    return sa.union_all(rules, unread).cte("findings_of")
