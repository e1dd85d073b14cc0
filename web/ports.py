"""Tries the program's ports before anything else, so that a taken one is reported by name.

Otherwise a library would raise an error with an errno and no port number. Media processes of a
program that was killed end a moment after it, so their ports are waited for.
"""

import errno
import os
import socket
import time
from collections.abc import Callable
from typing import Final

import click

from web.settings import IN_PROCESS, LAST_PORT, Settings, cause_of, variable

LET_GO_S: Final = 5.0
"""Seconds in which a media process whose program was killed lets go of its port: as many as it has
when its program ends in order (`END_S` in `live/media/process/hosts.py`). Usually 15 ms."""
AGAIN_S: Final = 0.05
"""Seconds between two tries. Chosen."""


def refuse_taken(settings: Settings, pause: Callable[[float], None] = time.sleep) -> None:
    """Try the port for pages, and those for media until they are free.

    Args:
        settings: name the ports.
        pause: waits so many seconds.

    Raises:
        click.ClickException: a port cannot be bound; the message names it and what to do.
    """
    by_name = {setting.name: setting for setting in Settings.__dataclass_fields__.values()}
    wanted = [("port", settings.port), *(("media_port", port) for port in media_ports(settings))]
    for name, port in wanted:
        try:
            if name == "port":
                try_port(settings.listen_host, port, socket.SOCK_STREAM)
            else:
                try_media_port(port, pause)
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise click.ClickException(
                    f"{settings.listen_host} is no address of this machine. --host (DIEMCAU_HOST) "
                    f"names one to listen on; 0.0.0.0 is every IPv4 address ({cause_of(error)})"
                ) from None
            raise click.ClickException(
                f"port {port} ({by_name[name].metadata['help']}) cannot be opened: "
                f"{(error.strerror or str(error)).lower()}. Is Điểm Cầu running already? "
                f"Otherwise choose another port: {variable(by_name[name])}=…"
            ) from None


def media_ports(settings: Settings) -> tuple[int, ...]:
    """Return the UDP port of every media process of this machine; 0: any free port."""
    if not settings.carries_media:
        return ()
    first = settings.media_port
    if settings.media == IN_PROCESS:
        return (first,)
    count = settings.media_processes or min(spare_cores(), LAST_PORT - first + 1)
    return tuple(range(first, first + count)) if first else (0,) * count


def spare_cores() -> int:
    """Return how many cores are left beside the program's own, one at least."""
    # A container or ``taskset`` may allow fewer cores than the machine has; not every OS tells.
    told = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if told else os.cpu_count() or 1
    return max(1, cores - 1)


def try_media_port(port: int, pause: Callable[[float], None]) -> None:
    """Bind a UDP port and close it again; wait up to `LET_GO_S` while somebody has it.

    Raises:
        OSError: the port cannot be bound.
    """
    for _ in range(round(LET_GO_S / AGAIN_S)):
        try:
            return try_port("", port, socket.SOCK_DGRAM)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        pause(AGAIN_S)
    return try_port("", port, socket.SOCK_DGRAM)


def try_port(host: str, port: int, kind: socket.SocketKind) -> None:
    """Bind a port and close it again.

    Raises:
        OSError: the port cannot be bound.
    """
    family, _, _, _, address = socket.getaddrinfo(
        host or None, port, type=kind, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind) as probe:
        if kind is socket.SOCK_STREAM:  # as asyncio does, for a port that was just closed
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
