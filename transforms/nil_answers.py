"""Figures that are answered by “nothing to report”, where the form allows it: neither a zero nor a gap."""

from __future__ import annotations

import pandas as pd

from expectations.catalogue import Form
from expectations.text import fold
from transforms.faults import FAULTS, faults
from transforms.no_rows import no_rows

SECTION = "#"  # before the key of a section, where a row answers for all of it
ANSWERS = {
    "arrival_rank": "int64", "section": "str", "row_key": "str", "indicator_code": "str", "sheet": "str",
    "sheet_row": "Int64", "sheet_column": "str", "written": "str",
}  # fmt: skip
NO_ANSWERS = no_rows(ANSWERS)


def nil_cells(form: Form, cells: pd.DataFrame, nothing: tuple[str, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The cells without those that say that there was nothing, in a section of the form; and those."""
    rows = {row for section in form.sections for row in section.rows}
    answered = {SECTION + section.key for section in form.sections}
    asked = cells["row_key"].isin(rows | answered)
    if not asked.any():
        return cells, cells.iloc[:0]
    begins = tuple(fold(word) for word in nothing)
    says = pd.Series([fold(text).startswith(begins) for text in cells["text"].where(asked, "")], index=cells.index)
    nil = asked & (says | cells["row_key"].isin(answered))
    return cells[~nil], cells[nil]


def nil_answers(form: Form, nil: pd.DataFrame, figures: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A row for each figure that is answered so, and the faults: an answer for a section that tells of something."""
    if nil.empty:
        return NO_ANSWERS, FAULTS
    places = [
        (SECTION + section.key, section.key, row.code, row.indicator)
        for section in form.sections
        for row in form.rows
        if row.code in section.rows
    ]
    named = pd.DataFrame(places, columns=["whole", "section", "row_key", "indicator_code"])
    of_rows = nil.merge(named.drop(columns="whole"), on="row_key", validate="m:1")
    of_sections = nil.rename(columns={"row_key": "whole"}).merge(named, on="whole")
    given = figures.loc[figures["value"].notna(), ["arrival_rank", "row_key", "value"]]
    told = pd.MultiIndex.from_frame(given[["arrival_rank", "row_key"]])
    some = pd.MultiIndex.from_frame(given.loc[given["value"] != 0, ["arrival_rank", "row_key"]])
    keys = pd.MultiIndex.from_frame(of_sections[["arrival_rank", "row_key"]])
    against = of_sections[keys.isin(some)].drop_duplicates(["arrival_rank", "section"])
    answers = pd.concat([of_rows, of_sections[~keys.isin(told)]], ignore_index=True)
    answers = answers.drop_duplicates(["arrival_rank", "indicator_code"]).drop(columns="entry")
    answers = answers.rename(columns={"row": "sheet_row", "column": "sheet_column", "text": "written"})
    return answers[list(ANSWERS)].astype(ANSWERS), faults("GEN-10", against, expected="một số / a number")
