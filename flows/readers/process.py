"""One reader process as the one who asks sees it: it answers, or it is known why it did not."""

import os
import signal
import subprocess
import sys
from multiprocessing import Pipe
from typing import Any

from flows.readers.jobs import FAILED, SECONDS, TOO_SLOW, Job
from flows.readers.program import READY
from transforms.read.limits import BUSY_MACHINE

STARTING_SECONDS = 120  # on a machine that has much else to do
ENDING_SECONDS = 5


class ReaderEnded(Exception):
    """The process ended before it answered; `kind` says why, as a file's reason has it."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class ReaderProcess:
    """A process that reads one file after the other; it bears no trace of the program that started it."""

    def __init__(self) -> None:
        self._pipe, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "flows.readers.program", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._ready = False

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def begin(self) -> None:
        """Wait until the process is ready to read; raises ReaderEnded where it cannot be started."""
        if self._ready:
            return
        if self._received(STARTING_SECONDS) != READY:
            raise ReaderEnded(FAILED)
        self._ready = True

    def answer(self, job: Job) -> Any:
        """What the process answers; raises ReaderEnded where it dies, hangs or outgrows its limits."""
        try:
            self._pipe.send(job)
        except OSError:
            raise ReaderEnded(self._cause()) from None
        return self._received(SECONDS[job.what] * BUSY_MACHINE)

    def _received(self, seconds: float) -> Any:
        try:
            if self._pipe.poll(seconds):
                return self._pipe.recv()
        except (EOFError, OSError):
            raise ReaderEnded(self._cause()) from None
        self.end()
        raise ReaderEnded(TOO_SLOW)

    def _cause(self) -> str:
        """Why the process has ended."""
        try:
            code = self._process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            return FAILED
        return TOO_SLOW if code == -signal.SIGXCPU else FAILED

    def end(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        self._pipe.close()
