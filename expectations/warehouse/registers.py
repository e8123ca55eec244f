"""Registers that have no table of their own, each as the table that its form declares."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from expectations.catalogue import OF_REPORT, Form, load_catalogue
from expectations.warehouse.core import register_entry, standing

VALUES = {"quantity": "number_value", "year": "number_value", "date": "day_value"}  # else text_value
REPORT = {"reporter": "reporter_code", "window_start": "window_start", "window_end": "window_end"}


def register_forms() -> Iterator[Form]:
    """The forms whose records are kept as entries."""
    return (form for form in load_catalogue().forms.values() if form.loads == "entries")


def register(form: Form, stands: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The records of the form's reports that stand; records of one report that are alike are added up.

    `stands` says of a row of `standing` whether it counts.
    """
    assert form.table is not None
    kinds = {column.key: column.type for column in form.columns}
    records = _records(form, kinds, stands).subquery()
    counted = [shown for shown, key in form.table.columns.items() if kinds.get(key) == "quantity"]
    columns = [
        sa.cast(sa.func.sum(records.c[shown]), sa.BigInteger).label(shown) if shown in counted else records.c[shown]
        for shown in form.table.columns
    ]
    alike = [records.c[shown] for shown in form.table.columns if shown not in counted]
    return sa.select(*columns).group_by(records.c.submission_id, *alike)


def entries_of(form: Form, shown: str, stands: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Every record of those reports with the entry, and so the cell, of the column that the table shows as `shown`."""
    assert form.table is not None
    kinds = {column.key: column.type for column in form.columns}
    key, e = form.table.columns[shown], register_entry.c
    records = _records(form, kinds, stands).subquery()
    r = records.c
    columns = [r[name] for name in form.table.columns if name != shown]
    this = (e.submission_id == r.submission_id) & (e.entry_no == r.entry_no) & (e.column_key == key)
    cell = (r.submission_id, r.entry_no, e.number_value, e.sheet, e.sheet_row, e.sheet_column, e.written)
    return sa.select(*columns, *cell).join(register_entry, this)


def _records(form: Form, kinds: Mapping[str, str], stands: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """A row a record: what the table shows of it, and its report."""
    assert form.table is not None
    e, s = register_entry.c, standing.c
    shown = [
        s[REPORT[key]].label(name)
        if key in OF_REPORT
        else sa.func.max(sa.case((e.column_key == key, e[VALUES.get(kinds[key], "text_value")]))).label(name)
        for name, key in form.table.columns.items()
    ]
    of_report = [s[name] for name in REPORT.values()]
    return (
        sa.select(e.submission_id, e.entry_no, *shown)
        .join(standing, (s.submission_id == e.submission_id) & sa.not_(s.is_carried))
        .where(s.form_code == form.code, stands)
        .group_by(e.submission_id, e.entry_no, *of_report)
    )
