"""One simulated device's WebSocket client: keeps the views, sends commands, reconnects.

Implements `signaling/PROTOCOL.md`; knows nothing of the rules of a meeting.
"""

import asyncio
import itertools
import json
import logging
import random
import ssl
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from live.bots.patches import View, patched

log: Final = logging.getLogger("live.bots.client")

FIRST_WAIT_S: Final = 0.3
LONGEST_WAIT_S: Final = 5.0
"""Waits before a new attempt to connect; they grow, and are random so that not all clients
reconnect at once."""
ANSWER_S: Final = 15.0
"""Seconds without an answer after which a request counts as lost."""
FINAL_CODES: Final = frozenset({4001, 4002})
"""Close codes after which the client does not reconnect: the link has expired or was revoked."""
MESSAGE_BYTES: Final = 8 * 2**20
"""The largest message taken; a view of 120 people is about 60 kB."""

Message = dict[str, Any]


class CommandRefused(Exception):
    """The server refused a request, with a stable code and facts."""

    def __init__(self, code: str, facts: Message) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Lost(Exception):
    """The connection was lost before the answer came."""


@dataclass(frozen=True, slots=True)
class HeldView:
    """The view of a meeting that this client holds, and its version."""

    version: int
    view: View


@dataclass
class WireClient:
    """A WebSocket that reconnects; ``told`` is called with every message of the server.

    After a reconnection it sends the versions that it holds and gets one patch for each meeting.
    Pending requests fail with `Lost`; the caller decides again on the new view.
    """

    url: str
    token: str
    device: str
    chance: random.Random
    told: Callable[[Message], Awaitable[None]]
    trust: ssl.SSLContext | None = None
    """TLS settings that verify a ``wss://`` server; None for ``ws://``."""
    held: dict[str, HeldView] = field(default_factory=dict)
    resumed_by_patch: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    online: asyncio.Event = field(default_factory=asyncio.Event)
    ahead_ms: int = 0
    """The server's clock minus ours."""
    _socket: ClientConnection | None = None
    _answers: dict[str, asyncio.Future[Message]] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _fresh: bool = True

    async def run(self) -> None:
        """Stay connected until the link is refused or this task is cancelled."""
        wait_s = FIRST_WAIT_S
        while True:
            try:
                # No compression and no proxy, because everything is on one machine.
                async with connect(
                    self.url,
                    ssl=self.trust,
                    compression=None,
                    proxy=None,
                    max_size=MESSAGE_BYTES,
                ) as socket:
                    await self._serve(socket)
            except ConnectionClosed as closed:
                if closed.rcvd is not None and closed.rcvd.code in FINAL_CODES:
                    log.info("%s: the link is not good any more", self.device)
                    return
                wait_s = FIRST_WAIT_S
            except (OSError, InvalidHandshake, TimeoutError):
                wait_s = min(LONGEST_WAIT_S, wait_s * 1.6)
            else:
                wait_s = FIRST_WAIT_S
            await asyncio.sleep(wait_s * self.chance.uniform(0.5, 1.5))

    def now_ms(self) -> int:
        """Return the server's time in ms; our own before the first welcome."""
        return time.time_ns() // 1_000_000 + self.ahead_ms

    async def drop(self) -> None:
        """Close the connection, to simulate a broken one; `run` reconnects."""
        if self._socket is not None:
            await self._socket.close()

    async def do(self, meeting: str, command: str, args: Message, id_: str | None = None) -> int:
        """Send a command; return the version at which it is recorded.

        A command sent again with the same ``id_`` is done once, and gets the same answer.

        Raises:
            CommandRefused: the server refused.
            Lost: the connection was lost first; the command may or may not be recorded.
        """
        name = id_ or f"{self.device}-{self.chance.getrandbits(32):08x}-{next(self._numbers)}"
        body = {"type": "do", "id": name, "meeting": meeting, "command": command, "args": args}
        return int((await self._ask(name, body))["version"])

    async def connect_media(self, pc: str, sdp: str, sends: list[str]) -> str:
        """Send an offer; return the answer. Raises as `do` does."""
        body = {"type": "connect", "pc": pc, "sdp": sdp, "sends": sends}
        return str((await self._ask(pc, body))["sdp"])

    async def disconnect_media(self, pc: str) -> None:
        """Tell the server that a peer connection is over; does nothing without a WebSocket."""
        with suppress(Lost):
            await self._send({"type": "disconnect", "pc": pc})

    async def _serve(self, socket: ClientConnection) -> None:
        """Send the hello, then take messages until the connection ends."""
        self._socket = socket
        have = {meeting: held.version for meeting, held in self.held.items()}
        self._fresh = not have
        hello = {"type": "hello", "token": self.token, "device": self.device, "have": have}
        try:
            await socket.send(json.dumps(hello))
            async for text in socket:
                await self._take(json.loads(text))
        finally:
            self._socket = None
            self.online.clear()
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(Lost())
            self._answers.clear()
            async with self.changed:
                self.changed.notify_all()

    async def _take(self, message: Message) -> None:
        match message["type"]:
            case "welcome":
                self.ahead_ms = message["server_ms"] - time.time_ns() // 1_000_000
                self.online.set()
            case "state":
                await self._hold(message["meeting"], HeldView(message["version"], message["view"]))
            case "patch":
                await self._patch(message)
            case "done" | "connected" | "refused":
                self._answer(message)
        await self.told(message)

    async def _patch(self, message: Message) -> None:
        held = self.held.get(message["meeting"])
        if held is None or held.version != message["from"]:
            log.warning("%s: a patch that does not fit; asking anew", self.device)
            self.online.clear()  # closing takes a while, in which nobody may count on a view
            self.held.pop(message["meeting"], None)
            await self.drop()
            return
        if not self._fresh:
            self.resumed_by_patch, self._fresh = self.resumed_by_patch + 1, True
        view = patched(held.view, message["ops"])
        await self._hold(message["meeting"], HeldView(message["version"], view))

    async def _hold(self, meeting: str, held: HeldView) -> None:
        self.held[meeting] = held
        async with self.changed:
            self.changed.notify_all()

    def _answer(self, message: Message) -> None:
        answer = self._answers.pop(message.get("id") or message.get("pc") or "", None)
        if answer is None or answer.done():
            return
        if message["type"] == "refused":
            answer.set_exception(CommandRefused(message["code"], message.get("facts", {})))
        else:
            answer.set_result(message)

    async def _ask(self, name: str, body: Message) -> Message:
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._answers[name] = answer
        try:
            await self._send(body)
            # `wait_for` of Python 3.11 forgets that it was cancelled when the answer is there.
            async with asyncio.timeout(ANSWER_S):
                return await answer
        except TimeoutError:
            raise Lost from None
        finally:
            self._answers.pop(name, None)

    async def _send(self, body: Message) -> None:
        if self._socket is None:
            raise Lost
        try:
            await self._socket.send(json.dumps(body))
        except ConnectionClosed:
            raise Lost from None
