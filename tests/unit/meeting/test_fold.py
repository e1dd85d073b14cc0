"""Playing a record again gives what its events gave one by one."""

import dataclasses

import pytest

from live.clock import ManualClock
from live.held import LoadedMeeting
from live.meeting import commands as c
from live.meeting.changes.replacing import replace
from live.meeting.changes.undo import wanted_points
from live.meeting.events import ActionUndone
from live.meeting.evolve import evolve, fold
from live.meeting.state import Meeting
from tests.unit.meeting.room import CHAIR, SECRETARY, Room, opened, person, undo


def one_by_one(room: Room) -> Meeting:
    """Return the meeting as `evolve` makes it of a record."""
    meeting: Meeting | None = None
    for event in room.log:
        meeting = evolve(meeting, event)
    assert meeting is not None
    return meeting


def test_undo_points_of_the_last_actions_are_those_of_evolve() -> None:
    room = opened()
    for number in (3, 4, 5):
        room.do(c.AskFor(person=person(number)), SECRETARY if number == 4 else CHAIR)
    room.do(c.MoveRequest(request=room.request(5), after=None), CHAIR)
    room.do(undo(room), CHAIR)
    room.do(c.MoveRequest(request=room.request(4), after=None), SECRETARY)
    room.ask(6)
    for length in range(1, len(room.log) + 1):
        part = Room(log=[])
        part.log = room.log[:length]
        assert fold(part.log) == one_by_one(part)
    assert fold(room.log) == room.meeting
    assert room.meeting.undo


def test_only_points_that_are_read_are_wanted() -> None:
    room = opened()
    before = len(room.log)
    room.do(c.SkipItem(item=room.item(4), reason="Hết giờ"), CHAIR)
    room.do(undo(room), CHAIR)
    room.do(c.SkipItem(item=room.item(4), reason="Hết giờ"), CHAIR)
    room.set_floor(limit_s=60)
    wanted = wanted_points(room.log)
    assert before + 1 in wanted
    assert len(room.log) in wanted
    assert len(room.log) - 1 not in wanted
    room.do(c.CloseMeeting())
    assert wanted_points(room.log) == {before + 1}
    assert fold(room.log) == one_by_one(room)


def with_conclusion_undone() -> Room:
    """Return a meeting of release 0.1.0, in which the secretary took a conclusion back."""
    room = opened()
    item = room.item(3)
    room.do(c.AskFor(person=person(3)), SECRETARY)
    room.do(c.ConcludeItem(item=item, text="Nhất trí"), SECRETARY)
    room.do(c.AskFor(person=person(4)), CHAIR)
    (concluded,) = (each for each in room.meeting.undo if each.command == "conclude_item")
    undone = ActionUndone(
        at_ms=room.now_ms,
        by=SECRETARY.author,
        command="undo",
        version=concluded.version,
        undone=concluded.command,
    )
    room.log.append(undone)
    room.meeting = evolve(room.meeting, undone)
    return room


def test_a_record_in_which_a_conclusion_was_undone_is_read() -> None:
    room = with_conclusion_undone()
    log = room.log
    assert room.meeting.agenda.items[3].conclusion is None
    assert room.meeting.agenda.items[3].concluded is None
    assert fold(log) == one_by_one(room) == room.meeting
    assert LoadedMeeting.of(log, ManualClock()).meeting == room.meeting
    room.do(c.StartItem(item=room.item(4)), SECRETARY)  # ends what could be undone
    assert [point.command for point in room.meeting.undo] == ["ask_for", "start_item"]
    assert fold(room.log) == room.meeting


def test_a_record_has_one_beginning() -> None:
    log = opened().log
    for events in ([], log[1:], [*log, log[0]]):
        with pytest.raises(ValueError, match=r"record|created once"):
            fold(events)
    with pytest.raises(ValueError, match="created once"):
        evolve(fold(log), log[0])
    with pytest.raises(ValueError, match="begins with"):
        evolve(None, log[1])


def test_a_copy_is_as_that_of_the_standard_library() -> None:
    meeting = opened().meeting
    for value, changes in (
        (meeting, {"version": 7}),
        (meeting.floor, {"limit_s": 5, "requests": ()}),
        (meeting.agenda.items[0], {"title": "Khác"}),
    ):
        assert replace(value, **changes) == dataclasses.replace(value, **changes)
        assert replace(value) == value
    with pytest.raises(AttributeError):
        replace(meeting.floor, unknown=1)
