"""Running media alone, for programs on other machines."""

import asyncio
import signal
from typing import Final

import click

from live.media.process import serve_on
from live.media.sfu.config import SfuConfig
from live.media.sfu.server import Sfu
from web.logs import configure
from web.settings import Settings, addresses_of, media_secret_of

ENDS: Final = (signal.SIGINT, signal.SIGTERM)


def run(settings: Settings, listen: str) -> None:
    """Carry media until interrupted.

    Args:
        settings: what the program was told.
        listen: host and port for the programs that use it.

    Raises:
        click.ClickException: a setting is missing or wrong, or a port is taken.
    """
    configure(settings.log)
    try:
        ((host, port),) = addresses_of([f"tcp://{listen}"])
        asyncio.run(carry(media_config(settings), media_secret_of(settings), host, port))
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from None


def media_config(settings: Settings) -> SfuConfig:
    """Return the engine's part of the settings."""
    return SfuConfig(port=settings.media_port, advertise=settings.media_addresses)


async def carry(config: SfuConfig, secret: bytes, host: str, port: int) -> None:
    """Start an engine and serve it over TCP until a signal asks for the end.

    Raises:
        OSError: a port is taken.
    """
    ended = asyncio.Event()
    for each in ENDS:
        asyncio.get_running_loop().add_signal_handler(each, ended.set)
    engine = Sfu(config)
    await engine.start()
    try:
        await serve_on(engine, secret, host, port, ended)
    finally:
        await engine.stop()
