"""A press that comes on the heels of another means what was there before it: nobody is passed over.

The second press of a double press, and that of the other one at the desk, come when the first has
already changed the screen, and so name what is new there.
"""

from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.ids import TurnId
from live.meeting import commands as c
from live.meeting.decisions.scene import SAME_PRESS_MS
from live.meeting.events import Event, ItemFinished, TurnBegan, TurnEnded
from live.meeting.permissions import Actor
from live.meeting.words import Preset
from tests.unit.meeting.room import (
    CHAIR,
    HALL_SITE,
    MINUTE,
    SECRETARY,
    Room,
    member,
    opened,
    person,
)

Press = Callable[[Room], c.Command]


def current(room: Room) -> TurnId | None:
    """Return the turn that a screen shows now."""
    return room.turn.id if room.turn else None


def give_first(room: Room) -> c.Command:
    """Press the first row of the list: what comes after it has moved up."""
    first = next(iter(room.waiting()))
    return c.Give(request=next(r.id for r in room.meeting.floor.requests if r.person == first))


GIVES: Final[dict[str, Press]] = {
    "next": lambda room: c.GiveNext(current=current(room)),
    "first of the list": give_first,
    "call on six": lambda _: c.CallOn(person=person(6)),
    "call on seven": lambda _: c.CallOn(person=person(7)),
}

at_the_desk = st.sampled_from((CHAIR, SECRETARY))
giving = st.sampled_from(sorted(GIVES))
soon = st.integers(-SAME_PRESS_MS // 2, SAME_PRESS_MS - 1)
later = st.integers(SAME_PRESS_MS, 10 * MINUTE)


def discussion(*, speaks: bool, preset: Preset) -> Room:
    """Return a meeting in which three wait, and one speaks or nobody."""
    room = opened(online=(3, 4, 5, 6, 7, 8))
    room.set_floor(preset)
    for number in (3, 4, 5):
        room.ask(number)
    if speaks:
        room.do(c.CallOn(person=person(8)))
    room.later(MINUTE)
    return room


def began(events: tuple[Event, ...]) -> list[Event]:
    return [event for event in events if isinstance(event, TurnBegan)]


@given(
    giving, giving, at_the_desk, at_the_desk, soon, st.booleans(), st.sampled_from(tuple(Preset))
)
def test_of_two_presses_together_exactly_one_gives_the_floor(
    one: str, other: str, by: Actor, also_by: Actor, wait_ms: int, speaks: bool, preset: Preset
) -> None:
    """A little before counts too: the clocks of two processes differ."""
    room = discussion(speaks=speaks, preset=preset)
    assert len(began(room.do(GIVES[one](room), by))) == 1
    speaker, waiting = room.speech(), room.waiting()
    room.now_ms += wait_ms
    assert room.do(GIVES[other](room), also_by) == ()
    assert (room.speech(), room.waiting()) == (speaker, waiting)


@given(giving, at_the_desk, at_the_desk, later, st.booleans())
def test_a_press_after_that_moves_on(
    one: str, by: Actor, also_by: Actor, wait_ms: int, speaks: bool
) -> None:
    room = discussion(speaks=speaks, preset=Preset.QUEUE)
    room.do(GIVES[one](room), by)
    expected = room.waiting()[0]
    room.later(wait_ms)
    assert len(began(room.do(GIVES["next"](room), also_by))) == 1
    assert room.speech().person == expected


def test_a_double_press_when_only_one_waits_is_not_refused() -> None:
    room = opened()
    room.ask(3)
    room.do(GIVES["next"](room))
    assert room.do(GIVES["next"](room), SECRETARY) == ()
    room.later(SAME_PRESS_MS)
    assert room.refused(c.GiveNext(current=current(room))) == "list_empty"


@pytest.mark.parametrize(
    ("ends", "by"),
    [(c.TakeBack, SECRETARY), (c.FinishTurn, SECRETARY), (c.FinishTurn, HALL_SITE)],
    ids=["taken back", "ended at the desk", "ended in the room"],
)
def test_who_ends_a_turn_that_just_took_over_meant_the_one_before(
    ends: Callable[..., c.Command], by: Actor
) -> None:
    room = opened()
    for number in (7, 8):
        room.do(c.CheckInNumber(number=number), HALL_SITE)
    room.do(c.CallOn(person=person(7)))
    room.later(MINUTE)
    room.do(c.CallOn(person=person(8)))
    room.later(SAME_PRESS_MS - 1)
    assert room.do(ends(turn=room.speech().id), by) == ()
    assert room.speech().person == "p8"
    room.later(1)
    assert isinstance(room.do(ends(turn=room.speech().id), by)[-1], TurnEnded)


def test_a_turn_that_followed_silence_or_ones_own_ends_at_once() -> None:
    room = opened()
    room.do(c.CallOn(person=person(3)))
    assert room.do(c.TakeBack(turn=room.speech().id))
    room.later(MINUTE)
    room.do(c.CallOn(person=person(4)))
    room.later(MINUTE)
    room.do(c.CallOn(person=person(3)))
    assert room.do(c.FinishTurn(turn=room.speech().id), member(3))


@given(at_the_desk, at_the_desk, soon, later)
def test_starting_an_item_twice_does_not_finish_it(
    by: Actor, also_by: Actor, soon_ms: int, later_ms: int
) -> None:
    """The control that finishes stands where the one that starts has been."""
    room = opened()
    room.do(c.StartItem(item=room.item(4)), by)
    room.now_ms += soon_ms
    assert room.do(c.FinishItem(item=room.item(4)), also_by) == ()
    assert room.meeting.agenda.current == room.item(4)
    room.now_ms += SAME_PRESS_MS // 2
    room.later(later_ms)
    assert isinstance(room.do(c.FinishItem(item=room.item(4)), also_by)[-1], ItemFinished)
