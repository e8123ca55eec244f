"""`parkwatch serve`: the Prefect server and the nightly schedule, on one machine."""

import os
from contextlib import suppress

from flows.commands.words import say
from flows.failure import plainly
from flows.prefect_server import prefect_server, quiet_environment
from flows.settings import Settings
from flows.store import open_warehouse


def serve_nights(settings: Settings, port: int) -> int:
    """Keep the server and the schedule running until they are stopped (Ctrl-C, SIGTERM)."""
    with plainly():
        open_warehouse(settings.warehouse_url).dispose()
    os.environ["PARKWATCH_WAREHOUSE"] = settings.warehouse_url
    os.environ.update(quiet_environment(settings.home) | {"PREFECT_LOGGING_TO_API_ENABLED": "true"})
    with plainly(), prefect_server(settings.home, port, interface=True) as server:
        url = server.url()
        os.environ["PREFECT_API_URL"] = url
        say(
            f"Giao diện Prefect: {url.removesuffix('/api')} ; dừng bằng Ctrl-C.",
            "The Prefect interface is at that address; Ctrl-C stops it.",
        )
        with suppress(KeyboardInterrupt):
            serve_deployments(url)
    say("Đã dừng.", "Stopped.")
    return 0


def serve_deployments(url: str) -> None:
    """Offer `nightly` on its schedule, `refresh` and `replay` by hand, and run what is due."""
    import asyncio

    from prefect import aserve
    from prefect.deployments.runner import EntrypointType  # type: ignore[attr-defined]
    from prefect.schedules import Cron
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows.nightly import CRON, TIMEZONE, nightly, refresh
    from flows.replay import replay

    async def offer() -> None:
        by_module = EntrypointType.MODULE_PATH
        schedule = Cron(CRON, timezone=TIMEZONE)
        await aserve(
            await nightly.ato_deployment("nightly", schedule=schedule, concurrency_limit=1, entrypoint_type=by_module),
            await refresh.ato_deployment("refresh", concurrency_limit=1, entrypoint_type=by_module),
            await replay.ato_deployment("replay", concurrency_limit=1, entrypoint_type=by_module),
            pause_on_shutdown=False,
        )

    with temporary_settings({PREFECT_API_URL: url}):
        asyncio.run(offer())
