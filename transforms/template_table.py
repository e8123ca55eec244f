"""The table of a template: which columns a form has on paper, under which headings, and how wide they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from expectations.catalogue import Column, Form, Row
from expectations.sheet_words import SheetWords
from transforms.read.lookup import ORDINAL, PREVIOUS, ROW_CODE, ROW_LABEL, ROW_UNIT
from transforms.units import Unit, sole_factor, unit_named

_WIDTHS = {
    ORDINAL: 6.0, ROW_LABEL: 44.0, ROW_CODE: 8.0, ROW_UNIT: 21.0,
    "date": 13.0, "year": 9.0, "code": 20.0, "tax_code": 16.0, "number_code": 14.0, "decree": 18.0,
    "quantity": 13.0, "part_of": 13.0, "text": 20.0,
}  # fmt: skip
_FIGURE = 18.0
_LETTERS = "ABCD"


@dataclass(frozen=True)
class Place:
    """A column of the table: what it is, its heading and the heading above it, its code, its width in characters."""

    key: str  # column key of the form, or one of the # names
    heading: str
    group: str = ""
    code: str = ""
    width: float = 10.0
    column: Column | None = None  # of a previous one: that of the period itself

    @property
    def takes_input(self) -> bool:
        """Whether people fill it in."""
        return self.column is not None and self.key == self.column.key


def places_of(form: Form, words: SheetWords, with_previous: bool) -> tuple[Place, ...]:
    """The columns from left to right; those of the period before come last."""
    if form.layout == "figures":
        return (*_row_columns(words), *_figure_columns(form), *(_previous(form, words) if with_previous else ()))
    own = [column for column in form.columns if column.type != "dropped"]
    columns = [
        Place(column.key, heading_of(column), column.group, str(number), _WIDTHS.get(column.type, _FIGURE), column)
        for number, column in enumerate(own, start=1)
    ]
    first = Place(ORDINAL, words.ordinal[0], "", "A", _WIDTHS[ORDINAL])
    return (first, *columns, *(_previous(form, words) if with_previous else ()))


def heading_of(column: Column) -> str:
    """The heading under its group, with the unit in brackets where a quantity has larger and smaller ones."""
    heading = column.headings[0]
    if column.group:
        heading = next(each for each in column.headings if f"{column.group} {each}" in column.headings)
    unit = unit_named(column.unit or "")
    return heading if unit is None or sole_factor(frozenset([unit.quantity])) else f"{heading} ({column.unit})"


def unit_of_row(row: Row, form: Form, is_fdi: bool | None) -> tuple[Unit, str]:
    """The unit in which a reporter gives a row, and its name on the form; of a foreign-invested project its own."""
    name = form.fdi_units.get(row.quantity, row.unit) if is_fdi and len(row.quantities) > 1 else row.unit
    unit = unit_named(name)
    if unit is None:
        raise ValueError(f"form {form.code}, row {row.code}: {name!r} is no unit of the list")
    return unit, name


def units_of_row(row: Row, form: Form) -> tuple[str, ...]:
    """The names of the units that a row may be given in, where there is a choice."""
    if len(row.quantities) < 2:
        return ()
    return tuple(dict.fromkeys(unit_of_row(row, form, is_fdi)[1] for is_fdi in (False, True)))


def unit_line(form: Form, is_fdi: bool | None) -> str:
    """The unit that most of the table is in; '' where nothing is measured in larger and smaller units."""
    if form.layout == "figures":
        units = [unit_of_row(row, form, is_fdi) for row in form.rows]
    else:
        named = [(unit_named(column.unit or ""), column.unit or "") for column in form.columns]
        units = [(unit, name) for unit, name in named if unit is not None]
    names = [name for unit, name in units if not sole_factor(frozenset([unit.quantity]))]
    return max(dict.fromkeys(names), key=names.count, default="")


def _row_columns(words: SheetWords) -> Iterator[Place]:
    named = ((ORDINAL, words.ordinal), (ROW_LABEL, words.row_label), (ROW_CODE, words.row_code),
             (ROW_UNIT, words.row_unit))  # fmt: skip
    for code, (key, spellings) in zip(_LETTERS, named, strict=True):
        yield Place(key, spellings[0], "", code, _WIDTHS[key])


def _figure_columns(form: Form) -> Iterator[Place]:
    for number, column in enumerate(form.columns, start=1):
        yield Place(column.key, heading_of(column), column.group, str(number), _FIGURE, column)


def _previous(form: Form, words: SheetWords) -> Iterator[Place]:
    """The figures of the period before: of a form of figures its reported columns, of a register what is measured."""
    for column in form.columns:
        reported = column.type == "figure" and column.role != "next_estimate"
        if reported or (column.type == "quantity" and column.indicator):
            yield Place(PREVIOUS, heading_of(column), words.previous[0], "", _FIGURE, column)
