"""Reading in several processes gives what reading in one gives."""

from collections.abc import Callable
from pathlib import Path

from flows import reading


def test_processes_read_the_same(days: Callable[..., Path]) -> None:
    folder = days("2025-09-01", "2025-10-02")
    contents = {rank: path.read_bytes() for rank, path in enumerate(sorted(folder.rglob("*.*")), start=1)}
    with reading.readers(reading.LARGE_NIGHT, 2) as pool:
        assert pool is not None
        assert reading.read_all(contents, pool) == reading.read_all(contents, None)


def test_small_night_starts_no_processes() -> None:
    with reading.readers(reading.LARGE_NIGHT - 1, 2) as pool:
        assert pool is None
