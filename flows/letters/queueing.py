"""Queueing letters in the caller's transaction: the results of what was loaded, and the reminders of a day."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.periods import working_day_from, working_days_after
from expectations.warehouse import core, outbox
from expectations.warehouse.acts import rereading
from expectations.warehouse.dimensions import form_window, reporter
from expectations.warehouse.intake import arrival, submission
from flows.frames import fetch, key_table
from flows.letters.addressees import address_of_sender, addressees
from flows.settings import OutboxEntry, Settings
from transforms.reminders import SAME_THING, TO_BOARD, reach_of, reminders
from transforms.standing import KEY

ITEM = ["kind", "submission_id", *KEY, "due_on"]


@dataclass(frozen=True)
class Queued:
    """A letter about to be queued: whom it is for, its day, its items, and the text that it is known by."""

    kind: str
    reporter_code: str | None
    sender: str | None
    letter_day: date
    items: pd.DataFrame
    about: Sequence[str]

    @property
    def letter_id(self) -> str:
        """SHA-256, in hex, of what the letter is about."""
        known_by = (self.kind, self.reporter_code or "", self.sender or "", f"{self.letter_day}", *sorted(self.about))
        return hashlib.sha256("\n".join(known_by).encode()).hexdigest()


def queue_results(connection: sa.Connection, settings: Settings, first_rank: int, now: datetime, today: date) -> int:
    """Queue a letter per reporter and arrival day about the files from `first_rank` on; how many."""
    files = addressed(connection, fetch(connection, _files_since(first_rank)))
    if files.empty:
        return 0
    files = files.assign(kind="result")
    about = files["source"] + "\t" + files["path"] + "\t" + files["sha256"]
    letters = [
        Queued("result", text(code), text(sender), rows["arrived_on"].iloc[0].date(), rows, list(about.loc[rows.index]))
        for (code, sender, _), rows in files.groupby(["addressee", "sender", "arrived_on"], dropna=False)
    ]
    return _queue(connection, settings, letters, now, today)


def addressed(connection: sa.Connection, files: pd.DataFrame) -> pd.DataFrame:
    """The files with `addressee`, the reporter where a register knows it, else with `sender`, where they came from."""
    known = set(connection.execute(sa.select(reporter.c.reporter_code)).scalars())
    addressee = files["reporter_code"].where(files["reporter_code"].isin(known))
    return files.assign(addressee=addressee, sender=sender_of(files).where(addressee.isna()))


def queue_decisions(connection: sa.Connection, settings: Settings, act_no: int, now: datetime, today: date) -> int:
    """Queue a letter to each reporter of whose files the act has changed the outcome; how many."""
    before = submission.alias("before")
    s, r, old = submission.c, rereading.c, before.c
    rows = (
        sa.select(
            s.submission_id, s.form_code, s.reporter_code, s.window_start, s.window_end,
            form_window.c.due_on_adjusted.label("due_on"), arrival.c.source, arrival.c.path,
        )
        .join(arrival, arrival.c.arrival_rank == s.arrival_rank)
        .join(rereading, r.submission_id == s.submission_id)
        .join(before, old.submission_id == r.replaces_id)
        .outerjoin(form_window, _of_window())
        .where(r.act_no == act_no, old.outcome != s.outcome)
        .order_by(s.arrival_rank)
    )  # fmt: skip
    changed = fetch(connection, rows)
    if changed.empty:
        return 0
    files = addressed(connection, changed).assign(kind="decision")
    letters = [
        Queued("decision", text(code), text(sender), today, of_one, [f"{act_no}"])
        for (code, sender), of_one in files.groupby(["addressee", "sender"], dropna=False)
    ]
    return _queue(connection, settings, letters, now, today)


def _files_since(first_rank: int) -> sa.Select[Any]:
    s, a, w = submission.c, arrival.c, form_window.c
    return (
        sa.select(
            s.submission_id, s.form_code, s.reporter_code, s.window_start, s.window_end,
            w.due_on_adjusted.label("due_on"), a.source, a.path, a.sha256, a.arrived_on,
        )
        .join(arrival, a.arrival_rank == s.arrival_rank)
        .outerjoin(form_window, _of_window())
        .where(s.arrival_rank >= first_rank, s.reading_no == 1)
        .order_by(s.arrival_rank)
    )  # fmt: skip


def _of_window() -> sa.ColumnElement[bool]:
    """The window of a submission's form."""
    s, w = submission.c, form_window.c
    return (w.form_code == s.form_code) & (w.window_start == s.window_start) & (w.window_end == s.window_end)


def sender_of(files: pd.DataFrame) -> pd.Series:
    """Where files came from, as far as their way tells: the source, and the folder below that of the day."""
    path = files["path"].str.replace(r"^\d{4}-\d{2}-\d{2}/", "", regex=True)
    folder = path.str.extract(r"^(.*)/", expand=False).fillna("")
    return files["source"] + ("/" + folder).where(folder != "", "")


