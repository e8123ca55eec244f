"""What the tests of the flows share: a real Prefect server, example reports, the command as a user runs it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.command import app
from flows.prefect_server import prefect_server
from flows.private import place_once
from tests.conftest import SECRET
from tests.flows.surroundings import environment, put_days

# The scheduler of a server looks once a minute; a test does not wait so long.
BRISK = {"PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "1", "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_RUNS": "2"}

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Prefect server with all its services, for the tests of this process."""
    home = tmp_path_factory.mktemp("home") / "prefect"
    home.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(home))
        for name, value in BRISK.items():
            patch.setenv(name, value)
        place_once(home / "secret", SECRET.encode())
        with prefect_server(home.parent, interface=True) as server:
            yield server.url()


@pytest.fixture
def days(tmp_path: Path) -> Callable[..., Path]:
    """A function that puts some days of the example reports into a folder of the test."""

    def put(*chosen: str, folder: str = "in") -> Path:
        return put_days(tmp_path / folder, *chosen)

    return put


@pytest.fixture
def parkwatch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """The command in this process, in the test's folder; a traceback is never shown, the environment is put back."""
    before = dict(os.environ)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
        asked = [str(argument) for argument in arguments]
        done = CliRunner().invoke(app, asked, env={"PARKWATCH_SETTLE_SECONDS": "0", **variables})
        assert isinstance(done.exception, SystemExit | None), done.exception
        assert "Traceback" not in done.output
        return subprocess.CompletedProcess(asked, done.exit_code, done.stdout, done.stderr)

    yield run
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def parkwatch_apart(tmp_path: Path) -> Command:
    """The command in a process of its own, in the test's folder, as a user runs it; a traceback is never shown."""

    def run(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "flows.command", *map(str, arguments)],
            cwd=tmp_path,
            env=environment(**variables),
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert "Traceback" not in done.stdout + done.stderr
        return done

    return run
