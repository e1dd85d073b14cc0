"""Running the program: uvicorn around the app, TLS, and what is printed when it is ready."""

import asyncio
import datetime as dt
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext, suppress
from pathlib import Path
from typing import Any, Final, cast

import click
import uvicorn
from fastapi import FastAPI
from typing_extensions import override
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from live.bus import Bus
from live.media.engine import MediaEngine
from web.addresses import base_url, machine_addresses, other_urls
from web.app import create_app
from web.connections import Config, Crowd, Forwarded, open_files
from web.first import first_path, is_empty
from web.folder import without_password
from web.health import PATIENCE_S
from web.line import PING_S, PONG_S
from web.services import Services
from web.settings import Settings, unusable_folder
from web.tls_port import CountingServer

CLOSE_S: Final = 5
"""Seconds in which open connections may end when the program stops. Chosen."""

WAITING_FRAMES: Final = 4
"""Most messages of a WebSocket in its queue. With uvicorn's 32, of up to a megabyte each, a client
could use much memory. Chosen."""

Beside = Callable[[Services], AbstractAsyncContextManager[None]]
"""Something that runs while the program serves, such as the demonstration."""


def alone(_: Services) -> AbstractAsyncContextManager[None]:
    """Run nothing beside the program."""
    return nullcontext()


class Server(CountingServer):
    """uvicorn that runs the app's lifespan itself, so that errors in it reach the caller."""

    def __init__(
        self, config: uvicorn.Config, app: FastAPI, settings: Settings, beside: Beside
    ) -> None:
        super().__init__(config)
        self._app = app
        self._settings = settings
        self._beside = beside
        self._opened = AsyncExitStack()

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the program, then its port."""
        await self._opened.enter_async_context(self._app.router.lifespan_context(self._app))
        try:
            await super().startup(sockets)
        except SystemExit:  # how uvicorn ends when the port is taken
            await self._opened.aclose()
            raise

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the port, then the program."""
        await super().shutdown(sockets)
        await self._opened.aclose()

    @override
    async def main_loop(self) -> None:
        """Print the addresses, then serve while `Beside` runs."""
        parts = self._app.state.services
        await announce(self._settings, parts)
        async with self._beside(parts):
            await super().main_loop()


def serve(settings: Settings, beside: Beside = alone, media: MediaEngine | None = None) -> None:
    """Serve until interrupted; the caller holds the data folder.

    Args:
        settings: the program's settings.
        beside: entered when the port is open, left before it closes.
        media: the media engine, if it was started before.

    Raises:
        OSError, ValueError: the database, a port or a file cannot be opened.
        Rejected: the database is of another version of the program.
    """
    app = create_app(settings, media=media)
    cert, key = certificate(settings) if settings.https else (None, None)
    proxies = ProxyHeadersMiddleware(cast("Any", app), settings.trusted_proxies).trusted_hosts
    trusts, files = proxies.__contains__, open_files()
    config = Config(
        Forwarded(app, Crowd.of_files(files, trusts)),
        crowd=Crowd.of_files(files, trusts),
        ssl_certfile=cert,
        ssl_keyfile=key,
        lifespan="off",  # `Server` opens and closes the program
        host=settings.listen_host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=CLOSE_S,
        ws_ping_interval=PING_S,
        ws_ping_timeout=PONG_S,
        ws_max_size=1 << 20,
        ws_max_queue=WAITING_FRAMES,
    )
    server = Server(config, app, settings, beside)
    with suppress(KeyboardInterrupt):  # uvicorn has closed everything, then may pass it on
        server.run()
    click.echo("\nĐiểm Cầu has stopped.")


def certificate(settings: Settings) -> tuple[Path, Path]:
    """Return the files of the certificate and its key.

    Raises:
        OSError: they cannot be read or created; the message says what to do.
    """
    # Imported here: behind a proxy that terminates TLS, `cryptography` is not needed.
    from web.tls import refuse_unusable, self_signed  # noqa: PLC0415

    if settings.cert and settings.key:
        refuse_unusable(settings.cert, settings.key)
        return settings.cert, settings.key
    now = dt.datetime.now(dt.UTC)
    try:
        return self_signed(settings.data, now, machine_addresses())
    except OSError as error:
        raise unusable_folder(settings, error) from error


async def announce(settings: Settings, parts: Services) -> None:
    """Print the addresses; for an empty database also the first administrator's link."""
    base = base_url(settings)
    click.echo(f"Điểm Cầu: {base}/")
    for other in other_urls(settings):
        click.echo(f"          {other}/")
    if await is_empty(parts.registers):
        click.echo(f"First administrator: {base}{first_path(parts.secret)}")
    if settings.redis and not await reached(parts.bus):
        click.echo(
            f"Redis does not answer at {without_password(settings.redis)}: until it does, this "
            "program sees no other one. See that it runs there: --redis … (DIEMCAU_REDIS)"
        )
    sys.stdout.flush()


async def reached(bus: Bus) -> bool:
    """Tell whether the bus can be reached now."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            await bus.kept("node/")
    except (ConnectionError, TimeoutError):
        return False
    return True
