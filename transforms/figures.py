"""Cells that are figures, to whole numbers of base units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from expectations.codes import load
from transforms.faults import FAULTS, faults
from transforms.units import Unit, settle_unit, unit_named, unit_names
from transforms.units_behind import with_unit
from transforms.written_numbers import in_base_units, read_numbers

MOST_ROWS = 20  # that a finding about a unit names
MISPLACED = "an amount in đồng where none is due"


def whole_figures(
    cells: pd.DataFrame, not_given: frozenset[str], amount_words: Mapping[str, int]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The cells with `value` (Int64, base units; NA where there is a fault), `base_unit`, `quantity`; and the faults.

    Cells need text, kind, english, unit (as written), sheet_unit, usual_unit, quantities (a set of what may stand) and
    may_be_negative.
    """
    units = [
        settle_unit(written, of_sheet, usual, quantities)
        for written, of_sheet, usual, quantities in zip(
            cells["unit"], cells["sheet_unit"], cells["usual_unit"], cells["quantities"], strict=True
        )
    ]
    quantity = pd.Series([unit.quantity if unit else None for unit in units], index=cells.index, dtype="str")
    read = read_numbers(_with_yes_no(cells, quantity), not_given, amount_words)
    read.loc[read["amount"] & (quantity != "money_vnd"), ["number", "amount", "fault"]] = [None, False, MISPLACED]
    if read["fault"].isin(["GEN-10", MISPLACED]).any():
        cells, units = _with_units_behind(cells, units, read, not_given, amount_words)
        quantity = pd.Series([unit.quantity if unit else None for unit in units], index=cells.index, dtype="str")
    factor = pd.Series([unit.factor if unit else None for unit in units], index=cells.index, dtype="Int64")
    value, whole = in_base_units(read["number"], factor.where(~read["amount"], 1))
    negative = (value < 0).fillna(False).astype(bool) & ~cells["may_be_negative"]
    figures = cells.assign(
        value=value.where(~negative),
        quantity=quantity,
        factor=factor,
        base_unit=pd.Series([unit.base_unit if unit else None for unit in units], index=cells.index, dtype="str"),
    )
    return figures, _faults(figures, read, whole, negative)


def _with_units_behind(
    cells: pd.DataFrame,
    units: Sequence[Unit | None],
    read: pd.DataFrame,
    not_given: frozenset[str],
    amount_words: Mapping[str, int],
) -> tuple[pd.DataFrame, list[Unit | None]]:
    """The cells and units, with those that stand behind the figures themselves, whose numbers are put into `read`."""
    left = cells[read["fault"].isin(["GEN-10", MISPLACED]) & (cells["kind"] == "text")]
    told = {at: found for at, text in left["text"].items() if (found := with_unit(text)) is not None}
    told = {at: each for at, each in told.items() if unit_named(each.unit) or read.at[at, "fault"] != MISPLACED}
    read.loc[read["fault"] == MISPLACED, "fault"] = "GEN-10"
    if not told:
        return cells, list(units)
    mine = left.loc[list(told)].assign(text=[each.number for each in told.values()])
    read.loc[mine.index, ["number", "amount", "fault"]] = read_numbers(mine, not_given, amount_words)
    usual = dict(zip(cells.index, units, strict=True))
    may_be = dict(zip(left.index, left["quantities"], strict=True))
    own = {at: _own_unit(each.unit, usual[at], may_be[at]) for at, each in told.items()}
    written = cells["unit"].where(
        ~cells.index.isin(mine.index), pd.Series({at: each.unit for at, each in told.items()})
    )
    beside = cells["unit_column"].where(~cells.index.isin(mine.index), "") if "unit_column" in cells else ""
    return cells.assign(unit=written, unit_column=beside), [own.get(at, unit) for at, unit in usual.items()]


def _own_unit(written: str, usual: Unit | None, quantities: frozenset[str]) -> Unit | None:
    """The unit behind a figure, where it is one of what the figure may be in."""
    return settle_unit(written, "", "", quantities or frozenset([usual.quantity] if usual else []))


def _with_yes_no(cells: pd.DataFrame, quantity: pd.Series) -> pd.DataFrame:
    """The cells with 1 and 0 for the yes and no of a yes-or-no figure."""
    asked = quantity == "yes_no"
    if not asked.any():
        return cells
    answers = load("yes_no")
    told = cells["text"].where(~asked, [answers.code_of(text) or text for text in cells["text"]])
    return cells.assign(text=told)


def _faults(figures: pd.DataFrame, read: pd.DataFrame, whole: pd.Series, negative: pd.Series) -> pd.DataFrame:
    title = "label" if "label" in figures.columns else "column_key"
    unreadable = figures[read["fault"] != ""]
    given = read["number"].notna()
    no_unit = figures[given & figures["quantity"].isna()]
    no_unit = no_unit.assign(written=no_unit["unit"].where(no_unit["unit"] != "", no_unit["sheet_unit"]))
    no_unit = _once_a_unit(no_unit)
    fraction = figures[given & whole.notna() & ~whole.fillna(True)]
    return pd.concat(
        [
            FAULTS,
            faults(read.loc[unreadable.index, "fault"], unreadable, title=title, expected="một số / a number"),
            faults("GEN-05", no_unit, title=title, value="written", expected=no_unit["expected"]),
            faults("GEN-06", fraction, title=title, expected=fraction["base_unit"]),
            faults("GEN-15", figures[negative], title=title),
        ],
        ignore_index=True,
    )


def _once_a_unit(no_unit: pd.DataFrame) -> pd.DataFrame:
    """Each unit that cannot be used, at its first cell: with the units that can, and the other rows where it stands."""
    if no_unit.empty:
        return no_unit.assign(expected="")
    key = ["arrival_rank", "written"]
    firsts = no_unit.drop_duplicates(key)
    expected = firsts["quantities"].map(unit_names).astype("str")
    rows = no_unit[no_unit["unit"] != ""].drop_duplicates([*key, "row"]).astype({"row": "str"})
    others = rows[rows.duplicated(key)].groupby(key)["row"].agg(_some_rows)
    also = pd.Series(others.reindex(pd.MultiIndex.from_frame(firsts[key])).to_numpy(), index=firsts.index, dtype="str")
    column = firsts["unit_column"].where(firsts["unit_column"] != "", firsts["column"])
    return firsts.assign(expected=expected + also.fillna(""), column=column)


def _some_rows(rows: pd.Series) -> str:
    """That the same has to be mended in other rows."""
    more = ", …" if len(rows) > MOST_ROWS else ""
    return f"; cũng ở dòng / also in rows {', '.join(rows[:MOST_ROWS])}{more}"
