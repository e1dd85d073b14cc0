"""Taking back one's own last action."""

from live.meeting import commands as c
from live.meeting.attendance import Presence
from live.meeting.rules import Rules
from live.meeting.state import UNDO_MS, ItemState
from live.meeting.views import own_view
from live.meeting.words import Mark
from tests.unit.meeting.room import (
    CHAIR,
    MINUTE,
    SECRETARY,
    Room,
    member,
    opened,
    person,
    with_rules,
)


def undo(room: Room) -> c.Undo:
    """Return the command that the view of the chair offers."""
    assert room.meeting.undo is not None
    return c.Undo(version=room.meeting.undo.version)


def test_the_chair_takes_back_a_wrong_press_and_everything_is_as_before() -> None:
    room = opened()
    for number in (3, 4):
        room.ask(number)
    room.next()
    before = room.meeting.floor
    room.later(2000)
    room.next()
    assert room.speech().person == "p4"
    room.do(undo(room))
    assert room.meeting.floor == before
    assert room.refused(c.Undo(version=room.meeting.version)) == "nothing_to_undo"


def test_an_item_started_by_mistake_is_pending_again() -> None:
    room = opened()
    room.do(c.StartItem(item=room.item(4)))
    room.do(undo(room))
    assert room.meeting.agenda.current == room.item(3)
    assert room.meeting.agenda.items[4].state is ItemState.PENDING


def test_a_mark_on_the_wrong_person_is_taken_back() -> None:
    room = opened()
    room.later(MINUTE)
    room.ask(3)
    room.do(c.MarkPerson(person=person(3), mark=Mark.LEFT), SECRETARY)
    room.do(undo(room), SECRETARY)
    assert room.presence(3) is Presence.PRESENT
    assert room.waiting() == ["p3"]


def test_only_the_author_takes_back_and_only_soon() -> None:
    room = opened()
    room.do(c.CallOn(person=person(3)))
    command = undo(room)
    assert room.refused(command, SECRETARY) == "nothing_to_undo"
    assert room.refused(command, member(3)) == "not_allowed"
    room.now_ms += UNDO_MS + 1
    assert room.refused(command) == "too_late_to_undo"
    room.now_ms -= 1
    assert room.do(command)
    assert room.turn is None


def test_nothing_is_taken_back_over_what_somebody_did_after() -> None:
    room = opened()
    room.do(c.CallOn(person=person(3)))
    command = undo(room)
    room.ask(4)
    assert room.meeting.undo is None
    assert room.refused(command) == "nothing_to_undo"


def test_people_who_come_and_go_elsewhere_do_not_end_the_chance() -> None:
    room = opened()
    room.do(c.CallOn(person=person(3)))
    command = undo(room)
    room.connect(member(8))
    room.disconnect(member(4))
    assert room.do(command)


def test_a_marked_person_who_comes_ends_the_chance() -> None:
    room = opened()
    room.do(c.MarkPerson(person=person(8), mark=Mark.UNEXCUSED))
    room.connect(member(8))
    assert room.meeting.undo is None


def test_a_turn_is_not_given_back_to_somebody_who_left_meanwhile() -> None:
    room = opened(with_rules(Rules(grace_s=5)))
    room.do(c.CallOn(person=person(3)))
    room.do(c.Interpose(turn=room.speech().id, person=person(5)))
    room.do(c.ShareScreen(), member(3))
    room.do(c.TakeBack(turn=room.speech().id))
    command = undo(room)
    room.disconnect(member(3))
    room.later(6000)
    assert room.refused(command) == "nothing_to_undo"
    room.connect(member(3))
    assert room.do(command)
    assert room.speech().person == "p3"


def test_a_screen_shows_the_author_what_can_be_taken_back() -> None:
    room = opened()
    room.do(c.CallOn(person=person(3)))
    offered = own_view(room.meeting, CHAIR)["undo"]
    assert offered["command"] == "call_on"
    assert offered["until_ms"] == room.now_ms + UNDO_MS
    assert own_view(room.meeting, SECRETARY)["undo"] is None
    assert room.do(c.Undo(version=offered["version"]))
