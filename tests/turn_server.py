"""The TURN server as it is deployed: mounted script and file, a certificate in Caddy's place."""

import datetime as dt
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.servers import DEPLOY, free_port, running
from web.tls import self_signed

SECRET: Final = "shared by application and TURN"
ADDRESS: Final = "127.0.0.1"
LISTENS_S: Final = 30.0
"""A loaded machine needs seconds for what takes a tenth; after this it is broken."""


@dataclass(frozen=True)
class Turn:
    """The TURN server as it is deployed, on free ports."""

    port: int
    tls_port: int
    cert: Path
    """What Caddy would have got."""

    def at(self, transport: str) -> dict[str, Any]:
        """Return how aioice reaches it."""
        if transport != "tls":
            return {"server_addr": (ADDRESS, self.port), "transport": transport}
        trusted = ssl.create_default_context(cafile=self.cert)
        return {"server_addr": (ADDRESS, self.tls_port), "transport": "tcp", "ssl": trusted}


@contextmanager
def deployed(
    folder: Path, hear: Callable[[str], None] = lambda line: None, **environment: str
) -> Iterator[Turn]:
    """Run the mounted script and file with, for .env, this machine's inner address.

    Every line it says is given to ``hear``, in a thread.
    """
    turn = Turn(free_port(), free_port(), folder / "caddy/certificates/any/localhost/localhost.crt")
    command = [
        *("env", *(f"{name}={value}" for name, value in environment.items())),
        *("sh", str(DEPLOY / "turn.sh"), str(folder), "localhost"),
        *("-c", str(DEPLOY / "turnserver.conf")),
        "--realm=localhost",
        f"--static-auth-secret={SECRET}",
        f"--allowed-peer-ip={ADDRESS}",
        f"--listening-port={turn.port}",
        f"--tls-listening-port={turn.tls_port}",
        f"--listening-ip={ADDRESS}",
        f"--relay-ip={ADDRESS}",
        "--allow-loopback-peers",
        f"--pidfile={folder / 'pid'}",
        f"--db={folder / 'db'}",
    ]
    certified = turn.cert.exists()
    with running(command, "Total General servers", hear=hear):
        # It says so before its last sockets listen.
        for port in (turn.port, turn.tls_port) if certified else (turn.port,):
            wait_for_listener(port)
        yield turn


def wait_for_listener(port: int) -> None:
    """Wait until somebody accepts connections on a port.

    Raises:
        OSError: nobody has within `LISTENS_S`.
    """
    ends = time.monotonic() + LISTENS_S
    while True:
        try:
            socket.create_connection((ADDRESS, port), LISTENS_S).close()
        except ConnectionRefusedError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.05)
        else:
            return


def certify(folder: Path) -> None:
    """Put a new certificate and its key where Caddy puts its own."""
    for _ in certify_by_file(folder):
        pass


def certify_by_file(folder: Path) -> Iterator[None]:
    """Put a new certificate there, yield, and put its key there, as Caddy does one by one."""
    place = folder / "caddy/certificates/any/localhost"
    place.mkdir(parents=True, exist_ok=True)
    for made in self_signed(folder / f"made-{time.time_ns()}", dt.datetime.now(dt.UTC)):
        made.rename(place / made.name.replace("self-signed", "localhost"))
        yield
