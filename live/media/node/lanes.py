"""Runs requests concurrently, but those of one name (a peer) in the order in which they came.

A close must not overtake the connect of the same peer; but a request for one peer must not wait for
the media process of another peer, which may hang.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

log = logging.getLogger(__name__)

UNDER_WAY: Final = 256
"""Most concurrent requests; `Lanes.begin` waits when there are more. Enough for all members of an
evening offering at once. Chosen."""

Work = Callable[[], Awaitable[None]]


class Lanes:
    """Running requests, by name."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Task[None]] = {}
        self._under_way: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(UNDER_WAY)

    async def begin(self, name: str, work: Work) -> None:
        """Schedule a request after the earlier ones of its name; return before it is done."""
        await self._room.acquire()
        task = asyncio.create_task(self._run(self._last.get(name), work))
        self._last[name] = task
        self._under_way.add(task)
        task.add_done_callback(lambda done: self._done(name, done))

    async def end(self) -> None:
        """Cancel all requests, and wait until they have ended."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _run(self, before: asyncio.Task[None] | None, work: Work) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            await work()
        except Exception:
            log.exception("a media request failed")

    def _done(self, name: str, task: asyncio.Task[None]) -> None:
        self._room.release()
        self._under_way.discard(task)
        if self._last.get(name) is task:
            del self._last[name]
