"""Loudness from the levels that packets tell."""

import pytest

from live.ids import PersonId
from live.media.sfu.relay.loudness import STALE_S, LoudnessMeter
from live.media.sfu.server import LEVELS_S
from live.media.sfu.ticker import INTERVAL_S
from signaling.loudness import SOUNDS, Speakers
from signaling.wire import person_key


def test_first_syllable_shows_at_once_and_a_pause_shows_slowly() -> None:
    loudness = LoudnessMeter()
    assert loudness.level(0.0) is None
    for packet in range(3):
        loudness.heard(-20, packet * 0.02)
    speaking = loudness.level(0.06)
    assert speaking is not None
    assert speaking > -35
    loudness.heard(-127, 0.08)
    pausing = loudness.level(0.1)
    assert pausing is not None
    assert -127 < pausing < speaking


@pytest.mark.parametrize("packet_s", [0.02, 0.04, 0.06])
def test_a_pause_falls_as_fast_whatever_a_packet_holds(packet_s: float) -> None:
    loudness, now = LoudnessMeter(), 0.0
    for _ in range(10):
        loudness.heard(-20, now)
    while now < 0.3:
        now += packet_s
        loudness.heard(-70, now)
    level = loudness.level(now)
    assert level is not None
    assert -62 <= level <= -54


def test_microphone_that_sends_nothing_has_no_level() -> None:
    loudness = LoudnessMeter()
    loudness.heard(-20, 0.0)
    assert loudness.level(STALE_S + 0.1) is None


@pytest.mark.parametrize("before", [None, -127, -60])
@pytest.mark.parametrize("tenths", range(10))
def test_who_begins_to_speak_has_a_free_place_within_a_fifth_of_a_second(
    before: int | None, tenths: int
) -> None:
    """Whatever the microphone told before, and whenever the engine next tells levels."""
    loudness, speakers, key = LoudnessMeter(), Speakers(), person_key(PersonId("p"))
    for packet in range(50):
        if before is not None:
            loudness.heard(before, packet * 0.02)
    told_at = 1.0 + tenths / 10 * LEVELS_S
    for packet in range(10):
        now = 1.0 + packet * 0.02
        while told_at + INTERVAL_S <= now:
            level = loudness.level(now)
            speakers.hear({} if level is None else {key: level}, {key}, told_at)
            told_at += LEVELS_S
        loudness.heard(-25, now)
    assert key in speakers.order[:SOUNDS]
