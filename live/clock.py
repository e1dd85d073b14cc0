"""The clocks behind one seam.

``wall_ms`` is the hour (milliseconds since 1970, UTC); ``monotonic`` (seconds) measures intervals.
The hour runs evenly too: when the machine's clock is set, by hand or by a time service, it goes on
as before until the program has taken note of that with `Clock.follow`, so that nothing in the
program jumps unawares. Rules never read a clock: they are given ``now_ms``.
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
    """The machine's clock was set: by how much, and what it says of when that was noticed."""

    by_ms: int
    at_ms: int


class Clock(Protocol):
    """What the composition root hands to everything that needs the time."""

    @property
    def steps(self) -> tuple[ClockStep, ...]:
        """How often the hour was set since this program began, oldest first."""
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
    """Return by how much the hour was set in all since this program began."""
    return sum(step.by_ms for step in clock.steps)


def ago_ms(clock: Clock, hour_ms: int) -> int:
    """Return how long ago a past hour was, whether the clock was set before it or after; never
    below zero."""
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
            """Return seconds since the machine began, its sleep included (Linux): a laptop that
            was shut in mid-meeting has not had its clock set."""
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
        """Return the hour that the machine has now, followed or not."""
        return time.time_ns() // 1_000_000


@dataclass
class ManualClock:
    """A clock that moves only when a test says so."""

    now_ms: int = 1_790_000_000_000
    """What has passed evenly, from an hour on."""
    steps: tuple[ClockStep, ...] = ()
    set_ms: int = field(default=0, kw_only=True)
    """By how much the machine's clock was set, as far as nobody has followed it."""

    def wall_ms(self) -> int:
        """Return the set time in milliseconds."""
        return self.now_ms + stepped_ms(self)

    def monotonic(self) -> float:
        """Return the set time in seconds."""
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
