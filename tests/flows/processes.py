"""Processes of their own for tests that kill them: real ones, forked from one that has imported what takes seconds."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from typing import Any

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.flows.replay_driver", "flows.stages", "transforms.judge"])


def in_a_process(drive: Callable[..., None], variables: Mapping[str, str], *arguments: Any) -> int:
    """Run a driver under these environment variables; its exit code: 0, or that it was killed."""
    process = FORKS.Process(target=_driven, args=(drive, variables, *arguments))
    process.start()
    process.join(300)
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return int(process.exitcode)


def _driven(drive: Callable[..., None], variables: Mapping[str, str], *arguments: Any) -> None:
    os.environ.clear()
    os.environ.update(variables)
    drive(*arguments)
