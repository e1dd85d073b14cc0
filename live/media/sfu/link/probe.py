"""Whether the link carries more than is sent: a moment of padding tells. Pure, sends nothing."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from live.media.sfu.link.departures import Sent

LENGTH_S: Final = 0.125
"""Chosen: five ticks of the engine in a hurry. At twice what the link carries the queue grows by as
much, which a browser's buffer for sound hides."""
ANSWER_S: Final = 1.5
"""After its end and a round trip a probe whose answer has not come counts as failed."""
FIRST_S: Final = 0.5
"""From a new receiver's first packet to its first probe."""
SETTLE_S: Final = 2.0
"""After a success: what was given because of it must show first that it fits."""
PAUSE_S: Final = 4.0
"""After a failure; twice as long after each further one."""
PAUSE_MAX_S: Final = 8.0
RELAPSE_S: Final = 10.0
HOLDS_S: Final = 30.0
"""A rate that was proven must hold so long; if not, more is tried after `RELAPSE_S`, then after
twice, four times … as long: a picture that goes up and down is worse than a small one."""
RELAPSE_MAX_S: Final = 120.0
ENOUGH: Final = 0.9
"""Share of the goal that must have arrived, and in time."""
LOSS: Final = 0.10
"""More loss than this is a failure (draft-ietf-rmcat-gcc-02 §6)."""


class Proven(NamedTuple):
    """The link carried this much."""

    bps: float


class TooMuch(NamedTuple):
    """The link carried no more than this, though more was sent."""

    bps: float


class Probe:
    """One receiver's probes, one at a time, the rarer the more of them failed."""

    _first: float
    _last: float
    _told: int
    _lost: int
    _all: int
    _size: int
    __slots__ = (
        "_all",
        "_begin",
        "_closed",
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
        self._closed = True
        self._clear()

    def want(self, goal_bps: float, now: float) -> None:
        """Begin a probe if one is due."""
        if self.goal_bps or now < self._next_at:
            return
        if self._proven_at is not None and now - self._proven_at > RELAPSE_MAX_S:
            self._relapses = 0
        self.goal_bps = goal_bps
        self._begin, self._end = now, now + LENGTH_S
        self._closed = False
        self._clear()

    def is_sending(self, now: float) -> bool:
        """Return whether padding is to be sent."""
        return self.goal_bps > 0 and now < self._end

    def closes(self, now: float) -> bool:
        """Return, once, whether one packet more is to be sent: the answer to it tells that all
        before it was answered, when nothing else flows."""
        closes = self.goal_bps > 0 and not self._closed and now > self._end
        self._closed = self._closed or closes
        return closes

    def congested(self, now: float) -> None:
        """The link carries less than was thought: do not ask again soon."""
        self.goal_bps = 0.0
        pause_s = PAUSE_S
        if self._proven_at is not None and now - self._proven_at < HOLDS_S:
            pause_s = min(RELAPSE_S * 2**self._relapses, RELAPSE_MAX_S)
            self._relapses += 1
        self._proven_at = None
        self._next_at = max(self._next_at, now + pause_s)

    def take(
        self, told: Iterable[Sent], now: float, round_trip_s: float | None = None
    ) -> Proven | TooMuch | None:
        """Take what feedback tells (`departures`); return what the probe came to when it ends."""
        if not self.goal_bps:
            return None
        over = now > self._end + ANSWER_S + (round_trip_s or 0.0)
        for (sent_at, size), arrived_at in told:
            if sent_at < self._begin:
                continue
            if sent_at > self._end:
                over = True
                break
            self._told += 1
            self._all += size
            if arrived_at is None:
                self._lost += 1
                continue
            self._first = min(self._first, arrived_at)
            self._last = max(self._last, arrived_at)
            self._size += size
        return self._conclude(now) if over else None

    def _conclude(self, now: float) -> Proven | TooMuch | None:
        span = max(self._last - self._first, LENGTH_S)
        rate = 8 * self._size / span if self._size else 0.0
        goal, self.goal_bps = self.goal_bps, 0.0
        if rate < ENOUGH * goal or self._lost > LOSS * self._told:
            self._fail(now)
            filled = self._told > self._lost and 8 * self._all / LENGTH_S > rate / ENOUGH
            return TooMuch(rate) if filled else None
        self._failures = 0
        self._proven_at = now
        self._next_at = now + SETTLE_S
        return Proven(max(rate, goal))

    def _fail(self, now: float) -> None:
        self._next_at = now + min(PAUSE_S * 2**self._failures, PAUSE_MAX_S)
        self._failures += 1

    def _clear(self) -> None:
        self._told = self._lost = self._size = self._all = 0
        self._first, self._last = float("inf"), float("-inf")
