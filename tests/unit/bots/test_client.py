"""A simulated device's wire, against a server that says what the test wants."""

import asyncio
import datetime as dt
import json
import random
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

from live.bots import client as client_module
from live.bots.bot import trust_of
from live.bots.client import CommandRefused, Lost, WireClient
from live.bots.patches import patched
from web.tls import self_signed

DEADLINE_S = 30
Talk = Callable[[ServerConnection, dict[str, Any]], Awaitable[None]]

WELCOME = {"type": "welcome", "server_ms": 0}
STATE = {"type": "state", "meeting": "m1", "version": 4, "view": {"a": [1, 2]}, "server_ms": 0}
PATCH = {
    "type": "patch",
    "meeting": "m1",
    "from": 4,
    "version": 6,
    "ops": [{"op": "add", "path": "/a/1", "value": 9}],
    "server_ms": 0,
}


async def tell(socket: ServerConnection, *messages: dict[str, Any]) -> None:
    for message in messages:
        await socket.send(json.dumps(message))


@asynccontextmanager
async def connected(talk: Talk, hellos: list[dict[str, Any]]) -> AsyncIterator[WireClient]:
    """Run a client against a server that answers each hello with ``talk``."""

    async def serve_one(socket: ServerConnection) -> None:
        hello = json.loads(await socket.recv())
        hellos.append(hello)
        await talk(socket, hello)
        await socket.wait_closed()

    async def told(message: dict[str, Any]) -> None:
        pass

    async with serve(serve_one, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        client = WireClient(f"ws://127.0.0.1:{port}/ws", "token", "device", random.Random(1), told)
        running = asyncio.create_task(client.run())
        try:
            yield client
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def version(client: WireClient, wanted: int) -> None:
    def reached() -> bool:
        held = client.held.get("m1")
        return held is not None and held.version == wanted

    async with client.changed:
        await asyncio.wait_for(client.changed.wait_for(reached), DEADLINE_S)


async def test_a_client_holds_the_view_and_applies_patches() -> None:
    async def talk(socket: ServerConnection, hello: dict[str, Any]) -> None:
        await tell(socket, WELCOME, STATE, PATCH)

    async with connected(talk, []) as client:
        await version(client, 6)
        assert client.held["m1"].view == {"a": [1, 9, 2]}


async def test_a_client_that_comes_back_says_what_it_has_and_takes_one_patch() -> None:
    hellos: list[dict[str, Any]] = []

    async def talk(socket: ServerConnection, hello: dict[str, Any]) -> None:
        await tell(socket, WELCOME, PATCH if hello["have"] else STATE)
        if not hello["have"]:
            await socket.close(1012)

    async with connected(talk, hellos) as client:
        await version(client, 6)
        assert [hello["have"] for hello in hellos] == [{}, {"m1": 4}]
        assert client.resumed_by_patch == 1


async def test_a_client_asks_anew_when_a_patch_does_not_fit() -> None:
    hellos: list[dict[str, Any]] = []

    async def talk(socket: ServerConnection, hello: dict[str, Any]) -> None:
        wrong = {**PATCH, "from": 5}
        await tell(socket, WELCOME, STATE, *([wrong] if len(hellos) == 1 else [PATCH]))

    async with connected(talk, hellos) as client:
        await version(client, 6)
        assert [hello["have"] for hello in hellos] == [{}, {}]


async def test_a_command_is_answered_or_refused_with_its_code() -> None:
    async def talk(socket: ServerConnection, hello: dict[str, Any]) -> None:
        await tell(socket, WELCOME)
        first = json.loads(await socket.recv())
        await tell(socket, {"type": "done", "id": first["id"], "meeting": "m1", "version": 7})
        second = json.loads(await socket.recv())
        await tell(socket, {"type": "refused", "id": second["id"], "code": "not_open", "facts": {}})

    async with connected(talk, []) as client:
        await asyncio.wait_for(client.online.wait(), DEADLINE_S)
        assert await client.do("m1", "ask", {}) == 7
        with pytest.raises(CommandRefused, match="not_open"):
            await client.do("m1", "ask", {})


async def test_a_command_is_lost_when_the_connection_goes_before_the_answer() -> None:
    async def talk(socket: ServerConnection, hello: dict[str, Any]) -> None:
        await tell(socket, WELCOME)
        await socket.recv()
        await socket.close(1012)

    async with connected(talk, []) as client:
        await asyncio.wait_for(client.online.wait(), DEADLINE_S)
        with pytest.raises(Lost):
            await client.do("m1", "ask", {})


async def test_nothing_can_be_sent_before_the_connection_stands() -> None:
    async def told(message: dict[str, Any]) -> None:
        pass

    client = WireClient("ws://127.0.0.1:9/ws", "token", "device", random.Random(1), told)
    with pytest.raises(Lost):
        await client.do("m1", "ask", {})


async def test_a_client_gives_up_when_its_link_was_revoked() -> None:
    hellos: list[dict[str, Any]] = []

    async def revoke(socket: ServerConnection) -> None:
        hellos.append(json.loads(await socket.recv()))
        await socket.close(4002)

    async def told(message: dict[str, Any]) -> None:
        pass

    async with serve(revoke, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        client = WireClient(f"ws://127.0.0.1:{port}/ws", "token", "device", random.Random(1), told)
        await asyncio.wait_for(client.run(), DEADLINE_S)
    assert len(hellos) == 1


async def test_a_line_that_is_closed_before_the_hello_is_one_that_was_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By a server that starts anew, after which there is another line; or because of the link."""
    codes = [1012, 4002]
    closing = iter(codes)
    lines = 0

    @asynccontextmanager
    async def closed_at_once(*args: Any, **options: Any) -> AsyncIterator[ClientConnection]:
        nonlocal lines
        async with connect(*args, **options) as socket:
            await socket.wait_closed()
            lines += 1
            yield socket

    async def refuse(socket: ServerConnection) -> None:
        await socket.close(next(closing))

    async def told(message: dict[str, Any]) -> None:
        pass

    monkeypatch.setattr(client_module, "connect", closed_at_once)
    async with serve(refuse, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        client = WireClient(f"ws://127.0.0.1:{port}/ws", "token", "device", random.Random(1), told)
        await asyncio.wait_for(client.run(), DEADLINE_S)
    assert lines == len(codes)


async def test_a_request_whose_answer_has_just_come_is_cancelled_all_the_same() -> None:
    asked = asyncio.Event()

    async def talk(socket: ServerConnection, hello: dict[str, Any]) -> None:
        await tell(socket, WELCOME)
        await socket.recv()
        asked.set()

    async with connected(talk, []) as client:
        await asyncio.wait_for(client.online.wait(), DEADLINE_S)
        request = asyncio.create_task(client.do("m1", "ask", {}, id_="c1"))
        await asyncio.wait_for(asked.wait(), DEADLINE_S)
        client._answer({"type": "done", "id": "c1", "version": 7})
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request


async def test_a_client_knows_a_server_by_its_own_certificate_alone(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path / "ours", dt.datetime.now(dt.UTC))
    other, _ = self_signed(tmp_path / "other", dt.datetime.now(dt.UTC))
    speaks_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    speaks_tls.load_cert_chain(certificate, key)

    async def greet(socket: ServerConnection) -> None:
        await socket.recv()
        await tell(socket, WELCOME)
        await socket.wait_closed()

    async def told(message: dict[str, Any]) -> None:
        pass

    async with serve(greet, "127.0.0.1", 0, ssl=speaks_tls) as server:
        url = f"wss://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/ws"
        trust = trust_of(str(certificate))
        client = WireClient(url, "token", "device", random.Random(1), told, trust)
        running = asyncio.create_task(client.run())
        await asyncio.wait_for(client.online.wait(), DEADLINE_S)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        with pytest.raises(ssl.SSLCertVerificationError):
            await connect(url, ssl=trust_of(str(other)), proxy=None)
    assert trust_of(None) is None


def test_a_patch_adds_replaces_and_removes_and_leaves_the_old_view_alone() -> None:
    old = {"a": [1, 2], "b": {"c/d": 1, "e~": 2}}
    new = patched(
        old,
        [
            {"op": "replace", "path": "/a/0", "value": 5},
            {"op": "remove", "path": "/a/1"},
            {"op": "add", "path": "/b/f", "value": None},
            {"op": "remove", "path": "/b/c~1d"},
            {"op": "replace", "path": "/b/e~0", "value": 3},
        ],
    )
    assert new == {"a": [5], "b": {"e~": 3, "f": None}}
    assert old == {"a": [1, 2], "b": {"c/d": 1, "e~": 2}}
    assert patched(old, [{"op": "replace", "path": "", "value": {"x": 1}}]) == {"x": 1}
