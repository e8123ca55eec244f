"""Which cell a fault is about, by its meaning and not by its address, so that it is known again in another file."""

from __future__ import annotations

import pandas as pd

from expectations.catalogue import Form
from expectations.text import fold
from transforms.conform import Conformed

ADDRESS = ["arrival_rank", "sheet", "row", "column"]
NAMING = ("text", "code", "date", "decree", "number_code", "tax_code")  # columns that tell records apart
BETWEEN = "/"


def cell_keys(found: pd.DataFrame, conformed: Conformed) -> dict[str, pd.Series]:
    """`cell_key`, row or record and column, and `value_key`, the value in base units or as written, of each fault."""
    at = found.reset_index(drop=True)
    if conformed.form.layout == "figures":
        row, column, value = _of_figures(at, conformed)
    else:
        row, column, value = _of_records(at, conformed)
    column = column.where(column != "", at["title"].fillna("").map(fold))
    value = value.where(value.notna(), at["value"].fillna("").map(fold))
    return {
        "cell_key": (row + BETWEEN + column).set_axis(found.index),
        "value_key": value.set_axis(found.index).astype("str"),
    }


def _of_figures(found: pd.DataFrame, conformed: Conformed) -> tuple[pd.Series, pd.Series, pd.Series]:
    """By the address of the cell; where the report has no such cell, by the label of its row."""
    form = conformed.form
    wanted = [*ADDRESS, "row_key", "column_key", "value"]
    have = conformed.cells.reindex(columns=wanted).drop_duplicates(ADDRESS)
    have = have.astype({"arrival_rank": "int64", "row": "Int64"}).rename(
        columns={"column_key": "of_cell", "value": "base"}
    )
    both = found[ADDRESS].merge(have, on=ADDRESS, how="left", validate="m:1")
    row = both["row_key"].fillna(found["title"].map(_codes_of(form))).fillna("").astype("str")
    period = next((column.key for column in form.columns if column.role == "period"), "")
    own = found["column_key"].where(found["column_key"].isin([column.key for column in form.columns]))
    column = own.fillna(both["of_cell"]).fillna("").astype("str")
    column = column.where((column != "") | (row == ""), period)
    return row, column, both["base"].astype("Int64").astype("str")


def _codes_of(form: Form) -> dict[str, str]:
    return {row.label: row.code for version in form.versions for row in form.at(version.version).rows}


def _of_records(found: pd.DataFrame, conformed: Conformed) -> tuple[pd.Series, pd.Series, pd.Series]:
    """By what names the record: the key of the form, else all its words, codes and days."""
    form, records = conformed.form, conformed.records
    naming = form.key or tuple(column.key for column in form.columns if column.type in NAMING)
    names = [name for name in naming if name in records.columns]
    record = pd.Series("", index=records.index, dtype="str")
    for name in names:
        record = record.str.cat(records[name].astype("str").fillna(""), sep=" ").str.strip()
    keys = pd.DataFrame({"record": record}, index=records.index)
    keys[["arrival_rank", "entry"]] = records.reindex(columns=["arrival_rank", "entry"]).astype("Int64")
    asked = found[["arrival_rank", "entry"]].astype("Int64")
    both = asked.merge(keys, on=["arrival_rank", "entry"], how="left", validate="m:1")
    column = found["column_key"].fillna("").astype("str")
    return both["record"].fillna("").astype("str"), column, pd.Series(pd.NA, index=found.index, dtype="str")
