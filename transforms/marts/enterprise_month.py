"""The figures of every project by calendar month."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.core import observation, standing
from expectations.warehouse.dimensions import form, period_window
from expectations.warehouse.explained import OPEN
from expectations.warehouse.mart import FIGURES
from transforms.marts import known
from transforms.marts.figure_in_doubt import figure_in_doubt_then
from transforms.marts.obligation import obligation
from transforms.marts.way import Way, adds, because, cell_of, one_where

KEY = ("project_code", "window_start", "window_end", "park_code", "tax_code")


def enterprise_month(only: sa.FromClause | None = None, figure_in_doubt: sa.FromClause | None = None) -> sa.Select[Any]:
    """Every project and month where it owed a report or one is held; figures are those of the final report.

    A month before the first register is told of only where its park has something received. `only`: these
    `park_code`, `window_start`.
    """
    return _owed_or_held(_registered(only), figure_in_doubt)


def _owed_or_held(registered: sa.CTE, figure_in_doubt: sa.FromClause | None = None) -> sa.Select[Any]:
    told = _with_figures(registered)
    doubted = figures_in_doubt(figure_in_doubt).subquery("doubted_figures").c
    months = sa.select(doubted.project_code, doubted.window_start).distinct().cte("months_in_doubt")
    t, d = told.c, months.c
    received = (t.reporters_expected == 1) & (t.is_held == 1)
    park_told = sa.func.max(known.one_if(received)).over(partition_by=[t.park_code, t.window_start])
    said = sa.select(
        *(column for column in t if column.name != "is_held"),
        known.one_if(received).label("reporters_received"),
        known.one_if(d.project_code.is_not(None)).label("reporters_in_doubt"),
        t.is_held,
        park_told.label("park_told"),
    )
    same = (d.project_code == t.project_code) & (d.window_start == t.window_start)
    rows = said.select_from(told).outerjoin(months, same).cte("enterprise_months")
    r = rows.c
    owed = (r.reporters_expected == 1) & ((r.window_start >= known.first_month()) | (r.park_told == 1))
    held = (r.reporters_expected == 0) & (r.is_held == 1)
    return sa.select(*(column for column in r if column.name not in ("is_held", "park_told"))).where(owed | held)


def enterprise_month_ways(figure: str, only: sa.FromClause | None = None) -> list[Way]:
    """The cells of the final report; who reports is told by the register; what is not there, by the obligations."""
    registered = _registered(only)
    told = _owed_or_held(registered).cte("enterprise_month_told")
    t, r, s, o = told.c, registered.c, standing.c, observation.c
    key = (t.project_code, t.window_start)
    same = (r.project_code == t.project_code) & (r.window_start == t.window_start)
    if figure == "reporters_expected":
        states = sa.select(*key, t.project_code.label("of_project_code"), r.valid_from.label("of_valid_from"))
        owes = (one_where(r.reporters_expected == 1), because((r.reporters_expected == 0, "exempt")))
        return [
            Way(
                "project_version",
                "project_code",
                states.add_columns(*owes, *cell_of(registered)).join(registered, same),
                "number",
            )
        ]
    whole = sa.join(told, _reports(registered), same)
    missing = Way("obligation", "", not_received(only))
    if figure == "reporters_received":
        sent = sa.select(*key, one_where(r.reporters_expected == 1), because((r.reporters_expected == 0, "exempt")))
        files = sent.add_columns(*cell_of(standing)).select_from(whole).where(s.submission_id.is_not(None)).distinct()
        return [Way("submission", "", files, "number"), missing]
    if figure == "reporters_in_doubt":
        return [_months_in_doubt(told)]
    indicator = next(each.indicator for each in FIGURES if each.column == figure)
    cells = sa.select(*key, o.indicator_code.label("of_indicator_code"), adds(o.value), because(otherwise=None))
    cells = cells.add_columns(*cell_of(observation)).select_from(whole).where(o.indicator_code == indicator)
    return [Way("observation", "value", cells), missing]


def figures_in_doubt(source: sa.FromClause | None = None) -> sa.Select[Any]:
    """The figures of these months that are in doubt; `source`: all figures in doubt."""
    d = (source if source is not None else figure_in_doubt_then()).c
    of_month = d.form_code.in_(feeding_forms()) & (d.status == "final")
    key = (d.reporter_code.label("project_code"), d.window_start, d.window_end, d.form_code, d.cell_key)
    known_here = d.indicator_code.in_([figure.indicator for figure in FIGURES])
    return sa.select(*key, d.indicator_code).where(of_month, known_here, d.state == OPEN)


def _months_in_doubt(told: sa.CTE) -> Way:
    """The figures in doubt of each month, which counts once."""
    doubted = figures_in_doubt().subquery("doubted_figures")
    t, d = told.c, doubted.c
    of = (d.form_code, d.project_code.label("reporter_code"), d.window_start, d.window_end, d.cell_key)
    named = [column.label(f"of_{column.name}") for column in of]
    rows = sa.select(t.project_code, t.window_start, *named, one_where(sa.true()), because(otherwise=None))
    same = (d.project_code == t.project_code) & (d.window_start == t.window_start)
    rows = rows.add_columns(t.project_code.label("thing")).select_from(sa.join(told, doubted, same))
    return Way("figure_in_doubt", "value", rows, "distinct")


def not_received(only: sa.FromClause | None = None) -> sa.Select[Any]:
    """Projects whose final report of a month is not held, and why, by the key of the project's and the park's month."""
    registered, f = _registered(only), form.c
    r = registered.c
    reports = sa.select(f.form_code, r.project_code.label("reporter_code"), r.window_start, r.window_end)
    every = reports.select_from(sa.join(registered, form, f.form_code.in_(feeding_forms())))
    asked = every.cte("reports_asked")
    owed = obligation(asked).cte("obligations_asked")
    o = owed.c
    ours = (o.reporter_code == r.project_code) & (o.window_start == r.window_start) & (o.window_end == r.window_end)
    held = (r.reporters_expected == 1) & o.filing.in_(["accepted", "nil"])
    reason = because((r.reporters_expected == 0, "exempt"), otherwise=sa.func.coalesce(o.filing, "missing"))
    of = (o.form_code, r.project_code.label("reporter_code"), r.window_start, r.window_end)
    named = [column.label(f"of_{column.name}") for column in of]
    rows = sa.select(r.park_code, r.project_code, r.window_start, *named, adds(sa.null()), reason)
    return rows.select_from(sa.outerjoin(registered, owed, ours)).where(sa.not_(sa.func.coalesce(held, sa.false())))


def feeding_forms() -> sa.Select[Any]:
    """The forms that say of themselves that their figures stand here: another one's of the same name do not."""
    return sa.select(form.c.form_code).where(form.c.feeds == "enterprise_month")


