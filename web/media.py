"""Chooses the media engine: processes on this machine, on another one, or within the program.

Also runs ``diemcau media``, the media process on another machine.
"""

import asyncio
import signal
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import click

from live.clock import Clock
from live.media.engine import MediaEngine
from live.media.process import Child, Distant, RemoteEngine, serve_on
from live.media.sfu.config import SfuConfig
from live.media.spread import Spread
from web.logs import configure
from web.ports import media_ports
from web.settings import IN_PROCESS, Settings, addresses_of, cause_of, media_secret_of

ENDS: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def begun(settings: Settings) -> Iterator[MediaEngine | None]:
    """Start the media processes of this machine, so that they load concurrently with the program;
    None: the settings name another engine.

    Raises:
        click.ClickException: see `media_config`.
        OSError: a process cannot be started.
    """
    if settings.media:
        yield None
        return
    children = children_of(settings)
    try:
        for child in children:
            child.begin()
        yield Spread([RemoteEngine(child) for child in children])
    finally:
        for child in children:
            child.abandon()


def own_engine(settings: Settings, clock: Clock) -> MediaEngine:
    """Return this program's media engine."""
    if settings.media == IN_PROCESS:
        return engine_here(settings, clock)
    if settings.carries_media:
        return engines_beside(settings)
    return RemoteEngine(Distant(addresses_of(settings.media), media_secret_of(settings)))


def engines_beside(settings: Settings) -> Spread:
    """Return one engine over a media process for every media port of this machine."""
    return Spread([RemoteEngine(child) for child in children_of(settings)])


def children_of(settings: Settings) -> list[Child]:
    """Return a media process, not started yet, for every media port of this machine."""
    return [Child(media_config(settings, port)) for port in media_ports(settings)]


def engine_here(settings: Settings, clock: Clock) -> MediaEngine:
    """Return an engine within this process."""
    # Imported here: only such an engine needs aiortc, half of all that the program imports.
    from live.media.sfu.server import Sfu  # noqa: PLC0415

    return Sfu(media_config(settings, settings.media_port), clock)


def media_config(settings: Settings, port: int) -> SfuConfig:
    """Return the part of the settings that concerns the engine on one port.

    Raises:
        click.ClickException: the public address is a name without an IP address.
    """
    return SfuConfig(port=port, advertise=looked_up(settings.public_address))


def looked_up(hosts: Sequence[str]) -> tuple[str, ...]:
    """Return the addresses of hosts, in their order; each once.

    Raises:
        click.ClickException: a host is neither an IP address nor a name with one.
    """
    found: list[str] = []
    for host in hosts:
        try:
            entries = socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)
        except (OSError, UnicodeError):
            raise click.ClickException(
                f"public_address: {host!r} is no address, and no address of that name was found"
            ) from None
        found += [str(address[0]) for *_, address in entries]
    return tuple(dict.fromkeys(found))


def run(settings: Settings, listen: str) -> None:
    """Run an engine for programs on other machines until interrupted.

    Args:
        settings: the program's settings.
        listen: host and port for the programs that use it.

    Raises:
        click.ClickException: a setting is missing or wrong, or a port is taken.
    """
    configure(settings.log)
    try:
        ((host, port),) = addresses_of([f"tcp://{listen}"])
    except ValueError:
        raise click.ClickException(
            f"--listen (DIEMCAU_LISTEN) is an address and a port such as 0.0.0.0:8002, not {listen}"
        ) from None
    try:
        secret = media_secret_of(settings)
        engine = engines_beside(settings)
        asyncio.run(carry(engine, secret, host, port))
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(
            f"{listen} cannot be opened. --listen (DIEMCAU_LISTEN) names an address of this "
            f"machine and a port that no other program has ({cause_of(error)})"
        ) from None


async def carry(engine: MediaEngine, secret: bytes, host: str, port: int) -> None:
    """Start an engine and serve it over TCP until a signal ends it.

    Raises:
        OSError: a port is taken.
    """
    ended = asyncio.Event()
    for each in ENDS:
        asyncio.get_running_loop().add_signal_handler(each, ended.set)
    await engine.start()
    try:
        await serve_on(engine, secret, host, port, ended)
    finally:
        await engine.stop()
