"""Limits on connections to the program's port: their number, and the time until a request.

A browser that connects sends a request at once. A client that holds idle connections would use up
the process's file descriptors, and lock everybody else out::

    counted ──▶ TLS, where the program ──▶ HTTP ────────▶ WebSocket
    too many:   speaks it (`web.tls_port`)  HEADERS_S,     a hello in time, then pings
    aborted     HANDSHAKE_S                 UNREAD_S       (`signaling`, `web.line`)

Behind a proxy all connections are the proxy's, which limits its own clients' connections; there
`Forwarded` counts concurrent requests by the client address that the proxy names.
"""

import asyncio
import ipaddress
import logging
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, cast

import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.utils import get_remote_addr
from uvicorn.server import ServerState

from web.line import TimedWebSocket

HEADERS_S: Final = 15.0
"""Seconds from connecting, or from the first byte of a further request, to the end of the headers:
the same as for Caddy in ``deploy/``; chosen."""
UNREAD_S: Final = 120.0
"""Seconds in which a client must read 48 kB of a reply (asyncio stops writing at 64 kB and resumes
at 16 kB): 3 kbit/s. The same as for a request's body (`web.security.LONGEST_BODY_S`); chosen."""

MOST: Final = 8192
"""Most connections at once; an idle one takes 50 kB with TLS (measured), so 400 MB. Chosen."""
FROM_ONE_ADDRESS: Final = 1000
"""Most connections at once from one address: a hall of 140 phones that load a page together, each
with six connections and a WebSocket, or a mobile operator's subscribers behind one address (RFC
6888). Chosen."""
SHARE: Final = 4
"""One address has at most 1 / `SHARE` of all connections, if that is less than
`FROM_ONE_ADDRESS`. Chosen."""
OTHER_FILES: Final = 128
"""File descriptors kept free for databases, media processes, uploads, the log. Chosen."""
USUAL_FILES: Final = 1024
"""File descriptors assumed where the system does not tell the limit."""
EVERYBODY: Final = "everybody"

log: Final = logging.getLogger("web.connections")


def open_files() -> int:
    """Raise this process's limit of open files to the system's maximum; return the limit.

    The usual soft limit of 1,024 is for programs that call ``select`` (getrlimit(2), systemd's
    ``LimitNOFILE``); asyncio does not.
    """
    if sys.platform == "win32":
        return USUAL_FILES
    import resource  # noqa: PLC0415 - not there on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST + OTHER_FILES if hard == resource.RLIM_INFINITY else hard
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    except ValueError:  # macOS reports "infinity" but accepts less
        log.info("no more than %d open files", soft)
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def network_of(host: str) -> str:
    """Return the network counted as one address: an IPv4 address, or an IPv6 /64 (RFC 6177)."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address), 64), strict=False))


@dataclass(slots=True, eq=False)
class ConnectionPlace:
    """A counted connection, to be released at its end."""

    crowd: "Crowd"
    counted_as: tuple[str, ...]

    def release(self) -> None:
        """Stop counting the connection; a second call has no effect."""
        self.crowd.left(self.counted_as)
        self.counted_as = ()


class Crowd:
    """Counts connections, all together and by address.

    Args:
        most: most connections at once.
        each: most connections at once from one address.
        trusts: tells whether an address is a proxy, for which ``each`` does not apply.
    """

    def __init__(self, most: int, each: int, trusts: Callable[[str], bool]) -> None:
        self._most = most
        self._each = each
        self._trusts = trusts
        self._here: Counter[str] = Counter()
        self._told: set[str] = set()

    @classmethod
    def of_files(cls, files: int, trusts: Callable[[str], bool]) -> "Crowd":
        """Return the crowd for a process that may have ``files`` open files."""
        most = min(MOST, max(1, files - OTHER_FILES))
        return cls(most, max(1, min(FROM_ONE_ADDRESS, most // SHARE)), trusts)

    def enter(self, host: str) -> ConnectionPlace | None:
        """Count a connection from an address; None: there are too many, it is not counted."""
        counted_as = (EVERYBODY,) if self._trusts(host) else (EVERYBODY, network_of(host))
        for name in counted_as:
            if self.count(name) >= self.limit(name):
                self._tell(name)
                return None
        self._here.update(counted_as)
        return ConnectionPlace(self, counted_as)

    def left(self, counted_as: tuple[str, ...]) -> None:
        """Stop counting a connection that has ended."""
        for name in counted_as:
            self._here[name] -= 1
            if self._here[name] < self.limit(name) // 2:
                self._told.discard(name)
            if not self._here[name]:
                del self._here[name]

    def count(self, name: str) -> int:
        """Return the number of connections from a network, or from `EVERYBODY`."""
        return self._here[name]

    def limit(self, name: str) -> int:
        """Return the most connections allowed for a network, or for `EVERYBODY`."""
        return self._most if name == EVERYBODY else self._each

    def _tell(self, name: str) -> None:
        """Log that further connections are refused; once, until their number has halved."""
        if name not in self._told:
            self._told.add(name)
            whose = "in all" if name == EVERYBODY else "from one address"
            log.warning("%d connections %s: no more of them", self.limit(name), whose)


class Config(uvicorn.Config):
    """uvicorn's configuration, for a port whose connections are counted first.

    Args:
        app: the application to serve.
        crowd: counts the connections.
        others: uvicorn's own arguments.
    """

    def __init__(self, app: ASGIApp, *, crowd: Crowd, **others: Any) -> None:  # noqa: ANN401 - as there
        super().__init__(app, http=Door, ws=WebSocket, **others)
        self.crowd = crowd


class Door(asyncio.Protocol):
    """A new connection, without TLS: it is counted, then handed to `Http`."""

    def __init__(self, config: Config, **given: Any) -> None:  # noqa: ANN401 - uvicorn's, for `Http`
        self._config = config
        self._given = given

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hand the connection to `Http`, or abort it if there are too many."""
        taken = cast("asyncio.Transport", transport)
        host, _ = get_remote_addr(taken) or ("", 0)
        place = self._config.crowd.enter(host)
        if place is None:
            taken.abort()
            return
        http = Http(place, config=self._config, **self._given)
        taken.set_protocol(http)
        http.connection_made(taken)


