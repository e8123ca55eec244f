"""Whom to remind of which report today, and never twice of the same."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from transforms.said import Said
from transforms.standing import KEY

NOT_FILED = ("missing", "estimate only")
OPEN = (*NOT_FILED, "returned")
NOT_SENT = ("missing", "late", "due_soon")  # kinds of which nothing has come
TO_BOARD = "escalation"
SAME_THING = ["kind", *KEY]
KINDS = ("missing", "late", "returned", "due_soon")  # the most urgent first
HEADINGS = (
    "Đơn vị / Reporter", "Tên / Name", "Biểu / Form", "Kỳ / Period", "Hạn nộp / Due", "Số ngày trễ / Days late",
)  # fmt: skip


@dataclass(frozen=True)
class Reach:
    """How far reminders reach: days between which a due day counts, and since when a returned report waits."""

    today: date
    soon_until: date
    escalate_before: date
    back_until: date
    returned_until: date


@dataclass(frozen=True)
class Gap:
    """That not all that was sent could be read, and the day up to which all of it was, where there is one."""

    complete_until: date | None


@dataclass(frozen=True)
class Awaited:
    """A report that has not come."""

    kind: str
    reporter_code: str
    name: str
    form: Said
    period: Said
    due_on: date


def reach_of(today: date, soon_until: date, escalate_days: int, back_days: int, patience_days: int) -> Reach:
    """The reach of a day; `soon_until` is the last due day that is told of beforehand."""
    return Reach(
        today,
        soon_until,
        escalate_before=today - timedelta(days=escalate_days),
        back_until=today - timedelta(days=back_days),
        returned_until=today - timedelta(days=patience_days),
    )


def reminders(obligations: pd.DataFrame, told: pd.DataFrame, reach: Reach) -> pd.DataFrame:
    """The key, `due_on` and `kind` of all that is to be told today, a row each.

    obligations: the key, filing, due_on and returned_on. told: kind and key of what has been told before.
    """
    within = (obligations["due_on"] >= pd.Timestamp(reach.back_until)) & (
        obligations["due_on"] <= pd.Timestamp(reach.soon_until)
    )
    waiting = obligations[obligations["filing"].isin(OPEN) & within]
    kinds = waiting.assign(kind=kind_of(waiting, reach))
    to_board = kinds[kinds["kind"] == "missing"].assign(kind=TO_BOARD)
    all_kinds = pd.concat([kinds[kinds["kind"].notna()], to_board], ignore_index=True)
    matched = all_kinds.merge(
        told[SAME_THING].drop_duplicates(), on=SAME_THING, how="left", indicator="seen", validate="one_to_one"
    )
    new = matched[matched["seen"] == "left_only"]
    return new[[*SAME_THING, "due_on"]].sort_values(["kind", "due_on", *KEY]).reset_index(drop=True)


def kind_of(waiting: pd.DataFrame, reach: Reach) -> pd.Series:
    """What each obligation is to be reminded of today: the furthest step that it has come to, or nothing."""
    not_filed = waiting["filing"].isin(NOT_FILED)
    kind = pd.Series(pd.NA, index=waiting.index, dtype="string")
    kind = kind.mask(not_filed & (waiting["due_on"] >= pd.Timestamp(reach.today)), "due_soon")
    kind = kind.mask(not_filed & (waiting["due_on"] < pd.Timestamp(reach.today)), "late")
    kind = kind.mask(
        (waiting["filing"] == "returned") & (waiting["returned_on"] <= pd.Timestamp(reach.returned_until)), "returned"
    )
    return kind.mask(waiting["due_on"] < pd.Timestamp(reach.escalate_before), "missing")


def by_kind(awaited: list[Awaited]) -> dict[str, list[Awaited]]:
    """What is awaited, the most urgent kind first and in it the longest awaited."""
    kinds = {kind: [each for each in in_order(awaited) if each.kind == kind] for kind in KINDS}
    return {kind: mine for kind, mine in kinds.items() if mine}


def overdue_table(day: date, awaited: list[Awaited]) -> tuple[tuple[str, ...], ...]:
    """The overdue reports, a row each below the headings; days late are calendar days."""
    rows = [
        (
            each.reporter_code, each.name, each.form.vi, each.period.vi, f"{each.due_on:%d/%m/%Y}",
            str((day - each.due_on).days),
        )
        for each in in_order(awaited)
    ]  # fmt: skip
    return (HEADINGS, *rows)


def in_order(awaited: list[Awaited]) -> list[Awaited]:
    """The longest awaited first."""
    return sorted(awaited, key=lambda each: (each.due_on, each.reporter_code, each.form.vi, each.period.vi))
