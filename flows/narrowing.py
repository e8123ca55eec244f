"""To which reporter, form, period and day a list is narrowed, as a person wrote it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from flows.named import form_of, reporter_named
from flows.tracing.asked import period_named


@dataclass(frozen=True)
class Narrowed:
    """What was written; nothing narrows nothing."""

    reporter: str | None = None
    form: str | None = None
    period: str | None = None
    day: date | None = None
    everything: bool = False  # the whole list, and not only its beginning

    def columns(self, connection: sa.Connection) -> dict[str, Any]:
        """The columns of reporter, form and period, and the values that they must have."""
        named: dict[str, Any] = {}
        if self.reporter:
            named["reporter_code"] = reporter_named(connection, self.reporter)
        if self.form:
            named["form_code"] = form_of(self.form).code
        return named | (period_named(self.period, self.form) if self.period else {})


EVERYTHING = Narrowed()


def narrow(rows: pd.DataFrame, wanted: Mapping[str, Any]) -> pd.DataFrame:
    """The rows whose columns have these values."""
    for name, value in wanted.items():
        rows = rows[rows[name] == (pd.Timestamp(value) if isinstance(value, date) else value)]
    return rows.reset_index(drop=True)
