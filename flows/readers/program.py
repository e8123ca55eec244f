"""The program of a reader process: `python -m flows.readers.program HANDLE`. It answers jobs until nobody asks more."""

from __future__ import annotations

import math
import os
import signal
import sys
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from flows.readers.jobs import SECONDS, TOO_LARGE, Failure, Job, answer_to
from transforms.read.limits import READING_MEMORY, READING_SECONDS

try:
    import resource

    LIMITS = True
except ImportError:  # where the system has no such limits the clock of the one who asks is the only one
    LIMITS = False

READY = "ready"


def main(handle: int) -> None:
    """Load what reading needs, say so, and answer; ends when the one who asks has gone."""
    import transforms.read.report  # noqa: F401 - so that no file pays for it
    from transforms.read.gate_words import gate_words

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asks
    gate_words()
    limit_memory()
    with Connection(handle) as pipe, suppress(EOFError, OSError):
        pipe.send(READY)
        while True:
            answer = next_answer(pipe)
            pipe.send(answer)
            if isinstance(answer, Failure) and answer.kind == TOO_LARGE:
                return  # what is left of its memory is in pieces


def next_answer(pipe: Connection[Any, Any]) -> Any:
    """Take up the next job and answer it."""
    limit_time(READING_SECONDS)
    try:
        job: Job = pipe.recv()
    except MemoryError:
        return Failure(TOO_LARGE, MemoryError.__name__)
    limit_time(SECONDS[job.what])
    return answer_to(job)


def limit_memory() -> None:
    """Take no more address space from now on than a file may cost."""
    if not LIMITS:
        return
    with suppress(OSError, ValueError):  # the system may know this limit and not bear it
        most = address_space() + READING_MEMORY
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dead reader's memory holds reports


def address_space() -> int:
    """The bytes of address space that this process has taken, where the system tells."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return READING_MEMORY
    return pages * os.sysconf("SC_PAGE_SIZE")


def limit_time(seconds: int) -> None:
    """Let the system end this process when one job has cost so many seconds of a processor."""
    if not LIMITS:
        return
    with suppress(OSError, ValueError):
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        most = math.ceil(time.process_time()) + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main(int(sys.argv[1]))
