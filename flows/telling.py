"""What reporters, forms and periods are called where people read of them."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from expectations.catalogue import load_catalogue
from expectations.periods import Window, label_vi
from expectations.warehouse.intake import finding, submission
from flows.frames import fetch, key_table
from flows.letters.addressees import addressees


class Part(NamedTuple):
    """One sort of thing that waits: its key, its words, and what waits, a row each."""

    key: str
    vi: str
    en: str
    rows: pd.DataFrame


@cache
def titles() -> dict[str, str]:
    """The Vietnamese title of every form by its code."""
    return {code: form.title_vi for code, form in load_catalogue().forms.items()}


def period_told(form_code: Any, start: Any, end: Any) -> str | None:
    """The Vietnamese label of a period of a form; its days where the form is not known; None where there is none."""
    if pd.isna(start) or pd.isna(end):
        return None
    form = None if pd.isna(form_code) else load_catalogue().forms.get(form_code)
    if form is None:
        return f"{start:%d/%m/%Y}–{end:%d/%m/%Y}"
    return label_vi(Window(start.date(), end.date(), form.period.regime, form.period.length))


def _with_rules(connection: sa.Connection, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the codes of the rules that their reports were sent back for."""
    if "submission_id" not in rows or rows.empty:
        return rows
    f = finding.c
    with key_table(connection, "told_submission", [submission.c.submission_id], rows) as asked:
        ours = f.submission_id.in_(sa.select(asked.c.submission_id)) & (f.effect != "warn")
        codes = fetch(connection, sa.select(f.submission_id, f.rule_code).where(ours).distinct().order_by(f.rule_code))
    told = codes.groupby("submission_id")["rule_code"].agg(", ".join)
    return rows.assign(rule_codes=rows["submission_id"].map(told).astype("str")).drop(columns="submission_id")


def with_names(connection: sa.Connection, rows: pd.DataFrame, today: date) -> pd.DataFrame:
    """The rows with the names of reporters, forms and periods, the e-mail of the register, and the rules of reports."""
    shown = _with_rules(connection, rows).reset_index(drop=True)
    if "reporter_code" in shown:
        named = addressees(connection, set(shown["reporter_code"].dropna()), today)
        told = [named.get(code) for code in shown["reporter_code"]]
        shown["reporter"] = pd.Series([each.name if each else None for each in told], dtype="str")
        shown["e_mail"] = pd.Series([each.address if each else None for each in told], dtype="str")
    if "form_code" in shown:
        shown["form"] = shown["form_code"].map(titles()).astype("str")
        windows = zip(shown["form_code"], shown["window_start"], shown["window_end"], strict=True)
        shown["period"] = pd.Series([period_told(*each) for each in windows], dtype="str")
    return shown