def _registered(only: sa.FromClause | None) -> sa.CTE:
    """Projects in the state that is in force on the last day of each month that has ended."""
    version, w = known.project_versions(), period_window.c
    told = sa.select(standing.c.window_start).where(standing.c.form_code.in_(feeding_forms()))
    begun = (w.window_start >= known.first_month()) | w.window_start.in_(told)
    months = (w.regime == "calendar") & (w.length == "month") & (w.window_end <= known.AS_OF_ON) & begun
    v = version.c
    registered = (
        sa.select(v.project_code, w.window_start, w.window_end, v.park_code, v.tax_code)
        .add_columns(known.one_if(known.owes(version, w.window_start, w.window_end)).label("reporters_expected"))
        .add_columns(v.valid_from, v.submission_id, v.sheet, v.sheet_row)
        .select_from(version)
        .join(period_window, months & known.in_force(version, w.window_end))
    )
    if only is not None:
        registered = registered.where(known.matches(only, park_code=v.park_code, window_start=w.window_start))
    return registered.cte("registered")


def _reports(registered: sa.CTE) -> sa.Join:
    """Each of those months with its final report and the report's figures of that month."""
    b, o, s = registered.c, observation.c, standing.c
    ours = (s.reporter_code == b.project_code) & (s.window_start == b.window_start) & s.form_code.in_(feeding_forms())
    stands = ours & (s.status == "final") & known.held_then(standing)
    figure_of = (o.submission_id == s.submission_id) & (o.window_start == s.window_start) & (o.area_code == "")
    figures = figure_of & (o.status == "final") & (o.measure == "period")
    return registered.outerjoin(standing, stands).outerjoin(observation, figures)


def _with_figures(registered: sa.CTE) -> sa.CTE:
    """Each of those months with the figures of its final report, one column each, in one pass."""
    b, o, s = registered.c, observation.c, standing.c
    key = (*(b[name] for name in KEY), b.reporters_expected)
    return (
        sa.select(
            *key,
            *(
                known.total(sa.case((o.indicator_code == figure.indicator, o.value))).label(figure.column)
                for figure in FIGURES
            ),
            known.one_if(sa.func.count(s.submission_id) > 0).label("is_held"),
        )
        .select_from(_reports(registered))
        .group_by(*key)
        .cte("told")
    )
