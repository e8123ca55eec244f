"""Reading in several processes gives what reading in one gives."""

import re
from collections.abc import Callable
from pathlib import Path

from flows import reading
from flows.words import UNREADABLE
from tests.flows.surroundings import ROOT


def test_processes_read_the_same(days: Callable[..., Path]) -> None:
    folder = days("2025-09-01", "2025-10-02")
    contents = {rank: path.read_bytes() for rank, path in enumerate(sorted(folder.rglob("*.*")), start=1)}
    with reading.readers(reading.LARGE_NIGHT, 2) as pool:
        assert pool is not None
        assert reading.read_all(contents, pool) == reading.read_all(contents, None)


def test_small_night_starts_no_processes() -> None:
    with reading.readers(reading.LARGE_NIGHT - 1, 2) as pool:
        assert pool is None


def test_whatever_keeps_a_file_from_being_read_has_its_own_words() -> None:
    modules = (ROOT / "transforms" / "read").glob("*.py")
    reasons = {each for path in modules for each in re.findall(r'Unreadable\("([a-z-]+)"', path.read_text("utf-8"))}
    assert reasons - UNREADABLE.keys() == set()
    assert len(reasons) > 5
