"""Loudness from the levels that packets tell."""

from live.media.sfu.loudness import STALE_S, Loudness


def test_first_syllable_shows_at_once_and_a_pause_shows_slowly() -> None:
    loudness = Loudness()
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


def test_microphone_that_sends_nothing_has_no_level() -> None:
    loudness = Loudness()
    loudness.heard(-20, 0.0)
    assert loudness.level(STALE_S + 0.1) is None
