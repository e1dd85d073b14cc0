"""Middleware for all requests: security headers, the cross-site check, limits on bodies.

Cross-site requests are detected by ``Sec-Fetch-Site`` and, for browsers without it, by comparing
``Origin`` with ``Host`` and the public address: forms need no CSRF token (OWASP CSRF cheat sheet,
"Fetch Metadata"; the method of Go's ``http.CrossOriginProtection``). Programs other than browsers
send neither header, and have only their own cookies. WebSockets are checked in the same way (RFC
6455 §10.2).
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from web.assets.pages import EARLY_HASH

CONTENT_SECURITY_POLICY: Final = "; ".join(
    [
        "default-src 'self'",
        f"script-src 'self' 'sha256-{EARLY_HASH}'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
"""Nothing from other origins, and nothing inline but the one script that opens a live page's
WebSocket; images may also be ``data:`` and ``blob:``."""

HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "permissions-policy": (
        "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), "
        "screen-wake-lock=(self), autoplay=(self), geolocation=(), payment=(), usb=()"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""Headers of every reply. No ``Referer`` is ever sent, because personal links are in URLs."""

STRICT_TRANSPORT: Final = "max-age=31536000"
"""One year (RFC 6797 §6.1.1), without subdomains, which may be others'."""

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110 §9.2.1)."""

LARGEST_BODY: Final = 5 * 1024 * 1024
"""Most bytes in a request's body. A list of a thousand people is below 200 kB; styled workbooks are
larger. Chosen."""


LONGEST_BODY_S: Final = 120.0
"""Seconds in which a body must be received: 2 MB, the largest list, at 17 kB/s. Chosen."""

log: Final = logging.getLogger("web.security")


class TooSlow(HTTPException):
    """A request's body took longer than `LONGEST_BODY_S`."""

    def __init__(self) -> None:
        super().__init__(408)


class TooLarge(HTTPException):
    """A request's body passed `LARGEST_BODY` while it was read."""

    def __init__(self) -> None:
        super().__init__(413)


class SecurityHeaders:
    """Middleware that puts `HEADERS` on every HTTP reply, and HSTS on those sent over TLS."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete its reply."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers["strict-transport-security"] = STRICT_TRANSPORT
                # Files are revalidated, for upgrades; pages contain links and names: not stored.
                static = scope["path"].startswith("/static/")
                headers.setdefault("cache-control", "no-cache" if static else "no-store")
            await send(message)

        await self.app(scope, receive, send_with_headers)


class LimitedBody:
    """Middleware that stops reading a body at `LARGEST_BODY`, declared or not, and after
    `LONGEST_BODY_S`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counting ``receive``."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen = 0
        until: float | None = asyncio.get_running_loop().time() + LONGEST_BODY_S

        async def receive_limited() -> Message:
            nonlocal seen, until
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise TooSlow from None
            seen += len(message.get("body", b""))
            if not message.get("more_body"):
                until = None  # after the body only a disconnect is received
            if seen > LARGEST_BODY:
                raise TooLarge
            return message

        await self.app(scope, receive_limited, send)


class OwnSockets:
    """Middleware that refuses a WebSocket opened by a page of another origin.

    Args:
        app: the next ASGI application.
        public_url: see `foreign_page`.
    """

    def __init__(self, app: ASGIApp, public_url: str = "") -> None:
        self.app = app
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on, or close it before it is accepted: status 403."""
        if scope["type"] == "websocket" and foreign_page(Headers(scope=scope), self._public_url):
            log.info("a page of another origin may not connect")
            await WebSocket(scope, receive, send).close()
        else:
            await self.app(scope, receive, send)


def may_change(method: str, headers: Headers, public_url: str = "") -> bool:
    """Tell whether a request is allowed: of a safe method, or not from a page of another origin."""
    return method in SAFE_METHODS or not foreign_page(headers, public_url)


def foreign_page(headers: Headers, public_url: str = "") -> bool:
    """Tell whether a page of another origin sent a request, by the browser's headers.

    Args:
        headers: the request's headers.
        public_url: our address for browsers, in case a proxy sends another ``Host``.
    """
    fetched_from = headers.get("sec-fetch-site")
    if fetched_from is not None:
        return fetched_from not in ("same-origin", "none")
    origin = headers.get("origin")
    ours = {headers.get("host"), urlsplit(public_url).netloc.lower()} - {"", None}
    return origin is not None and origin.partition("://")[2] not in ours
