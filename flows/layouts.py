"""The layouts that `export` knows beside the marts: the standing figures, cases, projects, targets, submissions."""

from collections.abc import Callable
from functools import partial
from typing import Any

import sqlalchemy as sa

from expectations.warehouse.core import (
    acceptance,
    observation,
    project_version,
    published_figure,
    standing,
    target,
)
from expectations.warehouse.dimensions import cut, indicator
from expectations.warehouse.intake import arrival, submission
from expectations.warehouse.nil_answers import nil_answer
from expectations.warehouse.registers import register, register_forms
from transforms.marts import known


def observations() -> sa.Select[Any]:
    """The figures that stood then: finals, and the newest estimate of each figure where no final is held."""
    o, s = observation.c, standing.c
    newest = sa.func.row_number().over(
        partition_by=[s.form_code, s.reporter_code, s.window_start, s.window_end, o.area_code, o.indicator_code],
        order_by=submission.c.arrival_rank.desc(),
    )
    same_window = (o.window_start == s.window_start) & (o.window_end == s.window_end)
    told = (
        sa.select(
            s.form_code.label("form"), s.reporter_code.label("reporter"), o.area_code.label("park"),
            o.indicator_code.label("indicator"), s.window_start.label("period_start"), s.window_end.label("period_end"),
            s.status, o.value, indicator.c.base_unit.label("unit"), newest.label("place"),
        )
        .select_from(standing)
        .join(observation, (o.submission_id == s.submission_id) & same_window)
        .join(submission, submission.c.submission_id == s.submission_id)
        .join(indicator, indicator.c.indicator_code == o.indicator_code)
        .where(known.held_then(standing), o.measure == "period")
        .subquery()
    )  # fmt: skip
    return sa.select(*(column for column in told.c if column.name != "place")).where(told.c.place == 1)


def incidents() -> sa.Select[Any]:
    """The state of every case as known then."""
    case = known.current_cases()
    names = {
        "unit_code": "unit", "case_no": "case_no", "occurred_on": "occurred_on", "detected_on": "detected_on",
        "park_code": "park", "tax_code": "tax_code", "category_code": "category", "people": "people",
        "foreigners": "foreigners", "nationality_code": "nationality", "participants": "participants",
        "deaths": "deaths", "injuries": "injuries", "damage_vnd": "damage_vnd", "case_status": "status",
        "minutes_on": "minutes_on", "decided_on": "decided_on", "decision_no": "decision_no",
        "decree_code": "legal_basis", "fine_vnd": "fine_vnd",
    }  # fmt: skip
    return sa.select(*(case.c[name].label(shown) for name, shown in names.items()))


def projects() -> sa.Select[Any]:
    """The register with all its versions as known then; of two for one day the later to arrive."""
    p = project_version.c
    later = sa.func.row_number().over(partition_by=[p.project_code, p.valid_from], order_by=p.arrival_rank.desc())
    names = {
        "project_code": "project", "valid_from": "valid_from", "tax_code": "tax_code", "name": "name",
        "park_code": "park", "is_fdi": "fdi", "country_code": "country", "vsic_code": "vsic",
        "vsic_version": "vsic_version", "licensed_on": "licensed_on", "started_on": "start", "ended_on": "end",
        "email": "email",
    }  # fmt: skip
    told = (
        sa.select(*(p[name].label(shown) for name, shown in names.items() if name != "is_fdi"))
        .add_columns(known.one_if(p.is_fdi).label("fdi"), later.label("place"))
        .join(acceptance, acceptance.c.submission_id == p.submission_id)
        .where(known.held_then(acceptance))
        .subquery()
    )
    return sa.select(*(told.c[shown] for shown in names.values())).where(told.c.place == 1)


def targets() -> sa.Select[Any]:
    """The targets of the lists that stood then."""
    t = target.c
    return (
        sa.select(
            t.year, t.area_code.label("area"), t.indicator_code.label("indicator"), t.target,
            indicator.c.base_unit.label("unit"), t.basis,
        )
        .join(standing, (standing.c.submission_id == t.submission_id) & sa.not_(standing.c.is_carried))
        .join(indicator, indicator.c.indicator_code == t.indicator_code)
        .where(known.held_then(standing))
    )  # fmt: skip


def published() -> sa.Select[Any]:
    """The published figures of the lists that stood then, in the order of the list."""
    f = published_figure.c
    return (
        sa.select(
            f.indicator_code.label("indicator"), f.from_year, f.to_year, f.qualifier, f.written, f.unit_written,
            f.value, f.out_of.label("of"), indicator.c.base_unit.label("unit"),
        )
        .join(standing, (standing.c.submission_id == f.submission_id) & sa.not_(standing.c.is_carried))
        .join(indicator, indicator.c.indicator_code == f.indicator_code)
        .where(known.held_then(standing))
        .order_by(standing.c.window_start, standing.c.reporter_code, f.figure_no)
    )  # fmt: skip


def registers() -> dict[str, Callable[[], sa.Select[Any]]]:
    """The tables of the registers that have none of their own, of the reports that stood then."""
    return {
        form.table.name: partial(register, form, known.held_then(standing))
        for form in register_forms()
        if form.table is not None
    }


def nil_answers() -> sa.Select[Any]:
    """The figures that the reports that stood then answered by “nothing to report”."""
    n, s = nil_answer.c, standing.c
    return (
        sa.select(
            s.form_code.label("form"), s.reporter_code.label("reporter"), n.section,
            n.indicator_code.label("indicator"), n.window_start.label("period_start"),
            n.window_end.label("period_end"), s.status,
        )
        .join(standing, (s.submission_id == n.submission_id) & sa.not_(s.is_carried))
        .where(known.held_then(standing))
    )  # fmt: skip


def order_of(name: str) -> tuple[str, ...]:
    """The columns by which a register's table is sorted first."""
    orders = {form.table.name: form.table.order for form in register_forms() if form.table is not None}
    return orders.get(name, ())


def submissions() -> sa.Select[Any]:
    """Every file that had arrived by then, with its outcome, in the order of arrival."""
    s, a = submission.c, arrival.c
    return (
        sa.select(
            a.path, s.form_code.label("form"), s.form_version.label("version"), s.reporter_code.label("reporter"),
            s.window_start.label("period_start"), s.window_end.label("period_end"), s.outcome, s.reason, s.status,
            s.submission_id, a.arrival_rank,
        )
        .join(arrival, a.arrival_rank == s.arrival_rank)
        .join(cut, cut.c.cut_id == a.cut_id)
        .where(cut.c.cut_at <= known.AS_OF, known.read_then(submission))
        .order_by(a.arrival_rank)
    )  # fmt: skip
