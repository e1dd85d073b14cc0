"""Publishers' wall clocks, told by ours, so that what one page shows has one clock. Pure.

A receiver keeps sound and picture in step by the times of their sender reports. What it is sent
comes from several publishers in turn, whose clocks differ by anything.
"""

from collections import deque
from typing import Final

NTP_HZ: Final = 1 << 32
NTP_MASK: Final = (1 << 64) - 1
SAMPLES: Final = 16
"""Sender reports; those of sound and picture count alike."""
STEP_S: Final = 1.0
"""A clock that is off by so much at once was set."""


class WallClock:
    """The difference between one publisher's clock and ours."""

    __slots__ = ("_ahead",)

    def __init__(self) -> None:
        self._ahead: deque[float] = deque(maxlen=SAMPLES)
        """Seconds that ours was ahead of the clock in the report, the way up included."""

    def ours(self, ntp: int, now: float) -> int:
        """Return a time of the publisher (64 bits, RFC 3550 §4) by our clock, monotonic seconds.

        The report that was fastest on its way tells best what the time was.
        """
        ahead = now - ntp / NTP_HZ
        if self._ahead and abs(ahead - self._ahead[-1]) > STEP_S:
            self._ahead.clear()
        self._ahead.append(ahead)
        return ntp + round(min(self._ahead) * NTP_HZ) & NTP_MASK
