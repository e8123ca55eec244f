"""The figures of every project by calendar month."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.core import observation, standing
from expectations.warehouse.dimensions import form, period_window
from expectations.warehouse.mart import FIGURES
from transforms.marts import known

KEY = ("project_code", "window_start", "window_end", "park_code", "tax_code")


def enterprise_month(only: sa.FromClause | None = None) -> sa.Select[Any]:
    """Every project and month where it owed a report or one is held; figures are those of the final report.

    A month before the first register is told of only where its park has something received. `only`: these
    `park_code`, `window_start`.
    """
    told = _with_figures(_registered(only))
    t = told.c
    received = (t.reporters_expected == 1) & (t.is_held == 1)
    park_told = sa.func.max(known.one_if(received)).over(partition_by=[t.park_code, t.window_start])
    rows = sa.select(
        *(column for column in t if column.name != "is_held"),
        known.one_if(received).label("reporters_received"),
        t.is_held,
        park_told.label("park_told"),
    ).cte("enterprise_months")
    r = rows.c
    owed = (r.reporters_expected == 1) & ((r.window_start >= known.first_month()) | (r.park_told == 1))
    held = (r.reporters_expected == 0) & (r.is_held == 1)
    return sa.select(*(column for column in r if column.name not in ("is_held", "park_told"))).where(owed | held)


def monthly_forms() -> sa.Select[Any]:
    """The forms that projects send every calendar month."""
    f = form.c
    monthly = (f.reporter_kind == "project") & (f.regime == "calendar") & (f.length == "month")
    return sa.select(f.form_code).where(monthly)


def _registered(only: sa.FromClause | None) -> sa.CTE:
    """Projects in the state that is in force on the last day of each month that has ended."""
    version, w = known.project_versions(), period_window.c
    told = sa.select(standing.c.window_start).where(standing.c.form_code.in_(monthly_forms()))
    begun = (w.window_start >= known.first_month()) | w.window_start.in_(told)
    months = (w.regime == "calendar") & (w.length == "month") & (w.window_end <= known.AS_OF_ON) & begun
    v = version.c
    registered = (
        sa.select(v.project_code, w.window_start, w.window_end, v.park_code, v.tax_code)
        .add_columns(known.one_if(known.owes(version, w.window_start, w.window_end)).label("reporters_expected"))
        .select_from(version)
        .join(period_window, months & known.in_force(version, w.window_end))
    )
    if only is not None:
        registered = registered.where(known.matches(only, park_code=v.park_code, window_start=w.window_start))
    return registered.cte("registered")


def _with_figures(registered: sa.CTE) -> sa.CTE:
    """Each of those months with the figures of its final report, one column each, in one pass."""
    b, o, s = registered.c, observation.c, standing.c
    ours = (s.reporter_code == b.project_code) & (s.window_start == b.window_start) & s.form_code.in_(monthly_forms())
    stands = ours & (s.status == "final") & known.held_then(standing)
    figure_of = (o.submission_id == s.submission_id) & (o.window_start == s.window_start) & (o.area_code == "")
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
        .select_from(registered)
        .outerjoin(standing, stands)
        .outerjoin(observation, figure_of & (o.status == "final") & (o.measure == "period"))
        .group_by(*key)
        .cte("told")
    )
