"""Converts publishers' wall clocks to ours, so that all streams of a receiver share one. Pure.

A receiver keeps audio and video in sync by the NTP times of their sender reports. Its slots show
several publishers in turn, whose clocks may differ by any amount.
"""

from collections import deque
from typing import Final

NTP_HZ: Final = 1 << 32
NTP_MASK: Final = (1 << 64) - 1
SAMPLES: Final = 16
"""Sender reports kept per publisher, of audio and video together."""
STEP_S: Final = 1.0
"""A publisher's clock that jumps by more than this was set anew: old samples are dropped."""


class WallClock:
    """The difference between one publisher's clock and ours."""

    __slots__ = ("_ahead",)

    def __init__(self) -> None:
        self._ahead: deque[float] = deque(maxlen=SAMPLES)
        """Our clock on arrival minus the report's NTP time, in seconds; includes one-way delay."""

    def ours(self, ntp: int, now: float) -> int:
        """Return a publisher's NTP time (64 bits, RFC 3550 §4) converted to our monotonic clock.

        The report with the shortest one-way delay gives the best difference.
        """
        ahead = now - ntp / NTP_HZ
        if self._ahead and abs(ahead - self._ahead[-1]) > STEP_S:
            self._ahead.clear()
        self._ahead.append(ahead)
        return ntp + round(min(self._ahead) * NTP_HZ) & NTP_MASK
