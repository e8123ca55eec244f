"""The accepted rows of a form, in the columns of the warehouse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import pandas as pd

from expectations.periods import shift, window_of
from expectations.warehouse.registers import VALUES as VALUE_COLUMNS
from transforms.conform import Conformed
from transforms.no_rows import no_rows

_WHERE = {"sheet": "str", "sheet_row": "Int64"}
OBSERVATIONS = {
    "arrival_rank": "int64", "form_code": "str", "reporter_code": "str", "area_code": "str", "indicator_code": "str",
    "window_start": "datetime64[s]", "window_end": "datetime64[s]", "regime": "str", "status": "str", "measure": "str",
    "value": "Int64", "unit": "str", **_WHERE, "sheet_column": "str", "written": "str",
}  # fmt: skip
INCIDENTS = {
    "arrival_rank": "int64", "unit_code": "str", "case_no": "str", "occurred_on": "datetime64[s]",
    "detected_on": "datetime64[s]", "park_code": "str", "tax_code": "str", "category_code": "str", "people": "Int64",
    "foreigners": "Int64", "nationality_code": "str", "participants": "Int64", "deaths": "Int64", "injuries": "Int64",
    "damage_vnd": "Int64", "case_status": "str", "minutes_on": "datetime64[s]", "decided_on": "datetime64[s]",
    "decision_no": "str", "decree_code": "str", "fine_vnd": "Int64", "report_end": "datetime64[s]",
    "detected_window_start": "datetime64[s]", "detected_window_end": "datetime64[s]", **_WHERE,
}  # fmt: skip
PROJECTS = {
    "arrival_rank": "int64", "project_code": "str", "valid_from": "datetime64[s]", "tax_code": "str", "name": "str",
    "park_code": "str", "is_fdi": "Int64", "country_code": "str", "vsic_code": "str", "vsic_version": "str",
    "licensed_on": "datetime64[s]", "started_on": "datetime64[s]", "ended_on": "datetime64[s]", "email": "str",
    **_WHERE,
}  # fmt: skip
TARGETS = {
    "arrival_rank": "int64", "year": "Int64", "area_code": "str", "indicator_code": "str", "target": "Int64",
    "unit": "str", "basis": "str", **_WHERE,
}  # fmt: skip
PUBLISHED = {
    "arrival_rank": "int64", "indicator_code": "str", "scope": "str", "from_year": "Int64", "to_year": "Int64",
    "qualifier": "str", "written": "str", "unit_written": "str", "value": "Int64", "out_of": "Int64", "unit": "str",
    "source": "str", "page": "str", **_WHERE,
}  # fmt: skip


ENTRIES = {
    "arrival_rank": "int64", "entry_no": "int64", "column_key": "str", "text_value": "str", "number_value": "Int64",
    "day_value": "datetime64[s]", **_WHERE, "sheet_column": "str", "written": "str",
}  # fmt: skip
NIL_ANSWERS = {
    "arrival_rank": "int64", "indicator_code": "str", "section": "str", "window_start": "datetime64[s]",
    "window_end": "datetime64[s]", **_WHERE, "sheet_column": "str", "written": "str",
}  # fmt: skip


VALUES = ("text_value", "number_value", "day_value")


@dataclass(frozen=True)
class Facts:
    """What the accepted reports of one form say."""

    reports: pd.DataFrame
    observations: pd.DataFrame
    incidents: pd.DataFrame
    projects: pd.DataFrame
    targets: pd.DataFrame
    published_figures: pd.DataFrame
    entries: pd.DataFrame
    nil_answers: pd.DataFrame


def _shaped(frame: pd.DataFrame, types: dict[str, str]) -> pd.DataFrame:
    if frame.empty:
        return no_rows(types)
    return frame.reindex(columns=list(types)).astype(types).reset_index(drop=True)


def no_facts(reports: pd.DataFrame | None = None) -> Facts:
    """No rows of any kind."""
    return _no_facts() if reports is None else replace(_no_facts(), reports=reports)


@cache
def _no_facts() -> Facts:
    none = pd.DataFrame()
    kinds = (OBSERVATIONS, INCIDENTS, PROJECTS, TARGETS, PUBLISHED, ENTRIES, NIL_ANSWERS)
    return Facts(none, *(_shaped(none, types) for types in kinds))


def facts_of(conformed: Conformed, accepted: pd.DataFrame, refused: pd.MultiIndex) -> Facts:
    """The rows of the accepted reports, without the refused records."""
    facts = no_facts(accepted)
    kind = conformed.form.loads
    if conformed.form.layout == "figures":
        facts = _with(facts, "nil_answers", _nil_answers(conformed, accepted))
        return _with(facts, "observations", _figures(conformed, accepted))
    records = conformed.records
    records = records[records["arrival_rank"].isin(accepted["arrival_rank"])]
    records = records[~pd.MultiIndex.from_frame(records[["arrival_rank", "entry"]]).isin(refused)]
    stored = {column.key: column.stored_as for column in conformed.form.columns if column.stored_as}
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "observations": lambda: _by_area(conformed, records),
        "incidents": lambda: _incidents(records.rename(columns=stored)),
        "projects": lambda: _shaped(records.rename(columns={**stored, "row": "sheet_row"}), PROJECTS),
        "targets": lambda: _targets(records.rename(columns=stored)),
        "published_figures": lambda: _published(records.rename(columns=stored)),
        "entries": lambda: _entries(conformed, records),
    }
    return _with(facts, kind, makers[kind]())


def _with(facts: Facts, kind: str, frame: pd.DataFrame) -> Facts:
    return replace(facts, **{kind: frame})


def _figures(conformed: Conformed, accepted: pd.DataFrame) -> pd.DataFrame:
    """The period's figures, the cumulative figures of flows, and the estimates of the next period."""
    form, cells = conformed.form, conformed.cells
    about = accepted[["arrival_rank", "reporter", "window_start", "window_end", "status"]].reset_index(drop=True)
    given = cells[cells["value"].notna() & cells["indicator"].notna()].merge(about, on="arrival_rank", validate="m:1")
    kept = given[(given["role"] != "cumulative") | (given["kind_of_figure"] == "flow")]
    kept = kept.drop(columns=["unit"]).rename(
        columns={
            "reporter": "reporter_code", "indicator": "indicator_code", "base_unit": "unit", "text": "written",
            "row": "sheet_row", "column": "sheet_column",
        }
    )  # fmt: skip
    ahead = kept["role"] == "next_estimate"
    kept = kept.assign(
        form_code=form.code, area_code="", regime=form.period.regime,
        measure=kept["role"].map({"period": "period", "cumulative": "cumulative", "next_estimate": "period"}),
        status=kept["status"].where(~ahead, "estimate"),
    )  # fmt: skip
    starts = {start: _next(start, conformed) for start in kept.loc[ahead, "window_start"].unique()}
    for name, at in (("window_end", 1), ("window_start", 0)):
        moved = kept["window_start"].map({start: window[at] for start, window in starts.items()})
        kept[name] = kept[name].where(~ahead, moved)
    return _shaped(kept, OBSERVATIONS)


