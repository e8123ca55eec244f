"""Reading in processes of their own gives what reading here gives; one that dies or hangs costs its own file."""

import os
import random
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.readers.jobs import SECONDS, Failure, Job
from flows.readers.pool import ReaderPool
from flows.reading import read_all, wanted
from flows.words import UNREADABLE
from tests.examples import read
from tests.flows.surroundings import ROOT
from tests.transforms.read.made import xlsx


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, for what is put on record."""
    monkeypatch.setenv("PARKWATCH_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def pool() -> Iterator[ReaderPool]:
    pool = ReaderPool()
    yield pool
    pool.close()


class Greedy(bytes):
    """A file that is four thousand million bytes once it is unpacked."""

    def __reduce__(self) -> tuple[type[bytes], tuple[int]]:
        return bytes, (2**32,)


class Endless(bytes):
    """A file that is never done."""

    def __reduce__(self) -> tuple[Callable[..., int], tuple[range]]:
        return sum, (range(10**14),)


class Deadly(bytes):
    """A file that ends the process that takes it up, as native readers do: by SIGABRT."""

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        return os.abort, ()


def test_processes_read_the_same(days: Callable[..., Path]) -> None:
    folder = days("2025-09-01", "2025-10-02")
    contents = {rank: path.read_bytes() for rank, path in enumerate(sorted(folder.rglob("*.*")), start=1)}
    here = [read(content, rank) for rank, content in contents.items()]
    assert read_all(contents, 1) == read_all(contents, 2) == here


def test_nothing_to_read_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.reading.reader_pool", lambda: pytest.fail("a pool was asked for"))
    assert read_all({}) == []


def test_a_second_process_must_pay() -> None:
    assert [wanted(jobs, 2, many=400) for jobs in (1, 399, 400, 9000)] == [1, 1, 2, 2]
    assert wanted(9000, 1, many=400) == 1


def test_a_file_that_aborts_the_reader_costs_itself_alone(at_home: Path) -> None:
    contents = {1: xlsx({"A1": "a"}), 2: Deadly(), 3: b"%PDF-1.7"}
    reasons = [reading.reason for reading in read_all(contents, 1)]
    assert reasons == ["unreadable:not-a-report", "unreadable:reader-failed", "unreadable:pdf"]
    assert "file 2: reader-failed" in (at_home / "failures.log").read_text("utf-8")


def test_an_error_that_nobody_foresaw_is_that_files(at_home: Path, pool: ReaderPool) -> None:
    good, bad = pool.answers([Job("read", (1, b"%PDF-1.7")), Job("read", (2, None))], 1)
    assert good.reason == "unreadable:pdf"
    assert isinstance(bad, Failure)
    assert (bad.kind, bad.error) == ("reader-failed", "TypeError")
    assert "open_document" in "".join(bad.way)


def test_readers_that_are_killed_at_random_cost_no_file(pool: ReaderPool) -> None:
    jobs = [Job("read", (rank, xlsx({"A1": rank}))) for rank in range(40)]
    chance, answers = random.Random(7), []
    for answer in pool.answers(jobs, 2):
        answers.append(answer.reason)
        if chance.random() < 0.15:
            os.kill(chance.choice(pool.processes).pid, signal.SIGKILL)
    assert answers == ["unreadable:not-a-report"] * 40


def test_a_file_that_takes_too_much_memory_is_told_so(pool: ReaderPool) -> None:
    assert pool.answer(Job("read", (1, Greedy()))) == Failure("too-large", "MemoryError")
    assert pool.answer(Job("read", (2, b""))).reason == "unreadable:empty"


@pytest.mark.soak
def test_a_file_that_takes_too_much_of_a_processor_is_told_so(pool: ReaderPool) -> None:
    assert pool.answer(Job("read", (1, Endless()))) == Failure("too-slow", "ReaderEnded")


def test_a_reader_that_hangs_is_ended(pool: ReaderPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SECONDS, "read", 1)
    assert pool.answer(Job("read", (1, xlsx({"A1": 1})))).reason == "unreadable:not-a-report"
    os.kill(pool.processes[0].pid, signal.SIGSTOP)
    assert pool.answer(Job("read", (2, b""))) == Failure("too-slow", "ReaderEnded")


def test_whatever_keeps_a_file_from_being_read_has_its_own_words() -> None:
    modules = (ROOT / "transforms" / "read").glob("*.py")
    reasons = {each for path in modules for each in re.findall(r'Unreadable\("([a-z-]+)"', path.read_text("utf-8"))}
    assert (reasons | {"too-large", "too-slow", "reader-failed"}) - UNREADABLE.keys() == set()
    assert len(reasons) > 5
