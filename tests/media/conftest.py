"""An engine on a free loopback port, and clients that are closed at the end."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from live.media.engine import EngineEvent
from live.media.sfu.config import SfuConfig
from live.media.sfu.server import Sfu
from tests.media.clients import Client, only_loopback


class Events:
    """What an engine told, and a way to wait for it."""

    def __init__(self) -> None:
        self.seen: list[EngineEvent] = []
        self._changed = asyncio.Condition()
        self._notices: set[asyncio.Task[None]] = set()

    def __call__(self, event: EngineEvent) -> None:
        """Listen."""
        self.seen.append(event)
        notice = asyncio.ensure_future(self._notify())
        self._notices.add(notice)
        notice.add_done_callback(self._notices.discard)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def until(
        self, wanted: Callable[[EngineEvent], bool], timeout_s: float = 30
    ) -> EngineEvent:
        """Return the first event, past or coming, that is wanted."""
        async with asyncio.timeout(timeout_s), self._changed:
            while True:
                found = next((event for event in self.seen if wanted(event)), None)
                if found is not None:
                    return found
                await self._changed.wait()


LOOK_EVERY_S = 0.01


async def until(condition: Callable[[], bool], timeout_s: float = 30) -> None:
    """Wait for what tells nobody, such as a counter, by looking again and again."""
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(LOOK_EVERY_S)


@asynccontextmanager
async def on_loopback() -> AsyncIterator[Sfu]:
    """Run an engine that advertises loopback only."""
    only_loopback()
    surprises: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, what: surprises.append(what))
    sfu = Sfu(SfuConfig(host="127.0.0.1", advertise=("127.0.0.1",)))
    await sfu.start()
    yield sfu
    await sfu.stop()
    assert not surprises, "an exception came as far as the event loop"


@pytest.fixture
async def engine() -> AsyncIterator[Sfu]:
    """A started engine."""
    async with on_loopback() as sfu:
        yield sfu


@pytest.fixture
def events(engine: Sfu) -> Events:
    """Everything the engine tells from the start."""
    listener = Events()
    engine.listen(listener)
    return listener


@pytest.fixture
async def client(engine: Sfu) -> AsyncIterator[Callable[[str], Client]]:
    """A maker of clients of the engine."""
    made: list[Client] = []

    def make(name: str) -> Client:
        made.append(Client(engine, name))
        return made[-1]

    yield make
    for each in made:
        await each.close()
