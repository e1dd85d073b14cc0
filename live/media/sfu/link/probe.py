"""Whether the link carries more than is sent, found out with a short burst of padding (a probe).

Pure, sends nothing.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from live.media.sfu.link.departures import Sent

LENGTH_S: Final = 0.125
"""Length of a probe. Chosen: five ticks of 25 ms (`ticker.HURRY_S`). At twice the link's bandwidth
the queue grows by this time, which a browser's audio jitter buffer hides."""
ANSWER_S: Final = 1.5
"""A probe counts as failed when feedback is missing this long, plus a round trip, after its end."""
FIRST_S: Final = 0.5
"""Seconds from the start of a new receiver to its first probe."""
SETTLE_S: Final = 2.0
"""Pause after a successful probe, in which the raised layers must show that they fit."""
RISE_S: Final = 0.25
"""The same while the link never carried too little: a new receiver's is found out in steps that
follow each other, as senders of browsers do. Chosen: two reports of the raised pictures."""
PAUSE_S: Final = 4.0
"""Pause after a failed probe; doubled after each further failure, up to `PAUSE_MAX_S`."""
PAUSE_MAX_S: Final = 8.0
AGAIN_S: Final = 1.0
"""Pause after a probe that tells nothing of the link, because one side stood still; doubled after
each further one, up to `PAUSE_MAX_S`. Chosen: a busy machine is back within some tenths."""
RELAPSE_S: Final = 10.0
HOLDS_S: Final = 30.0
"""Seconds for which a proven rate must hold. If it does not, the next probe waits `RELAPSE_S`, then
twice, four times … as long: a picture that goes up and down is worse than a small one."""
RELAPSE_MAX_S: Final = 120.0
ENOUGH: Final = 0.9
"""Share (0..1) of the goal rate that must arrive for a probe to succeed."""
LOSS: Final = 0.10
"""Share (0..1) of lost packets above which a probe fails (draft-ietf-rmcat-gcc-02 §6)."""


class Proven(NamedTuple):
    """The link carried this rate."""

    bps: float


class TooMuch(NamedTuple):
    """The link carried no more than this rate, though more was sent."""

    bps: float


class Probe:
    """One receiver's probes, one at a time; failures make them less frequent."""

    _first: float
    _last: float
    _told: int
    _lost: int
    _all: int
    _size: int
    _gap: float
    __slots__ = (
        "_all",
        "_begin",
        "_closed",
        "_doubted",
        "_end",
        "_failures",
        "_first",
        "_gap",
        "_last",
        "_lost",
        "_next_at",
        "_proven_at",
        "_relapses",
        "_size",
        "_stalls",
        "_told",
        "goal_bps",
        "is_limited",
    )

    def __init__(self, now: float) -> None:
        self.goal_bps = 0.0
        """Rate that the present probe is to prove; 0: no probe is running."""
        self._next_at = now + FIRST_S
        self._failures = self._relapses = self._stalls = 0
        self.is_limited = False
        """Whether the link ever carried too little."""
        self._doubted = False
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

    @property
    def is_doubted(self) -> bool:
        """Whether the link has failed a probe, or got worse, since it last carried one."""
        return self._doubted

    def is_sending(self, now: float) -> bool:
        """Return whether the present probe still sends padding."""
        return self.goal_bps > 0 and now < self._end

    def closes(self, now: float) -> bool:
        """Return once whether to send one packet after the probe: feedback on it shows that the
        whole probe was reported, even when no media is sent."""
        closes = self.goal_bps > 0 and not self._closed and now > self._end
        self._closed = self._closed or closes
        return closes

    def congested(self, now: float) -> None:
        """Stop the present probe and delay the next: the link carries less than was proven."""
        self.goal_bps = 0.0
        self._doubted = self.is_limited = True
        pause_s = PAUSE_S
        if self._proven_at is not None and now - self._proven_at < HOLDS_S:
            pause_s = min(RELAPSE_S * 2**self._relapses, RELAPSE_MAX_S)
            self._relapses += 1
        self._proven_at = None
        self._next_at = max(self._next_at, now + pause_s)

    def take(
        self, told: Iterable[Sent], now: float, round_trip_s: float | None = None
    ) -> Proven | TooMuch | None:
        """Take newly reported packets (`departures`); return the probe's outcome when it ends."""
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
            if self._size:
                self._gap = max(self._gap, arrived_at - self._last)
            self._first = min(self._first, arrived_at)
            self._last = max(self._last, arrived_at)
            self._size += size
        return self._conclude(now) if over else None

    def _conclude(self, now: float) -> Proven | TooMuch | None:
        span = max(self._last - self._first, LENGTH_S)
        rate = 8 * self._size / span if self._size else 0.0
        goal, self.goal_bps = self.goal_bps, 0.0
        if self._stood_still(goal, rate):
            self._next_at = now + min(AGAIN_S * 2**self._stalls, PAUSE_MAX_S)
            self._stalls += 1
            return None
        self._stalls = 0
        if rate < ENOUGH * goal or self._lost > LOSS * self._told:
            self._fail(now)
            filled = self._told > self._lost and 8 * self._all / LENGTH_S > rate / ENOUGH
            return TooMuch(rate) if filled else None
        self._failures = 0
        self._doubted = False
        self._proven_at = now
        self._next_at = now + (SETTLE_S if self.is_limited else RISE_S)
        return Proven(max(rate, goal))

    def _stood_still(self, goal: float, rate: float) -> bool:
        """Return whether the goal was missed for what one side did not do: padding that was due was
        not sent, or packets came in time and were read after a pause.

        A link that is full spreads what it carries; that all but one pause would have been fast
        enough is no sign of it. A probe of which nothing came, or with losses, is one.
        """
        if not self._size or self._lost > LOSS * self._told or rate >= ENOUGH * goal:
            return False
        moving_s = max(self._last - self._first - self._gap, LENGTH_S)
        sent_bps = 8 * self._all / LENGTH_S
        return 8 * self._size / moving_s >= ENOUGH * min(goal, sent_bps)

    def _fail(self, now: float) -> None:
        self._next_at = now + min(PAUSE_S * 2**self._failures, PAUSE_MAX_S)
        self._failures += 1
        self._doubted = self.is_limited = True

    def _clear(self) -> None:
        self._told = self._lost = self._size = self._all = 0
        self._gap = 0.0
        self._first, self._last = float("inf"), float("-inf")
