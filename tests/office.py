"""A small office for tests: files as bytes arrive day by day, are read, judged and loaded; officers act on them."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from expectations.warehouse.intake import arrival, finding, submission
from expectations.warehouse.outbox import letter
from flows import officers, stages, store
from flows.frames import fetch
from flows.history import is_newest
from flows.ledger import end_of_day
from flows.letters.postman import deliver_letters
from flows.load import LoadReport
from flows.named import file_named
from flows.officers import Officer
from flows.replay_asked import Replay
from flows.replaying import Replayed, replay_alone
from flows.settings import Settings, load_settings
from tests.conftest import database_numbers, execute
from tests.small_warehouse import SmallWarehouse, warehouse_at

ALL = Replay()


@dataclass
class Office(SmallWarehouse):
    """A warehouse, and the folder of what is sent to it."""

    settings: Settings = field(default_factory=load_settings)

    def send(self, day: str, *contents: bytes) -> list[str]:
        """Let these files arrive on a day and spend its night; returns their outcomes."""
        self.receive(day, *contents)
        return [self.outcome(f"{day}/{number}.csv") for number in range(1, len(contents) + 1)]

    def receive(self, day: str, *contents: bytes) -> None:
        """Let these files, whatever reports they hold, arrive on a day and spend its night."""
        folder = self.settings.home / "in" / day
        folder.mkdir(parents=True)
        for number, content in enumerate(contents, 1):
            (folder / f"{number}.csv").write_bytes(content)
        night = stages.plan(self.settings, [str(folder.parent)], date.fromisoformat(day))
        listings = [stages.look(night, entry) for entry in night.entries]
        with stages.alone(self.engine, 0):
            for batch in stages.receive(self.engine, night, listings).batches:
                stages.ingest(self.engine, night, batch)
            stages.refresh(self.engine, night)

    def outcome(self, path: str) -> str:
        """The outcome of a file as it is read now."""
        with self.engine.connect() as connection:
            return file_named(connection, path).outcome

    def accept(self, path: str, day: str) -> LoadReport:
        """An officer accepts a report."""
        with self.deciding() as connection:
            return officers.accept(connection, self.settings, file_named(connection, path), officer(day))

    def withdraw(self, path: str, day: str) -> LoadReport:
        """An officer withdraws a report."""
        with self.deciding() as connection:
            return officers.withdraw(connection, self.settings, file_named(connection, path), officer(day))

    def close(self, form: str, period: str, day: str, *, again: bool = False) -> None:
        """An officer closes a period, or opens it again."""
        with self.deciding() as connection:
            officers.close(connection, form, period, officer(day), again=again)

    def replay(self, day: str, asked: Replay = ALL, *, dry: bool = False) -> Replayed:
        """Read the archive again."""
        return replay_alone(self.engine, self.settings, asked, "tester", date.fromisoformat(day), dry=dry)

    def letters(self, day: str, kind: str) -> list[str]:
        """Deliver what waits; the text of every letter of this kind in the outbox."""
        settings, on = self.settings, date.fromisoformat(day)
        deliver_letters(self.engine, settings, on)
        chosen = sa.select(letter.c.letter_id).where(letter.c.kind == kind)
        with self.engine.connect() as connection:
            ids = set(connection.execute(chosen).scalars())
        found = (settings.home / "outbox").rglob("letter.txt")
        return [
            path.read_text(encoding="utf-8") for path in sorted(found) if any(each[:8] in str(path) for each in ids)
        ]

    @contextmanager
    def deciding(self) -> Iterator[sa.Connection]:
        """A transaction of an officer."""
        with stages.alone(self.engine, 0), store.writing(self.engine) as connection:
            yield connection

    def readings(self) -> list[tuple[Any, ...]]:
        """Path, number of the reading, outcome, of every reading; the order is that of arrival."""
        rows = (
            sa.select(arrival.c.path, submission.c.reading_no, submission.c.outcome)
            .join(arrival, arrival.c.arrival_rank == submission.c.arrival_rank)
            .order_by(submission.c.arrival_rank, submission.c.reading_no)
        )
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(rows)]

    def ledger(self) -> list[tuple[Any, ...]]:
        """All of the ledger of arrivals."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.select(arrival).order_by(arrival.c.arrival_rank))]

    def told(self, as_of: str | None = None) -> dict[str, str]:
        """All marts and layouts as text, now or at the end of a day."""
        names = [*store.exports()]
        return {name: self.table(name, as_of).to_csv() for name in names}

    def findings(self, path: str) -> pd.DataFrame:
        """The findings of a file as it is read now."""
        rows = (
            sa.select(finding.c.rule_code, finding.c.effect)
            .join(submission, submission.c.submission_id == finding.c.submission_id)
            .join(arrival, arrival.c.arrival_rank == submission.c.arrival_rank)
            .where(arrival.c.path == path, is_newest())
        )
        with self.engine.connect() as connection:
            return fetch(connection, rows)


def officer(day: str) -> Officer:
    """An officer who acts on a day."""
    on = date.fromisoformat(day)
    return Officer("Phòng QLDN", "đã gọi điện xác nhận", end_of_day(on).replace(hour=3), on)


def office(url: str, home: Path) -> Office:
    """An office with the warehouse at this URL, made where there is none."""
    settings = load_settings(home=home, warehouse=url, settle_seconds=0, processes=1)
    return Office(warehouse_at(url), settings)


@dataclass(frozen=True)
class Model:
    """An office that has been filled once, of which each test takes a copy."""

    home: Path
    url: str
    server: sa.URL | None

    @contextmanager
    def copied(self, home: Path) -> Iterator[Office]:
        """A copy for the block."""
        shutil.copytree(self.home, home)
        url = f"sqlite:///{home / 'warehouse.sqlite'}"
        name = f"copy_{next(database_numbers)}"
        if self.server is not None:
            model = sa.make_url(self.url).database
            left = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{model}'"
            execute(self.server, left, f"CREATE DATABASE {name} TEMPLATE {model}")
            url = self.server.set(database=name).render_as_string(hide_password=False)
        settings = load_settings(home=home, warehouse=url, settle_seconds=0, processes=1)
        engine = store.open_warehouse(url)
        yield Office(engine, settings)
        engine.dispose()
        if self.server is not None:
            execute(self.server, f"DROP DATABASE {name} WITH (FORCE)")


def model_office(
    request: pytest.FixtureRequest, folders: pytest.TempPathFactory, fill: Callable[[Office], None]
) -> Model:
    """An office on the database that the request names, filled."""
    home, server = folders.mktemp("model"), None
    url = f"sqlite:///{home / 'warehouse.sqlite'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_url")
        name = f"model_{next(database_numbers)}"
        execute(server, f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('model_database')}")
        url = server.set(database=name).render_as_string(hide_password=False)
    else:
        shutil.copy(request.getfixturevalue("model_warehouse"), home / "warehouse.sqlite")
    place = office(url, home)
    fill(place)
    place.engine.dispose()
    return Model(home, url, server)
