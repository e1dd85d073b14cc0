"""The two clocks behind one seam.

``wall_ms`` stamps events (milliseconds since 1970, UTC) and may jump; ``monotonic`` (seconds)
measures intervals and never does. Rules never read a clock: they are given ``now_ms``.
"""

import time
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """What the composition root hands to everything that needs the time."""

    def wall_ms(self) -> int:
        """Return milliseconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """Return seconds from an arbitrary start, never going back."""
        ...


class SystemClock:
    """The machine's clocks."""

    def wall_ms(self) -> int:
        """Return milliseconds since the epoch."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Return seconds from an arbitrary start, never going back."""
        return time.monotonic()


@dataclass
class ManualClock:
    """A clock that moves only when a test says so."""

    now_ms: int = 1_790_000_000_000

    def wall_ms(self) -> int:
        """Return the set time in milliseconds."""
        return self.now_ms

    def monotonic(self) -> float:
        """Return the set time in seconds."""
        return self.now_ms / 1000

    def advance(self, ms: int) -> None:
        """Move forward by ``ms`` milliseconds."""
        self.now_ms += ms
