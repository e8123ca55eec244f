"""The columns of a register, each to its type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd
from stdnum.vn import mst

from expectations.catalogue import Column
from expectations.codes import load
from expectations.periods import read_day
from transforms.faults import FAULTS, faults
from transforms.figures import whole_figures

_DECREE = re.compile(r"(\d+\s*/\s*\d{4}\s*/\s*NĐ\s*-\s*CP)", re.IGNORECASE)
_EXCEL_EPOCH = date(1899, 12, 30)


def typed_column(
    column: Column,
    cells: pd.DataFrame,
    unit_cells: pd.DataFrame | None,
    not_given: frozenset[str],
    amount_words: Mapping[str, int],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The values of a column on the index of its cells (NA where not given), and the faults."""
    text = cells["text"].where(~cells["text"].isin(list(not_given)))
    if column.type in ("quantity", "part_of"):
        return _quantity(column, cells, unit_cells, not_given, amount_words)
    if column.type == "date":
        return _dates(column, cells, text)
    if column.type == "year":
        years = pd.to_numeric(text.str.extract(r"^(\d{4})$")[0], errors="coerce").astype("Int64")
        wrong = cells[text.notna() & years.isna()]
        return pd.DataFrame({column.key: years}), faults("GEN-10", wrong, title="column_key", expected="năm / a year")
    if column.type == "code":
        return pd.DataFrame({column.key: _codes(column, text)}), FAULTS
    if column.type == "tax_code":
        codes = _tax_codes(cells, text)
        valid = {code: bool(mst.is_valid(code)) for code in codes.dropna().unique()}
        return pd.DataFrame({column.key: codes, f"{column.key}_valid": codes.map(valid).astype("boolean")}), FAULTS
    if column.type == "decree":
        found = text.str.extract(_DECREE)[0].str.replace(r"\s", "", regex=True).str.upper()
        return pd.DataFrame({column.key: found.fillna(text.str.slice(0, 60))}), FAULTS
    return pd.DataFrame({column.key: text}), FAULTS


def _quantity(
    column: Column,
    cells: pd.DataFrame,
    unit_cells: pd.DataFrame | None,
    not_given: frozenset[str],
    amount_words: Mapping[str, int],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    figures = cells.assign(
        usual_unit=column.unit or "",
        quantities=pd.Series(
            [frozenset(filter(None, [column.quantity]))] * len(cells), index=cells.index, dtype=object
        ),
        label=column.headings[0],
    )
    if unit_cells is not None:
        of_record = unit_cells.set_index(["arrival_rank", "entry"])["text"]
        keys = pd.MultiIndex.from_frame(cells[["arrival_rank", "entry"]])
        figures["unit"] = of_record.reindex(keys).set_axis(cells.index).fillna("")
    values: dict[str, pd.Series] = {}
    if column.type == "part_of":
        parts = figures["text"].str.extract(r"^\s*(\d+)\s*/\s*(\d+)\s*$")
        values["out_of"] = pd.to_numeric(parts[1], errors="coerce").astype("Int64")
        figures["text"] = parts[0].fillna(figures["text"])
        values["written"] = cells["text"]
    whole, found = whole_figures(figures, not_given, amount_words)
    values |= {
        column.key: whole["value"],
        f"{column.key}_base_unit": whole["base_unit"],
        f"{column.key}_factor": whole["factor"],
    }
    return pd.DataFrame(values, index=cells.index), found


def _dates(column: Column, cells: pd.DataFrame, text: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    days = {each: read_day(each) for each in text.dropna().unique()}
    serial = cells["kind"].eq("number") & text.str.fullmatch(r"[2-7]\d{4}")
    days |= {each: _EXCEL_EPOCH + timedelta(days=int(each)) for each in text[serial.fillna(False)].unique()}
    found = pd.to_datetime(text.map(days), errors="coerce").astype("datetime64[s]")
    wrong = cells[text.notna() & found.isna()]
    return pd.DataFrame({column.key: found}), faults(
        "GEN-10", wrong, title="column_key", expected="ngày dd/mm/yyyy / a date"
    )


def _codes(column: Column, text: pd.Series) -> pd.Series:
    lists = [load(name) for name in (column.codes or "").split("|")]
    found = {
        each: next((code for code in (codes.code_of(each) for codes in lists) if code is not None), None)
        for each in text.dropna().unique()
    }
    return text.map(found).astype("str")


def _tax_codes(cells: pd.DataFrame, text: pd.Series) -> pd.Series:
    digits = text.str.replace(r"[\s.\-–]", "", regex=True)
    short = cells["kind"].eq("number") & digits.str.len().isin([9, 12])  # Excel drops the leading zero
    return digits.where(~short.fillna(False), "0" + digits)
