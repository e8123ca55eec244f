"""The letter to the operator about a night that did not end well: brought at once, also where no warehouse answers."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from flows import store
from flows.failure import as_trouble
from flows.ledger import Loaded
from flows.letters.wording import worded
from flows.night_report import NightIncomplete, without_files
from flows.outboxes import Post, Undeliverable, open_outbox
from flows.settings import Settings, load_settings, local_today
from flows.trouble import DiskTrouble, NightTrouble, OutboxTrouble, Trouble
from transforms.said import Said

TOLD = "told"  # folder in the home folder: an empty file for each letter and outbox
NAME = "operator"


@dataclass
class Hindered:
    """What stood in the way of a night that goes on."""

    out_of_reach: Mapping[str, Trouble] = field(default_factory=dict)


@contextmanager
def operator_told(now: date | None) -> Iterator[Hindered]:
    """Write to the operator where the night in the block does not end well; a run that steps back is none."""
    settings, began, hindered = load_settings(), datetime.now(UTC), Hindered()
    try:
        yield hindered
    except store.AnotherLoader:
        raise
    except Exception as error:
        trouble = error if isinstance(error, Trouble) else as_trouble(error)
        out_of_reach = without_files(hindered.out_of_reach)
        told = (
            without_files(error.report.out_of_reach) if isinstance(error, NightIncomplete) else [trouble, *out_of_reach]
        )
        loaded = loaded_since(settings, began)
        write(settings, now or local_today(), told, loaded)
        raise


def tell_of_killed(settings: Settings, nights: Mapping[date, Loaded]) -> None:
    """Write to the operator of nights that were killed before they could."""
    for day, loaded in nights.items():
        write(settings, day, [NightTrouble(*(told.format(files=loaded.files) for told in store.KILLED))], loaded)


def loaded_since(settings: Settings, began: datetime) -> Loaded | None:
    """What the run that began then has loaded, as far as the warehouse can be asked."""
    try:
        with store.open_warehouse(settings.warehouse_url).connect() as connection:
            return store.loaded_since(connection, began)
    except Trouble:
        return None


def write(settings: Settings, day: date, happened: Sequence[Trouble], loaded: Loaded | None) -> None:
    """Bring the letter to every outbox that has not had it; one that fails has it with the next bad night."""
    if settings.operator is None:
        return
    letter = worded("night", {"day": day, "happened": [Said(each.vi, each.en) for each in happened], "loaded": loaded})
    letter_id = hashlib.sha256(f"{NAME}\n{day}".encode()).hexdigest()
    post = Post(
        letter_id, "night", NAME, None, settings.operator, day, datetime.now(UTC), letter, office=settings.office
    )
    for entry in settings.letter_outboxes:
        seen = settings.home / TOLD / f"{letter_id[:16]} {entry.name}"
        if not seen.exists():
            try:
                with open_outbox(entry) as send:
                    send(post)
                remember(seen)
            except (OutboxTrouble, DiskTrouble, Undeliverable, OSError):
                continue


def remember(file: Path) -> None:
    """Keep that this letter is gone."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
