"""Nights over reports that a test makes: they are read, judged and loaded as real ones, without Prefect."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from flows import stages
from flows.settings import Settings
from tests import examples
from tests.small_warehouse import warehouse_at

REGISTER = examples.projects({})  # PROJECT in Khánh Phú


@dataclass
class MadeNights:
    """A home folder with its warehouse, and how files come in."""

    settings: Settings
    engine: sa.Engine
    inbox: Path

    def night(self, day: str, **files: bytes) -> stages.Ingested:
        """Put the files into the folder of the day, and run the night of that day over all that is there.

        Returns what came of its last batch.
        """
        for name, content in files.items():
            place = self.inbox / day / f"{name}.csv"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        night = stages.plan(self.settings, [str(self.inbox)], date.fromisoformat(day))
        listings = [stages.look(night, entry) for entry in night.entries]
        done = stages.Ingested()
        for batch in stages.receive(self.engine, night, listings).batches:
            done = stages.ingest(self.engine, night, batch)
        stages.refresh(self.engine, night)
        return done

    def placed(self, statement: str) -> str:
        """The statement with its tables where this database has them."""
        is_postgresql = self.engine.dialect.name == "postgresql"
        return statement if is_postgresql else statement.replace("intake.", "").replace("core.", "")


def made_nights(url: str, folder: Path) -> MadeNights:
    """The warehouse at this URL, made where there is none, with its home and its inbox in the folder."""
    settings = Settings(home=folder / "var", warehouse=url, settle_seconds=0, processes=1)
    return MadeNights(settings, warehouse_at(url), folder / "in")
