"""The process of our Prefect server: on loopback, behind its guard, and over TLS where it is told to go beyond."""

import asyncio
import json
import os
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flows.garbage import end_at_once, importing
from flows.prefect_guard import guarded
from flows.private import keep_private

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Beyond:
    """Where the server is reached from other machines, and the certificate that it shows there."""

    host: str
    port: int
    certificate: str
    key: str


@dataclass(frozen=True)
class Listening:
    """Where the server listens."""

    port: int
    beyond: Beyond | None = None

    def written(self) -> str:
        """As an argument of the process."""
        return json.dumps(asdict(self))


def read_listening(written: str) -> Listening:
    """What `Listening.written` wrote."""
    said = json.loads(written)
    return Listening(said["port"], Beyond(**said["beyond"]) if said["beyond"] else None)


def application() -> Any:
    """Prefect's own application, with the pages that ask nothing of the outside: its newer ones load a tracker."""
    with importing():
        import prefect
        from prefect.server.api.server import create_app

    prefect.__ui_v2_static_path__ = Path(os.devnull) / "none"
    return create_app()


def servers(listening: Listening) -> list[Any]:
    """The server on loopback and, where it is told so, the one beyond it; both answer from the same application."""
    import uvicorn

    app, port, beyond = application(), listening.port, listening.beyond
    own = guarded(app, "http", [f"{name}:{port}" for name in (LOOPBACK, "localhost")])
    configured = [uvicorn.Config(own, host=LOOPBACK, port=port, log_level="error", server_header=False)]
    if beyond:
        names = [f"{beyond.host}:{beyond.port}", *([beyond.host] if beyond.port == 443 else [])]
        configured.append(
            uvicorn.Config(
                guarded(app, "https", [name.lower() for name in names]),
                host=beyond.host, port=beyond.port, ssl_certfile=beyond.certificate, ssl_keyfile=beyond.key,
                log_level="error", server_header=False, lifespan="off",
            )
        )  # fmt: skip
    return [uvicorn.Server(each) for each in configured]


def main() -> None:
    """Serve until the process that started us closes our standard input, by dying if need be."""
    keep_private()
    end_at_once()
    running = servers(read_listening(sys.argv[1]))

    def watch() -> None:
        sys.stdin.buffer.read()
        for server in running:
            server.should_exit = True
        time.sleep(5)
        os._exit(0)

    async def serve() -> None:
        await asyncio.gather(*(server.serve() for server in running))

    threading.Thread(target=watch, daemon=True).start()
    asyncio.run(serve())


if __name__ == "__main__":
    main()
