"""The body of a template's table: the rows of a form of figures, or the blank rows of a register."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from expectations.catalogue import Column, Form, Row
from expectations.codes import load
from expectations.periods import Window
from transforms.read.lookup import ORDINAL, PREVIOUS, ROW_CODE, ROW_LABEL, ROW_UNIT
from transforms.template_book import Drawing
from transforms.template_checks import InputCheck, column_check, figure_check, names_in
from transforms.template_table import Place, unit_of_row, units_of_row
from transforms.units import Unit, unit_named

Figures = Mapping[tuple[str, str, str], int]  # (area or "", indicator, measure) -> value in base units
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_MEASURES = {"period": "period", "cumulative": "cumulative"}  # role of a column -> measure of its figures
_STYLES = {
    "date": "input_day", "year": "input_year", "code": "input_choice", "decree": "input_choice",
    "tax_code": "input_text", "number_code": "input_text", "text": "input_text", "part_of": "input_written",
}  # fmt: skip


def draw_figures(
    drawing: Drawing, row: int, form: Form, places: tuple[Place, ...], is_fdi: bool | None, previous: Figures
) -> int:
    """Draw the rows of the form from this row on; returns the row below."""
    section, sections, ordinal = "", 0, 0
    for each in form.rows:
        if each.section and each.section != section:
            section, sections = each.section, sections + 1
            _section(drawing, row, places, _ROMAN[sections - 1], section)
            row += 1
        ordinal += "." not in each.code
        unit, written = unit_of_row(each, form, is_fdi)
        check = figure_check(each, unit, form)
        for at, place in enumerate(places):
            if place.takes_input:
                drawing.put(row, at, None, _input_style(unit))
            elif place.key == PREVIOUS:
                drawing.put(row, at, _previous_of(each, place.column, unit, previous), _previous_style(unit))
            else:
                _about_row(drawing, row, at, place, each, written, form, ordinal)
        inputs = [at for at, place in enumerate(places) if place.takes_input]
        drawing.check(row, inputs[0], check, to_column=inputs[-1])
        row += 1
    return row


def _about_row(
    drawing: Drawing, row: int, at: int, place: Place, about: Row, unit: str, form: Form, ordinal: int
) -> None:
    """Draw what a row says of itself: its number, label, code, unit."""
    is_part = "." in about.code
    if place.key == ORDINAL:
        drawing.put(row, at, None if is_part else ordinal, "ordinal")
    elif place.key == ROW_LABEL:
        drawing.put(row, at, about.label, "part" if is_part else "label")
    elif place.key == ROW_CODE:
        drawing.put(row, at, about.code, "code")
    elif place.key == ROW_UNIT:
        choices = units_of_row(about, form)
        drawing.put(row, at, unit, "input_unit" if choices else "code")
        if choices:
            words = "Chọn một đơn vị.\nChoose the unit."
            drawing.check(row, at, InputCheck("list", place.heading, words, choices=choices))


def _section(drawing: Drawing, row: int, places: tuple[Place, ...], number: str, title: str) -> None:
    for at, place in enumerate(places):
        text = {ORDINAL: number, ROW_LABEL: title}.get(place.key)
        drawing.put(row, at, text, "section")


def draw_records(
    drawing: Drawing, row: int, form: Form, places: tuple[Place, ...], window: Window, total: str, previous: Figures
) -> int:
    """Draw the blank rows of a register and its total; returns the row below. Rows known before bear their key."""
    areas = _areas(form, previous)
    last = row + max(form.blank_rows, len(areas)) - 1
    for at, place in enumerate(places):
        unit = unit_named(place.column.unit or "") if place.column is not None else None
        for number in range(row, last + 1):
            area = areas[number - row] if number - row < len(areas) else None
            if place.key == ORDINAL:
                drawing.put(number, at, number - row + 1, "ordinal")
            elif place.key == PREVIOUS and place.column is not None and unit is not None:
                value = previous.get((area or "", place.column.indicator or "", "period"))
                drawing.put(number, at, _in_unit(value, unit), _previous_style(unit))
            elif place.column is not None:
                is_key = place.key == form.key[0] if form.key else False
                value_of_key = _area_name(place.column, area, window) if is_key and area else None
                drawing.put(number, at, value_of_key, _record_style(place.column))
        if place.takes_input and place.column is not None:
            drawing.check(row, at, column_check(place.column, form, window), to_row=last)
    return _total_row(drawing, last + 1, form, places, total) if form.totals else last + 1


def _total_row(drawing: Drawing, row: int, form: Form, places: tuple[Place, ...], total: str) -> int:
    """The total of the columns that have one: to be filled in, for a formula would travel without its value."""
    for at, place in enumerate(places):
        if place.takes_input and place.key in form.totals and place.column is not None:
            drawing.put(row, at, None, _record_style(place.column))
            words = "Tổng các dòng trên.\nThe sum of the rows above."
            drawing.check(row, at, InputCheck("decimal", total, words, 0, 10**15))
        else:
            drawing.put(row, at, None, "total")
    drawing.put(row, 1, total, "total")
    return row + 1


def _areas(form: Form, previous: Figures) -> list[str]:
    """The areas of which a register told before, in the order of their list."""
    told = {area for area, *_ in previous if area}
    lists = [name for column in form.columns[:1] for name in (column.codes or "").split("|") if name]
    order = [code for name in lists for code in load(name).frame["code"]]
    return [code for code in dict.fromkeys(order) if code in told]


def _area_name(column: Column, area: str, window: Window) -> str | None:
    """The name of an area as the column's list offers it."""
    lists = [load(name) for name in (column.codes or "").split("|") if name]
    offered = names_in(column.codes or "", window.end)
    return next((name for of_list in lists for name in offered if of_list.code_of(name) == area), None)


def _previous_of(row: Row, column: Column | None, unit: Unit, previous: Figures) -> float | None:
    """The figure of the period before, of the indicator that the row has in this unit."""
    if column is None:
        return None
    name = row.indicator if isinstance(row.indicator, str) else row.indicator.get(unit.quantity, "")
    return _in_unit(previous.get(("", name, _MEASURES[column.role])), unit)


def _in_unit(value: int | None, unit: Unit) -> float | None:
    return None if value is None else float(Decimal(value) / unit.factor)


def _input_style(unit: Unit) -> str:
    if unit.quantity == "yes_no":
        return "input_choice"
    return "input_count" if unit.factor == 1 else "input_amount"


def _previous_style(unit: Unit) -> str:
    return "previous_count" if unit.factor == 1 else "previous_amount"


def _record_style(column: Column) -> str:
    unit = unit_named(column.unit or "")
    if column.type == "quantity":
        return _input_style(unit) if unit is not None else "input_amount"
    return _STYLES[column.type]
