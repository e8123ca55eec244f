"""Reading the files of a batch, in several processes where a night is large enough to pay for them."""

import multiprocessing
import os
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait

from expectations.catalogue import load_catalogue
from flows.progress import tell
from transforms.read.reading import Reading
from transforms.read.report import read_report

# Files from which on starting processes pays: 2 ms a file here, 2.5 s to start two readers, measured on 2 cores.
LARGE_NIGHT = 4000
CHUNK = 20


@contextmanager
def readers(files: int, processes: int) -> Iterator[ProcessPoolExecutor | None]:
    """The processes that read this many files; none where this process does it faster."""
    wanted = processes or (os.cpu_count() or 1)
    if files < LARGE_NIGHT or wanted < 2:
        yield None
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(wanted, mp_context=context, initializer=begin_reader) as pool:
        yield pool


def read_all(contents: Mapping[int, bytes], pool: ProcessPoolExecutor | None) -> list[Reading]:
    """The readings of these files, in their order of arrival."""
    items = list(contents.items())
    readings: list[Reading] = []
    reading = pool.map(read_one, items, chunksize=CHUNK) if pool else map(read_one, items)
    for one in reading:
        readings.append(one)
        tell("read", 1)
    return readings


def read_one(item: tuple[int, bytes]) -> Reading:
    """The reading of one file under the catalogue of this process."""
    rank, content = item
    return read_report(rank, content, load_catalogue())


def begin_reader() -> None:
    """Load the catalogue, and end when the process that wants the readings has died."""
    load_catalogue()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=end_with, args=(parent.sentinel,), daemon=True).start()


def end_with(sentinel: int) -> None:
    """Wait for the parent's death and follow it."""
    wait([sentinel])
    os._exit(1)
