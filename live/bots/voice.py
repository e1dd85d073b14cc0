"""Speech-like sound without words: syllables with formants and tones, a pitch for each person.

Each pitch period adds one *grain*, the ringing of a vowel's formants (the FOF method, Rodet
1984): pitch is only the distance of the grains, and one or two grains serve a whole syllable. The
six tones of Vietnamese give the melody. Nothing here encodes, plays or knows a meeting.
"""

import math
import random
from array import array
from dataclasses import dataclass
from typing import Final

SAMPLE_RATE_HZ: Final = 16_000
"""Wide-band speech; Opus takes it as it is (RFC 6716 §2)."""

GRAIN_S: Final = 0.012
"""Length of one grain in seconds: a formant of 80 Hz bandwidth has then fallen to 5 %."""

FADE_S: Final = 0.015
"""Seconds of fade at both ends of a syllable: short as a consonant, but too long to click."""

Formant = tuple[float, float, float]
"""Frequency (Hz), amplitude (0..1), bandwidth (Hz)."""

VOWELS: Final[tuple[tuple[Formant, ...], ...]] = (
    ((780, 1.0, 80), (1250, 0.5, 90), (2600, 0.20, 120)),  # a
    ((560, 1.0, 70), (1750, 0.4, 90), (2500, 0.25, 120)),  # e
    ((320, 1.0, 60), (2250, 0.3, 100), (3000, 0.20, 140)),  # i
    ((500, 1.0, 70), (900, 0.5, 80), (2500, 0.10, 120)),  # o
    ((340, 1.0, 60), (750, 0.4, 80), (2400, 0.08, 120)),  # u
    ((520, 1.0, 70), (1350, 0.4, 90), (2500, 0.15, 120)),  # ơ
    ((350, 1.0, 60), (1450, 0.3, 90), (2450, 0.15, 120)),  # ư
)
"""Formants of a speaker with an average tract, after common tables of vowels."""

TONES: Final[tuple[tuple[float, float, float], ...]] = (
    (1.00, 1.00, 1.00),  # ngang: level
    (0.92, 0.86, 0.80),  # huyền: falling
    (1.00, 1.10, 1.30),  # sắc: rising
    (0.95, 0.80, 0.98),  # hỏi: dipping
    (1.02, 0.90, 1.32),  # ngã: broken, rising
    (0.95, 0.85, 0.68),  # nặng: dropping
)
"""Pitch at the beginning, middle and end of a syllable, relative to the speaker's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Pitch, formant shift by vocal tract (1 = average), and the seed of the syllables."""

    pitch_hz: float
    tract: float
    seed: int


def voice_of(seed: int, *, high: bool) -> Voice:
    """Return the voice of a seed; ``high``: in the range of most women."""
    chance = random.Random(seed)  # noqa: S311 - a voice, not a secret
    low_hz, high_hz, tract = (175, 235, 1.12) if high else (95, 145, 0.97)
    return Voice(
        pitch_hz=chance.uniform(low_hz, high_hz),
        tract=tract * chance.uniform(0.95, 1.05),
        seed=seed,
    )


def speak(voice: Voice, duration_s: float) -> "array[int]":
    """Return 16-bit samples of ``duration_s`` seconds; the end is silent, so that it loops."""
    chance = random.Random(voice.seed)  # noqa: S311
    total = int(duration_s * SAMPLE_RATE_HZ)
    sound = array("f", bytes(4 * total))
    grains = [_grain(vowel, voice.tract) for vowel in VOWELS]
    at_s, left_in_phrase = 0.05, chance.randint(5, 9)
    while at_s < duration_s - 0.45:
        length_s = chance.uniform(0.11, 0.21)
        _add_consonant(sound, at_s, chance)
        _add_syllable(sound, at_s + 0.02, length_s, voice, grains, chance)
        left_in_phrase -= 1
        at_s += length_s + chance.uniform(0.03, 0.07)
        if left_in_phrase == 0:
            at_s, left_in_phrase = at_s + chance.uniform(0.2, 0.4), chance.randint(5, 9)
    return _to_int16(sound)


def _grain(vowel: tuple[Formant, ...], tract: float) -> list[float]:
    """Return one ringing of a vowel's formants."""
    step_s = 1 / SAMPLE_RATE_HZ
    return [
        sum(
            amplitude
            * math.exp(-math.pi * bandwidth_hz * n * step_s)
            * math.sin(2 * math.pi * frequency_hz * tract * n * step_s)
            for frequency_hz, amplitude, bandwidth_hz in vowel
        )
        for n in range(int(GRAIN_S * SAMPLE_RATE_HZ))
    ]


def _add_syllable(
    sound: "array[float]",
    start_s: float,
    length_s: float,
    voice: Voice,
    grains: list[list[float]],
    chance: random.Random,
) -> None:
    """Add the grains of one syllable: a tone, and a change from one vowel to another."""
    tone, first, last = chance.choice(TONES), chance.choice(grains), chance.choice(grains)
    strength = chance.uniform(0.7, 1.0)
    at_s = 0.0
    while at_s < length_s:
        share = at_s / length_s
        gain = strength * min(1.0, at_s / FADE_S, (length_s - at_s) / FADE_S)
        start = int((start_s + at_s) * SAMPLE_RATE_HZ)
        for n, value in enumerate(first if share < 0.6 else last, start):
            sound[n] += gain * value
        at_s += 1 / (voice.pitch_hz * _bend(tone, share) * chance.uniform(0.99, 1.01))


def _add_consonant(sound: "array[float]", start_s: float, chance: random.Random) -> None:
    """Add a short burst of noise before a syllable."""
    start, length = int(start_s * SAMPLE_RATE_HZ), int(0.025 * SAMPLE_RATE_HZ)
    strength = chance.uniform(0.02, 0.15)
    for n in range(length):
        sound[start + n] += strength * chance.uniform(-1, 1) * (1 - n / length)


def _bend(tone: tuple[float, float, float], share: float) -> float:
    """Return a tone's relative pitch at a share (0..1) of the syllable."""
    before, middle, after = tone
    if share < 0.5:
        return before + (middle - before) * 2 * share
    return middle + (after - middle) * (2 * share - 1)


def _to_int16(sound: "array[float]") -> "array[int]":
    """Scale to 60 % of full range: loud enough to be measured, far from clipping."""
    peak = max(map(abs, sound)) or 1.0
    return array("h", (int(value / peak * 0.6 * 32767) for value in sound))


def loudness_dbov(samples: "array[int]") -> int:
    """Return the loudness of some samples, -127 (silence) .. 0 (RFC 6464 §3)."""
    power = sum(value * value for value in samples) / max(1, len(samples)) / 32767**2
    return max(-127, round(10 * math.log10(power))) if power else -127
