"""How far a night has come, told to whoever listens in this process (the command's progress bars)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Event = Literal["prefect", "wait", "look", "settle", "waiting", "read", "check", "load", "refresh", "deliver"]
Listener = Callable[[Event, int], None]


def nobody(event: Event, files: int) -> None:
    """Listen to nothing."""


_listener: ContextVar[Listener] = ContextVar("listener", default=nobody)


def tell(event: Event, files: int = 0) -> None:
    """Say what goes on, and with how many files."""
    _listener.get()(event, files)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Let `listener` hear what is told while the block runs."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
