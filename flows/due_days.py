"""When each form is due for each of its periods, entered in the warehouse once and for good."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.catalogue import Form, load_catalogue
from expectations.periods import Swaps, Window, due, windows_between, working_day_from
from expectations.warehouse.dimensions import form_window
from flows.settings import load_settings
from transforms.marts import known

WHENEVER = datetime(9999, 1, 1, tzinfo=UTC)


def fill_due_days(connection: sa.Connection, today: date, reported: pd.DataFrame | None = None) -> date:
    """Enter the due days of the periods begun by today, and of those that were reported.

    What is there stays, but for due days to come that swapped working days move. Returns the first day of the earliest
    period that is new among those begun, or whose due day has moved; today where none is.
    """
    w, swaps = form_window.c, load_settings().swaps
    held = {tuple(row) for row in connection.execute(sa.select(w.form_code, w.window_start, w.window_end))}
    first = connection.execute(sa.select(known.first_month()).params(as_of=WHENEVER)).scalar()
    told = _reported(reported)
    rows = []
    earliest = min([today, *_moved(connection, today, swaps)])
    for form in load_catalogue().forms.values():
        if form.period.due is None:
            continue
        begun = set(_begun(form, first, today))
        earliest = min([earliest, *(each.start for each in begun if (form.code, each.start, each.end) not in held)])
        for each in sorted({*begun, *(_window(form, days) for code, *days in told if code == form.code)}):
            if (form.code, each.start, each.end) not in held:
                due_on, adjusted = due(each, form.period.due.rule(), swaps)
                rows.append((form.code, each.start, each.end, due_on, adjusted))
    if rows:
        connection.execute(sa.insert(form_window), [dict(zip(w.keys(), row, strict=True)) for row in rows])
    return earliest


def _moved(connection: sa.Connection, today: date, swaps: Swaps) -> list[date]:
    """Move the due days to come by the days that are swapped now; the first days of their periods."""
    w = form_window.c
    key = (w.form_code, w.window_start, w.window_end)
    rows = connection.execute(sa.select(*key, w.due_on, w.due_on_adjusted).where(w.due_on_adjusted >= today)).all()
    moved = [(*row[:3], right) for row in rows if (right := working_day_from(row.due_on, swaps)) != row.due_on_adjusted]
    for form_code, start, end, right in moved:
        this = (w.form_code == form_code) & (w.window_start == start) & (w.window_end == end)
        connection.execute(sa.update(form_window).where(this).values(due_on_adjusted=right))
    return [start for _, start, _, _ in moved]


def _begun(form: Form, first: date | None, today: date) -> Iterable[Window]:
    if first is None or not form.period.obliged:
        return ()
    return (
        window
        for window in windows_between(form.period.regime, form.period.length, first, today)
        if window.start >= first
    )


def _reported(reported: pd.DataFrame | None) -> set[tuple[Any, ...]]:
    """Form, first and last day of the periods that were reported."""
    if reported is None:
        return set()
    rows = reported.loc[reported["window_start"].notna(), ["form_code", "window_start", "window_end"]]
    return set(rows.itertuples(index=False, name=None))


def _window(form: Form, days: Sequence[pd.Timestamp]) -> Window:
    start, end = (day.date() for day in days)
    return Window(start, end, form.period.regime, form.period.length)
