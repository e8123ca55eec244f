"""`parkwatch serve`: the Prefect server and the nightly schedule, on one machine."""

import os
from contextlib import suppress
from pathlib import Path

from flows.commands.words import print_trouble, say
from flows.failure import plainly
from flows.openness import open_to_others, openness_told
from flows.prefect_process import LOOPBACK, Beyond
from flows.prefect_server import (
    FOLDER,
    SECRET,
    free_port,
    must_be_free,
    prefect_server,
    quiet_environment,
)
from flows.settings import Settings
from flows.trouble import UsageTrouble

EVERYWHERE = ("0.0.0.0", "::")
LOCAL_NAMES = (LOOPBACK, "localhost", "::1")


def serve_nights(settings: Settings, port: int, beyond: Beyond | None) -> int:
    """Keep the server and the schedule running until they are stopped (Ctrl-C, SIGTERM)."""
    with plainly():
        is_alone = begin_clean(settings)
        if (is_open := openness_told(open_to_others(settings))) is not None:
            print_trouble(is_open)
        must_be_free(beyond.host if beyond else LOOPBACK, port)
    os.environ["PARKWATCH_WAREHOUSE"] = settings.warehouse_url
    os.environ.update(quiet_environment(settings.home, "INFO") | {"PREFECT_LOGGING_TO_API_ENABLED": "true"})
    own_port = free_port() if beyond else port
    with plainly(), prefect_server(settings.home, own_port, interface=True, beyond=beyond) as server:
        server.tell_prefect()
        server.url()
        tell_address(settings, beyond, port)
        with suppress(KeyboardInterrupt):
            serve_deployments(is_alone)
    say("Đã dừng.", "Stopped.")
    return 0


def begin_clean(settings: Settings) -> bool:
    """Say of our runs that were killed with the last server that they are over; False where somebody loads now."""
    from flows import store
    from flows.letters.to_operator import tell_of_killed

    engine = store.open_warehouse(settings.warehouse_url)
    try:
        with store.loading(engine), store.writing(engine) as connection:
            killed = store.close_killed_runs(connection)
        tell_of_killed(settings, killed)
        return True
    except store.AnotherLoader:
        return False
    finally:
        engine.dispose()


def beyond_loopback(host: str, port: int, certificate: Path | None, key: Path | None) -> Beyond | None:
    """Where other machines reach the server: never without TLS. None: it stays on this machine."""
    if host in LOCAL_NAMES:
        return None
    if host in EVERYWHERE:
        raise UsageTrouble(
            f"Hãy nêu tên hoặc địa chỉ mà trình duyệt dùng, không phải “{host}”.",
            f"Name the host as browsers call it, not “{host}”.",
        )
    if certificate is None or key is None or not (certificate.is_file() and key.is_file()):
        raise UsageTrouble(
            "Mở ra ngoài máy này thì phải có TLS: hãy nêu --certificate và --certificate-key (tệp PEM).",
            "Beyond this machine there must be TLS: name --certificate and --certificate-key (PEM files).",
        )
    return Beyond(host.lower(), port, str(certificate), str(key))


def tell_address(settings: Settings, beyond: Beyond | None, port: int) -> None:
    """Say where the pages are and what lets one in; the secret itself is not shown."""
    address = f"https://{beyond.host}:{port}" if beyond else f"http://{LOOPBACK}:{port}"
    secret = settings.home / FOLDER / SECRET
    say(
        f"Giao diện Prefect: {address} ; mật khẩu là cả dòng trong tệp {secret} ; dừng bằng Ctrl-C.",
        "The Prefect interface is at that address, its password the whole line of that file; Ctrl-C stops it.",
    )


def serve_deployments(is_alone: bool) -> None:
    """Offer `nightly` on its schedule, `refresh` and `replay` by hand, and run what is due, one after the other.

    Prefect's own limits are not used: it keeps the slots of runs that were killed. Our lock frees itself.
    """
    import asyncio

    from prefect import aserve
    from prefect.deployments.runner import EntrypointType  # type: ignore[attr-defined]
    from prefect.schedules import Cron

    from flows.dead_runs import close_dead_runs
    from flows.nightly import CRON, TIMEZONE, nightly, refresh
    from flows.replay import replay

    async def offer() -> None:
        by_module = EntrypointType.MODULE_PATH
        if is_alone:
            await close_dead_runs()
        await aserve(
            await nightly.ato_deployment(
                "nightly", schedule=Cron(CRON, timezone=TIMEZONE), concurrency_limit=None, entrypoint_type=by_module
            ),
            await refresh.ato_deployment("refresh", concurrency_limit=None, entrypoint_type=by_module),
            await replay.ato_deployment("replay", concurrency_limit=None, entrypoint_type=by_module),
            pause_on_shutdown=False,
            limit=1,
        )

    asyncio.run(offer())
