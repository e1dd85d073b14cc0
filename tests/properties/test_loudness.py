"""Whoever makes whatever sound: at most three are heard, nobody flickers, the loudest is inside.

A history is a list of scenes. In each everybody is quiet, hums steadily, or speaks; speech is made
of syllables and pauses, and its loudness is that of its syllables.
"""

import random
from dataclasses import dataclass, field
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from live.ids import PersonId
from signaling.loudness import (
    COUGH_S,
    INSISTS_S,
    LOUDER_DB,
    PAUSE_S,
    SMOOTH_S,
    SOUNDS,
    STAYS_S,
    Speakers,
)
from signaling.wire import FeedKey, person_key

STEP_S: Final = 0.1
"""How often the engine tells levels."""
EVERYBODY: Final = tuple(person_key(PersonId(f"p{number}")) for number in range(7))
NOISE_S: Final = 12.0
"""After so long a hum at any loudness is noise."""
SETTLED_S: Final = 2 * INSISTS_S * SOUNDS + SMOOTH_S
"""After so long whoever is clearly louder than all others has come in."""

quiet = st.tuples(st.just("quiet"), st.integers(-90, -60))
hum = st.tuples(st.just("hum"), st.integers(-60, -10))
speech = st.tuples(st.just("speech"), st.integers(-35, -10))
scene = st.tuples(
    st.lists(st.one_of(quiet, hum, speech), min_size=7, max_size=7), st.floats(STEP_S, 5.0)
)
Doing = tuple[str, int]


@dataclass
class Room:
    """A discussion, what was heard of it, and when places changed hands."""

    chance: random.Random
    speakers: Speakers = field(default_factory=Speakers)
    now: float = 0.0
    taken_at: dict[FeedKey, float] = field(default_factory=dict)
    kept_s: list[float] = field(default_factory=list)
    """How long those kept their places who lost them."""

    def play(self, doings: list[Doing], seconds: float) -> None:
        """Let a scene go on for a while."""
        for _ in range(round(seconds / STEP_S)):
            self.now += STEP_S
            levels = dict(zip(EVERYBODY, map(self._level, doings), strict=True))
            self.speakers.hear(levels, EVERYBODY, self.now)
            self._note()

    def _level(self, doing: Doing) -> int:
        kind, level = doing
        if kind != "speech":
            return level
        return level - self.chance.choice((0, 0, 0, 3, 6, 15, 30))

    def _note(self) -> None:
        holders = set(self.speakers.order[:SOUNDS]) & set(self.places)
        for key in self.taken_at.keys() - holders:
            self.kept_s.append(self.now - self.taken_at.pop(key))
        for key in holders - self.taken_at.keys():
            self.taken_at[key] = self.now

    @property
    def places(self) -> list[FeedKey]:
        """Return who has a place."""
        return self.speakers._places


@settings(max_examples=150, deadline=None)
@given(st.lists(scene, max_size=12), st.integers(0, 99))
def test_at_most_three_have_a_place_and_whoever_has_one_keeps_it_for_a_while(
    scenes: list[tuple[list[Doing], float]], seed: int
) -> None:
    room = Room(random.Random(seed))
    for doings, seconds in scenes:
        room.play(doings, seconds)
        assert len(room.places) <= SOUNDS
        assert len(set(room.speakers.order)) == len(room.speakers.order)
    assert all(kept_s > PAUSE_S - STEP_S / 2 for kept_s in room.kept_s)


@settings(max_examples=100, deadline=None)
@given(st.lists(scene, max_size=6), st.integers(0, 99), st.sampled_from(range(7)))
def test_who_goes_on_speaking_and_is_clearly_loudest_has_a_place_whatever_was_before(
    scenes: list[tuple[list[Doing], float]], seed: int, who: int
) -> None:
    room = Room(random.Random(seed))
    for doings, seconds in scenes:
        room.play(doings, seconds)
    doings = [("speech", -35 - number % 3) for number in range(7)]
    doings[who] = ("speech", -35 + 3 * LOUDER_DB)
    room.play(doings, SETTLED_S)
    for _ in range(20):
        room.play(doings, STEP_S)
        assert EVERYBODY[who] in room.places


@settings(max_examples=100, deadline=None)
@given(st.lists(hum, min_size=6, max_size=6), st.integers(0, 99))
def test_noise_never_keeps_speech_out(hums: list[Doing], seed: int) -> None:
    room = Room(random.Random(seed))
    room.play([*hums, ("quiet", -70)], NOISE_S + STAYS_S)
    room.play([*hums, ("speech", -30)], COUGH_S)
    assert EVERYBODY[6] in room.places


@settings(max_examples=100, deadline=None)
@given(st.integers(-35, -10), st.floats(STEP_S, COUGH_S - STEP_S), st.integers(0, 99))
def test_a_cough_throws_nobody_out_who_spoke_a_moment_ago(
    level: int, seconds: float, seed: int
) -> None:
    room = Room(random.Random(seed))
    three: list[Doing] = [("speech", -30)] * 3
    rest: list[Doing] = [("quiet", -70)] * 3
    room.play([*three, ("quiet", -70), *rest], INSISTS_S)
    before = set(room.places)
    room.play([*three, ("speech", level), *rest], seconds)
    assert set(room.places) == before
