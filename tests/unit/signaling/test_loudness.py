"""Three places for who speaks: taken at once when free, kept through pauses, safe from coughs."""

from collections.abc import Iterable, Mapping

from live.ids import PersonId
from signaling.loudness import (
    COUGH_S,
    INSISTS_S,
    LOUDER_DB,
    PAUSE_S,
    SOUNDS,
    SPEECH_DBOV,
    STAYS_S,
    Speakers,
)
from signaling.wire import FeedKey, person_key

A, B, C, D, E = EVERYBODY = tuple(person_key(PersonId(name)) for name in "abcde")
STEP_S = 0.1
LOUD, QUIET = -25, -70


class Talk:
    """A discussion in steps of `STEP_S`, in which syllables move as those of real speech do."""

    def __init__(self) -> None:
        self.speakers = Speakers()
        self.now = 0.0
        self.count = 0

    def go_on(self, seconds: float, loud: Mapping[FeedKey, float]) -> None:
        """Let some speak, at this loudness of their syllables, and all others be quiet."""
        for _ in range(round(seconds / STEP_S)):
            self.step({key: round(level - (self.count % 3) * 9) for key, level in loud.items()})

    def hum(self, seconds: float, levels: Mapping[FeedKey, int]) -> None:
        """Let levels stay where they are."""
        for _ in range(round(seconds / STEP_S)):
            self.step(levels)

    def step(self, levels: Mapping[FeedKey, int]) -> None:
        """Let one moment pass."""
        self.now += STEP_S
        self.count += 1
        quiet = dict.fromkeys(EVERYBODY, QUIET)
        self.speakers.hear({**quiet, **levels}, EVERYBODY, self.now)

    @property
    def heard(self) -> set[FeedKey]:
        """Return who has a place."""
        return set(self.speakers.order[:SOUNDS])


def talk_of(*keys: FeedKey, level: float = LOUD) -> Talk:
    """Return a talk in which some have spoken for a while, all at once."""
    talk = Talk()
    talk.go_on(2 * COUGH_S, dict.fromkeys(keys, level))
    return talk


def speaking(keys: Iterable[FeedKey], level: float = LOUD) -> dict[FeedKey, float]:
    return dict.fromkeys(keys, level)


def test_a_free_place_is_taken_with_the_first_sound() -> None:
    talk = talk_of(A, B)
    talk.step({C: LOUD})
    assert talk.heard == {A, B, C}


def test_who_begins_takes_the_place_of_who_has_been_silent_for_long_at_once() -> None:
    talk = talk_of(A, B, C)
    talk.go_on(STAYS_S, speaking([B, C]))
    talk.step({B: LOUD, C: LOUD, D: LOUD})
    assert talk.heard == {B, C, D}


def test_a_cough_takes_nobodys_place_and_a_sentence_does_after_a_moment() -> None:
    talk = talk_of(A, B, C)
    talk.go_on(1.2 * PAUSE_S, speaking([B, C]))
    talk.go_on(COUGH_S - STEP_S, speaking([B, C, D]))
    assert talk.heard == {A, B, C}
    talk.go_on(2 * PAUSE_S, speaking([B, C]))
    assert talk.heard == {A, B, C}
    talk.go_on(COUGH_S + 2 * STEP_S, speaking([B, C, D]))
    assert talk.heard == {B, C, D}


def test_who_pauses_between_words_keeps_the_place_from_who_is_no_louder() -> None:
    talk = talk_of(A, B, C)
    for _ in range(10):
        talk.go_on(PAUSE_S - STEP_S, speaking([B, C, D]))
        talk.go_on(2 * STEP_S, speaking([A, B, C, D]))
        assert talk.heard == {A, B, C}


def test_who_insists_and_is_clearly_louder_comes_in_for_the_quietest() -> None:
    talk = talk_of(A, B, C)
    others = {A: LOUD - 2, B: LOUD, C: LOUD}
    talk.go_on(3 * INSISTS_S, {**others, D: LOUD + 1})
    assert talk.heard == {A, B, C}
    talk.go_on(3 * INSISTS_S, {**others, D: LOUD + LOUDER_DB + 2})
    assert talk.heard == {B, C, D}


def test_noise_that_stays_where_it_is_gives_way_to_speech_however_loud_it_is() -> None:
    talk = Talk()
    talk.hum(30.0, {A: -15, B: -20, C: -30})
    talk.go_on(2 * STEP_S, {D: LOUD - 10})
    assert D in talk.heard


def test_quiet_rooms_and_closed_microphones_take_no_place() -> None:
    talk = Talk()
    talk.hum(3.0, {A: SPEECH_DBOV})
    assert not talk.heard
    talk.speakers.hear({A: LOUD, B: LOUD}, {B}, talk.now + STEP_S)
    assert talk.heard == {B}


def test_place_of_who_is_closed_or_ends_is_free() -> None:
    talk = talk_of(A, B, C)
    talk.speakers.forget(A)
    talk.speakers.forget(E)
    assert talk.heard == {B, C}
    assert talk.speakers.hear({}, {B}, talk.now + STEP_S)
    assert talk.heard == {B}


def test_who_began_last_comes_first_and_dialogue_within_pauses_changes_nothing() -> None:
    talk = talk_of(A)
    for _ in range(5):
        talk.go_on(PAUSE_S / 2, speaking([B]))
        talk.go_on(PAUSE_S / 2, speaking([A]))
        assert talk.speakers.order == (B, A)
    talk.go_on(2 * PAUSE_S, speaking([B]))
    talk.go_on(STEP_S, speaking([A]))
    assert talk.speakers.order == (A, B)


def test_louder_of_two_who_begin_at_once_comes_in_before_the_other() -> None:
    talk = talk_of(A, B)
    talk.step({C: LOUD, D: LOUD + 5})
    assert talk.heard == {A, B, D}


def test_microphone_that_tells_no_level_any_more_keeps_its_place_for_a_while() -> None:
    talk = talk_of(A, B, C)
    talk.speakers.hear({}, EVERYBODY, talk.now + STEP_S)
    assert talk.heard == {A, B, C}
