"""What the warehouse knows that stands on a blank form: who reports, and what they gave for the period before."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.catalogue import Form
from expectations.codes import load
from expectations.periods import Window, shift
from expectations.warehouse.core import acceptance, observation, project_version, standing
from flows.frames import fetch, key_table
from transforms.template import Reporter
from transforms.template_body import Figures

_LISTS = {"police_unit": "police_units", "board": "boards"}


def listed_reporters(form: Form) -> dict[str, Reporter]:
    """The reporters of a form that are declared in a code list, by code; none where they are projects."""
    if form.reporter not in _LISTS:
        return {}
    frame = load(_LISTS[form.reporter]).frame
    return {str(code): Reporter(str(code), str(name)) for code, name in zip(frame["code"], frame["vi"], strict=True)}


def registered_projects(connection: sa.Connection, window: Window) -> tuple[dict[str, Reporter], frozenset[str]]:
    """The projects of the register as they are on the window's last day, and which of them owe a report for it."""
    p = project_version.c
    rows = fetch(
        connection,
        sa.select(p.project_code, p.name, p.tax_code, p.is_fdi, p.valid_from, p.arrival_rank, p.started_on, p.ended_on)
        .join(acceptance, acceptance.c.submission_id == p.submission_id)
        .where(acceptance.c.until_cut_id.is_(None)),
    )
    end, start = pd.Timestamp(window.end), pd.Timestamp(window.start)
    rows = rows.assign(yet_to_come=rows["valid_from"] > end)
    rows = rows.sort_values(["yet_to_come", "valid_from", "arrival_rank"], ascending=[True, False, False])
    now = rows.drop_duplicates("project_code")
    owing = now[~now["yet_to_come"] & (now["started_on"] <= end) & ~(now["ended_on"] < start).fillna(False)]
    reporters = {
        code: Reporter(code, name, _text(tax_code), None if pd.isna(is_fdi) else bool(is_fdi))
        for code, name, tax_code, is_fdi in now[["project_code", "name", "tax_code", "is_fdi"]].itertuples(index=False)
    }
    return reporters, frozenset(owing["project_code"])


def previous_figures(
    connection: sa.Connection, form: Form, window: Window, reporters: Sequence[str]
) -> dict[str, Figures]:
    """For each of these reporters what stands of the period before, in base units; a final before an estimate."""
    before = shift(window, -1)
    wanted = pd.DataFrame({"reporter_code": pd.Series(list(reporters), dtype="str")})
    with key_table(connection, "asked_reporter", [standing.c.reporter_code], wanted) as ours:
        rows = fetch(connection, _standing(form, before, ours))
    told: dict[str, dict[tuple[str, str, str], int]] = defaultdict(dict)
    for code, area, indicator, measure, value in rows.drop(columns="status").itertuples(index=False):
        told[code][area, indicator, measure] = int(value)
    return dict(told)


def _standing(form: Form, before: Window, ours: sa.Table) -> sa.Select[Any]:
    o, st = observation.c, standing.c
    own = (st.form_code == form.code) & (st.window_start == before.start) & (st.window_end == before.end)
    of_report = (
        (o.submission_id == st.submission_id) & (o.window_start == st.window_start) & (o.window_end == st.window_end)
    )
    return (
        sa.select(st.reporter_code, o.area_code, o.indicator_code, o.measure, o.value, st.status)
        .select_from(standing)
        .join(ours, ours.c.reporter_code == st.reporter_code)
        .join(observation, of_report & (o.status == st.status))
        .where(own, st.until_cut_id.is_(None))
        .order_by(st.status)  # estimate before final, so that the final takes its place
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
