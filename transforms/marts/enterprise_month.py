"""The figures of every project by calendar month."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.core import observation, standing
from expectations.warehouse.dimensions import form, period_window
from expectations.warehouse.mart import FIGURES
from transforms.marts import known

MONTHLY = (form.c.reporter_kind == "project") & (form.c.regime == "calendar") & (form.c.length == "month")


def enterprise_month(only: sa.FromClause | None = None) -> sa.Select[Any]:
    """Every project and month where it owed a report or one is held; figures are those of the final report.

    A month before the first register is told of only where its park has something received. `only`: these
    `park_code`, `window_start`.
    """
    base = _registered(only)
    report = _reports(base)
    figures = _figures(report)
    b, r = base.c, report.c
    received = b.owes & r.submission_id.is_not(None)
    park_told = sa.func.max(known.one_if(received)).over(partition_by=[b.park_code, b.window_start])
    rows = (
        sa.select(
            b.project_code, b.window_start, b.window_end, b.park_code, b.tax_code,
            *(figures.c[figure.column] for figure in FIGURES),
            known.one_if(b.owes).label("reporters_expected"),
            known.one_if(received).label("reporters_received"),
            known.one_if(r.submission_id.is_not(None)).label("is_held"),
            park_told.label("park_told"),
        )
        .outerjoin(report, (r.reporter_code == b.project_code) & (r.window_start == b.window_start))
        .outerjoin(figures, figures.c.submission_id == r.submission_id)
        .subquery()
    )  # fmt: skip
    owed = (rows.c.reporters_expected == 1) & ((rows.c.window_start >= known.first_month()) | (rows.c.park_told == 1))
    helpers = ("is_held", "park_told")
    return sa.select(*(column for column in rows.c if column.name not in helpers)).where(
        owed | ((rows.c.reporters_expected == 0) & (rows.c.is_held == 1))
    )


def _registered(only: sa.FromClause | None) -> sa.CTE:
    """Projects in the state that is in force on the last day of each month that has ended."""
    version, w = known.project_versions(), period_window.c
    told = sa.select(standing.c.window_start).join(form, form.c.form_code == standing.c.form_code).where(MONTHLY)
    begun = (w.window_start >= known.first_month()) | w.window_start.in_(told)
    months = (w.regime == "calendar") & (w.length == "month") & (w.window_end <= known.AS_OF_ON) & begun
    v = version.c
    registered = (
        sa.select(v.project_code, v.park_code, v.tax_code, w.window_start, w.window_end)
        .add_columns(known.owes(version, w.window_start, w.window_end).label("owes"))
        .select_from(version)
        .join(period_window, months & known.in_force(version, w.window_end))
    )
    if only is not None:
        registered = registered.where(known.matches(only, park_code=v.park_code, window_start=w.window_start))
    return registered.cte("registered")


def _reports(base: sa.CTE) -> sa.CTE:
    """The final reports of those projects and months; the form is the monthly one of projects."""
    final = known.final_reports().subquery()
    f = final.c
    return (
        sa.select(f.submission_id, f.reporter_code, f.window_start, f.window_end)
        .join(form, form.c.form_code == f.form_code)
        .join(base, (base.c.project_code == f.reporter_code) & (base.c.window_start == f.window_start))
        .where(MONTHLY)
        .cte("reports")
    )


def _figures(report: sa.CTE) -> sa.Subquery:
    """The figures of the reports, one column each."""
    o = observation.c
    return (
        sa.select(
            o.submission_id,
            *(
                known.total(sa.case((o.indicator_code == figure.indicator, o.value))).label(figure.column)
                for figure in FIGURES
            ),
        )
        .join(report, (report.c.submission_id == o.submission_id) & (report.c.window_start == o.window_start))
        .where(o.status == "final", o.measure == "period", o.area_code == "")
        .group_by(o.submission_id)
        .subquery("figures")
    )
