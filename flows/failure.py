"""An error of the machinery as a plain sentence for people, and its place in the code for engineers."""

import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from flows.settings import load_settings
from flows.trouble import NightTrouble, Trouble, disk_trouble, full_disk, interrupted
from flows.warehouse_trouble import explained

LOG = "failures.log"


@contextmanager
def plainly() -> Iterator[None]:
    """Turn what goes wrong in the block into Trouble; an unknown error's message may quote a report: drop it."""
    try:
        yield
    except Trouble:
        raise
    except Exception as error:  # noqa: BLE001 - this is the place that every error comes to
        trouble = as_trouble(error)
        if type(trouble) is NightTrouble:
            note(error)
        raise trouble from None


def as_trouble(error: BaseException) -> Trouble:
    """What to tell a person about this error."""
    if not isinstance(error, Exception):
        return interrupted()
    if isinstance(error, OSError) and error.errno is not None:
        return disk_trouble(error, error.filename or "?")
    if isinstance(error, DBAPIError) and error.orig is not None:
        return explained(error.orig, connecting=False) or unforeseen(error.orig)
    return full_disk(load_settings().home) or unforeseen(error)


def unforeseen(error: BaseException) -> NightTrouble:
    """Say that something went wrong that nobody thought of, without what it says of it."""
    what = f"{type(error).__name__}, {place_of(error)}"
    return NightTrouble(
        f"Lỗi không ngờ tới ({what}). Không có gì được nạp dở dang; hãy chạy lại.",
        f"Something unforeseen went wrong ({what}). Nothing is half loaded; run again.",
    )


def place_of(error: BaseException) -> str:
    """File and line where the error arose."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def note(error: Exception) -> None:
    """Keep the way to an unforeseen error, without its message, for an engineer."""
    note_failure(type(error).__name__, traceback.format_tb(error.__traceback__))


def note_failure(what: str, way: Iterable[str]) -> None:
    """Keep what failed, in words that are ours, and the way to it."""
    try:
        home = load_settings().home
        home.mkdir(parents=True, exist_ok=True)
        with (home / LOG).open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {what}\n")
            log.writelines(way)
    except OSError:
        return
