"""Ticker of the engine's clock: along with packets where that is early enough, sooner for gaps."""

import pytest

from live.clock import ManualClock
from live.media.sfu.ticker import EARLY_S, GAP_S, HURRY_S, INTERVAL_S, Ticker


class Hand:
    """Packets that come at chosen times; nothing is awaited, so that no timer of the loop fires."""

    def __init__(self, *, urgent: bool = False) -> None:
        self.clock = ManualClock()
        self.taken = 0
        self.urgent = urgent
        self.ticker = Ticker(self.clock, self._tick)
        self.ticker.start()

    def _tick(self) -> bool:
        self.taken += 1
        return self.urgent

    def came(self, after_s: float, *, at_ease: bool = True, gaps: bool = False) -> int:
        """Let packets come so much later; return how many ticks were taken since the beginning."""
        self.clock.advance(round(after_s * 1000))
        self.ticker.packets_came(self.clock.monotonic(), at_ease=at_ease, gaps=gaps)
        return self.taken


async def test_tick_that_is_nearly_due_comes_along_with_packets_and_no_earlier_one_does() -> None:
    hand = Hand()
    assert hand.came(INTERVAL_S - EARLY_S - 0.001) == 0
    assert hand.came(0.002) == 1
    assert hand.came(0.002) == 1, "the next one is a whole tick later"
    hand.ticker.stop()


async def test_tick_does_not_come_between_the_packets_of_one_picture() -> None:
    hand = Hand()
    assert hand.came(INTERVAL_S, at_ease=False) == 0
    assert hand.came(0.001) == 1
    hand.ticker.stop()


async def test_ticks_of_a_hurry_keep_their_time() -> None:
    hand = Hand(urgent=True)
    assert hand.came(INTERVAL_S) == 1
    assert hand.came(HURRY_S - 0.001) == 1
    assert hand.came(0.002) == 2
    hand.ticker.stop()


async def test_gap_brings_the_next_tick_sooner() -> None:
    hand = Hand()
    assert hand.came(0.001, gaps=True) == 0
    assert hand.came(GAP_S - 0.001) == 0
    assert hand.came(0.002) == 1
    hand.ticker.stop()


async def test_tick_that_fails_is_followed_by_another() -> None:
    clock = ManualClock()

    def fail() -> bool:
        raise RuntimeError

    ticks = Ticker(clock, fail)
    ticks.start()
    for _ in range(2):
        clock.advance(round(INTERVAL_S * 1000))
        with pytest.raises(RuntimeError):
            ticks.packets_came(clock.monotonic(), at_ease=True, gaps=False)
    ticks.stop()
