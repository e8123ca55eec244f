"""Template → filled in → read: the same figures, for every form in every version."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from expectations.catalogue import Form, load_catalogue
from expectations.periods import Window, read_label
from tests.template_sheet import Blank, Given
from tests.template_values import base_values, figure_values, record_values, typed, unit_of, written
from transforms.conform import Conformed, conform, indicator_name
from transforms.read.reading import Reading
from transforms.read.report import read_report
from transforms.template import Reporter, template
from transforms.units import unit_named

LABELS = {"day": "2026-04-10", "month": "2026-04", "quarter": "2026-Q2", "half": "2026-H1", "half_to_date": "2026-H1",
          "year": "2026", "span": "2006-2024"}  # fmt: skip
REPORTERS = {
    "project": Reporter("3254018976", "CÔNG TY TNHH A", "0100109106", False),
    "police_unit": Reporter("CAP-14566", "Công an phường Đông Hoa Lư"),
    "board": Reporter("BQL", "Ban Quản lý"),
}
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)  # a workbook takes too long to try it
VERSIONS = [(form.code, version.version) for form in load_catalogue().forms.values() for version in form.versions]
every_version = pytest.mark.parametrize(("code", "version"), VERSIONS, ids=[f"{c}-{v}" for c, v in VERSIONS])


def form_of(code: str, version: str) -> tuple[Form, Window]:
    """A form in a version, and a period in which it was in force."""
    whole = load_catalogue().forms[code]
    form = whole.at(version)
    until = whole.in_version(version).until
    label = f"{until:%Y-%m}" if until and form.period.length == "month" else LABELS[form.period.length]
    window = read_label(label, form.period.regime, form.period.length)
    assert window is not None
    assert whole.version_on(window.start).version == version
    return form, window


def blank(code: str, version: str, reporter: Reporter | None = None) -> Blank:
    """The template of a form for its usual reporter, opened."""
    form, window = form_of(code, version)
    made = template(code, version, reporter or REPORTERS[form.reporter], window, {}, load_catalogue())
    return Blank(made, form)


def as_read(content: bytes, form: Form) -> tuple[Reading, Conformed]:
    """What a filled-in template is read as, and typed to."""
    reading = read_report(1, content, load_catalogue())
    assert (reading.outcome, reading.form_code) == ("read", form.code)
    return reading, conform(load_catalogue().forms[form.code], [reading], load_catalogue())


@st.composite
def figures_filled(
    draw: st.DrawFn, form: Form
) -> tuple[dict[tuple[str | int, str], Given], dict[tuple[str, str], int]]:
    """What is typed into a form of figures, and the same in base units; some cells are left blank."""
    of_period = draw(figure_values(form))
    put: dict[tuple[str | int, str], Given] = {}
    meant: dict[tuple[str, str], int] = {}
    for row in form.rows:
        unit = unit_of(form, row)
        for column in form.columns:
            own = column.role == "period"
            value = of_period[indicator_name(row.indicator)] if own else draw(base_values(unit))
            if row.required or draw(st.booleans()):
                answer: Given = "có" if value else "không"
                put[row.code, column.key] = answer if unit.quantity == "yes_no" else typed(value, unit)
                meant[row.code, column.key] = value
    return put, meant


@st.composite
def records_filled(draw: st.DrawFn, form: Form, window: Window) -> list[dict[str, Any]]:
    """Some records of a register."""
    count = draw(st.integers(1, 5))
    return [draw(record_values(form, window, number)) for number in range(1, count + 1)]


def round_trip_of_figures(data: st.DataObject, code: str, version: str) -> None:
    form, window = form_of(code, version)
    put, meant = data.draw(figures_filled(form))
    sheet = blank(code, version)
    sheet.fill(put)
    reading, conformed = as_read(sheet.content(), form)
    assert (reading.reporter, reading.form_version) == (REPORTERS[form.reporter].code, version)
    assert (reading.window_start, reading.window_end) == (window.start, window.end)
    assert reading.found == ()
    assert conformed.faults.empty
    cells = conformed.cells[conformed.cells["value"].notna()]
    got = {(row, column): int(value) for row, column, value in cells[["row_key", "column_key", "value"]].to_numpy()}
    assert got == meant


def round_trip_of_records(data: st.DataObject, code: str, version: str) -> None:
    form, window = form_of(code, version)
    records = data.draw(records_filled(form, window))
    sheet = blank(code, version)
    columns = [column for column in form.columns if column.type != "dropped"]
    for number, record in enumerate(records, start=1):
        sheet.fill({(number, column.key): written(record[column.key], column, record) for column in columns})
    fill_totals(sheet, records)
    reading, conformed = as_read(sheet.content(), form)
    assert (reading.window_start, reading.window_end) == (window.start, window.end)
    assert reading.found == ()
    assert conformed.faults.empty
    for column in columns:
        got = [plain(value) for value in conformed.records[column.key]]
        assert got == [expected(record, column.key, form) for record in records], column.key


def fill_totals(sheet: Blank, records: list[dict[str, Any]]) -> None:
    """The sums of the records in the total row, where the form has one."""
    for column in sheet.form.columns:
        if column.key in sheet.form.totals and sheet.total is not None:
            unit = unit_named(column.unit or "")
            assert unit is not None
            total = sum(record[column.key] or 0 for record in records)
            sheet.put((sheet.total, sheet.columns[column.key]), typed(total, unit))


def expected(record: dict[str, Any], key: str, form: Form) -> Any:
    """What is stored of a record's column: of a figure with a unit of its own, the value in base units."""
    column = next(each for each in form.columns if each.key == key)
    if column.unit_from and record[key] is not None:
        unit = unit_named(str(record[column.unit_from]))
        assert unit is not None
        return record[key] * unit.factor
    return record[key]


def plain(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.date()
    return None if pd.isna(value) else value


def round_trip(data: st.DataObject, code: str, version: str) -> None:
    figures = load_catalogue().forms[code].layout == "figures"
    (round_trip_of_figures if figures else round_trip_of_records)(data, code, version)


@every_version
@settings(max_examples=2, phases=NO_SHRINKING, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_filled_in_is_what_is_read(code: str, version: str, data: st.DataObject) -> None:
    round_trip(data, code, version)


@pytest.mark.soak
@every_version
@settings(max_examples=150, phases=NO_SHRINKING, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_filled_in_is_what_is_read(code: str, version: str, data: st.DataObject) -> None:
    round_trip(data, code, version)
