"""What is on record of letters: which wait for which outbox, and what became of each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse.outbox import delivery, letter, letter_item
from flows.frames import fetch
from flows.narrowing import EVERYTHING, Narrowed
from flows.settings import OutboxEntry


@dataclass(frozen=True)
class Came:
    """What became of one letter in one outbox, and why."""

    state: str
    message: str | None = None


PENDING = ("waiting", "unaddressed", "refused")


def letters_waiting(
    connection: sa.Connection, outboxes: Sequence[OutboxEntry], answered: Sequence[str], results_only: bool
) -> pd.DataFrame:
    """A row per letter and outbox that is to be tried, the oldest first; on days off nobody is reminded.

    answered: the sources that have somebody to write to.
    """
    d, own = delivery.c, letter.c
    # One without an address is tried again once the settings give it one.
    of_source = [own.sender.startswith(f"{name}/", autoescape=True) for name in answered]
    by_source = sa.or_(own.sender.in_(list(answered)), *of_source)
    found = [
        (d.outbox == entry.name)
        & (
            (d.state == "waiting")
            | ((d.state == "unaddressed") & (own.reporter_code.in_(list(entry.addresses)) | by_source))
        )
        for entry in outboxes
    ]
    rows = sa.select(letter, d.outbox).join(delivery, d.letter_id == own.letter_id).where(sa.or_(sa.false(), *found))
    if results_only:
        rows = rows.where(own.kind == "result")
    return fetch(connection, rows.order_by(own.letter_day, own.letter_id, d.outbox))


def letters_named(connection: sa.Connection, outboxes: Sequence[OutboxEntry], named: Collection[str]) -> pd.DataFrame:
    """The same for letters that are named by the beginning of their id, whatever became of them."""
    d, own = delivery.c, letter.c
    meant = sa.or_(sa.false(), *(own.letter_id.startswith(each, autoescape=True) for each in named))
    names = [entry.name for entry in outboxes]
    rows = sa.select(letter, d.outbox).join(delivery, d.letter_id == own.letter_id)
    return fetch(connection, rows.where(meant, d.outbox.in_(names)).order_by(own.letter_day, own.letter_id, d.outbox))


def record_deliveries(connection: sa.Connection, outbox: str, came: Mapping[str, Came], at: datetime) -> None:
    """Enter what became of the letters that were tried, by letter."""
    rows = [
        {"_letter": letter_id, "_outbox": outbox, "_state": each.state, "_message": each.message, "_at": at}
        for letter_id, each in came.items()
        if each.state != "waiting" or each.message
    ]
    if rows:
        connection.execute(_entering(), rows)


@cache
def _entering() -> sa.Update:
    d, at = delivery.c, sa.bindparam("_at", type_=delivery.c.delivered_at.type)
    state = sa.bindparam("_state", type_=d.state.type)
    return (
        sa.update(delivery)
        .where(d.letter_id == sa.bindparam("_letter"), d.outbox == sa.bindparam("_outbox"))
        .values(
            state=state,
            attempts=d.attempts + 1,
            first_tried_at=sa.func.coalesce(d.first_tried_at, at),
            delivered_at=sa.case((state == "delivered", at), else_=d.delivered_at),
            message=sa.bindparam("_message", type_=d.message.type),
        )
    )


def letters_told(connection: sa.Connection, pending: bool, narrowed: Narrowed = EVERYTHING) -> pd.DataFrame:
    """The letters with what became of them, the newest first; `pending`: those that have not arrived."""
    d, own, i = delivery.c, letter.c, letter_item.c
    items = sa.select(sa.func.count()).where(i.letter_id == own.letter_id).scalar_subquery()
    wanted = [i[name] == value for name, value in narrowed.columns(connection).items()]
    rows = (
        sa.select(
            sa.func.substr(own.letter_id, 1, 12).label("letter"), own.letter_day, own.kind,
            sa.func.coalesce(own.reporter_code, own.sender).label("to"), items.label("items"),
            d.outbox, d.state, d.attempts, d.delivered_at, d.message,
        )
        .join(delivery, d.letter_id == own.letter_id)
        .where(d.state.in_(PENDING) if pending else sa.true())
        .order_by(own.letter_day.desc(), own.letter_id, d.outbox)
    )  # fmt: skip
    if wanted:
        rows = rows.where(sa.exists().where(i.letter_id == own.letter_id, *wanted))
    return fetch(connection, rows.where(own.letter_day == narrowed.day) if narrowed.day else rows)


def pending_letters(connection: sa.Connection) -> pd.DataFrame:
    """How many letters have not arrived, by outbox and state."""
    d = delivery.c
    counted: sa.Select[Any] = (
        sa.select(d.outbox, d.state, sa.func.count().label("letters"), sa.func.max(d.message).label("message"))
        .where(d.state.in_(PENDING))
        .group_by(d.outbox, d.state)
        .order_by(d.outbox, d.state)
    )
    return fetch(connection, counted)
