"""Taking back one's own last action."""

from live.meeting import commands as c
from live.meeting.attendance import Presence
from live.meeting.state import ItemState, Method
from live.meeting.undoing import UNDO_MS
from live.meeting.views import own_view
from live.meeting.words import Mark, Overtime
from tests.unit.meeting.room import (
    CHAIR,
    MINUTE,
    SECRETARY,
    Room,
    member,
    offered,
    opened,
    person,
    undo,
)


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


def test_a_conclusion_saved_as_typed_is_not_undone_and_leaves_the_action_before_undoable() -> None:
    room = opened()
    room.do(c.AskFor(person=person(3)))
    before = undo(room)
    for text in ("Nhất", "Nhất trí"):
        room.do(c.ConcludeItem(item=room.item(3), text=text))
    assert room.refused(undo(room)) == "nothing_to_undo"
    assert offered(room) == "ask_for"
    assert len(room.meeting.undo) == 2
    room.do(before)
    assert room.waiting() == []
    assert room.meeting.agenda.items[3].conclusion == "Nhất trí"


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


def test_others_who_ask_meanwhile_keep_their_place_in_the_queue() -> None:
    room = opened()
    room.ask(3)
    room.ask(4)
    room.next()
    room.ask(5)
    room.do(undo(room))
    assert room.turn is None
    assert room.waiting() == ["p3", "p4", "p5"]


def test_chair_and_secretary_each_take_back_their_own_last_action() -> None:
    room = opened()
    before = room.meeting
    room.do(c.CallOn(person=person(3)))
    room.do(c.MarkPerson(person=person(8), mark=Mark.UNEXCUSED), SECRETARY)
    room.do(c.WriteToChair(text="Đã rõ"))
    assert (offered(room), offered(room, SECRETARY)) == ("call_on", "mark_person")
    chairs, secretarys = (point.version for point in room.meeting.undo)
    room.do(c.Undo(version=chairs))
    assert room.turn is None
    assert room.presence(8) is Presence.UNEXCUSED
    room.do(c.Undo(version=secretarys), SECRETARY)
    assert (room.meeting.floor, room.meeting.attendance) == (before.floor, before.attendance)


def test_only_the_last_action_is_taken_back() -> None:
    room = opened()
    room.do(c.MarkPerson(person=person(7), mark=Mark.UNEXCUSED))
    room.do(c.MarkPerson(person=person(8), mark=Mark.UNEXCUSED))
    room.do(undo(room))
    assert (room.presence(7), room.presence(8)) == (Presence.UNEXCUSED, Presence.UNCHECKED)
    assert offered(room) is None


def test_a_mark_taken_back_leaves_what_links_say_now() -> None:
    room = opened()
    room.do(c.MarkPerson(person=person(7), mark=Mark.IN_ROOM))
    room.connect(member(7))
    room.do(undo(room))
    assert room.presence(7) is Presence.PRESENT
    assert room.row(7).intervals[-1].method is Method.LINK

    room.do(c.MarkPerson(person=person(3), mark=Mark.IN_ROOM))
    room.disconnect(member(3))
    assert room.presence(3) is Presence.PRESENT
    room.do(undo(room))
    assert room.presence(3) is Presence.RECONNECTING


def test_who_is_not_here_without_the_mark_waits_no_more() -> None:
    room = opened()
    room.do(c.MarkPerson(person=person(7), mark=Mark.IN_ROOM))
    room.do(c.AskFor(person=person(7)), SECRETARY)
    room.do(c.Undo(version=room.meeting.undo[0].version))
    assert (room.presence(7), room.waiting()) == (Presence.UNCHECKED, [])


def test_an_item_is_not_left_again_while_somebody_speaks_on_it() -> None:
    room = opened()
    room.do(c.StartItem(item=room.item(4)))
    command = undo(room)
    room.do(c.CallOn(person=person(3)), SECRETARY)
    assert room.refused(command) == "turn_changed"


def test_a_withdrawn_request_is_not_brought_back_to_who_speaks_now() -> None:
    room = opened()
    room.ask(3)
    room.do(c.Withdraw(request=room.request(3)))
    command = undo(room)
    room.do(c.CallOn(person=person(3)), SECRETARY)
    assert room.refused(command) == "request_changed"


def test_a_screen_shown_in_a_turn_goes_with_it_and_is_not_shown_again_unasked() -> None:
    room = opened()
    room.do(c.CallOn(person=person(3)))
    room.do(c.ShareScreen(), member(3))
    room.do(undo(room))
    assert (room.turn, room.screen) == (None, None)


def test_a_microphone_that_closed_at_a_wrong_limit_opens_again() -> None:
    room = opened()
    room.set_floor(overtime=Overtime.CLOSE)
    room.do(c.CallOn(person=person(3)))
    room.later(60_000)
    room.do(c.ExtendTurn(turn=room.speech().id, seconds=-270))
    assert room.later(1).speech().silenced
    room.do(undo(room))
    assert not room.speech().silenced


def test_opening_stands_and_what_was_before_it_too() -> None:
    room = Room()
    room.connect(CHAIR)
    room.do(c.EditMeeting(title="Khác", scheduled_ms=1))
    assert offered(room) == "edit_meeting"
    room.do(c.OpenMeeting())
    assert offered(room) is None


def test_a_screen_shows_the_author_what_can_be_taken_back() -> None:
    room = opened()
    room.do(c.CallOn(person=person(3)))
    offer = own_view(room.meeting, CHAIR)["undo"]
    assert offer["command"] == "call_on"
    assert offer["until_ms"] == room.now_ms + UNDO_MS
    assert own_view(room.meeting, SECRETARY)["undo"] is None
    assert room.do(c.Undo(version=offer["version"]))


def test_a_correction_after_closing_is_taken_back_and_closing_is_not() -> None:
    room = opened()
    room.later(MINUTE)
    room.do(c.CallOn(person=person(3)))
    room.do(c.CloseMeeting())
    assert offered(room) is None
    before = room.row(4)
    room.do(c.CorrectAttendance(person=person(4), mark=Mark.UNEXCUSED, reason="Nhầm"))
    room.do(undo(room))
    assert room.row(4) == before


def test_an_item_is_not_taken_up_again_where_somebody_would_wait_twice() -> None:
    room = opened()
    room.ask(3)
    room.do(c.SkipItem(item=room.item(3), reason="Chưa đủ tài liệu"))
    command = undo(room)
    room.ask(4)
    assert room.do(command)
    assert room.waiting() == ["p3", "p4"]
    room.do(c.SkipItem(item=room.item(3), reason="Chưa đủ tài liệu"))
    command = undo(room)
    room.ask(3)
    assert room.refused(command) == "request_changed"
