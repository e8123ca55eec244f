"""What a reader process is asked, and what it answers."""

import traceback
from collections.abc import Callable
from typing import Any, NamedTuple

from transforms.read.limits import MARKING_SECONDS, READING_SECONDS

TOO_LARGE, TOO_SLOW, FAILED = "too-large", "too-slow", "reader-failed"


class Job(NamedTuple):
    """A piece of work on one file: what to do, with what."""

    what: str
    arguments: tuple[Any, ...]


class Failure(NamedTuple):
    """Why there is no answer: the kind, as an unreadable file's reason has it, and where in the code it arose."""

    kind: str
    error: str = ""
    way: tuple[str, ...] = ()


def answer_to(job: Job) -> Any:
    """The result of a job, or the Failure that it ended in; the words of an error may quote a report and stay here."""
    try:
        return WORK[job.what](*job.arguments)
    except MemoryError:
        return Failure(TOO_LARGE, MemoryError.__name__)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one file is that file's
        return Failure(FAILED, type(error).__name__, tuple(traceback.format_tb(error.__traceback__)))


def read(arrival_rank: int, content: bytes) -> Any:
    """What reading makes of a file."""
    from expectations.catalogue import load_catalogue
    from transforms.read.report import read_report

    return read_report(arrival_rank, content, load_catalogue())


def mark(content: bytes, facts: Any, remarks: Any) -> bytes | None:
    """The marked copy of a file; None where no cell of it can be made out."""
    from expectations.catalogue import load_catalogue
    from transforms.marked.marked_copy import mark_copy
    from transforms.read.document import Unreadable

    try:
        return mark_copy(content, facts, remarks, load_catalogue())
    except Unreadable:
        return None


WORK: dict[str, Callable[..., Any]] = {"read": read, "mark": mark}
SECONDS = {"read": READING_SECONDS, "mark": MARKING_SECONDS}
