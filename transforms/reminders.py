"""Whom to remind of which report today, and never twice of the same."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from transforms.letter_layout import Draft, Part, Point, Said, named
from transforms.standing import KEY

NOT_FILED = ("missing", "estimate only")
OPEN = (*NOT_FILED, "returned")
TO_BOARD = "escalation"
SAME_THING = ["kind", *KEY]
PARTS = {
    "missing": Said("Quá hạn, đã báo cáo Ban Quản lý", "Overdue, and the Board has been told"),
    "late": Said("Đã quá hạn, chưa nhận được", "Past due, not received"),
    "returned": Said("Đã trả lại, chưa nhận được bản sửa", "Returned, no correction received"),
    "due_soon": Said("Sắp đến hạn", "Due soon"),
}
HEADINGS = (
    "Đơn vị / Reporter", "Tên / Name", "Biểu / Form", "Kỳ / Period", "Hạn nộp / Due", "Số ngày trễ / Days late",
)  # fmt: skip
IGNORE = Said(
    "Nếu đã gửi hôm nay, xin bỏ qua thư này.", "If you have sent it today, please take no notice of this letter."
)


@dataclass(frozen=True)
class Reach:
    """How far reminders reach: days between which a due day counts, and since when a returned report waits."""

    today: date
    soon_until: date
    escalate_before: date
    back_until: date
    returned_until: date


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


def reminder_letter(to: Said, day: date, awaited: list[Awaited]) -> Draft:
    """The draft for one reporter: what is awaited, the most urgent first."""
    parts = []
    for kind, heading in PARTS.items():
        points = tuple(Point(due_line(each)) for each in in_order(awaited) if each.kind == kind)
        if points:
            parts.append(Part(heading, points))
    subject = Said(f"Nhắc nộp báo cáo, ngày {day:%d/%m/%Y}", f"Reports awaited, {day:%d/%m/%Y}")
    return Draft(to, subject, tuple(parts), closing=(IGNORE,))


def escalation_letter(to: Said, day: date, awaited: list[Awaited]) -> Draft:
    """The draft for the Board: who is long overdue with which report, as a table."""
    subject = Said(f"Báo cáo quá hạn chưa nhận được, ngày {day:%d/%m/%Y}", f"Reports long overdue, {day:%d/%m/%Y}")
    attached = Said("Bảng này cũng kèm theo dưới dạng tệp .csv.", "The table is attached as a .csv file as well.")
    return Draft(to, subject, table=overdue_table(day, awaited), closing=(attached,))


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


def due_line(awaited: Awaited) -> Said:
    """One awaited report and its due day."""
    due = f"{awaited.due_on:%d/%m/%Y}"
    report = named(awaited.form, awaited.period)
    return Said(f"{report.vi}: hạn nộp {due}.", f"{report.en}: due {due}.")


def in_order(awaited: list[Awaited]) -> list[Awaited]:
    """The longest awaited first."""
    return sorted(awaited, key=lambda each: (each.due_on, each.reporter_code, each.form.vi, each.period.vi))
