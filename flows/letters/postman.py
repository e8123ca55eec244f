"""Delivering what is queued: at least once, each letter on record as soon as it is gone."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pandas as pd
from sqlalchemy import Engine

from expectations.periods import working_day_from
from flows.letters.contents import Unwritten, compose
from flows.letters.material import gather
from flows.letters.record import Came, letters_named, letters_waiting, record_deliveries
from flows.outboxes import Post, Send, Undeliverable, open_outbox
from flows.settings import OutboxEntry, Settings
from flows.trouble import DiskTrouble, OutboxTrouble, Trouble
from flows.warehouse_engine import writing

AT_ONCE = 200  # letters that are made together
SIDE_BY_SIDE = 8  # letters that are written at the same time: a disk or a server makes many last at once
NOT_TRIED = Came("waiting")


@dataclass(frozen=True)
class Delivered:
    """What became of the letters that waited, by state, and the outboxes that were out of reach."""

    states: Mapping[str, int] = field(default_factory=dict)
    out_of_reach: Mapping[str, Trouble] = field(default_factory=dict)


class Round:
    """One round over the outboxes; one that fails is left alone for the rest of it."""

    def __init__(self, entries: Sequence[OutboxEntry], stack: ExitStack) -> None:
        self.entries = {entry.title: entry for entry in entries}
        self.stack = stack
        self.open: dict[str, Send] = {}
        self.troubles: dict[str, Trouble] = {}
        self.pool = stack.enter_context(ThreadPoolExecutor(SIDE_BY_SIDE))

    def bring(self, name: str, posts: Sequence[Post | Unwritten | None]) -> list[Came]:
        """Bring letters to one outbox, what became of each; a letter that was not tried is `waiting` without a word."""
        if name not in self.open and name not in self.troubles:
            try:
                self.open[name] = self.stack.enter_context(open_outbox(self.entries[name]))
            except (OutboxTrouble, DiskTrouble) as trouble:
                self.troubles[name] = trouble
                return [Came("waiting", trouble.en), *[NOT_TRIED] * (len(posts) - 1)]
        return list(self.pool.map(lambda post: self.bring_one(name, post), posts))

    def bring_one(self, name: str, post: Post | Unwritten | None) -> Came:
        """Bring one letter to an open outbox."""
        if post is None:
            return Came("settled")
        if isinstance(post, Unwritten):
            return Came("waiting", f"The letter could not be written ({post.error}); failures.log says where.")
        if name in self.troubles:
            return NOT_TRIED
        try:
            self.open[name](post)
        except Undeliverable as reason:
            return Came(reason.state, reason.message)
        except (OutboxTrouble, DiskTrouble) as trouble:
            self.troubles[name] = trouble
            return Came("waiting", trouble.en)
        return Came("delivered")


def deliver_letters(
    engine: Engine, settings: Settings, today: date, named: Sequence[str] = (), *, whole: bool = True
) -> Delivered:
    """Bring the letters that wait, or those that are named, to the outboxes; the caller holds the loading lock.

    whole: reminders may speak of all that has been sent; else they say up to which day.
    """
    entries, day_off = settings.letter_outboxes, working_day_from(today, settings.swaps) != today
    with engine.connect() as connection:
        answered = [entry.title for entry in settings.answered_sources]
        waiting = (
            letters_named(connection, entries, named)
            if named
            else letters_waiting(connection, entries, answered, results_only=day_off)
        )
    states: Counter[str] = Counter()
    with ExitStack() as stack:
        going = Round(entries, stack)
        for letters in some_at_once(waiting):
            with engine.connect() as connection:
                found = gather(
                    connection, letters.drop_duplicates("letter_id"), settings.archive_folder, today, whole=whole
                )
            posts = compose(found, settings)
            for name, ids in handfuls(letters, going.entries):
                came = going.bring(name, [posts[each] for each in ids])
                with writing(engine) as connection:
                    record_deliveries(connection, name, dict(zip(ids, came, strict=True)), datetime.now(UTC))
                states.update(each.state for each in came)
    return Delivered(dict(states), going.troubles)


def some_at_once(waiting: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The rows of a few letters at a time, so that not all of a busy night's attachments are in memory."""
    numbers = pd.factorize(waiting["letter_id"])[0] // AT_ONCE
    return (rows for _, rows in waiting.groupby(numbers))


def handfuls(letters: pd.DataFrame, entries: Mapping[str, OutboxEntry]) -> Iterator[tuple[str, list[str]]]:
    """The letters of each outbox; mail one by one, for a second copy of it cannot be taken back."""
    for name, ids in letters.groupby("outbox")["letter_id"]:
        size = 1 if entries[str(name)].is_mail else AT_ONCE
        for first in range(0, len(ids), size):
            yield str(name), list(ids[first : first + size])
