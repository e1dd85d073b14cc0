"""Schedules the engine's periodic work (ticks), along with packets where that saves a wake-up."""

import asyncio
from collections.abc import Callable

from live.clock import Clock

INTERVAL_S = 0.05
"""Seconds between two ticks while nothing is urgent; set by how often reports are due."""
HURRY_S = 0.025
"""The same while packets are missing, repeated, or sent to probe a link."""
GAP_S = 0.012
"""Seconds from a new gap to the next tick: a video NACK is due after 10 ms (`nack.PATIENCE`)."""
EARLY_S = 0.01
"""A tick due within this time runs along with packets: a wake-up costs more than the tick. Urgent
ticks are never run early."""


class Ticker:
    """Calls a function periodically."""

    def __init__(self, clock: Clock, tick: Callable[[], bool]) -> None:
        """Prepare; ``tick`` does the work, and returns whether the next tick is urgent."""
        self._clock = clock
        self._tick = tick
        self._timer: asyncio.TimerHandle | None = None
        self._at = self._early_at = 0.0
        """When the next tick is due, and from when on it may run along with packets."""

    def start(self) -> None:
        """Schedule the first tick."""
        self._come_again(INTERVAL_S)

    def stop(self) -> None:
        """Cancel the next tick."""
        if self._timer is not None:
            self._timer.cancel()

    def packets_came(self, now: float, *, at_ease: bool, gaps: bool) -> None:
        """Run the tick if it is nearly due and no more packets follow at once (``at_ease``); else
        bring it forward for ``gaps``."""
        if now >= self._early_at and at_ease:
            self._take()
        elif gaps and now + GAP_S < self._at:
            self._come_again(GAP_S)

    def _take(self) -> None:
        hurry = False
        try:
            hurry = self._tick()
        finally:  # a failing tick must not stop the timer
            self._come_again(HURRY_S if hurry else INTERVAL_S)

    def _come_again(self, wait_s: float) -> None:
        self.stop()
        self._at = self._clock.monotonic() + wait_s
        self._early_at = self._at - (EARLY_S if wait_s > HURRY_S else 0.0)
        self._timer = asyncio.get_running_loop().call_later(wait_s, self._take)
