"""A Prefect server of our own: for the length of one night, or to be kept (`parkwatch serve`)."""

import fcntl
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.prefect_process import LOOPBACK, Beyond, Listening
from flows.private import OWNER_ONLY, place_once
from flows.settings import switch_telemetry_off
from flows.trouble import NightTrouble, UsageTrouble, disk_trouble, full_disk

START_SECONDS = 120
FOLDER, SECRET = "prefect", "secret"
USER = "parkwatch"


def quiet_environment(home: Path, level: str = "CRITICAL") -> dict[str, str]:
    """Variables under which Prefect lives in our folder, is quiet and tells nobody; the user's own win."""
    switch_telemetry_off()
    wanted = {
        "PREFECT_HOME": str((home / FOLDER).resolve()),
        "PREFECT_LOGGING_LEVEL": level,
        "PREFECT_LOGGING_ROOT_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_CLI_PROMPT": "false",
    }
    return {name: os.environ.get(name, value) for name, value in wanted.items()}


def guarded_environment(secret: str) -> dict[str, str]:
    """Variables of a server that lets in who knows the secret and answers no other page; here ours win."""
    return {
        "PREFECT_SERVER_API_AUTH_STRING": secret,
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": "",
        "PREFECT_SERVER_UI_API_URL": "/api",  # of whatever host and port the page came from
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    }


def secret_of(home: Path) -> str:
    """User and password of our Prefect server, made at the first start and readable by its owner only."""
    file = home / FOLDER / SECRET
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            place_once(file, f"{USER}:{secrets.token_urlsafe(32)}\n".encode())
        return file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise disk_trouble(error, file) from error


@contextmanager
def prefect_server(
    home: Path, port: int = 0, *, interface: bool = False, beyond: Beyond | None = None
) -> Iterator["StartingServer"]:
    """Start a server at once; the block may do other things before it asks for the `url`. It ends with the block."""
    server = StartingServer(home, Listening(port or free_port(), beyond), interface)
    try:
        yield server
    finally:
        server.stop()


class StartingServer:
    """A server process that may still be starting; it ends when this process ends, however that is."""

    def __init__(self, home: Path, listening: Listening, interface: bool) -> None:
        self.port = listening.port
        self.secret = secret_of(home)
        self.log_path = home / FOLDER / "server.log"
        self.turn = os.open(home / FOLDER / "starting", os.O_RDWR | os.O_CREAT, OWNER_ONLY)
        fcntl.flock(self.turn, fcntl.LOCK_EX)  # two first servers at once: the second finds the database made
        lean = {} if interface else {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1"}
        ours = {**quiet_environment(home), **guarded_environment(self.secret), **lean, "PREFECT__SERVER_FINAL": "1"}
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flows.prefect_process", listening.written()],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**os.environ, **ours},
                start_new_session=True,
            )

    @property
    def address(self) -> str:
        """Where the API is, or will be in a moment."""
        return f"http://{LOOPBACK}:{self.port}/api"

    def tell_prefect(self) -> None:
        """Let Prefect's client find the server and know its secret, in this process and in those of the runs.

        Its threads look once, when Prefect is imported: call this before.
        """
        os.environ |= {"PREFECT_API_URL": self.address, "PREFECT_API_AUTH_STRING": self.secret}

    def url(self) -> str:
        """The address of the API, once the server answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/health", timeout=5) as answer:
                    if answer.status == 200:
                        fcntl.flock(self.turn, fcntl.LOCK_UN)
                        return self.address
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise full_disk(self.log_path.parent) or NightTrouble(
            f"Máy chủ Prefect không khởi động được; xem “{self.log_path}”.",
            f"The Prefect server did not start; see “{self.log_path}”.",
        )

    def stop(self) -> None:
        """End the server and wait until it has gone."""
        os.close(self.turn)
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
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def must_be_free(host: str, port: int) -> None:
    """Refuse a port that another program listens on, and an address that is none of this machine."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise UsageTrouble(
            f"Không mở được cổng {port} tại “{host}”: cổng đang có chương trình khác dùng, hoặc không phải máy này.",
            f"Port {port} at “{host}” cannot be opened: another program uses it, or that is another machine.",
        ) from error
