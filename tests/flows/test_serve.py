"""`parkwatch serve` for real: who gets in, what its pages ask for, and a night after everything was killed."""

import base64
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from flows import store
from flows.commands.serve import beyond_loopback
from flows.prefect_server import free_port, must_be_free, secret_of
from flows.trouble import UsageTrouble
from tests.flows.browser import CHROMIUM, browser
from tests.flows.surroundings import environment

NOT_OURS = {"host": "evil.example", "origin": "http://evil.example", "sec-fetch-site": "cross-site"}


class Served:
    """A home folder with a source, and `parkwatch serve` over it as long as a block runs."""

    def __init__(self, folder: Path, days: Callable[..., Path]) -> None:
        self.home, self.port = folder / "var", free_port()
        self.url = f"sqlite:///{self.home}/warehouse.sqlite"
        self.settings = folder / "parkwatch.toml"
        self.settings.write_text(f'home = "{self.home}"\n[[sources]]\nname = "board"\nurl = "{days("2025-09-01")}"\n')
        self.log = folder / "serve.log"
        store.upgrade(store.make_warehouse(self.url))

    @contextmanager
    def serving(self, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
        """Serve until the block ends, and leave no process behind."""
        stated = environment(PARKWATCH_SETTINGS=str(self.settings), PYTHONUNBUFFERED="1", **variables)
        for name in ("PREFECT_HOME", "PREFECT_API_AUTH_STRING", "PREFECT_LOGGING_LEVEL"):
            stated.pop(name, None)
        command = [sys.executable, "-m", "flows.command", "serve", "--port", str(self.port)]
        with self.log.open("wb") as log:
            process = subprocess.Popen(command, env=stated, stdout=log, stderr=log, start_new_session=True)
        try:
            soon(lambda: "giao diện" in self.log.read_text().lower(), bool)
            soon(lambda: len(self.ask("deployments/filter")), lambda number: number == 3)
            yield process
        finally:
            kill_all(process.pid)

    def send(self, path: str, body: object = None, secret: str = "", **headers: str) -> tuple[int, str]:
        """Ask the server; the status and the text of its answer."""
        known = {"authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"} if secret else {}
        content = None if body is None else json.dumps(body).encode()
        stated = {
            "content-type": "application/json",
            **known,
            **{name.replace("_", "-"): of for name, of in headers.items()},
        }
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/{path}", content, stated)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def ask(self, path: str, **body: object) -> Any:
        """Ask the API as one who knows the secret."""
        status, text = self.send(f"api/{path}", body, secret_of(self.home))
        assert status < 300, text
        return json.loads(text)

    def state_of(self, run: str) -> str:
        """How a run of Prefect stands."""
        (told,) = self.ask("flow_runs/filter", flow_runs={"id": {"any_": [run]}})
        return str(told["state_type"])

    def start(self, **parameters: object) -> str:
        """Start a night by hand; the number that Prefect gives it."""
        (nightly,) = self.ask("deployments/filter", deployments={"name": {"any_": ["nightly"]}})
        return str(self.ask(f"deployments/{nightly['id']}/create_flow_run", parameters=parameters)["id"])

    def runs(self) -> list[tuple[str, int]]:
        """State and files of our own runs, the oldest first."""
        engine = store.open_warehouse(self.url)
        with engine.connect() as connection:
            told = store.last_runs(connection)
        engine.dispose()
        return list(zip(told["state"], told["files"].astype(int), strict=True))[::-1]


@pytest.fixture
def served(tmp_path: Path, days: Callable[..., Path]) -> Served:
    """A home folder that can be served."""
    return Served(tmp_path, days)


def soon(look: Callable[[], Any], enough: Callable[[Any], bool], seconds: float = 120) -> Any:
    """What `look` sees once it is enough."""
    deadline = time.monotonic() + seconds
    while not enough(seen := look()):
        assert time.monotonic() < deadline, seen
        time.sleep(0.3)
    return seen


def kill_all(process: int) -> None:
    """Kill a process and all that came from it, at once."""
    found = [process]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    for each in found:
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:
            continue


def test_nobody_else_gets_in_and_the_next_night_runs_after_all_was_killed(served: Served) -> None:
    with served.serving(PARKWATCH_SETTLE_SECONDS="600"):
        only_who_knows_the_secret_gets_in(served)
        free = served.start(sources=["/"])
        assert soon(lambda: served.state_of(free), lambda state: state in ("FAILED", "COMPLETED")) == "FAILED"
        killed = served.start()
        soon(served.runs, lambda runs: runs == [("running", 0)])
    with served.serving():
        assert served.runs() == [("failed", 0)]
        assert soon(lambda: served.state_of(killed), lambda state: state != "RUNNING") == "CRASHED"
        night = served.start(sources=["board"])
        assert soon(lambda: served.state_of(night), lambda state: state in ("FAILED", "COMPLETED")) == "COMPLETED"
        assert served.runs() == [("failed", 0), ("done", 1)]
        lines = soon(lambda: logged(served, night), lambda told: any("done: 1 new files" in line for line in told))
        assert [line for line in lines if "source “board”: 1 files" in line or "batch 1 of 1: 1 files" in line]
        assert [line for line in lines if "2025-09-01" in line or ".xls" in line] == []


def logged(served: Served, run: str) -> list[str]:
    """What a run has logged."""
    return [str(each["message"]) for each in served.ask("logs/filter", logs={"flow_run_id": {"any_": [run]}})]


def only_who_knows_the_secret_gets_in(served: Served) -> None:
    """The server answers who knows the secret and asks by its name from its own page, and shows no tracking page."""
    secret = secret_of(served.home)
    asked = "api/deployments/filter"
    assert served.send("api/health")[0] == 200
    assert [served.send(asked, {}, known)[0] for known in ("", "parkwatch:guess", secret)] == [401, 401, 200]
    assert [served.send(asked, {}, secret, **{name: value})[0] for name, value in NOT_OURS.items()] == [403] * 3
    assert served.send(asked, {}, secret, origin=f"http://localhost:{served.port}")[0] == 200
    said = json.loads(served.send("ui-settings")[1])
    assert (said["api_url"], said["auth"], said["available_uis"]) == ("/api", "BASIC", ["v1"])
    assert "http" not in served.send("dashboard")[1].replace("http-equiv", "")
    assert (served.home / "prefect" / "secret").stat().st_mode & 0o777 == 0o600


def test_beyond_this_machine_there_is_tls(tmp_path: Path) -> None:
    pem = tmp_path / "server.pem"
    pem.touch()
    assert beyond_loopback("127.0.0.1", 4200, None, None) is None
    for host, certificate, said in [("0.0.0.0", pem, "Name the host"), ("kcn.example", None, "must be TLS")]:
        with pytest.raises(UsageTrouble, match=said):
            beyond_loopback(host, 4200, certificate, certificate)
    with must_be_busy() as port, pytest.raises(UsageTrouble, match="another program uses it"):
        must_be_free("127.0.0.1", port)


@contextmanager
def must_be_busy() -> Iterator[int]:
    """A port that somebody listens on."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.soak
@pytest.mark.skipif(CHROMIUM is None, reason="needs a browser")
def test_a_browser_asks_nothing_of_the_outside(served: Served, tmp_path: Path) -> None:
    with served.serving(), browser(tmp_path / "profile") as page:
        address = f"http://127.0.0.1:{served.port}"
        page.visit(address)
        page.run("document.querySelector('input').focus()")
        page.ask("Input.insertText", text=secret_of(served.home))
        page.run("document.querySelector('button[type=submit]').click()")
        assert "Flow Runs" in page.visit(f"{address}/dashboard")
        assert "nightly" in page.visit(f"{address}/deployments")
        for path in ("runs", "flows", "events", "settings", "v2/"):
            page.visit(f"{address}/{path}")
        outside = [
            each for each in page.requests if not each.startswith((address, "data:", "blob:", "about:", "ws://127"))
        ]
        assert len(page.requests) > 50
        assert outside == []
        assert [told for told in page.faults if "script-src" in told] == []
