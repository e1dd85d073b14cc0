"""A WebSocket's line knows how long nothing has come, whatever it looks like."""

import asyncio
from collections.abc import Coroutine
from typing import Any, cast

import pytest
import uvicorn
from uvicorn.server import ServerState

from signaling.socket import SILENCE
from web.line import TimedWebSocket

HELLO = (
    b"GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
PONG = bytes((0x8A, 0x80, 0, 0, 0, 0))
"""Masked, without a payload; RFC 6455 §5.5.3."""


class Loop:
    """A loop whose time a test sets; nothing runs on it."""

    now = 100.0

    def time(self) -> float:
        return self.now

    def create_task(self, work: Coroutine[Any, Any, None]) -> "asyncio.Future[None]":
        work.close()
        return asyncio.Future()


class Transport:
    """The other end of nothing."""

    aborted = False

    def get_extra_info(self, _: str, default: object = None) -> object:
        return default

    def write(self, data: bytes) -> None: ...

    def is_closing(self) -> bool:
        return False

    def close(self) -> None: ...

    def abort(self) -> None:
        self.aborted = True


class Scene:
    """A line that was opened, and nothing since."""

    def __init__(self) -> None:
        self.loop, self.transport = Loop(), Transport()
        config = uvicorn.Config("not:run", interface="asgi3")
        config.loaded, config.loaded_app = True, cast("Any", lambda *_: None)
        loop = cast("asyncio.AbstractEventLoop", self.loop)
        self.line = TimedWebSocket(config, ServerState(), {}, _loop=loop)
        self.line.connection_made(cast("asyncio.Transport", self.transport))
        self.line.data_received(HELLO)

    def silent_s(self) -> float:
        """Ask as the program does."""
        return cast("Any", self.line.scope)["extensions"][SILENCE]["seconds"]()  # type: ignore[no-any-return]


async def test_whatever_comes_is_a_sign_of_life_and_time_alone_is_none() -> None:
    it = Scene()
    it.loop.now += 30
    assert it.silent_s() == 30
    it.line.data_received(PONG)
    assert it.silent_s() == 0
    it.loop.now += 5
    it.line.eof_received()
    assert it.silent_s() == 0


@pytest.mark.parametrize(
    ("end", "silent_s"), [(ConnectionResetError(), 0), (TimeoutError(), 37), (None, 37)]
)
async def test_an_end_that_the_other_side_sent_is_a_sign_of_life(
    end: Exception | None, silent_s: float
) -> None:
    it = Scene()
    it.loop.now += 37
    it.line.connection_lost(end)
    assert it.silent_s() == silent_s


async def test_a_line_whose_ping_was_not_answered_is_given_up_with_all_that_waits() -> None:
    it = Scene()
    it.loop.now += 25
    it.line.keepalive_timeout()
    assert it.transport.aborted
    assert it.silent_s() == 25
