"""WebSocket connections that know when they last received anything.

A network that fails silently sends no FIN or RST. The connection looks alive until a ping has not
been answered in time; its last sign of life is then the last data received.
"""

import asyncio
from typing import Any, Final

from typing_extensions import override
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.http11 import Request

from signaling.socket import SILENCE

PING_S: Final = 5.0
"""Seconds between pings (RFC 6455 §5.5.2): the last sign of life is at most this much older than
the true end of a connection. Chosen; 60 bytes each way."""
PONG_S: Final = 20.0
"""Seconds in which a ping must be answered; uvicorn's default, and longer than a phone needs to
change to another network."""


class TimedWebSocket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, which also knows for how long it has received nothing: no bytes (pongs
    included), FIN or RST."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._heard_at = self.loop.time()

    def silent_s(self) -> float:
        """Return the seconds since anything was received."""
        return self.loop.time() - self._heard_at

    @override
    def data_received(self, data: bytes) -> None:
        """Take bytes."""
        self._heard_at = self.loop.time()
        super().data_received(data)

    @override
    def eof_received(self) -> None:
        """Note the time of the FIN."""
        self._heard_at = self.loop.time()
        super().eof_received()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Handle the end; a RST from the client counts as received, a timeout does not."""
        if isinstance(exc, ConnectionResetError):
            self._heard_at = self.loop.time()
        super().connection_lost(exc)

    @override
    def keepalive_timeout(self) -> None:
        """Abort a connection whose ping was not answered, without flushing its write buffer."""
        super().keepalive_timeout()
        self.transport.abort()

    @override
    def handle_connect(self, event: Request) -> None:
        """Accept, and offer `silent_s` to the program in the ASGI scope."""
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope.setdefault("extensions", {})[SILENCE] = {"seconds": self.silent_s}
