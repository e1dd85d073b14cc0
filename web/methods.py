"""Middleware for HEAD, wherever a route has GET, and for OPTIONS.

Chat programs, proxies and monitors send HEAD first (RFC 9110 §9.3.2), and take an error for a dead
link.
"""

from typing import Final

from starlette.responses import Response
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
"""Methods that our routes may have."""


class PlainMethods:
    """Middleware that answers HEAD as GET without the body, and OPTIONS with ``Allow``."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; HEAD as GET."""
        method = scope["method"] if scope["type"] == "http" else ""
        if method == "HEAD":
            await self.app({**scope, "method": "GET"}, receive, without_body(send))
        elif method == "OPTIONS" and (allowed := methods_at(scope)):
            headers = {"allow": ", ".join(sorted(allowed))}
            await Response(status_code=204, headers=headers)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def without_body(send: Send) -> Send:
    """Return a ``send`` that passes on status and headers, and empties the body."""

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {"type": message["type"], "body": b"", "more_body": message.get("more_body")}
        await send(message)

    return send_head


def methods_at(scope: Scope) -> frozenset[str]:
    """Return the methods allowed for a request's path; empty: no route has it."""
    found = {
        method
        for method in METHODS
        for route in scope["app"].routes
        if method == "GET" or not isinstance(route, Mount)  # files are only read
        if route.matches({**scope, "method": method})[0] is Match.FULL
    }
    if "GET" in found:
        found.add("HEAD")
    return frozenset(found | {"OPTIONS"} if found else ())
