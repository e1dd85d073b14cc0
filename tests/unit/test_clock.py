"""The program's hour runs evenly until it takes note that the machine's clock was set."""

import time
from collections.abc import Iterator

import pytest

from live.clock import (
    STEP_MS,
    Clock,
    ClockStep,
    ManualClock,
    SystemClock,
    ago_ms,
    even_ms,
    stepped_ms,
)

HOUR_MS = 3_600_000


class Machine:
    """A machine whose clock is set, and on which time passes, when a test says so."""

    def __init__(self) -> None:
        self.hour_ms = 1_790_000_000_000
        self.even_s = 50.0

    def passes(self, ms: int) -> None:
        self.hour_ms += ms
        self.even_s += ms / 1000


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    machine = Machine()
    monkeypatch.setattr(time, "time_ns", lambda: machine.hour_ms * 1_000_000)
    monkeypatch.setattr(time, "clock_gettime", lambda _: machine.even_s)
    yield machine
    monkeypatch.undo()


@pytest.mark.parametrize("by_ms", [-HOUR_MS, HOUR_MS, -STEP_MS, STEP_MS])
def test_the_hour_runs_on_evenly_and_follows_when_told_to(machine: Machine, by_ms: int) -> None:
    clock = SystemClock()
    before_ms = clock.wall_ms()
    machine.hour_ms += by_ms
    machine.passes(2000)
    assert clock.wall_ms() == before_ms + 2000
    step = clock.follow()
    assert step == ClockStep(by_ms=by_ms, at_ms=before_ms + 2000 + by_ms)
    assert clock.wall_ms() == machine.hour_ms
    assert clock.follow() is None
    assert (clock.steps, stepped_ms(clock)) == ((step,), by_ms)


def test_a_small_difference_is_no_setting_and_many_of_them_are_one(machine: Machine) -> None:
    clock = SystemClock()
    machine.hour_ms += STEP_MS - 1
    assert clock.follow() is None
    machine.hour_ms += 1
    assert clock.follow() == ClockStep(by_ms=STEP_MS, at_ms=machine.hour_ms)


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="Linux tells how long it slept")
def test_a_machine_that_slept_has_not_had_its_clock_set(machine: Machine) -> None:
    clock = SystemClock()
    machine.passes(8 * HOUR_MS)
    assert clock.follow() is None
    assert clock.wall_ms() == machine.hour_ms


def test_a_clock_of_a_test_is_set_like_that_of_a_machine() -> None:
    clock: Clock = ManualClock()
    assert isinstance(clock, ManualClock)
    before_ms, even = clock.wall_ms(), even_ms(clock)
    clock.set_by(-HOUR_MS)
    assert clock.wall_ms() == before_ms
    assert clock.follow() == ClockStep(by_ms=-HOUR_MS, at_ms=before_ms - HOUR_MS)
    assert (clock.wall_ms(), even_ms(clock)) == (before_ms - HOUR_MS, even)


@pytest.mark.parametrize("by_ms", [-HOUR_MS, HOUR_MS])
def test_how_long_ago_an_hour_was_is_known_across_a_setting(by_ms: int) -> None:
    clock = ManualClock()
    before_ms = clock.wall_ms()
    clock.advance(5000)
    clock.set_by(by_ms)
    clock.follow()
    after_ms = clock.wall_ms()
    clock.advance(5000)
    assert ago_ms(clock, before_ms) == 10_000
    assert ago_ms(clock, after_ms) == 5000
    assert ago_ms(clock, clock.wall_ms() + 2 * HOUR_MS) == 0