def _nil_answers(conformed: Conformed, accepted: pd.DataFrame) -> pd.DataFrame:
    about = accepted[["arrival_rank", "window_start", "window_end"]].reset_index(drop=True)
    return _shaped(conformed.nil.merge(about, on="arrival_rank", validate="m:1"), NIL_ANSWERS)


def _next(start: pd.Timestamp, conformed: Conformed) -> tuple[pd.Timestamp, pd.Timestamp]:
    period = conformed.form.period
    window = shift(window_of(pd.Timestamp(start).date(), period.regime, period.length), 1)
    return pd.Timestamp(window.start), pd.Timestamp(window.end)


def _by_area(conformed: Conformed, records: pd.DataFrame) -> pd.DataFrame:
    """A register whose rows are areas: each of its columns that is an indicator is a figure of the area."""
    form = conformed.form
    indicators = {column.key: column.indicator for column in form.columns if column.indicator}
    long = records.melt(
        ["arrival_rank", "entry", *form.key, "window_start", "window_end", "reporter", "status"],
        list(indicators),
        "column_key",
    )
    long = long[long["value"].notna()]
    units = records.melt(["arrival_rank", "entry"], [f"{key}_base_unit" for key in indicators], "column_key", "unit")
    units["column_key"] = units["column_key"].str.removesuffix("_base_unit")
    keys = ["arrival_rank", "entry", "column_key"]
    long = long.merge(units, on=keys, validate="1:1")
    cells = conformed.cells[conformed.cells["entry"] > 0][[*keys, "sheet", "row", "column", "text"]]
    long = long.merge(cells, on=keys, validate="1:1")
    long["indicator_code"] = long["column_key"].map(indicators)
    long = long.rename(
        columns={
            form.key[0]: "area_code",
            "reporter": "reporter_code",
            "row": "sheet_row",
            "column": "sheet_column",
            "text": "written",
        }
    )
    return _shaped(long.assign(form_code=form.code, regime=form.period.regime, measure="period"), OBSERVATIONS)


def _incidents(records: pd.DataFrame) -> pd.DataFrame:
    days = {
        day: window_of(pd.Timestamp(day).date(), "administrative", "month")
        for day in records["detected_on"].dropna().unique()
    }
    made = records.assign(
        unit_code=records["reporter"],
        report_end=records["window_end"],
        detected_window_start=records["detected_on"].map(
            {day: pd.Timestamp(window.start) for day, window in days.items()}
        ),
        detected_window_end=records["detected_on"].map({day: pd.Timestamp(window.end) for day, window in days.items()}),
    )
    return _shaped(made.rename(columns={"row": "sheet_row"}), INCIDENTS)


def _targets(records: pd.DataFrame) -> pd.DataFrame:
    made = records.drop(columns=["unit"], errors="ignore").rename(
        columns={"target_base_unit": "unit", "row": "sheet_row"}
    )
    return _shaped(made.assign(year=made["window_start"].dt.year), TARGETS)


def _published(records: pd.DataFrame) -> pd.DataFrame:
    return _shaped(records.rename(columns={"value_base_unit": "unit", "row": "sheet_row"}), PUBLISHED)


def _entries(conformed: Conformed, records: pd.DataFrame) -> pd.DataFrame:
    """A row a column of a record, with the cell it stood in."""
    columns = [column for column in conformed.form.columns if column.type != "dropped"]
    parts = [
        records[["arrival_rank", "entry", "sheet", "row"]].assign(
            column_key=column.key, **{VALUE_COLUMNS.get(column.type, "text_value"): records[column.key]}
        )
        for column in columns
    ]
    values = pd.concat([pd.DataFrame(columns=list(ENTRIES)), *parts], ignore_index=True)
    values = values[values[list(VALUES)].notna().any(axis=1)]
    keys = ["arrival_rank", "entry", "column_key"]
    cells = conformed.cells[conformed.cells["entry"] > 0][[*keys, "column", "text"]]
    made = values.astype({"arrival_rank": "int64"}).merge(cells, on=keys, how="left", validate="1:1")
    made = made.assign(entry_no=made["entry"], sheet_row=made["row"], sheet_column=made["column"], written=made["text"])
    return _shaped(made, ENTRIES)
