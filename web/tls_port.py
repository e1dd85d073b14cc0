"""A port with TLS whose connections are counted before their handshake.

asyncio and uvicorn report a TLS connection only after its handshake, for which asyncio allows a
minute. A silent client would hold a file descriptor for that long, uncounted. So the program calls
``accept`` itself: the connection is counted first, then the handshake has `HANDSHAKE_S`.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable
from typing import Final, cast

import uvicorn
from typing_extensions import override

from web.connections import Config, ConnectionPlace, Crowd, Http

HANDSHAKE_S: Final = 10.0
"""Seconds from accepting to the end of the handshake: two round trips and a certificate of 2 kB,
over a satellite and at 10 kbit/s still under 5 s. Chosen."""
RETRY_S: Final = 1.0
"""Seconds until the next ``accept`` when no file descriptor is left (asyncio's
``ACCEPT_RETRY_DELAY``)."""

log: Final = logging.getLogger("web.connections")


class TlsPort:
    """Accepts connections on one socket: counts them, does the TLS handshake, hands over to HTTP.

    Args:
        listener: a bound socket; `close` closes it.
        tls: the SSL context with certificate and key.
        crowd: counts connections.
        http: makes the protocol of a connection that has been counted.
        handshake_s: most seconds of a handshake.
    """

    def __init__(
        self,
        listener: socket.socket,
        tls: ssl.SSLContext,
        crowd: Crowd,
        http: Callable[[ConnectionPlace], asyncio.Protocol],
        handshake_s: float = HANDSHAKE_S,
    ) -> None:
        self._handshake_s = handshake_s
        self._listener = listener
        self._tls = tls
        self._crowd = crowd
        self._http = http
        self._tasks: set[asyncio.Task[None]] = set()
        """The task that accepts, and one for each handshake."""

    @property
    def sockets(self) -> tuple[socket.socket, ...]:
        """Return the socket, as `asyncio.Server` does."""
        return (self._listener,)

    def open(self, backlog: int) -> None:
        """Begin to accept; ``backlog`` connections may wait in the kernel."""
        self._listener.setblocking(False)
        self._listener.listen(backlog)
        self._tasks.add(asyncio.create_task(self._accept()))

    def close(self) -> None:
        """Stop accepting and cancel handshakes; established connections go on."""
        for task in self._tasks:
            task.cancel()
        self._listener.close()

    async def wait_closed(self) -> None:
        """Wait until all tasks have ended."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                taken, address = await loop.sock_accept(self._listener)
            except ConnectionError:  # the client was gone before it was accepted
                continue
            except OSError as error:  # no file descriptor left
                log.warning("cannot accept a connection: %s", error)
                await asyncio.sleep(RETRY_S)
                continue
            place = self._crowd.enter(address[0])
            if place is None:
                taken.close()
                continue
            self._shake_hands(taken, place)

    def _shake_hands(self, taken: socket.socket, place: ConnectionPlace) -> None:
        """Begin a handshake; if it fails or is cancelled by `close`, release socket and place."""

        def over(task: "asyncio.Task[None]") -> None:
            error = None if task.cancelled() else task.exception()
            if error and not isinstance(error, OSError):  # ssl.SSLError, TimeoutError are such
                log.error("a handshake failed", exc_info=error)
            if error or task.cancelled():
                place.release()
                taken.close()

        task = asyncio.create_task(self._speak_tls(taken, place))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(over)

    async def _speak_tls(self, taken: socket.socket, place: ConnectionPlace) -> None:
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        loop = asyncio.get_running_loop()
        await loop.connect_accepted_socket(
            lambda: self._http(place),
            taken,
            ssl=self._tls,
            ssl_handshake_timeout=self._handshake_s,
        )


class CountingServer(uvicorn.Server):
    """uvicorn whose connections are counted when they are accepted, with TLS and without."""

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the port.

        Raises:
            SystemExit: the port is taken (as uvicorn does; the reason is logged).
        """
        config = cast("Config", self.config)
        if config.ssl is None:
            await super().startup(sockets)
            return

        def http(place: ConnectionPlace) -> asyncio.Protocol:
            return Http(place, config, self.server_state, self.lifespan.state)

        port = TlsPort(config.bind_socket(), config.ssl, config.crowd, http)
        port.open(config.backlog)
        self.servers = [cast("asyncio.Server", port)]
        self.started = True
