"""When the engine does what the clock brings: along with packets, where that is early enough."""

import asyncio
from collections.abc import Callable

from live.clock import Clock

TURN_S = 0.05
"""Between two turns while nothing is urgent: so often reports are due."""
HURRY_S = 0.025
"""The same while packets are missing, repeated, or sent to probe a link."""
GAP_S = 0.012
"""From a gap to the next turn: a picture's is asked for when it is 10 ms old (`nack.PATIENCE`)."""
EARLY_S = 0.01
"""A turn that is due so soon is taken along with packets: to wake up costs more than the turn. In a
hurry turns keep their time."""


class Turns:
    """Has the same thing done again and again."""

    def __init__(self, clock: Clock, turn: Callable[[], bool]) -> None:
        """Prepare; ``turn`` does what is due, and returns whether the next one is urgent."""
        self._clock = clock
        self._turn = turn
        self._timer: asyncio.TimerHandle | None = None
        self._at = self._early_at = 0.0
        """When the next one is due, and from when on it is taken along with packets."""

    def start(self) -> None:
        """Begin to take turns."""
        self._come_again(TURN_S)

    def stop(self) -> None:
        """Take none any more."""
        if self._timer is not None:
            self._timer.cancel()

    def packets_came(self, now: float, *, at_ease: bool, gaps: bool) -> None:
        """Take the turn that is nearly due, unless more packets follow at once; hurry for gaps."""
        if now >= self._early_at and at_ease:
            self._take()
        elif gaps and now + GAP_S < self._at:
            self._come_again(GAP_S)

    def _take(self) -> None:
        hurry = False
        try:
            hurry = self._turn()
        finally:  # whatever happens
            self._come_again(HURRY_S if hurry else TURN_S)

    def _come_again(self, wait_s: float) -> None:
        self.stop()
        self._at = self._clock.monotonic() + wait_s
        self._early_at = self._at - (EARLY_S if wait_s > HURRY_S else 0.0)
        self._timer = asyncio.get_running_loop().call_later(wait_s, self._take)
