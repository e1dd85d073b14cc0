"""Requests side by side, those of one name in the order in which they came.

A close must not overtake its connect; but who asks for one peer shall not wait for the process of
another one, which may hang.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

log = logging.getLogger(__name__)

UNDER_WAY: Final = 256
"""Requests at once; who brings more waits. An evening's members all offering at once. Chosen."""

Work = Callable[[], Awaitable[None]]


class Lanes:
    """Works under way, by name."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Task[None]] = {}
        self._under_way: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(UNDER_WAY)

    async def begin(self, name: str, work: Work) -> None:
        """Begin a work as soon as the earlier ones of its name are done; return before it is."""
        await self._room.acquire()
        task = asyncio.create_task(self._run(self._last.get(name), work))
        self._last[name] = task
        self._under_way.add(task)
        task.add_done_callback(lambda done: self._done(name, done))

    async def end(self) -> None:
        """Give up what is under way, and wait until it is."""
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