class Deadline:
    """Aborts a connection unless `call_off` is called in time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        self._loop = loop
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None

    def set(self, transport: asyncio.Transport) -> None:
        """Start the timer, unless it runs already."""
        if self._timer is None:
            self._timer = self._loop.call_later(self._seconds, transport.abort)

    def call_off(self) -> None:
        """Stop the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Http(HttpToolsProtocol):
    """HTTP with time limits for a request's headers, and for a client to read a reply.

    Other limits: for a request's body `web.security.LimitedBody`, for an idle connection after a
    reply uvicorn's ``timeout_keep_alive``.
    """

    def __init__(
        self,
        place: ConnectionPlace,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.place = place
        self._upgraded = False
        self._asked = Deadline(self.loop, HEADERS_S)
        self._read = Deadline(self.loop, UNREAD_S)

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timer for the first request."""
        super().connection_made(transport)
        self._asked.set(transport)

    @override
    def data_received(self, data: bytes) -> None:
        """Parse data; between two requests start the timer for the next one."""
        super().data_received(data)
        if self._is_between() and not self._upgraded and not self.transport.is_closing():
            self._asked.set(self.transport)

    def _is_between(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    @override
    def on_headers_complete(self) -> None:
        """Stop the timer: a request's headers are complete."""
        self._asked.call_off()
        super().on_headers_complete()

    @override
    def handle_websocket_upgrade(self) -> None:
        """Let the WebSocket release the counted connection from now on."""
        self._upgraded = True
        super().handle_websocket_upgrade()
        cast("WebSocket", self.transport.get_protocol()).place = self.place

    @override
    def pause_writing(self) -> None:
        """Start the timer: the client does not read the reply as fast as it is written."""
        super().pause_writing()
        self._read.set(self.transport)

    @override
    def resume_writing(self) -> None:
        """Stop the timer: the client has read enough."""
        super().resume_writing()
        self._read.call_off()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timers and stop counting the connection."""
        self._asked.call_off()
        self._read.call_off()
        self.place.release()
        super().connection_lost(exc)


class WebSocket(TimedWebSocket):
    """A WebSocket that counts as the HTTP connection from which it was upgraded."""

    place: ConnectionPlace

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Stop counting the connection."""
        self.place.release()
        super().connection_lost(exc)


class Forwarded:
    """Middleware that counts concurrent requests by the client address that proxies name."""

    def __init__(self, app: ASGIApp, crowd: Crowd) -> None:
        self.app = app
        self._crowd = crowd

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer that there are too many."""
        host, _ = scope.get("client") or ("", 0)
        place = self._crowd.enter(host)
        if place is None:
            refusal = PlainTextResponse("Too many connections from this address.", 503)
            await refusal(scope, receive, send)
            return
        try:
            await self.app(scope, receive, send)
        finally:
            place.release()
