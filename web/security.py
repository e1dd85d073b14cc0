"""What every reply and every request passes: headers, the cross-site check, the size of a body.

Cross-site requests are told apart by ``Sec-Fetch-Site`` and, for browsers without it, by
``Origin`` against ``Host``: no token in forms is needed (OWASP CSRF cheat sheet, "Fetch
Metadata"; the method of Go's ``http.CrossOriginProtection``). Programs that are no browser send
neither header and carry no foreign person's cookie.
"""

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY: Final = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
"""Nothing inline and nothing from elsewhere; pictures may also come from the page itself."""

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
"""On every reply. A personal link is in the address, so no referrer ever leaves."""

STRICT_TRANSPORT: Final = "max-age=31536000"
"""One year (RFC 6797 §6.1.1), without subdomains: they are not ours to promise for."""

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""RFC 9110 §9.2.1: they change nothing here."""

LARGEST_BODY: Final = 5 * 1024 * 1024
"""Bytes. A roster of a thousand people is below 200 kB; the rest is air for styled workbooks."""


LONGEST_BODY_S: Final = 120.0
"""Seconds in which a body must have come: 2 MB, the largest roster, at 17 kB/s. Chosen."""


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
                # Files are asked for again after an upgrade, pages hold links and names.
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
                until = None  # what comes now is the end of the connection
            if seen > LARGEST_BODY:
                raise TooLarge
            return message

        await self.app(scope, receive_limited, send)


def same_site(method: str, headers: Headers) -> bool:
    """Tell whether a request may change something: not sent by a page of another origin."""
    if method in SAFE_METHODS:
        return True
    fetched_from = headers.get("sec-fetch-site")
    if fetched_from is not None:
        return fetched_from in ("same-origin", "none")
    return same_origin(headers)


def same_origin(headers: Headers) -> bool:
    """Tell whether ``Origin``, where a browser sent one, is the host that was asked."""
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")
