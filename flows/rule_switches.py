"""Switching a rule off for a range of periods, and on again: on record, with who and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd
import sqlalchemy as sa

from expectations.catalogue import load_catalogue
from expectations.warehouse.explanations import rule_switch
from flows.frames import fetch
from flows.trouble import UsageTrouble
from transforms.switches import switch_of

ALWAYS = (date(1900, 1, 1), date(2199, 12, 31))


@dataclass(frozen=True)
class Switch:
    """Who switches which rule off or on, for which periods, and why."""

    rule_code: str
    is_off: bool
    from_on: date
    to_on: date
    because: str
    switched_by: str
    switched_at: datetime
    form_code: str | None = None


def switch(connection: sa.Connection, asked: Switch) -> int:
    """Put the switch on record and return its number; the caller commits. Loading and replay judge by it."""
    rules = {form: rule for form, rule in load_catalogue().rules() if rule.code == asked.rule_code
             and asked.form_code in (None, form)}  # fmt: skip
    if not rules:
        vi, en = (f" ở biểu {asked.form_code}", f" of form {asked.form_code}") if asked.form_code else ("", "")
        raise UsageTrouble(f"Không có quy tắc “{asked.rule_code}”{vi}.", f"There is no rule “{asked.rule_code}”{en}.")
    if asked.is_off and any(rule.indispensable for rule in rules.values()):
        raise UsageTrouble(
            f"Không tắt được “{asked.rule_code}”: thiếu nó thì số liệu không lưu được.",
            f"“{asked.rule_code}” cannot be switched off: what it stops could not be stored.",
        )
    if asked.from_on > asked.to_on:
        raise UsageTrouble("Ngày đầu sau ngày cuối.", "The first day is after the last.")
    if not _changes_something(switches_told(connection), asked, rules):
        raise UsageTrouble(
            f"“{asked.rule_code}” đã {'tắt' if asked.is_off else 'bật'} cho các kỳ đó rồi; không có gì thay đổi.",
            f"“{asked.rule_code}” is {'off' if asked.is_off else 'on'} for those periods already; nothing was changed.",
        )
    number = (connection.execute(sa.select(sa.func.max(rule_switch.c.switch_id))).scalar() or 0) + 1
    connection.execute(sa.insert(rule_switch).values(switch_id=number, **asked.__dict__))
    return number


def _changes_something(told: pd.DataFrame, asked: Switch, forms: Iterable[str]) -> bool:
    """Whether on some day of its range the rule is not yet as asked; it changes only where a range begins or ended."""
    bounds = {asked.from_on, *told["from_on"].dt.date, *(told["to_on"].dt.date + timedelta(days=1))}
    days = pd.Series(pd.to_datetime(sorted(day for day in bounds if asked.from_on <= day <= asked.to_on)))
    codes = pd.Series(asked.rule_code, index=days.index)
    return any((switch_of(codes, days, form, told).notna() != asked.is_off).any() for form in forms)


def switches_told(connection: sa.Connection) -> pd.DataFrame:
    """All switches in order, as they are on record."""
    return fetch(connection, sa.select(rule_switch).order_by(rule_switch.c.switch_id))
