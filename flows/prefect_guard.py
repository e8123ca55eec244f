"""What stands before Prefect's application: only who asks for this server by its name, from its own pages, gets in."""

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

FORBIDDEN = 403
POLICY_VIOLATION = 1008
# A browser asks nothing of anybody but this server, and shows its pages in no other page.
ANSWERED_WITH = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-eval'; worker-src 'self' blob:; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'self'; object-src 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}


def guarded(application: Application, scheme: str, hosts: Collection[str]) -> Application:
    """The application for requests to one of these hosts (`name:port`) that come from no page of another one."""
    origins = {f"{scheme}://{host}" for host in hosts}

    async def guard(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await application(scope, receive, send)
        elif is_ours(scope, hosts, origins):
            await application(scope, receive, dressed(send))
        else:
            await refuse(scope, receive, send)

    return guard


def is_ours(scope: Message, hosts: Collection[str], origins: Collection[str]) -> bool:
    """Whether a request names one of our hosts and, where a browser says from which page it comes, a page of ours."""
    named, stated, sites = (headers(scope, name) for name in (b"host", b"origin", b"sec-fetch-site"))
    is_foreign = bool(set(sites) & {"cross-site", "same-site"}) and not is_navigation(scope)
    return len(named) == 1 and named[0] in hosts and set(stated) <= set(origins) and not is_foreign


def is_navigation(scope: Message) -> bool:
    """Whether somebody follows a link to a page; what reads and changes data is never asked for so."""
    is_page = scope["type"] == "http" and scope["method"] == "GET" and not scope["path"].startswith("/api")
    return is_page and headers(scope, b"sec-fetch-mode") == ["navigate"]


def headers(scope: Message, name: bytes) -> list[str]:
    """The values of a header, in lower case."""
    return [value.decode("latin-1").lower() for key, value in scope["headers"] if key.lower() == name]


def dressed(send: Send) -> Send:
    """The way of answering, with our headers on every answer."""

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            ours = [(name.encode(), value.encode()) for name, value in ANSWERED_WITH.items()]
            message = {**message, "headers": [*message.get("headers", []), *ours]}
        await send(message)

    return answer


async def refuse(scope: Message, receive: Receive, send: Send) -> None:
    """Answer that nobody gets in this way."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        return
    plain = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": FORBIDDEN, "headers": plain})
    await send({"type": "http.response.body", "body": b"Not this way: another host or another page asked.\n"})
