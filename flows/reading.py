"""Reading the files of a batch in processes of their own: whatever a file does there, it costs that file alone."""

import os
from collections.abc import Mapping

from flows.failure import note_failure
from flows.progress import tell
from flows.readers.jobs import TOO_LARGE, Failure, Job
from flows.readers.pool import reader_pool
from transforms.read.reading import Reading

# Files that are worth one more process: 2 ms a file, most of a second to start a process, measured on 2 cores.
MANY = 400


def read_all(contents: Mapping[int, bytes], processes: int = 0) -> list[Reading]:
    """The readings of these files, in their order of arrival; 0 processes are as many as pay."""
    if not contents:
        return []
    jobs = [Job("read", item) for item in contents.items()]
    readings: list[Reading] = []
    for rank, answer in zip(contents, reader_pool().answers(jobs, wanted(len(jobs), processes, MANY)), strict=True):
        readings.append(unread(rank, answer) if isinstance(answer, Failure) else answer)
        tell("read", 1)
    return readings


def read_alone(arrival_rank: int, content: bytes) -> Reading:
    """The reading of one file."""
    return read_all({arrival_rank: content})[0]


def wanted(jobs: int, processes: int, many: int) -> int:
    """How many processes pay for so many jobs, where each further one pays for `many`."""
    return min(processes or os.cpu_count() or 1, 1 + jobs // many)


def too_large(arrival_rank: int) -> Reading:
    """A file that was not taken in."""
    return Reading(arrival_rank, "unreadable", f"unreadable:{TOO_LARGE}")


def unread(arrival_rank: int, failure: Failure) -> Reading:
    """A file that could not be read, for a reason that is put on record."""
    note_failure(f"file {arrival_rank}: {failure.kind}, {failure.error}", failure.way)
    return Reading(arrival_rank, "unreadable", f"unreadable:{failure.kind}")
