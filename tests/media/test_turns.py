"""Turns of the engine's clock: along with packets where that is early enough, sooner for gaps."""

import pytest

from live.clock import ManualClock
from live.media.sfu.ticker import EARLY_S, GAP_S, HURRY_S, TURN_S, Turns


class Hand:
    """Packets that come at chosen times; nothing is awaited, so that no timer of the loop fires."""

    def __init__(self, *, urgent: bool = False) -> None:
        self.clock = ManualClock()
        self.taken = 0
        self.urgent = urgent
        self.turns = Turns(self.clock, self._turn)
        self.turns.start()

    def _turn(self) -> bool:
        self.taken += 1
        return self.urgent

    def came(self, after_s: float, *, at_ease: bool = True, gaps: bool = False) -> int:
        """Let packets come so much later; return how many turns were taken since the beginning."""
        self.clock.advance(round(after_s * 1000))
        self.turns.packets_came(self.clock.monotonic(), at_ease=at_ease, gaps=gaps)
        return self.taken


async def test_turn_that_is_nearly_due_comes_along_with_packets_and_no_earlier_one_does() -> None:
    hand = Hand()
    assert hand.came(TURN_S - EARLY_S - 0.001) == 0
    assert hand.came(0.002) == 1
    assert hand.came(0.002) == 1, "the next one is a whole turn later"
    hand.turns.stop()


async def test_turn_does_not_come_between_the_packets_of_one_picture() -> None:
    hand = Hand()
    assert hand.came(TURN_S, at_ease=False) == 0
    assert hand.came(0.001) == 1
    hand.turns.stop()


async def test_turns_of_a_hurry_keep_their_time() -> None:
    hand = Hand(urgent=True)
    assert hand.came(TURN_S) == 1
    assert hand.came(HURRY_S - 0.001) == 1
    assert hand.came(0.002) == 2
    hand.turns.stop()


async def test_gap_brings_the_next_turn_sooner() -> None:
    hand = Hand()
    assert hand.came(0.001, gaps=True) == 0
    assert hand.came(GAP_S - 0.001) == 0
    assert hand.came(0.002) == 1
    hand.turns.stop()


async def test_turn_that_fails_is_followed_by_another() -> None:
    clock = ManualClock()

    def fail() -> bool:
        raise RuntimeError

    turns = Turns(clock, fail)
    turns.start()
    for _ in range(2):
        clock.advance(round(TURN_S * 1000))
        with pytest.raises(RuntimeError):
            turns.packets_came(clock.monotonic(), at_ease=True, gaps=False)
    turns.stop()
