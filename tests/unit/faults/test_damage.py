"""A damage is made good however the run ends; else what waits for its end would wait in vain."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from typing_extensions import override
from websockets.asyncio.server import ServerConnection, serve

from tests.faults.damage import away, flooded, killed, stepped
from tests.faults.installations import Installation, Server
from tests.program import Program

DEADLINE_S: Final = 30


class Notes(Program):
    """Writes down what is done to it, and is no process."""

    def __init__(self, folder: Path, done: list[str]) -> None:
        super().__init__("serve", folder)
        self.done = done

    @override
    def start(self) -> Program:
        """Note it."""
        self.done.append("started")
        return self

    @override
    def kill(self) -> None:
        """Note it."""
        self.done.append("killed")

    @override
    def wait_for(self, condition: Any, what: str) -> None:
        """Note at which clock, and be content."""
        self.done.append((self.data / "clock").read_text())


def kill(folder: Path, done: list[str]) -> AbstractAsyncContextManager[None]:
    return killed(Notes(folder, done))


def take_away(folder: Path, done: list[str]) -> AbstractAsyncContextManager[None]:
    @contextmanager
    def serves() -> Any:
        done.append("started")
        yield
        done.append("stopped")

    server = Server(serves)
    server.start()
    done.clear()
    return away(server)


def set_the_clock(folder: Path, done: list[str]) -> AbstractAsyncContextManager[None]:
    program = Notes(folder, done)
    program.log = folder / "log"
    program.log.touch()
    clock = folder / "clock"
    return stepped(Installation(folder, "", (program,), clock=clock), 3600)


@pytest.mark.parametrize("fails", [False, True], ids=["ends", "is given up"])
@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (kill, ["killed", "started"]),
        (take_away, ["stopped", "started"]),
        (set_the_clock, ["+3600", "+0"]),
    ],
)
async def test_what_was_hurt_is_whole_again_when_the_run_ends_and_when_it_is_given_up(
    damage: Callable[[Path, list[str]], AbstractAsyncContextManager[None]],
    expected: list[str],
    fails: bool,
    tmp_path: Path,
) -> None:
    done: list[str] = []
    hurt = asyncio.Event()

    async def run() -> None:
        async with damage(tmp_path, done):
            hurt.set()
            if fails:
                await asyncio.Event().wait()

    running = asyncio.create_task(run())
    async with asyncio.timeout(DEADLINE_S):
        await hurt.wait()
        if fails:
            running.cancel()
        await asyncio.wait([running])
    assert running.cancelled() == fails
    assert done == expected


@pytest.mark.parametrize("fails", [False, True], ids=["ends", "is given up"])
async def test_a_flood_ends_with_the_run_which_stays_given_up(fails: bool, tmp_path: Path) -> None:
    flows = asyncio.Event()

    async def send_away(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.recv()
        flows.set()
        socket.transport.abort()

    async def run() -> None:
        async with flooded(program, "token"):
            await flows.wait()
            if fails:
                await asyncio.Event().wait()

    program = Notes(tmp_path, [])
    async with asyncio.timeout(DEADLINE_S), serve(send_away, "127.0.0.1", 0) as server:
        program.port = next(iter(server.sockets)).getsockname()[1]
        running = asyncio.create_task(run())
        await flows.wait()
        if fails:
            running.cancel()
        await asyncio.wait([running])
        assert not [task for task in asyncio.all_tasks() if "flood()" in repr(task)]
    assert running.cancelled() == fails
