"""A member of the crowd while the connection breaks: it waits for the next view and presses on."""

import asyncio
import json
import random
from dataclasses import dataclass, field
from typing import Any, Final

from typing_extensions import override
from websockets.asyncio.server import ServerConnection, serve

from live.bots.client import WireClient
from tests.faults.crowd import Member, deaf

DEADLINE_S: Final = 30
WELCOME: Final = {"type": "welcome", "server_ms": 0}
STATE: Final = {
    "type": "state",
    "meeting": "m1",
    "version": 1,
    "view": {"floor": {"queue": []}},
}
UNFIT: Final = {"type": "patch", "meeting": "m1", "from": 7, "version": 8, "ops": []}


@dataclass
class SlowToClose(WireClient):
    """A client whose closing lasts until it is let."""

    closing: asyncio.Event = field(default_factory=asyncio.Event)
    may_close: asyncio.Event = field(default_factory=asyncio.Event)

    @override
    async def drop(self) -> None:
        """Say so, and wait."""
        self.closing.set()
        await self.may_close.wait()
        await super().drop()


async def test_a_press_while_a_line_is_dropped_waits_for_the_view_of_the_next() -> None:
    lines = 0

    async def talk(socket: ServerConnection) -> None:
        nonlocal lines
        lines += 1
        said: tuple[dict[str, Any], ...] = (WELCOME, STATE, *([UNFIT] if lines == 1 else []))
        await socket.recv()
        for message in said:
            await socket.send(json.dumps(message))
        async for text in socket:
            done = {"type": "done", "id": json.loads(text)["id"], "meeting": "m1", "version": 1}
            await socket.send(json.dumps(done))

    async with serve(talk, "127.0.0.1", 0) as server, asyncio.timeout(DEADLINE_S):
        url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/ws"
        client = SlowToClose(url, "token", "device", random.Random(1), deaf)
        running = asyncio.create_task(client.run())
        await client.closing.wait()
        assert not client.online.is_set(), "nobody may count on a view"
        member = Member(client, "m1", person="p1", key="k1")
        press = asyncio.create_task(member.press())
        client.may_close.set()
        await press
        running.cancel()
        await asyncio.wait([running])
    assert member.acknowledged == {"device-1": 1}
    assert lines == 2
