"""Sound that is sent again: because it was asked for, or unasked where asking does not help. Pure.

A browser that asks gets what it misses, as long as that can still be played. One that cannot ask
(Firefox, or a round trip too long) and reports loss gets every packet a second time, a moment
later: the identical one, under the same number, which the receiver drops if it has the first.
"""

from collections import deque
from typing import Final

from live.media.sfu.nack import SOUND_WORTH_S

LOSS: Final = 0.02
"""Share of the sound that is missing after repair, from which on it is repeated unasked. Opus
hides less than that well enough."""
TIMES_MAX: Final = 2
"""Of 20 % lost on the way, 0.8 % is missing still."""
HOLD_S: Final = 60.0
"""Repeated so long after the last loss was told; trying again costs a moment of lost sound."""
WORSE: Final = 1.3
"""When repeating makes the loss so many times as large, the link is full: it is left alone."""
UNDER_WAY_S: Final = 0.2
"""What was sent again so lately, at most, is still under way and not sent again."""
REMEMBERED: Final = 64
"""Packets sent again lately; half a second has 25."""


class Repetition:
    """How the sound of one slot is sent again."""

    __slots__ = ("_again", "_lossy_at", "_marks", "_raised_for", "_rests_until", "times")

    def __init__(self) -> None:
        self.times = 0
        """How often each packet is sent unasked beside the first time."""
        self._lossy_at = self._rests_until = float("-inf")
        self._raised_for = 0.0
        """The loss because of which it was raised last."""
        self._again: dict[int, float] = {}
        self._marks: deque[int] = deque(maxlen=TIMES_MAX + 2)
        """The newest numbers at the last ticks."""

    def allows(self, number: int, age_s: float, now: float, round_trip_s: float | None) -> bool:
        """Return whether a packet that is asked for is to be sent; if so, it is taken as sent."""
        before = self._again.get(number)
        if age_s + (round_trip_s or 0.0) / 2 > SOUND_WORTH_S:
            return False
        if before is not None and now - before < min(round_trip_s or 0.0, UNDER_WAY_S):
            return False
        self._again.pop(number, None)
        self._again[number] = now
        if len(self._again) > REMEMBERED:
            del self._again[next(iter(self._again))]
        return True

    def report(self, loss: float, now: float, *, room: float) -> None:
        """Take the share of the sound that the receiver misses after all repair.

        Args:
            loss: 0..1, over one reporting interval.
            now: monotonic seconds.
            room: how many sounds more the link carries; below 0 it does not carry what it has.
        """
        if loss > 0:
            self._lossy_at = now
        if self.times and (room < 0 or self._is_worse(loss)):
            self.times = 0
            self._rests_until = now + HOLD_S
        elif now - self._lossy_at > HOLD_S:
            self.times = 0
        elif loss > LOSS and room >= 1 and self.times < TIMES_MAX and now >= self._rests_until:
            if not self.times:
                self._marks.clear()
            self.times += 1
            self._raised_for = loss

    def due(self, newest: int) -> range:
        """Return the numbers to send again at this tick, which comes each 25 ms.

        Each comes back at the tick after the next, and where it is repeated twice at the one after
        that: bursts of loss are shorter than that more often than not.
        """
        marks = self._marks
        marks.append(newest)
        if not self.times or len(marks) < self.times + 2:
            return range(0)
        return range(marks[-self.times - 2] + 1, marks[-2] + 1)

    def _is_worse(self, loss: float) -> bool:
        """Return whether what was to help against loss made more of it."""
        return loss > LOSS and loss > WORSE * self._raised_for
