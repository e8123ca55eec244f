"""A Prefect server of our own on this machine only: for the length of one night, or to be kept (`parkwatch serve`)."""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.garbage import end_at_once, importing
from flows.settings import switch_telemetry_off
from flows.trouble import NightTrouble, full_disk

START_SECONDS = 120
APPLICATION = "prefect.server.api.server:create_app"


def quiet_environment(home: Path) -> dict[str, str]:
    """Variables under which Prefect lives in our folder, is quiet and tells nobody; the user's own win."""
    switch_telemetry_off()
    wanted = {
        "PREFECT_HOME": str((home / "prefect").resolve()),
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_ROOT_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_CLI_PROMPT": "false",
    }
    return {name: os.environ.get(name, value) for name, value in wanted.items()}


@contextmanager
def prefect_server(home: Path, port: int = 0, *, interface: bool = False) -> Iterator["StartingServer"]:
    """Start a server at once; the block may do other things before it asks for the `url`. It ends with the block."""
    server = StartingServer(home, port or free_port(), interface)
    try:
        yield server
    finally:
        server.stop()


class StartingServer:
    """A server process that may still be starting; it ends when this process ends, however that is."""

    def __init__(self, home: Path, port: int, interface: bool) -> None:
        self.port = port
        self.log_path = home / "prefect" / "server.log"
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        lean = {} if interface else {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1"}
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flows.prefect_server", str(port)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**os.environ, **quiet_environment(home), **lean, "PREFECT__SERVER_FINAL": "1"},
                start_new_session=True,
            )

    def url(self) -> str:
        """The address of the API, once the server answers."""
        address = f"http://127.0.0.1:{self.port}/api"
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:
                    if answer.status == 200:
                        return address
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise full_disk(self.log_path.parent) or NightTrouble(
            f"Máy chủ Prefect không khởi động được; xem “{self.log_path}”.",
            f"The Prefect server did not start; see “{self.log_path}”.",
        )

    def stop(self) -> None:
        """End the server and wait until it has gone."""
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def main() -> None:
    """Serve until the process that started us closes our standard input, by dying if need be."""
    import uvicorn

    end_at_once()
    with importing():
        import prefect.server.api.server  # noqa: F401 - APPLICATION

    server = uvicorn.Server(
        uvicorn.Config(APPLICATION, factory=True, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
    )

    def watch() -> None:
        sys.stdin.buffer.read()
        server.should_exit = True
        time.sleep(5)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
    server.run()


if __name__ == "__main__":
    main()
