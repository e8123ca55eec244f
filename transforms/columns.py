"""The columns of a register, each to its type; all columns of one type at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pandas as pd
from stdnum.vn import mst

from expectations.catalogue import Column
from expectations.codes import CodeList, load
from expectations.periods import read_day
from transforms.faults import FAULTS, faults
from transforms.figures import whole_figures
from transforms.number_codes import number_keys, spoilt_by
from transforms.written_numbers import APOSTROPHES, is_given

_DECREE = re.compile(r"(\d+)\s*/\s*(\d{4})\s*/\s*N[ĐÐD]\s*[-–—]?\s*CP", re.IGNORECASE)
_LONGEST_BASIS = 60
_TWO_NAMES = re.compile(r"\s*[()\[\]/]\s*|\s+[-–—]\s+")
_EXCEL_EPOCH = date(1899, 12, 30)


def typed_columns(
    columns: Sequence[Column], cells: pd.DataFrame, not_given: frozenset[str], amount_words: Mapping[str, int]
) -> tuple[dict[str, pd.Series], pd.DataFrame]:
    """The values of every column, each on the index of its cells (NA where not given), and the faults."""
    text = cells["text"].where(is_given(cells["text"], not_given))
    of_column = {column.key: cells["column_key"] == column.key for column in columns}
    values, found = _quantities(
        [c for c in columns if c.type in ("quantity", "part_of")], cells, not_given, amount_words
    )
    days, wrong = _dates([column.key for column in columns if column.type == "date"], cells, text)
    values |= days
    found = pd.concat([found, wrong], ignore_index=True)
    spoilt = _spoilt([c for c in columns if c.type in ("tax_code", "number_code") or c.identifies], cells, text)
    found = pd.concat([found, faults("GEN-18", cells.loc[spoilt.index], title="column_key", expected=spoilt)])
    text = text.drop(spoilt.index)
    for column in columns:
        own = text[of_column[column.key].reindex(text.index)]
        if column.type == "year":
            values[column.key] = pd.to_numeric(own.str.extract(r"^(?:[Nn]ăm )?(\d{4})$")[0], errors="coerce").astype(
                "Int64"
            )
            missed = cells.loc[own.index[own.notna() & values[column.key].isna()]]
            found = pd.concat([found, faults("GEN-10", missed, title="column_key", expected="năm / a year")])
        elif column.type == "code":
            values[column.key] = _codes(column, own)
        elif column.type == "tax_code":
            values[column.key] = _tax_codes(cells.loc[own.index], own)
            values[f"{column.key}_valid"] = tax_code_valid(values[column.key])
        elif column.type == "number_code":
            values[column.key] = _number_codes(cells.loc[own.index], own)
        elif column.type == "decree":
            values[column.key] = _decrees(own)
        elif column.type == "text":
            values[column.key] = own
            if column.identifies:
                values[f"{column.key}_folded"] = number_keys(own)
    return values, found


def _spoilt(columns: Sequence[Column], cells: pd.DataFrame, text: pd.Series) -> pd.Series:
    """What a spreadsheet has done to the cells of these columns that it spoilt."""
    own = cells["column_key"].isin([column.key for column in columns]) & text.notna()
    done = [spoilt_by(*each) for each in zip(text[own], cells.loc[own, "kind"], strict=True)]
    told = pd.Series(done, index=text.index[own], dtype="str")
    return told[told != ""]


def tax_code_valid(codes: pd.Series) -> pd.Series:
    """Whether each tax code has 10 or 13 digits and a right check digit (NA where there is none)."""
    verdicts = {code: bool(mst.is_valid(code)) for code in codes.dropna().unique()}
    return codes.map(verdicts).astype("boolean")


def _quantities(
    columns: Sequence[Column], cells: pd.DataFrame, not_given: frozenset[str], amount_words: Mapping[str, int]
) -> tuple[dict[str, pd.Series], pd.DataFrame]:
    by_key = {column.key: column for column in columns}
    own = cells[cells["column_key"].isin(list(by_key))]
    if own.empty and not by_key:
        return {}, FAULTS
    of_cell = [by_key[key] for key in own["column_key"]]
    figures = own.assign(
        usual_unit=[column.unit or "" for column in of_cell],
        quantities=pd.Series([frozenset(filter(None, [c.quantity])) for c in of_cell], index=own.index, dtype=object),
        label=[column.headings[0] for column in of_cell],
        may_be_negative=False,
    )
    parts = figures["text"].str.extract(r"^\s*(\d+)\s*/\s*(\d+)\s*$")
    in_parts = figures["column_key"].isin([column.key for column in columns if column.type == "part_of"])
    figures["text"] = figures["text"].where(~in_parts, parts[0].fillna(figures["text"]))
    for column in columns:
        if column.unit_from:
            others = figures["column_key"] != column.key
            beside = _beside(column.unit_from, cells, own)
            figures["unit"] = figures["unit"].where(others, beside["text"])
            figures["unit_column"] = figures["unit_column"].where(others, beside["column"])
    whole, found = whole_figures(figures, not_given, amount_words)
    values: dict[str, pd.Series] = {}
    for column in columns:
        mine = whole[whole["column_key"] == column.key]
        values[column.key] = mine["value"]
        values[f"{column.key}_base_unit"], values[f"{column.key}_factor"] = mine["base_unit"], mine["factor"]
        if column.type == "part_of":
            values["out_of"] = pd.to_numeric(parts.loc[mine.index, 1], errors="coerce").astype("Int64")
            values["written"] = cells.loc[mine.index, "text"]
    return values, found


def _beside(key: str, cells: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Text and column of the cells under another column of the same records, blank where there is none."""
    of_record = cells[cells["column_key"] == key].set_index(["arrival_rank", "entry"])[["text", "column"]]
    keys = pd.MultiIndex.from_frame(own[["arrival_rank", "entry"]])
    return of_record[~of_record.index.duplicated()].reindex(keys).set_axis(own.index).fillna("")


