"""When the engine does what the clock brings: along with packets, where that is early enough."""

import asyncio
from collections.abc import Callable

from live.clock import Clock

INTERVAL_S = 0.05
"""Between two ticks while nothing is urgent: so often reports are due."""
HURRY_S = 0.025
"""The same while packets are missing, repeated, or sent to probe a link."""
GAP_S = 0.012
"""From a gap to the next tick: a picture's is asked for when it is 10 ms old (`nack.PATIENCE`)."""
EARLY_S = 0.01
"""A tick that is due so soon is taken along with packets: to wake up costs more than the tick. In a
hurry ticks keep their time."""


class Ticker:
    """Has the same thing done again and again."""

    def __init__(self, clock: Clock, tick: Callable[[], bool]) -> None:
        """Prepare; ``tick`` does what is due, and returns whether the next one is urgent."""
        self._clock = clock
        self._tick = tick
        self._timer: asyncio.TimerHandle | None = None
        self._at = self._early_at = 0.0
        """When the next one is due, and from when on it is taken along with packets."""

    def start(self) -> None:
        """Begin to tick."""
        self._come_again(INTERVAL_S)

    def stop(self) -> None:
        """Tick no more."""
        if self._timer is not None:
            self._timer.cancel()

    def packets_came(self, now: float, *, at_ease: bool, gaps: bool) -> None:
        """Take the tick that is nearly due, unless more packets follow at once; hurry for gaps."""
        if now >= self._early_at and at_ease:
            self._take()
        elif gaps and now + GAP_S < self._at:
            self._come_again(GAP_S)

    def _take(self) -> None:
        hurry = False
        try:
            hurry = self._tick()
        finally:  # whatever happens
            self._come_again(HURRY_S if hurry else INTERVAL_S)

    def _come_again(self, wait_s: float) -> None:
        self.stop()
        self._at = self._clock.monotonic() + wait_s
        self._early_at = self._at - (EARLY_S if wait_s > HURRY_S else 0.0)
        self._timer = asyncio.get_running_loop().call_later(wait_s, self._take)
