"""The program is killed in mid-meeting and started again: nothing acknowledged is lost."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect

from signaling.sync import apply
from tests.program import Program
from tests.seeding import Seeded, seed
from tests.unit.signaling.world import Client

WHO = ("chair", "secretary", "remote", "other", "room", "site", "supervisor")


@asynccontextmanager
async def joined(program: Program, seeded: Seeded, who: str, have: Any) -> AsyncIterator[Client]:
    """Connect somebody's device, the same at every call."""
    async with connect(program.ws_url, max_queue=None, close_timeout=1) as socket:
        client = Client(socket)
        await client.hello(seeded.tokens[who], device=f"device-{who}", have=have)
        await client.hear("welcome")
        yield client


def held(client: Client, view: Any = None) -> tuple[int, Any]:
    """Return the version and the view that a client holds by what it was sent."""
    version = 0
    for message in client.heard:
        if message["type"] == "state":
            version, view = message["version"], message["view"]
        elif message["type"] == "patch":
            version, view = message["version"], apply(view, message["ops"])
    return version, view


async def until(client: Client, true: Callable[[Any], bool]) -> None:
    """Wait until a client's view is so."""
    while not true(held(client)[1]):
        await client.hear("patch")


@pytest.mark.slow
async def test_everybody_comes_back_with_one_patch_and_nothing_acknowledged_is_lost(
    tmp_path: Path,
) -> None:
    seeded = await seed(tmp_path / "data")
    meeting = seeded.meeting
    with Program("serve", tmp_path / "data") as program:
        async with AsyncExitStack() as stack:
            clients = {
                who: await stack.enter_async_context(joined(program, seeded, who, {}))
                for who in WHO
            }
            await clients["chair"].do("open_meeting", meeting=meeting)
            await clients["chair"].hear("done")
            for client in clients.values():
                await client.hear("state")
            for who in ("remote", "other"):
                await clients[who].do("ask", meeting=meeting)
                acknowledged = (await clients[who].hear("done"))["version"]
            for client in clients.values():
                await until(client, lambda view: len(view["floor"]["queue"]) == 2)
            program.kill()
            for client in clients.values():
                await client.closed()
        program.start()
        for who, client in clients.items():
            version, view = held(client)
            async with joined(program, seeded, who, {meeting: version}) as again:
                patch = await again.hear("patch", meeting=meeting)
                assert [m["type"] for m in again.heard[:2]] == ["welcome", "patch"]
                _, view = held(again, view)
            assert patch["from"] == version
            assert patch["version"] >= acknowledged
            assert view["meeting"]["state"] == "open"
            assert {"p-remote", "p-other"} <= {r["person"] for r in view["floor"]["queue"]}
