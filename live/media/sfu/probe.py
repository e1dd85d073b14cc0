"""Whether the link carries more than is sent: a moment of padding tells. Pure, sends nothing."""

from collections.abc import Iterable
from typing import Final

from live.media.sfu.departures import Sent

LENGTH_S: Final = 0.25
"""Chosen: ten of the engine's ticks, and shorter than a queue that anybody would hear."""
ANSWER_S: Final = 1.5
"""After its end a probe whose answer has not come counts as failed."""
FIRST_S: Final = 0.5
"""From a new receiver's first packet to its first probe."""
PAUSE_S: Final = 4.0
"""After a failure; twice as long after each further one."""
PAUSE_MAX_S: Final = 8.0
RELAPSE_S: Final = 10.0
"""A rate that was proven must hold so long; if not, more is tried after that time again, then
after twice, four times … as long: a picture that goes up and down is worse than a small one."""
RELAPSE_MAX_S: Final = 120.0
ENOUGH: Final = 0.9
"""Share of the goal that must have arrived, and in time."""
LOSS: Final = 0.10
"""More loss than this is a failure (draft-ietf-rmcat-gcc-02 §6)."""


class Probe:
    """One receiver's probes, one at a time, the rarer the more of them failed."""

    _first: float
    _last: float
    _told: int
    _lost: int
    _size: int
    __slots__ = (
        "_begin",
        "_end",
        "_failures",
        "_first",
        "_last",
        "_lost",
        "_next_at",
        "_proven_at",
        "_relapses",
        "_size",
        "_told",
        "goal_bps",
    )

    def __init__(self, now: float) -> None:
        self.goal_bps = 0.0
        """What the present probe is to prove; 0: there is none."""
        self._next_at = now + FIRST_S
        self._failures = self._relapses = 0
        self._proven_at: float | None = None
        self._begin = self._end = 0.0
        self._clear()

    def want(self, goal_bps: float, now: float) -> None:
        """Begin a probe if one is due."""
        if self.goal_bps or now < self._next_at:
            return
        if self._proven_at is not None and now - self._proven_at > RELAPSE_MAX_S:
            self._relapses = 0
        self.goal_bps = goal_bps
        self._begin, self._end = now, now + LENGTH_S
        self._clear()

    def is_sending(self, now: float) -> bool:
        """Return whether padding is to be sent."""
        return self.goal_bps > 0 and now < self._end

    def congested(self, now: float) -> None:
        """The link carries less than was thought: do not ask again soon."""
        self.goal_bps = 0.0
        pause_s = PAUSE_S
        if self._proven_at is not None and now - self._proven_at < RELAPSE_S:
            pause_s = min(RELAPSE_S * 2**self._relapses, RELAPSE_MAX_S)
            self._relapses += 1
        self._proven_at = None
        self._next_at = max(self._next_at, now + pause_s)

    def take(self, told: Iterable[Sent], now: float) -> float | None:
        """Take what feedback tells (`departures`); return the rate that is proven, if one is."""
        if not self.goal_bps:
            return None
        over = now > self._end + ANSWER_S
        for (sent_at, size), arrived_at in told:
            if sent_at < self._begin:
                continue
            if sent_at > self._end:
                over = True
                break
            self._told += 1
            if arrived_at is None:
                self._lost += 1
                continue
            self._first = min(self._first, arrived_at)
            self._last = max(self._last, arrived_at)
            self._size += size
        return self._conclude(now) if over else None

    def _conclude(self, now: float) -> float | None:
        span = max(self._last - self._first, LENGTH_S)
        rate = 8 * self._size / span if self._size else 0.0
        goal, self.goal_bps = self.goal_bps, 0.0
        if rate < ENOUGH * goal or self._lost > LOSS * self._told:
            self._fail(now)
            return None
        self._failures = 0
        self._proven_at = now
        return max(rate, goal)

    def _fail(self, now: float) -> None:
        self._next_at = now + min(PAUSE_S * 2**self._failures, PAUSE_MAX_S)
        self._failures += 1

    def _clear(self) -> None:
        self._told = self._lost = self._size = 0
        self._first, self._last = float("inf"), float("-inf")
