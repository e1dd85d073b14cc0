"""The time, behind one interface: wall clock and monotonic clock.

``wall_ms`` is the wall clock (milliseconds since 1970, UTC), here called the hour; ``monotonic``
(seconds) measures intervals. When the machine's clock is set, by hand or by a time service,
``wall_ms`` does not jump at once: it adopts the new time only when the program calls
`Clock.follow`. Rules never read a clock: they are given ``now_ms``.
"""

import time
from dataclasses import dataclass, field
from typing import Final, Protocol

STEP_MS: Final = 5_000
"""Milliseconds by which the machine's clock has to differ before it counts as set. Chosen: hours
are written by the minute, and time services let smaller differences run in slowly, which the
monotonic clock follows (Linux, adjtimex)."""


@dataclass(frozen=True, slots=True)
class ClockStep:
    """The machine's clock was set by ``by_ms``, noticed at ``at_ms`` (the new wall clock time)."""

    by_ms: int
    at_ms: int


class Clock(Protocol):
    """What the composition root hands to everything that needs the time."""

    @property
    def steps(self) -> tuple[ClockStep, ...]:
        """Every setting of the wall clock since this program began, oldest first."""
        ...

    def wall_ms(self) -> int:
        """Return milliseconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """Return seconds from an arbitrary start, never going back."""
        ...

    def follow(self) -> ClockStep | None:
        """Follow the machine's clock if it was set since; None: it was not."""
        ...


def even_ms(clock: Clock) -> int:
    """Return milliseconds from an arbitrary start, never going back."""
    return round(clock.monotonic() * 1000)


def stepped_ms(clock: Clock) -> int:
    """Return the sum of all settings of the wall clock since this program began."""
    return sum(step.by_ms for step in clock.steps)


def ago_ms(clock: Clock, hour_ms: int) -> int:
    """Return how long ago a past wall clock time was, whether the clock was set before that time
    or after; never below zero."""
    ago = clock.wall_ms() - hour_ms
    possible = [ago]
    for step in reversed(clock.steps):
        ago -= step.by_ms
        possible.append(ago)
    return min((each for each in possible if each >= 0), default=0)


class SystemClock:
    """The machine's clocks."""

    def __init__(self) -> None:
        self.steps: tuple[ClockStep, ...] = ()
        self._origin_ms = self.machine_ms() - even_ms(self)

    def wall_ms(self) -> int:
        """Return milliseconds since the epoch."""
        return even_ms(self) + self._origin_ms

    if hasattr(time, "CLOCK_BOOTTIME"):

        def monotonic(self) -> float:
            """Return seconds since the machine started, including time asleep (Linux): a laptop
            that slept in mid-meeting must not look as if its clock had been set."""
            return time.clock_gettime(time.CLOCK_BOOTTIME)

    else:

        def monotonic(self) -> float:
            """Return seconds from an arbitrary start, never going back."""
            return time.monotonic()

    def follow(self) -> ClockStep | None:
        """Follow the machine's clock if it was set since."""
        by_ms = self.machine_ms() - self.wall_ms()
        if abs(by_ms) < STEP_MS:
            return None
        self._origin_ms += by_ms
        step = ClockStep(by_ms=by_ms, at_ms=self.wall_ms())
        self.steps += (step,)
        return step

    def machine_ms(self) -> int:
        """Return the machine's own wall clock time, also when `follow` has not adopted it."""
        return time.time_ns() // 1_000_000


@dataclass
class ManualClock:
    """A clock that moves only when a test says so."""

    now_ms: int = 1_790_000_000_000
    """Start time plus all that `advance` added; not changed by `set_by`."""
    steps: tuple[ClockStep, ...] = ()
    set_ms: int = field(default=0, kw_only=True)
    """By how much the machine's clock was set since `follow` last adopted it."""

    def wall_ms(self) -> int:
        """Return the test's wall clock time in milliseconds."""
        return self.now_ms + stepped_ms(self)

    def monotonic(self) -> float:
        """Return the test's monotonic time in seconds."""
        return self.now_ms / 1000

    def advance(self, ms: int) -> None:
        """Move forward by ``ms`` milliseconds."""
        self.now_ms += ms

    def set_by(self, ms: int) -> None:
        """Set the machine's clock forward, or back."""
        self.set_ms += ms

    def follow(self) -> ClockStep | None:
        """Follow the machine's clock if it was set since."""
        if abs(self.set_ms) < STEP_MS:
            return None
        by_ms, self.set_ms = self.set_ms, 0
        step = ClockStep(by_ms=by_ms, at_ms=self.wall_ms() + by_ms)
        self.steps += (step,)
        return step
