"""A real browser without a window, that tells of every request it makes: Chromium by its debugging pipe."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = next((name for name in map(shutil.which, ("chromium", "google-chrome")) if name), None)
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


class Page:
    """One page of the browser: `requests` are the addresses that it asked for, `refused` what its policy refused."""

    def __init__(self, into: int, out: int) -> None:
        self.into, self.out = into, out
        self.number = 0
        self.left_over = b""
        self.requests: list[str] = []
        self.faults: list[str] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Network", "Page", "Runtime", "Log"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and give its result."""
        self.number += 1
        message: dict[str, Any] = {"id": self.number, "method": method, "params": parameters}
        if hasattr(self, "session"):
            message["sessionId"] = self.session
        os.write(self.into, json.dumps(message).encode() + b"\0")
        while (told := self.next_message()).get("id") != self.number:
            self.note(told)
        assert "error" not in told, told
        result: dict[str, Any] = told["result"]
        return result

    def next_message(self) -> dict[str, Any]:
        """The next message of the browser."""
        while b"\0" not in self.left_over:
            self.left_over += os.read(self.out, 1 << 20)
        one, _, self.left_over = self.left_over.partition(b"\0")
        message: dict[str, Any] = json.loads(one)
        return message

    def note(self, told: dict[str, Any]) -> None:
        """Keep what is told of requests and of what was refused."""
        about = told.get("params", {})
        if told.get("method") == "Network.requestWillBeSent":
            self.requests.append(about["request"]["url"])
        if told.get("method") == "Network.webSocketCreated":
            self.requests.append(about["url"])
        if told.get("method") == "Log.entryAdded" and about["entry"]["level"] == "error":
            self.faults.append(about["entry"]["text"])

    def run(self, script: str) -> Any:
        """What a line of JavaScript gives in the page."""
        return self.ask("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def visit(self, address: str, seconds: float = 4) -> str:
        """Go there, wait, and give the text that is to be read."""
        self.ask("Page.navigate", url=address)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(0.3)
            text = str(self.run("document.body.innerText"))
        return text


@contextmanager
def browser(folder: Path) -> Iterator[Page]:
    """A page of a fresh browser."""
    (in_there, into), (out, out_there) = os.pipe(), os.pipe()

    def as_it_wants_them() -> None:
        os.dup2(in_there, 103)
        os.dup2(out_there, 104)
        os.dup2(103, 3)
        os.dup2(104, 4)

    command = [str(CHROMIUM), *QUIET, f"--user-data-dir={folder}", "--remote-debugging-pipe"]
    process = subprocess.Popen(
        command, preexec_fn=as_it_wants_them, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield Page(into, out)
    finally:
        process.kill()
        process.wait()
