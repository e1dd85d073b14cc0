"""Clocks of publishers, told by ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.media.sfu.relay.wallclock import NTP_HZ, NTP_MASK, WallClock

NOW_S = 5000.0


def seconds(ntp: int) -> float:
    return ntp / NTP_HZ


@given(st.integers(0, NTP_MASK >> 1))
def test_time_of_any_clock_is_told_by_ours(ntp: int) -> None:
    assert seconds(WallClock().ours(ntp, NOW_S)) == pytest.approx(NOW_S, abs=1e-5)


def test_two_publishers_that_say_the_same_moment_are_told_the_same() -> None:
    early, late = WallClock(), WallClock()
    assert seconds(early.ours(100 * NTP_HZ, NOW_S)) == pytest.approx(
        seconds(late.ours(4_000_000_000 * NTP_HZ, NOW_S)), abs=1e-5
    )


def test_report_that_was_slow_on_its_way_moves_no_clock_and_a_faster_one_does() -> None:
    clock = WallClock()
    clock.ours(100 * NTP_HZ, NOW_S)
    assert seconds(clock.ours(101 * NTP_HZ, NOW_S + 1.4)) == pytest.approx(NOW_S + 1)
    assert seconds(clock.ours(102 * NTP_HZ, NOW_S + 1.9)) == pytest.approx(NOW_S + 1.9)


def test_clock_that_was_set_is_believed() -> None:
    clock = WallClock()
    clock.ours(100 * NTP_HZ, NOW_S)
    assert seconds(clock.ours(9000 * NTP_HZ, NOW_S + 1)) == pytest.approx(NOW_S + 1)
