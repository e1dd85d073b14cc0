"""Edited, announced, opened, closed."""

from dataclasses import replace
from typing import Any

from live.meeting import commands as c
from live.meeting.feeds import open_microphones
from live.meeting.state import ItemState, Phase
from tests.unit.meeting.room import (
    ADMINISTRATOR,
    CHAIR,
    MINUTE,
    SECRETARY,
    START_MS,
    Room,
    member,
    opened,
    person,
)


def edit(title: str) -> c.EditMeeting:
    return c.EditMeeting(title=title, scheduled_ms=START_MS, place="Hội trường")


def test_an_administrator_edits_until_the_meeting_opens() -> None:
    room = Room()
    assert room.do(edit("Mới"), ADMINISTRATOR)
    assert room.meeting.facts.title == "Mới"
    assert room.meeting.facts.place == "Hội trường"
    assert room.do(edit("Mới"), ADMINISTRATOR) == ()
    room.do(c.OpenMeeting())
    assert room.refused(edit("Muộn"), ADMINISTRATOR) == "already_open"
    assert room.refused(edit("Muộn"), CHAIR) == "already_open"


def test_another_chair_is_chosen_before_opening_and_whoever_is_not_named_stays() -> None:
    room = Room()
    words: dict[str, Any] = {"title": "Mới", "scheduled_ms": START_MS}
    room.do(c.EditMeeting(**words, chair=person(3)), ADMINISTRATOR)
    assert (room.meeting.facts.chair, room.meeting.facts.secretary) == (person(3), person(2))
    assert room.do(c.EditMeeting(**words), ADMINISTRATOR) == ()
    assert room.refused(c.EditMeeting(**words, chair=person(88)), CHAIR) == "unknown_person"
    room.do(c.OpenMeeting())
    assert room.refused(c.EditMeeting(**words, chair=person(1)), CHAIR) == "already_open"


def test_a_meeting_that_nobody_could_open_is_not_announced() -> None:
    room = Room()
    room.meeting = replace(room.meeting, facts=replace(room.meeting.facts, chair=None))
    assert room.refused(c.AnnounceMeeting(), SECRETARY) == "no_chair"
    room.do(c.EditMeeting(title="Mới", scheduled_ms=START_MS, chair=person(3)), SECRETARY)
    assert room.do(c.AnnounceMeeting(), SECRETARY)


def test_a_meeting_is_announced_once() -> None:
    room = Room()
    assert room.do(c.AnnounceMeeting(), SECRETARY)
    assert room.meeting.facts.phase is Phase.ANNOUNCED
    assert room.do(c.AnnounceMeeting(), SECRETARY) == ()
    room.do(c.OpenMeeting())
    assert room.refused(c.AnnounceMeeting()) == "already_open"


def test_the_chair_alone_opens_and_a_double_press_does_nothing() -> None:
    room = Room()
    assert room.refused(c.OpenMeeting(), SECRETARY) == "not_allowed"
    assert room.refused(c.OpenMeeting(), member(3)) == "not_allowed"
    room.do(c.OpenMeeting())
    assert room.meeting.facts.phase is Phase.OPEN
    assert room.meeting.facts.opened_ms == START_MS
    assert room.meeting.facts.planned_min == 50
    assert room.do(c.OpenMeeting()) == ()


def test_closing_ends_the_turn_the_screen_and_the_item() -> None:
    room = opened()
    room.ask(3)
    room.ask(4)
    room.next()
    room.do(c.ShareScreen(), member(3))
    room.later(MINUTE)
    assert room.refused(c.CloseMeeting(), SECRETARY) == "not_allowed"
    room.do(c.CloseMeeting())
    meeting = room.meeting
    assert meeting.facts.phase is Phase.CLOSED
    assert meeting.facts.closed_ms == room.now_ms
    assert meeting.floor.turn is None
    assert meeting.floor.screen is None
    assert meeting.floor.requests == ()
    assert meeting.floor.turns[-1].spoken_ms == MINUTE
    assert meeting.agenda.current is None
    assert meeting.agenda.items[3].state is ItemState.DONE
    assert room.do(c.CloseMeeting()) == ()


def test_nothing_is_opened_or_asked_after_closing() -> None:
    room = opened()
    room.do(c.CloseMeeting())
    assert room.refused(c.OpenMeeting()) == "closed"
    assert room.refused(c.Ask(), member(3)) == "closed"
    assert room.refused(c.StartItem(item=room.item(4))) == "closed"


def test_a_meeting_that_is_not_open_cannot_be_closed() -> None:
    assert Room().refused(c.CloseMeeting()) == "not_open"


def test_a_meeting_is_called_off_before_it_opens_and_once_announced_with_the_reason() -> None:
    room = Room()
    assert room.refused(c.CancelMeeting(), member(3)) == "not_allowed"
    room.connect(CHAIR)
    room.do(c.StartItem(item=room.item(0)))
    room.do(c.AnnounceMeeting())
    assert room.refused(c.CancelMeeting(reason="  "), SECRETARY) == "reason_needed"
    room.do(c.CancelMeeting(reason="Bão số 5"), SECRETARY)
    facts = room.meeting.facts
    assert (facts.phase, facts.cancelled_why) == (Phase.CANCELLED, "Bão số 5")
    assert room.meeting.agenda.current is None
    assert room.do(c.CancelMeeting(reason="Khác"), SECRETARY) == ()
    for command in (c.OpenMeeting(), c.AnnounceMeeting(), c.CloseMeeting(), edit("Muộn")):
        assert room.refused(command) == "cancelled"
    room.disconnect(CHAIR)
    assert open_microphones(room.meeting) == frozenset()


def test_a_draft_is_called_off_without_a_reason_and_what_has_opened_is_closed_instead() -> None:
    room = Room()
    assert room.do(c.CancelMeeting(), ADMINISTRATOR)
    begun = opened()
    assert begun.refused(c.CancelMeeting(reason="x")) == "already_open"
    begun.do(c.CloseMeeting())
    assert begun.refused(c.CancelMeeting(reason="x")) == "closed"


def test_a_revision_is_a_change_of_hour_or_place_or_the_calling_off() -> None:
    room = Room()
    facts = room.meeting.facts
    same = c.EditMeeting(title="Khác", scheduled_ms=facts.scheduled_ms, place=facts.place)
    room.do(same)
    assert room.meeting.facts.revision == 0
    room.do(c.EditMeeting(title="Khác", scheduled_ms=facts.scheduled_ms + 1, place=facts.place))
    room.do(c.EditMeeting(title="Khác", scheduled_ms=facts.scheduled_ms + 1, place="Nơi khác"))
    assert room.meeting.facts.revision == 2
    room.do(c.AnnounceMeeting())
    assert room.meeting.facts.revision == 2
    room.do(c.CancelMeeting(reason="Mưa lũ"))
    assert room.meeting.facts.revision == 3