def _dates(keys: Sequence[str], cells: pd.DataFrame, text: pd.Series) -> tuple[dict[str, pd.Series], pd.DataFrame]:
    own = cells[cells["column_key"].isin(list(keys))]
    written = text[own.index]
    written = written.str.lstrip(APOSTROPHES)
    days = {each: read_day(each) for each in written.dropna().unique()}
    serial = written.str.fullmatch(r"[2-7]\d{4}(?:[.,]\d+)?").fillna(False).astype(bool)  # days since 1900
    days |= {each: _EXCEL_EPOCH + timedelta(days=int(each[:5])) for each in written[serial].unique()}
    read = pd.to_datetime(written.map(days), errors="coerce").astype("datetime64[s]")
    wrong = own[written.notna() & read.isna()]
    found = faults("GEN-10", wrong, title="column_key", expected="ngày dd/mm/yyyy / a date")
    return {key: read[own["column_key"] == key] for key in keys}, found


def _codes(column: Column, text: pd.Series) -> pd.Series:
    lists = [load(name) for name in (column.codes or "").split("|")]
    found = {each: _code(each, lists) for each in text.dropna().unique()}
    return text.map(found).astype("str")


def _code(text: str, lists: Sequence[CodeList]) -> str | None:
    """The code that a text means, or that all its parts mean: "Khánh Phú (KP)", "KP - KCN Khánh Phú"."""
    for codes in lists:
        if whole := codes.code_of(text):
            return whole
    for codes in lists:
        parts = {codes.code_of(part) for part in _TWO_NAMES.split(text) if part}
        if len(parts) == 1 and None not in parts:
            return parts.pop()
    return None


def _decrees(text: pd.Series) -> pd.Series:
    """The decree that each text cites: of the list, else the first that is written out, else the text itself."""
    cited = {}
    for each in text.dropna().unique():
        written = _DECREE.search(each)
        named = f"{int(written[1])}/{written[2]}/NĐ-CP" if written else load("decrees").find_in(each)
        cited[each] = named or each[:_LONGEST_BASIS]
    return text.map(cited).astype("str")


def _number_codes(cells: pd.DataFrame, text: pd.Series) -> pd.Series:
    """Codes of ten digits as they identify; anything else as it is written."""
    digits = text.str.replace(r"[\s.\-–'’]", "", regex=True)
    code = digits.where(~(cells["kind"].eq("number") & digits.str.len().eq(9)), "0" + digits)
    return code.where(code.str.fullmatch(r"\d{10}").fillna(False).astype(bool), text)


def _tax_codes(cells: pd.DataFrame, text: pd.Series) -> pd.Series:
    """Digits alone; with the leading zero that Excel took away where the cell is typed or only that makes it right."""
    digits = text.str.replace(r"[\s.\-–'’]", "", regex=True)
    short = digits.str.len().isin([9, 12]).fillna(False).astype(bool)
    right = digits.where(short).map({code: mst.is_valid("0" + code) for code in digits[short].unique()})
    lost = short & (cells["kind"].eq("number") | right.eq(True))
    return digits.where(~lost, "0" + digits)
