"""Who begins to speak comes first; who goes on speaking keeps the place."""

from live.ids import PersonId
from signaling.loudness import RECENT_S, LastHeard
from signaling.wire import person_key

A, B, C = (person_key(PersonId(name)) for name in "abc")
LOUD, QUIET = -20, -70


def test_who_begins_to_speak_comes_first() -> None:
    heard = LastHeard()
    assert heard.hear({A: LOUD, B: QUIET}, 0.0)
    assert list(heard.order) == [A]
    assert heard.hear({B: LOUD}, 1.0)
    assert list(heard.order) == [B, A]


def test_dialogue_within_pauses_of_words_changes_nothing() -> None:
    heard = LastHeard()
    heard.hear({A: LOUD}, 0.0)
    heard.hear({B: LOUD}, 0.1)
    for step in range(1, 50):
        now = 0.1 + step * RECENT_S / 2
        assert not heard.hear({A: LOUD, B: LOUD}, now)
    assert list(heard.order) == [B, A]


def test_who_was_silent_and_begins_again_comes_first_again() -> None:
    heard = LastHeard()
    heard.hear({A: LOUD}, 0.0)
    heard.hear({B: LOUD}, 1.0)
    assert heard.hear({A: LOUD}, 2.0)
    assert list(heard.order) == [A, B]


def test_louder_of_two_who_begin_at_once_comes_first() -> None:
    heard = LastHeard()
    heard.hear({A: -40, B: -10}, 0.0)
    assert list(heard.order) == [B, A]


def test_noise_is_not_speech() -> None:
    assert not LastHeard().hear({A: QUIET}, 0.0)


def test_voice_that_ended_is_forgotten() -> None:
    heard = LastHeard()
    heard.hear({A: LOUD, C: LOUD}, 0.0)
    heard.forget(A)
    heard.forget(B)
    assert list(heard.order) == [C]
