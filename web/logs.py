"""Configuration of logging, and the access log. No names, addresses or tokens above DEBUG.

Personal links are secrets in URLs, so access lines have the route's pattern, never the requested
path; therefore uvicorn's own access log is off.
"""

import logging
import logging.config
import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

FORMAT: Final = "%(asctime)s %(levelname)-7s %(name)s %(message)s"

log = logging.getLogger("web.access")


def configure(level: str) -> None:
    """Send our loggers to standard error from the given level on; others from WARNING."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"format": FORMAT}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"level": "WARNING", "handlers": ["stderr"]},
            "loggers": {name: {"level": level.upper()} for name in ("live", "signaling", "web")},
        }
    )


class AccessLog:
    """Middleware that writes one DEBUG line per request: method, pattern, status, duration."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and log it if DEBUG is enabled."""
        if scope["type"] != "http" or not log.isEnabledFor(logging.DEBUG):
            await self.app(scope, receive, send)
            return
        started = time.monotonic()
        status = 0

        async def send_noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        finally:
            pattern = getattr(scope.get("route"), "path", "-")
            took_ms = (time.monotonic() - started) * 1000
            log.debug("%s %s %d %.0f ms", scope["method"], pattern, status, took_ms)
