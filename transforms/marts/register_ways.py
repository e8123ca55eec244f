"""How the figures of a register that a form declares come about: the entries of its records."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from expectations.catalogue import Form
from expectations.warehouse.core import standing
from expectations.warehouse.registers import REPORT, entries_of
from transforms.marts import known
from transforms.marts.way import Way, adds, because, cell_of


def register_ways(form: Form, figure: str, asked: Mapping[str, Any]) -> list[Way]:
    """The entries of the records that show these values, of the reports that stood then."""
    assert form.table is not None
    told = entries_of(form, figure, known.held_then(standing) & _of_report(form, asked)).cte("entries_told")
    key = [told.c[name] for name in form.table.columns if name != figure]
    rows = sa.select(*key, told.c.entry_no.label("of_entry_no"), adds(told.c.number_value), because(otherwise=None))
    of_column = sa.literal(form.table.columns[figure]).label("of_column_key")
    rows = rows.add_columns(of_column, *cell_of(told)).where(*(told.c[name] == value for name, value in asked.items()))
    return [Way("register_entry", "number_value", rows)]


def counted_columns(form: Form) -> list[str]:
    """The columns of the form's table that are figures."""
    assert form.table is not None
    kinds = {column.key: column.type for column in form.columns}
    return [shown for shown, key in form.table.columns.items() if kinds.get(key) == "quantity"]


def _of_report(form: Form, asked: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    """What the values asked for say of the report itself, so that its index is used."""
    assert form.table is not None
    named = {shown: standing.c[REPORT[key]] for shown, key in form.table.columns.items() if key in REPORT}
    return sa.and_(sa.true(), *(column == asked[shown] for shown, column in named.items() if shown in asked))
