"""The rules of a form over the frames of a batch: which cells break which rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from expectations.catalogue import Catalogue
from expectations.rule import Input, Rule
from expectations.suites import Check, checks_of, failures
from transforms.conform import Conformed, indicator_name
from transforms.faults import FAULTS
from transforms.inputs import Held, add_inputs
from transforms.shown import in_words
from transforms.spoilt import sees_spoilt, spoilt_cells
from transforms.usual import Asked, asked_of


def broken_rules(
    conformed: Conformed,
    rules: Sequence[Rule],
    found: pd.DataFrame,
    catalogue: Catalogue,
    held: Held | None,
    *,
    general: bool = False,
    frame: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The faults of these rules, beside those `found` before: they leave out some reports, and some cells of others."""
    told = [FAULTS]
    spoilt = spoilt_cells(found, conformed, catalogue)
    inputs = _inputs(conformed, catalogue, general)
    for rows, checks in rule_batches(conformed, rules, found, catalogue, held, general=general, frame=frame):
        for check, at in failures(rows, checks, conformed.form.code).items():
            failing = _in_force(rows.loc[at], check.rule)
            if not spoilt.empty:
                failing = failing[~sees_spoilt(failing, check, spoilt, conformed, inputs)]
            told.append(_located(conformed, check, failing, own=frame is not None))
    return pd.concat(told, ignore_index=True).drop_duplicates(["arrival_rank", "rule_code", "entry", "row", "column"])


def blocked_by(found: pd.DataFrame, catalogue: Catalogue) -> set[int]:
    """The reports whose faults leave nothing for the form's own rules."""
    return set(found.loc[found["rule_code"].isin(catalogue.blocking), "arrival_rank"])


def _inputs(conformed: Conformed, catalogue: Catalogue, general: bool) -> Mapping[str, Input]:
    return catalogue.general_inputs if general else conformed.form.inputs


def rule_batches(
    conformed: Conformed, rules: Sequence[Rule], found: pd.DataFrame, catalogue: Catalogue, held: Held | None,
    *, general: bool = False, frame: pd.DataFrame | None = None,
) -> Iterator[tuple[pd.DataFrame, list[Check]]]:  # fmt: skip
    """What the suites judge: for each grain the frame of the reports that are not blocked, and its checks."""
    form, blocked = conformed.form, blocked_by(found, catalogue)
    for grain in ("report", "row", "record"):
        mine = [rule for rule in rules if rule.grain == grain]
        rows = frame if frame is not None else frame_of(conformed, grain) if mine else pd.DataFrame()
        if not mine or rows.empty:
            continue
        rows = rows[~rows["arrival_rank"].isin(list(blocked))].reset_index(drop=True)
        names = frozenset[str]().union(*(rule.names for rule in mine))
        if held is not None:
            rows = add_inputs(rows, _inputs(conformed, catalogue, general), names, form, catalogue, held)
        yield rows, checks_of(mine)


def frame_of(conformed: Conformed, grain: str) -> pd.DataFrame:
    """The frame that rules of a grain see: a row a report (a register: its sums), a row of the form, or a record."""
    if grain == "record":
        return conformed.records
    cells, reports = conformed.cells, conformed.reports.reset_index(drop=True)
    about = reports[["arrival_rank", "reporter", "tax_code", "tax_code_valid", "window_start", "window_end"]]
    if grain == "report":
        if conformed.form.layout == "register":
            counts = [column.key for column in conformed.form.columns if column.type == "quantity"]
            sums = conformed.records.groupby("arrival_rank")[counts].sum(min_count=1)
            return about.merge(sums.reset_index(), on="arrival_rank", how="left", validate="1:1")
        names = [indicator_name(row.indicator) for row in conformed.form.rows]
        wide = cells[cells["role"] == "period"].pivot(index="arrival_rank", columns="name", values="value")
        wide = wide.reindex(index=about["arrival_rank"], columns=names).astype("Int64")
        return about.merge(wide.reset_index(), on="arrival_rank", validate="1:1")
    keys = ["arrival_rank", "row_key", "indicator", "kind_of_figure"]
    roles = cells.dropna(subset=["indicator"]).pivot(index=keys, columns="role", values="value")
    roles = roles.reindex(columns=["period", "cumulative", "next_estimate"]).astype("Int64").reset_index()
    return roles.rename(columns={"kind_of_figure": "kind"}).merge(about, on="arrival_rank", validate="m:1")