def queue_reminders(connection: sa.Connection, settings: Settings, now: datetime, today: date) -> int:
    """Queue what is to be reminded of today, a letter per reporter and one for the Board; none on days off."""
    if working_day_from(today, settings.swaps) != today:
        return 0
    soon_until = working_days_after(today, settings.remind_days, settings.swaps)
    reach = reach_of(today, soon_until, settings.escalate_days, settings.remind_back_days, settings.remind_days)
    obligations = fetch(connection, _obligations(reach.back_until, reach.soon_until))
    new = reminders(obligations, fetch(connection, _told(reach.back_until)), reach)
    mine, escalated = new[new["kind"] != TO_BOARD], new[new["kind"] == TO_BOARD]
    letters = [_reminder("reminder", str(code), today, rows) for code, rows in mine.groupby("reporter_code")]
    boards = connection.execute(sa.select(reporter.c.reporter_code).where(reporter.c.reporter_kind == "board"))
    letters += [_reminder(TO_BOARD, code, today, escalated) for code in boards.scalars() if len(escalated)]
    return _queue(connection, settings, letters, now, today)


def _reminder(kind: str, code: str, today: date, items: pd.DataFrame) -> Queued:
    about = [" ".join(map(str, row)) for row in items[SAME_THING].itertuples(index=False)]
    return Queued(kind, code, None, today, items, about)


def _obligations(since: date, until: date) -> sa.Select[Any]:
    """Obligations whose due day lies between the two, with the day on which a report of theirs was last returned."""
    o, w, s = core.obligation.c, form_window.c, submission.c
    returned = (
        sa.select(*(s[name] for name in KEY), sa.func.max(arrival.c.arrived_on).label("returned_on"))
        .join(arrival, arrival.c.arrival_rank == s.arrival_rank)
        .where(s.outcome == "returned")
        .group_by(*(s[name] for name in KEY))
        .subquery()
    )
    windows = (w.form_code == o.form_code) & (w.window_start == o.window_start) & (w.window_end == o.window_end)
    return (
        sa.select(*(o[name] for name in KEY), o.filing, o.due_on_adjusted.label("due_on"), returned.c.returned_on)
        .join(form_window, windows)
        .outerjoin(returned, sa.and_(*(returned.c[name] == o[name] for name in KEY)))
        .where(o.obligation != "exempt", w.due_on_adjusted.between(since, until))
    )


def _told(since: date) -> sa.Select[Any]:
    """What has been told of obligations due since that day."""
    i = outbox.letter_item.c
    return (
        sa.select(*(i[name] for name in SAME_THING))
        .where(i.kind.not_in(["result", "decision"]), i.due_on >= since)
        .distinct()
    )


def _queue(connection: sa.Connection, settings: Settings, letters: Sequence[Queued], now: datetime, today: date) -> int:
    """Enter the letters that are not there yet, with a delivery to each outbox."""
    held = _held(connection, [each.letter_id for each in letters])
    new = [each for each in letters if each.letter_id not in held]
    if not new:
        return 0
    codes = {each.reporter_code for each in new if each.reporter_code}
    who = addressees(connection, codes, today)
    rows, items, deliveries = [], [], []
    for each in new:
        address = who[each.reporter_code].address if each.reporter_code in who else None
        address = address if each.reporter_code else address_of_sender(settings, each.sender)
        rows.append(
            {
                "letter_id": each.letter_id, "kind": each.kind, "reporter_code": each.reporter_code,
                "sender": each.sender, "address": address, "letter_day": each.letter_day, "queued_at": now,
            }
        )  # fmt: skip
        items += items_of(each)
        for entry in outboxes_for(each.letter_day, settings, today):
            deliveries.append({"letter_id": each.letter_id, "outbox": entry.name, "state": "waiting", "attempts": 0})
    connection.execute(sa.insert(outbox.letter), rows)
    connection.execute(sa.insert(outbox.letter_item), items)
    if deliveries:
        connection.execute(sa.insert(outbox.delivery), deliveries)
    return len(new)


def _held(connection: sa.Connection, letter_ids: Sequence[str]) -> set[str]:
    """Those of the letters that are there already."""
    own = outbox.letter.c.letter_id
    with key_table(connection, "letters_asked", [own], pd.DataFrame({"letter_id": letter_ids})) as keys:
        return set(connection.execute(sa.select(own).join(keys, keys.c.letter_id == own)).scalars())


def outboxes_for(letter_day: date, settings: Settings, today: date) -> Iterable[OutboxEntry]:
    """Where a letter of that day goes: nobody is mailed about days long ago, as when a backlog is loaded."""
    old = (today - letter_day).days > settings.remind_back_days
    return (entry for entry in settings.letter_outboxes if not (old and entry.is_mail))


def items_of(letter: Queued) -> list[dict[str, Any]]:
    """The rows of `letter_item` of a letter."""
    rows = letter.items.to_dict("records")
    return [
        {"letter_id": letter.letter_id, "item_no": number, **{name: plain(row.get(name)) for name in ITEM}}
        for number, row in enumerate(rows, 1)
    ]


def plain(value: Any) -> Any:
    """A cell as the database takes it: None where it is blank, a day as a date."""
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def text(value: Any) -> str | None:
    """A cell of text, None where it is blank."""
    return None if pd.isna(value) else str(value)
