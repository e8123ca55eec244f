"""From readings to typed frames: whole figures in base units, codes, dates; and what could not be typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from expectations.catalogue import Catalogue, Form
from transforms.columns import tax_code_valid, typed_columns
from transforms.faults import faults
from transforms.figures import whole_figures
from transforms.nil_answers import NO_ANSWERS, nil_answers, nil_cells
from transforms.read.entries import TOTAL, Entry
from transforms.read.reading import Reading
from transforms.repeated_rows import without_repeats
from transforms.totals import NO_TOTALS, totals_of

ENTRY = [*Entry._fields]


@dataclass(frozen=True)
class Conformed:
    """The reports of one form in one batch."""

    form: Form
    reports: pd.DataFrame  # a row a report; indexed by arrival_rank
    cells: pd.DataFrame  # a row a cell of the table: entries with what they were typed to
    records: pd.DataFrame  # of a register: a row a record, a column a column key
    totals: pd.DataFrame  # of a register: a row a total, beside the sum of its parts
    faults: pd.DataFrame  # what could not be typed, as findings without words
    readings: Mapping[int, Reading] = field(default_factory=dict)  # by arrival_rank: where blank cells stand
    nil: pd.DataFrame = field(default_factory=NO_ANSWERS.copy)  # figures answered by “nothing to report”


def conform(form: Form, readings: Sequence[Reading], catalogue: Catalogue) -> Conformed:
    """The typed frames of these readings of one form."""
    reports = _reports(readings)
    cells = _cells(readings)
    not_given = frozenset(catalogue.words.not_given)
    by_rank = {reading.arrival_rank: reading for reading in readings}
    if form.layout == "register":
        records = _register(form, reports, cells, not_given, catalogue.words.amount_words)
        return replace(records, readings=by_rank)
    cells, nil = nil_cells(form, cells, catalogue.words.nothing)
    typed = _figures(form, reports, cells, not_given, catalogue.words.amount_words)
    answers, against = nil_answers(form, nil, typed.cells)
    found = pd.concat([typed.faults, against], ignore_index=True)
    return replace(typed, readings=by_rank, nil=answers, faults=found)


def _reports(readings: Sequence[Reading]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "arrival_rank": [reading.arrival_rank for reading in readings],
            "form_version": [reading.form_version for reading in readings],
            "reporter": [reading.reporter for reading in readings],
            "tax_code": [reading.tax_code for reading in readings],
            "window_start": [reading.window_start for reading in readings],
            "window_end": [reading.window_end for reading in readings],
            "status": ["estimate" if reading.estimate else "final" for reading in readings],
            "english": [reading.english for reading in readings],
            "sheet_unit": [reading.sheet_unit for reading in readings],
            "headed": pd.Series([frozenset(reading.titles) for reading in readings], dtype=object),
        }
    )
    text = ["form_version", "reporter", "tax_code", "status", "sheet_unit"]
    frame[text] = frame[text].astype("str")
    frame["window_start"] = pd.to_datetime(frame["window_start"]).astype("datetime64[s]")
    frame["window_end"] = pd.to_datetime(frame["window_end"]).astype("datetime64[s]")
    frame["tax_code_valid"] = tax_code_valid(frame["tax_code"])
    return frame.set_index("arrival_rank", drop=False)


def _cells(readings: Sequence[Reading]) -> pd.DataFrame:
    ranks = [reading.arrival_rank for reading in readings for _ in reading.entries]
    entries = [entry for reading in readings for entry in reading.entries]
    cells = pd.DataFrame(entries, columns=ENTRY)
    text = ["row_key", "column_key", "text", "kind", "unit", "sheet", "column", "unit_column"]
    cells[text] = cells[text].astype("str")
    return cells.assign(arrival_rank=pd.Series(ranks, dtype="int64"))


def _figures(
    form: Form, reports: pd.DataFrame, cells: pd.DataFrame, not_given: frozenset[str], amount_words: dict[str, int]
) -> Conformed:
    rows = pd.DataFrame(
        [
            {
                "form_version": version.version,
                "row_key": row.code,
                "label": row.label,
                "usual_unit": row.unit,
                "may_be_negative": row.may_be_negative,
                "quantities": frozenset(row.indicator)
                if isinstance(row.indicator, dict)
                else frozenset([row.quantity]),
                "name": indicator_name(row.indicator),
                "kind_of_figure": row.kind,
                "by_quantity": row.indicator if isinstance(row.indicator, dict) else {row.quantity: row.indicator},
            }
            for version in form.versions
            for row in form.at(version.version).rows
        ]
    )
    about = reports[["arrival_rank", "form_version", "english", "sheet_unit"]].reset_index(drop=True)
    cells = cells.drop_duplicates(["arrival_rank", "entry", "row_key", "column_key"])
    cells = cells.merge(about, on="arrival_rank", validate="m:1")
    known = cells.merge(rows, on=["form_version", "row_key"], how="left", validate="m:1")
    stray = known["label"].isna()
    every_figure, not_whole = whole_figures(known[~stray], not_given, amount_words)
    figures, repeated = without_repeats(every_figure)
    roles = {column.key: column.role for column in form.columns}
    figures["role"] = figures["column_key"].map(roles)
    figures["indicator"] = [
        names.get(quantity) if isinstance(quantity, str) else None
        for names, quantity in zip(figures["by_quantity"], figures["quantity"], strict=True)
    ]
    extra = faults("GEN-11", known[stray], title="row_key", value="text")
    found = pd.concat([not_whole, repeated, extra.drop_duplicates(["arrival_rank", "row"])], ignore_index=True)
    return Conformed(form, reports, figures, pd.DataFrame(), pd.DataFrame(), found)


def indicator_name(indicator: str | dict[str, str]) -> str:
    """The name of a row in rules: its indicator, without the currency where there is one for each."""
    return indicator if isinstance(indicator, str) else next(iter(indicator.values())).rpartition("_")[0]


def _register(
    form: Form, reports: pd.DataFrame, cells: pd.DataFrame, not_given: frozenset[str], amount_words: dict[str, int]
) -> Conformed:
    about = reports[["arrival_rank", "english", "sheet_unit"]].reset_index(drop=True)
    cells = cells.merge(about, on="arrival_rank", validate="m:1").drop_duplicates(
        ["arrival_rank", "entry", "row_key", "column_key"]
    )
    cells = cells.reset_index(drop=True)
    body = cells[cells["row_key"] != TOTAL]
    records = body[["arrival_rank", "entry", "sheet", "row"]].drop_duplicates(
        ["arrival_rank", "entry"], ignore_index=True
    )
    keys = pd.MultiIndex.from_frame(records[["arrival_rank", "entry"]])
    place = pd.Series(keys.get_indexer(pd.MultiIndex.from_frame(body[["arrival_rank", "entry"]])), index=body.index)
    columns = [column for column in form.columns if column.type != "dropped"]
    values, found = typed_columns(columns, cells, not_given, amount_words)
    of_records = {}
    for name, series in values.items():
        mine = series[series.index.isin(body.index)]
        of_records[name] = mine.set_axis(place[mine.index]).reindex(records.index)
    records = records.assign(**of_records)
    for column in columns:
        if column.absent is not None:  # a list of persons: each row is one
            headed = reports.loc[[column.key in headings for headings in reports["headed"]], "arrival_rank"]
            absent = ~records["arrival_rank"].isin(headed)
            records[column.key] = records[column.key].where(~absent, column.absent)
    quantities = [column.key for column in columns if column.type == "quantity"]
    totals = [totals_of(key, cells, values, records, not_given) for key in quantities]
    window = reports[["window_start", "window_end", "reporter", "status"]]
    records = records.merge(
        window, how="left", left_on="arrival_rank", right_index=True, suffixes=("", "_of_report"), validate="m:1"
    )
    every_total = pd.concat([NO_TOTALS, *totals], ignore_index=True)
    return Conformed(form, reports, cells, records, every_total, found)
