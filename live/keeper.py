"""The background task of meetings: deadlines, events without a note, the machine's clock."""

import asyncio
import contextlib
import logging
from typing import Final, Protocol

from live.clock import Clock
from live.errors import StoreUnavailable

log = logging.getLogger(__name__)

LOOK_S: Final = 2.0
"""How often each process looks for events whose note never came (its sender died between the
commit and the note), and whether the machine's clock was set. Chosen."""
SHORTEST_WAIT_S: Final = 0.05
"""Seconds between two rounds of the keeper at least; chosen."""


class Deadlines(Protocol):
    """What the keeper calls; `live.service.Meetings` implements it."""

    def due_s(self) -> float | None:
        """Return in how many seconds the first deadline passes; None: there is none."""
        ...

    async def tick(self) -> None:
        """Do what is due."""
        ...

    async def look(self) -> None:
        """Catch up with what others recorded."""
        ...

    async def follow_clock(self) -> None:
        """Follow the machine's clock when it was set."""
        ...


class Keeper:
    """Wakes at the first deadline, and every `LOOK_S`."""

    def __init__(self, kept: Deadlines, clock: Clock) -> None:
        self._kept = kept
        self._clock = clock
        self._woken = asyncio.Event()
        self._wakes_at = 0.0
        """When the keeper's sleep ends unless it is woken, monotonic seconds."""
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._keep(), name="meetings keeper")

    async def stop(self) -> None:
        """End."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def wake_in(self, seconds: float) -> None:
        """Do not sleep longer than this."""
        if self._clock.monotonic() + seconds < self._wakes_at:
            self._woken.set()

    async def _keep(self) -> None:
        next_look = self._clock.monotonic() + LOOK_S
        shortest_s = SHORTEST_WAIT_S
        while True:
            wait_s = self._wait_s(next_look - self._clock.monotonic(), shortest_s)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._woken.wait()
            self._woken.clear()
            shortest_s = LOOK_S  # after a failure the same deadline is still due: pause first
            try:
                await self._kept.tick()
                if self._clock.monotonic() >= next_look:
                    next_look = self._clock.monotonic() + LOOK_S
                    await self._kept.follow_clock()
                    await self._kept.look()
                shortest_s = SHORTEST_WAIT_S
            except StoreUnavailable as error:
                log.debug("no deadline can be kept now: %s", error.code)
            except Exception:
                log.exception("keeping meetings failed; trying again")

    def _wait_s(self, longest_s: float, shortest_s: float) -> float:
        """Return how many seconds to sleep, and remember when that ends in `_wakes_at`."""
        due_s = self._kept.due_s()
        first_s = longest_s if due_s is None else due_s
        wait_s = max(shortest_s, min(first_s, longest_s))
        self._wakes_at = self._clock.monotonic() + wait_s
        return wait_s
