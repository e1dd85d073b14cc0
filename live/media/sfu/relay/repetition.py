"""Sound that is sent again: because it was asked for, or unasked where asking does not help. Pure.

A browser that asks gets what it misses, as long as that can still be played. Where it cannot ask
(Firefox), or where an answer takes too long, every packet is sent a second or third time, a moment
later: the identical one, under the same number, which the receiver drops if it has the first.
"""

from collections import deque
from typing import Final

from live.media.sfu.relay.nack import SOUND_WORTH_S

LOSS: Final = 0.02
"""Share of the sound that is missing after repair, from which on it is repeated although asking is
quick. Opus hides less than that well enough."""
GOOD: Final = 0.0125
"""What repeating is to leave of the loss: of 11 % lost on the way once more is enough."""
TIMES_MAX: Final = 2
"""Of 20 % lost on the way, 0.8 % is missing still."""
QUICK_S: Final = 0.120
"""Round trip within which asking is enough. Chosen: a browser's buffer waits so long without being
told to."""
HOLD_S: Final = 60.0
"""Repeated so long after it was needed last; trying again costs a moment of lost sound."""
WORSE: Final = 0.15
"""When repeating adds so much to the loss, the link is full: it is left alone."""
REPORTS: Final = 3
"""Reports, of 25 packets each where they come each second, that a share of loss is taken from."""
UNDER_WAY_S: Final = 0.2
"""What was sent again so lately, at most, is still under way and not sent again."""
LEAST_UNDER_WAY_S: Final = 0.02
"""The same at least: so often a browser asks on a short way, or before a round trip is known."""
REMEMBERED: Final = 512
"""Packets sent again lately, of one slot; a client gets 400 in a second (`peer.RESENT_PER_S`)."""


def under_way_s(round_trip_s: float | None) -> float:
    """Return how long what was sent again is on its way, as far as is known."""
    return max(LEAST_UNDER_WAY_S, min(round_trip_s or 0.0, UNDER_WAY_S))


class Again:
    """What was sent again lately: who asks once more before that can have come gets nothing."""

    __slots__ = ("_at",)

    def __init__(self) -> None:
        self._at: dict[int, float] = {}

    def __contains__(self, number: int) -> bool:
        return number in self._at

    def allows(self, number: int, now: float, under_way_s: float) -> bool:
        """Return whether a packet may be sent again; if so, it is taken as sent."""
        before = self._at.get(number)
        if before is not None and now - before < under_way_s:
            return False
        self._at.pop(number, None)
        self._at[number] = now
        if len(self._at) > REMEMBERED:
            del self._at[next(iter(self._at))]
        return True


class Repetition:
    """How the sound of one slot is sent again."""

    __slots__ = (
        "_asked",
        "_counted",
        "_marks",
        "_needed_at",
        "_raised_for",
        "_reports",
        "_rests_until",
        "again",
        "times",
    )

    def __init__(self) -> None:
        self.times = 0
        """How often each packet is sent unasked beside the first time."""
        self._asked = 0
        """Different packets asked for since the last report."""
        self._reports: deque[tuple[float, float]] = deque(maxlen=REPORTS)
        """Shares of all packets since ``times`` changed: missing after repair, and asked for."""
        self._needed_at = self._rests_until = float("-inf")
        self._raised_for = 0.0
        """The larger of both shares because of which it was raised last."""
        self._counted = (0, 0)
        """Packets expected of the publisher, and not come from him, at the last report."""
        self.again = Again()
        """What was asked for; all that a picture needs of this."""
        self._marks: deque[int] = deque(maxlen=TIMES_MAX + 2)
        """The newest numbers at the last ticks."""

    def allows(self, number: int, age_s: float, now: float, round_trip_s: float | None) -> bool:
        """Return whether a packet that is asked for is to be sent; if so, it is taken as sent."""
        self._asked += number not in self.again
        if not self.again.allows(number, now, under_way_s(round_trip_s)):
            return False
        return age_s + (round_trip_s or 0.0) / 2 <= SOUND_WORTH_S

    def since(self, expected: int, holes: int, loss: float) -> tuple[int, float]:
        """Return the packets of an interval, and the share of them that the receiver misses
        although we had them.

        Args:
            expected: of the publisher since the beginning.
            holes: what of that never came from him.
            loss: share that the receiver reports for the interval.
        """
        sent, missing = expected - self._counted[0], holes - self._counted[1]
        self._counted = (expected, holes)
        return sent, max(0.0, loss - max(0, missing) / sent) if sent > 0 else 0.0

    def report(
        self,
        missing: float,
        sent: int,
        now: float,
        *,
        round_trip_s: float | None,
        spare_sounds: float,
    ) -> None:
        """Take what the receiver says of one interval, and decide how often to repeat.

        Args:
            missing: share of what we sent, 0..1, that has not come after all repair.
            sent: packets of that interval.
            now: monotonic seconds.
            round_trip_s: how long an answer takes; None: not known.
            spare_sounds: how many more the link carries; below 0 it does not carry what it has.
        """
        asked, self._asked = min(1.0, self._asked / sent), 0
        if self.times and spare_sounds < 0:
            self._give_up(now)
        self._reports.append((missing, asked))
        if len(self._reports) < REPORTS:
            return
        missing, asked = (sum(shares) / REPORTS for shares in zip(*self._reports, strict=True))
        needed = _needed(max(missing ** (1 / (self.times + 1)), asked))
        if asked and (round_trip_s or 0.0) <= QUICK_S and missing < LOSS:
            needed = 0
        if needed >= self.times:
            self._needed_at = now
        told = max(missing, asked)
        if self.times and told > self._raised_for + WORSE:
            self._give_up(now)
        elif needed > self.times and spare_sounds >= 1 and now >= self._rests_until:
            self._raised_for = told
            self._repeat(self.times + 1)
        elif now - self._needed_at > HOLD_S:
            self._repeat(needed)

    def _give_up(self, now: float) -> None:
        """Repeat nothing for a while: the link does not carry it."""
        self._repeat(0)
        self._rests_until = now + HOLD_S

    def _repeat(self, times: int) -> None:
        if times != self.times:
            self.times = times
            self._reports.clear()
            self._marks.clear()

    def due(self, newest: int) -> range:
        """Return the numbers to send again at this tick; they come each 25 ms.

        Each comes back at the tick after the next, and where it is repeated twice at the one after
        that: bursts of loss are shorter than that more often than not.
        """
        marks = self._marks
        marks.append(newest)
        if not self.times or len(marks) < self.times + 2:
            return range(0)
        return range(marks[-self.times - 2] + 1, marks[-2] + 1)


def _needed(lost: float) -> int:
    """Return how often to repeat so that hardly anything is missing, if losses are independent."""
    return next((times for times in range(TIMES_MAX) if lost ** (times + 1) <= GOOD), TIMES_MAX)
