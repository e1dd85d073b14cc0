"""The voice that simulated members speak with."""

from live.bots.voice import SAMPLE_RATE_HZ, loudness_dbov, speak, voice_of


def test_a_voice_says_the_same_thing_again_for_the_same_seed() -> None:
    assert speak(voice_of(3, high=True), 1) == speak(voice_of(3, high=True), 1)


def test_two_people_do_not_sound_the_same() -> None:
    assert speak(voice_of(3, high=True), 1) != speak(voice_of(4, high=True), 1)


def test_a_high_voice_is_higher_than_a_low_one() -> None:
    high = [voice_of(seed, high=True).pitch_hz for seed in range(20)]
    low = [voice_of(seed, high=False).pitch_hz for seed in range(20)]
    assert min(high) > max(low)


def test_speech_lasts_as_long_as_asked_and_ends_in_silence() -> None:
    samples = speak(voice_of(1, high=False), 2)
    assert len(samples) == 2 * SAMPLE_RATE_HZ
    assert loudness_dbov(samples) > -30
    assert loudness_dbov(samples[-1600:]) == -127


def test_speech_never_clips() -> None:
    assert max(map(abs, speak(voice_of(2, high=True), 1))) < 0.61 * 32767
