"""One loader at a time across processes; a killed one frees the lock."""

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from flows import store
from tests.flows.surroundings import ROOT, environment

HOLD = """
import sys
from flows import store
with store.loading(store.open_warehouse(sys.argv[1])):
    print("holds", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(warehouse_url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that is loading."""
    command = [sys.executable, "-c", HOLD, warehouse_url]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment()
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "holds\n"
        yield process
        process.kill()


def test_a_second_loader_steps_back(holder: subprocess.Popen[str], warehouse_url: str) -> None:
    with (
        pytest.raises(store.AnotherLoader, match="written nothing"),
        store.loading(store.open_warehouse(warehouse_url)),
    ):
        pass


def test_a_killed_loader_frees_the_lock(holder: subprocess.Popen[str], warehouse_url: str) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    engine = store.open_warehouse(warehouse_url)
    for _ in range(50):  # the server of PostgreSQL needs a moment to see that its client is gone
        try:
            with store.loading(engine):
                return
        except store.AnotherLoader:
            signal.sigtimedwait([], 0.1)
    pytest.fail("the lock was not freed")


def test_the_lock_can_be_taken_again(warehouse_url: str) -> None:
    engine = store.open_warehouse(warehouse_url)
    for _ in range(2):
        with store.loading(engine):
            pass
