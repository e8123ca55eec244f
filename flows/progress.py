"""How far a night has come, told to whoever listens in this process (the command's progress bars)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, int, int], None]


def nobody(stage: str, done: int, of: int) -> None:
    """Listen to nothing."""


_listener: ContextVar[Listener] = ContextVar("listener", default=nobody)


def tell(stage: str, done: int, of: int) -> None:
    """Say that `done` of the `of` pieces of `stage` are done."""
    _listener.get()(stage, done, of)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Let `listener` hear what is told while the block runs."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
