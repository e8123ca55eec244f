"""Python's garbage collector, kept from walking again and again over what was imported: it is much, and it stays."""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def importing() -> Iterator[None]:
    """Collect nothing while the block imports, and never what it imported."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def end_at_once() -> None:
    """Collect nothing when this process ends: it goes as a whole. Importing took seconds, and so would this."""
    atexit.register(gc.freeze)