def _in_force(rows: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    if rule.since is None and rule.until is None or "window_start" not in rows.columns:
        return rows
    since, until = pd.Timestamp(rule.since or "1900-01-01"), pd.Timestamp(rule.until or "2200-01-01")
    return rows[rows["window_start"].isna() | rows["window_start"].between(since, until)]


def _located(conformed: Conformed, check: Check, rows: pd.DataFrame, own: bool) -> pd.DataFrame:
    """The faults of one check, each at the cell to mark."""
    made = pd.DataFrame({"arrival_rank": rows["arrival_rank"], "rule_code": check.rule.code}, index=rows.index)
    cells = rows.assign(value=rows["text"]) if own else _cells_to_mark(conformed, check, rows)
    for name in ("sheet", "row", "column", "column_key", "value", "title"):
        made[name] = cells[name] if name in cells.columns else None
    made["entry"] = rows["entry"] if "entry" in rows.columns else None
    if check.later:
        rows = rows.assign(limit=rows[list(check.later)].min(axis=1))
    pairs = _pairs(rows, cells)
    asked = [_asked(check, row, mark) for row, mark in pairs]
    made["fitting_value"] = pd.Series([each.fitting_value for each in asked], index=rows.index, dtype="Int64")
    made["fitting_unit"] = pd.Series([each.fitting_unit for each in asked], index=rows.index, dtype="str")
    told = [({**row, **each.words}, mark) for (row, mark), each in zip(pairs, asked, strict=True)]
    for name, template in (("expected", check.rule.expected), ("vi", check.rule.vi), ("en", check.rule.en)):
        english = name == "en"
        made[name] = [in_words(template, *each, english=english) for each in told] if "{" in template else template
    made["nearest"] = ""
    return made.astype(FAULTS.dtypes)


def _asked(check: Check, row: dict[str, Any], mark: dict[str, Any]) -> Asked:
    """What is asked about a figure that is off what is usual; nothing where the rule does not say what is."""
    usual = check.rule.usual
    return asked_of(row[check.mark], row[usual], mark.get("quantity"), mark.get("factor")) if usual else Asked()


def _pairs(rows: pd.DataFrame, cells: pd.DataFrame) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
        names = [str(column) for column in frame.columns]
        return [dict(zip(names, row, strict=True)) for row in frame.itertuples(index=False, name=None)]

    return list(zip(records(rows), records(cells), strict=True))


def _cells_to_mark(conformed: Conformed, check: Check, rows: pd.DataFrame) -> pd.DataFrame:
    """For each failing row, the cell that the rule marks; without address where the report has no such cell."""
    cells, grain = conformed.cells, check.rule.grain
    if grain == "record":
        marked = cells[(cells["column_key"] == check.mark) & (cells["entry"] > 0)]
        found = _matched(rows, marked, ["arrival_rank", "entry"])
        found["sheet"] = found["sheet"].fillna(rows["sheet"])
        found["row"] = found["row"].fillna(rows["row"])
        if f"{check.mark}_factor" in rows.columns:
            found["factor"] = rows[f"{check.mark}_factor"]
        return found.assign(column_key=check.mark)
    if grain == "row":
        marked = _matched(rows, cells[cells["role"] == check.mark], ["arrival_rank", "row_key"])
        return _on_sheet(conformed, marked, rows["row_key"], check.mark)
    if "name" not in cells.columns or check.mark not in set(cells["name"]):
        label = {indicator_name(row.indicator): row.label for row in conformed.form.rows}.get(check.mark, "")
        value = rows[check.mark] if check.mark in ("reporter", "tax_code") else None
        return pd.DataFrame({"column_key": check.mark, "title": label, "value": value}, index=rows.index)
    marked = cells[(cells["name"] == check.mark) & (cells["role"] == "period")]
    found = _matched(rows, marked, ["arrival_rank"])
    row = next(row for row in conformed.form.rows if indicator_name(row.indicator) == check.mark)
    found = _on_sheet(conformed, found, pd.Series(row.code, index=rows.index), "period")
    return found.assign(title=found["title"].fillna(row.label))


def _on_sheet(conformed: Conformed, found: pd.DataFrame, row_keys: pd.Series, role: str) -> pd.DataFrame:
    """The cells to mark, those that are blank with the place where they should have been filled in."""
    blank = found["row"].isna()
    if not blank.any():
        return found
    key = next((column.key for column in conformed.form.columns if column.role == role), "")
    ranks = found.loc[blank, "arrival_rank"].astype("int64").tolist()
    places = [_blank_place(conformed, rank, str(row), key) for rank, row in zip(ranks, row_keys[blank], strict=True)]
    names = ["sheet", "row", "column", "column_key"]
    told = pd.DataFrame(places, index=found.index[blank], columns=names, dtype=object)
    return found.assign(**{name: found[name].astype(object).where(~blank, told[name]) for name in names})


def _blank_place(conformed: Conformed, rank: int, row_key: str, column_key: str) -> tuple[object, ...]:
    """Sheet, row, column and column key of a cell that nothing was written into; blank where the sheet lacks it."""
    reading = conformed.readings.get(rank)
    if reading is None or row_key not in reading.rows or column_key not in reading.titles:
        return (None, None, None, None)
    return (reading.sheet, reading.rows[row_key], reading.titles[column_key][0], column_key)


def _matched(rows: pd.DataFrame, cells: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    wanted = ["sheet", "row", "column", "column_key", "text", "factor", "quantity", "label"]
    have = cells.assign(**{name: None for name in wanted if name not in cells.columns})
    found = rows[keys].merge(have[[*keys, *wanted]], on=keys, how="left", validate="m:1").set_axis(rows.index)
    return found.rename(columns={"text": "value", "label": "title"})
