"""The WebSocket's line under the program: when anything last came over it.

A network that goes away silently sends no end. The line looks alive until a ping has waited too
long for its answer; then it is known to have been there only as long as something came.
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
"""Seconds between pings (RFC 6455 §5.5.2): the most by which a line's last sign of life is older
than its true end. Chosen; 60 bytes each way."""
PONG_S: Final = 20.0
"""Seconds that a ping may wait for its answer; uvicorn's, and longer than a phone needs for another
network."""


class TimedWebSocket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, which also knows how long nothing has come: bytes, pongs too, or an end
    that the other side sent."""

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
        """Return for how many seconds nothing has come."""
        return self.loop.time() - self._heard_at

    @override
    def data_received(self, data: bytes) -> None:
        """Take bytes."""
        self._heard_at = self.loop.time()
        super().data_received(data)

    @override
    def eof_received(self) -> None:
        """Take note that the other side ended (FIN)."""
        self._heard_at = self.loop.time()
        super().eof_received()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Take the end; one that the other side sent (RST) is a sign of life, a timeout is none."""
        if isinstance(exc, ConnectionResetError):
            self._heard_at = self.loop.time()
        super().connection_lost(exc)

    @override
    def keepalive_timeout(self) -> None:
        """Give up a line whose ping was not answered; nothing that waits will ever be read."""
        super().keepalive_timeout()
        self.transport.abort()

    @override
    def handle_connect(self, event: Request) -> None:
        """Begin, and let the program ask how long nothing has come."""
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope.setdefault("extensions", {})[SILENCE] = {"seconds": self.silent_s}
