"""Running the program: uvicorn around the app, TLS, and what is printed when it is ready."""

import datetime as dt
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext, suppress
from typing import Final

import click
import uvicorn
from fastapi import FastAPI
from typing_extensions import override

from live.errors import Rejected
from web.app import create_app
from web.first import first_path, is_empty
from web.i18n import catalogue
from web.logs import configure
from web.ports import refuse_taken
from web.services import Services
from web.settings import Settings
from web.tls import machine_addresses, self_signed

CLOSE_S: Final = 5
"""Seconds that open connections get to end when the program stops. Chosen."""

WAITING_FRAMES: Final = 4
"""Messages of a WebSocket that wait while one is being carried out; uvicorn's 32, of a megabyte
each, would be kept for whoever asks. Chosen."""

Beside = Callable[[Services], AbstractAsyncContextManager[None]]
"""Something that runs as long as the program serves."""


def alone(_: Services) -> AbstractAsyncContextManager[None]:
    """Run nothing beside the program."""
    return nullcontext()


class Server(uvicorn.Server):
    """uvicorn that opens the program itself, so that what fails there ends as a sentence."""

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
        """Say where the open port is reached, then serve with what runs beside."""
        parts = self._app.state.services
        await announce(self._settings, parts)
        async with self._beside(parts):
            await super().main_loop()


def run(settings: Settings, beside: Beside = alone) -> None:
    """Serve until interrupted.

    Args:
        settings: what the program was told.
        beside: entered when the port is open, left before it closes.

    Raises:
        click.ClickException: the database, a port or a file cannot be opened.
    """
    configure(settings.log)
    refuse_taken(settings)
    app = create_app(settings)
    cert, key = certificate(settings)
    config = uvicorn.Config(
        app,
        lifespan="off",  # `Server` opens and closes the program
        host=settings.listen_host,
        port=settings.port,
        ssl_certfile=cert,
        ssl_keyfile=key,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=CLOSE_S,
        ws_max_size=1 << 20,
        ws_max_queue=WAITING_FRAMES,
    )
    server = Server(config, app, settings, beside)
    try:
        with suppress(KeyboardInterrupt):  # uvicorn has closed everything, then may pass it on
            server.run()
        click.echo("\nĐiểm Cầu has stopped.")
    except Rejected as rejected:
        sentence = catalogue(settings.language).refusal(rejected.code, rejected.facts)
        raise click.ClickException(sentence) from None
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from None


def certificate(settings: Settings) -> tuple[str | None, str | None]:
    """Return the files to speak TLS with; None: plain HTTP."""
    if settings.cert and settings.key:
        return str(settings.cert), str(settings.key)
    if settings.tls == "self-signed":
        cert, key = self_signed(settings.data, dt.datetime.now(dt.UTC))
        return str(cert), str(key)
    return None, None


def base_url(settings: Settings) -> str:
    """Return how this machine's own browser reaches the program."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    scheme = "https" if settings.https else "http"
    wide = settings.listen_host in ("0.0.0.0", "::", "127.0.0.1")  # noqa: S104 - compared only
    host = "localhost" if wide else settings.listen_host
    return f"{scheme}://{host}:{settings.port}"


async def announce(settings: Settings, parts: Services) -> None:
    """Print the addresses; for an empty database also the first administrator's link."""
    base = base_url(settings)
    click.echo(f"Điểm Cầu: {base}/")
    if settings.listen_host in ("0.0.0.0", "::") and not settings.public_url:  # noqa: S104
        for address in machine_addresses():
            host = f"[{address}]" if ":" in address else address
            click.echo(f"          {base.split('://')[0]}://{host}:{settings.port}/")
    if await is_empty(parts.registers):
        click.echo(f"First administrator: {base}{first_path(parts.secret)}")
    sys.stdout.flush()
