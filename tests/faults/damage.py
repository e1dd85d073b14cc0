"""How an installation is hurt: each damage lasts for a while and is made good, by people or by
itself."""

import asyncio
import json
import random
import resource
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.faults.installations import Installation, Server
from tests.program import START_S, Program
from tests.seeding import Seeded

OUTAGE_S: Final = 5.0
"""How long most damages last while members go on pressing: longer than the first retries."""
STEP_S: Final = 3600
"""An hour: how wrong a server's clock is that has no battery, or a time zone that was mistaken."""
IDLE: Final = 1000
"""Connections that say nothing, about the usual soft limit of 1,024 open files."""
ADDRESSES: Final = 50
"""From so many addresses do they come."""

Damage = Callable[[], AbstractAsyncContextManager[None]]
"""Hurts on entering and makes good on leaving."""


@dataclass(frozen=True)
class Blow:
    """A damage; one that does not last is made good at once."""

    name: str
    damage: Damage
    lasts: bool = True


def blows(on: Installation, seeded: Seeded) -> Sequence[Blow]:
    """Return everything that can be done to an installation."""
    found = [
        Blow(f"kill of process {number}", partial(killed, program), lasts=False)
        for number, program in enumerate(on.programs, 1)
    ]
    if on.clock:
        for word, step in (("back", -STEP_S), ("on", STEP_S)):
            found.append(Blow(f"clock an hour {word}", partial(stepped, on, step)))
    if on.disk:
        found.append(Blow("disk full", partial(filled, on)))
    for word, server in (("PostgreSQL", on.postgres), ("Redis", on.redis)):
        if server:
            found.append(Blow(f"{word} away", partial(away, server)))
    found.append(Blow("idle connections", partial(crowded, on.programs[0])))
    found.append(
        Blow("flood of one", partial(flooded, on.programs[0], seeded.tokens["supervisor"]))
    )
    return found


def schedule(on: Installation, seeded: Seeded, seed: int, rounds: int) -> Sequence[Blow]:
    """Return every blow ``rounds`` times, each round in an order of its own."""
    chance = random.Random(seed)
    every = blows(on, seeded)
    return [blow for _ in range(rounds) for blow in chance.sample(every, len(every))]


@asynccontextmanager
async def killed(program: Program) -> AsyncIterator[None]:
    """End a process as a power cut does; it is started again."""
    await asyncio.to_thread(program.kill)
    try:
        yield
    finally:
        await asyncio.to_thread(program.start)


@asynccontextmanager
async def away(server: Server) -> AsyncIterator[None]:
    """Stop a server; it comes back with what it keeps: PostgreSQL everything, Redis nothing."""
    await asyncio.to_thread(server.stop)
    try:
        yield
    finally:
        await asyncio.to_thread(server.start)


@asynccontextmanager
async def stepped(on: Installation, step_s: int) -> AsyncIterator[None]:
    """Set the wall clock by an hour, and right again; each time the program takes note of it."""
    await set_clock(on, step_s)
    try:
        yield
    finally:
        await set_clock(on, 0)


async def set_clock(on: Installation, offset_s: int) -> None:
    """Let the wall clock be wrong by so much, and wait until the program has noticed."""
    assert on.clock
    (program,) = on.programs
    told = notes_of_clock(program)
    on.clock.write_text(f"{offset_s:+d}")

    def noted() -> bool:
        return notes_of_clock(program) > told

    await asyncio.to_thread(program.wait_for, noted, "the clock was set, and nobody noticed")


def notes_of_clock(program: Program) -> int:
    """Return how often a program has said that the clock of its machine was set."""
    return program.log.read_text().count("the clock of this machine was set")


@asynccontextmanager
async def filled(on: Installation) -> AsyncIterator[None]:
    """Fill the disk of the data folder, which the program finds out, and make room again."""
    assert on.disk
    (program,) = on.programs
    ballast = on.disk / "ballast"
    try:
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        full = partial(lacks_place, program)
        await asyncio.to_thread(program.wait_for, full, "nobody lacks place")
        yield
    finally:
        ballast.unlink(missing_ok=True)


def lacks_place(program: Program) -> bool:
    """Tell whether a program says of itself that it has no place left."""
    answer = httpx.get(f"{program.url}/health", timeout=START_S)
    return answer.status_code == 503 and answer.json()["store"] == "storage_full"


@asynccontextmanager
async def crowded(program: Program) -> AsyncIterator[None]:
    """Open connections that say nothing, from many addresses, and close those that remain."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4 * IDLE)), hard))
    with ExitStack() as stack:
        async with asyncio.timeout(START_S):
            for number in range(IDLE):
                address = f"127.0.1.{1 + number % ADDRESSES}"
                with suppress(OSError):  # refused is one of the right answers
                    _, writer = await asyncio.open_connection(
                        program.host, program.port, local_addr=(address, 0)
                    )
                    stack.callback(writer.close)
        newcomer = partial(program.wait_for, program.serves, "a newcomer is locked out")
        await asyncio.to_thread(newcomer)
        yield


@asynccontextmanager
async def flooded(program: Program, token: str) -> AsyncIterator[None]:
    """Let one client send as fast as it can beside the members here, and begin anew when it is
    sent away."""
    hello = json.dumps({"type": "hello", "token": token, "device": "flood"})

    async def flood() -> None:
        while True:
            with suppress(ConnectionClosed, OSError):
                async with connect(program.ws_url, proxy=None) as socket:
                    await socket.send(hello)
                    while True:
                        await socket.send('{"type":"ping"}')
                        # Sending waits for nothing before megabytes are under way.
                        await asyncio.sleep(0)

    flooding = asyncio.create_task(flood())
    try:
        yield
    finally:
        # Suppressing `CancelledError` here would forget that this task was cancelled itself.
        flooding.cancel()
        await asyncio.wait([flooding], timeout=START_S)
    assert flooding.cancelled(), f"the flood did not last until it was ended: {flooding}"
