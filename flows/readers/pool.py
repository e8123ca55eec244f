"""The reader processes of this process: few, started when there is something to read, and supervised one by one."""

import atexit
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flows.readers.jobs import FAILED, TOO_LARGE, Failure, Job
from flows.readers.process import ReaderEnded, ReaderProcess

STARTS = 3  # tries to start a process, before that is taken for a fault of the machine


class ReaderPool:
    """Reader processes that wait for the next job until this process ends."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.open = True
        self._idle: list[ReaderProcess] = []
        self._busy: set[ReaderProcess] = set()
        self._lock = threading.Lock()

    @property
    def processes(self) -> list[ReaderProcess]:
        """The processes that live or are being started."""
        with self._lock:
            return [*self._idle, *self._busy]

    def answers(self, jobs: Sequence[Job], processes: int) -> Iterator[Any]:
        """The answers in the order of the jobs, each worked on in one of so many processes."""
        with ThreadPoolExecutor(processes, thread_name_prefix="reader") as threads:
            answers = threads.map(self.answer, jobs)
            try:
                yield from answers
            except BaseException:  # nobody waits for the answers any more
                threads.shutdown(wait=False, cancel_futures=True)
                self.close()
                raise

    def answer(self, job: Job) -> Any:
        """The answer to a job, or its Failure.

        A process may die of what it did before, or of a passer-by: a job is blamed when a new one ends in it as well.
        """
        answer = self._tried(job, self._taken())
        if isinstance(answer, Failure) and answer.kind in (FAILED, TOO_LARGE) and not answer.way:
            return self._tried(job, self._started())
        return answer

    def _tried(self, job: Job, process: ReaderProcess) -> Any:
        answer: Any
        try:
            answer = process.answer(job)
        except ReaderEnded as ended:
            answer = Failure(ended.kind, type(ended).__name__)
        lives = not isinstance(answer, Failure) or bool(answer.way)
        with self._lock:
            self._busy.discard(process)
            if lives and self.open:
                self._idle.append(process)
                return answer
        process.end()
        return answer

    def _taken(self) -> ReaderProcess:
        with self._lock:
            if self._idle:
                process = self._idle.pop()
                self._busy.add(process)
                return process
        return self._started()

    def _started(self) -> ReaderProcess:
        for _ in range(STARTS):
            process = ReaderProcess()
            with self._lock:
                self._busy.add(process)
            try:
                process.begin()
            except ReaderEnded:
                with self._lock:
                    self._busy.discard(process)
                process.end()
                if self.open:
                    continue
            return process
        raise RuntimeError("no process that reads files can be started; look at memory, processes and installation")

    def close(self) -> None:
        """End all processes, if they are those of this process."""
        self.open = False
        if os.getpid() == self.owner:
            for process in self.processes:
                process.end()


_pool: ReaderPool | None = None


def reader_pool() -> ReaderPool:
    """The pool of this process; one that was forked makes its own."""
    global _pool
    if _pool is None or not _pool.open or _pool.owner != os.getpid():
        _pool = ReaderPool()
        atexit.register(_pool.close)
    return _pool
