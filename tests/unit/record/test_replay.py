"""A past meeting as spans and moments: what was planned, what was, who sees which part of it."""

from dataclasses import replace

from live.ids import DeviceId
from live.meeting import commands as c
from live.meeting.state import ItemState, WatchWay
from live.meeting.words import Mark
from live.record.replay import BEFORE_MS, Replay, replay
from live.record.stretches import Stretch, beyond, clipped
from tests.unit.meeting.room import (
    CHAIR,
    HALL,
    MINUTE,
    OBSERVER,
    PLAN,
    SECRETARY,
    SUPERVISOR,
    Room,
    member,
    opened,
    person,
)


def minutes(told: Replay, times: tuple[Stretch, ...]) -> list[tuple[float, float]]:
    """Return times in minutes from the opening."""
    zero = told.opened_ms or 0
    return [((t.from_ms - zero) / MINUTE, (t.until_ms - zero) / MINUTE) for t in times]


def begun() -> Room:
    """Return an open meeting in which no item has begun."""
    room = Room()
    room.now_ms = PLAN.scheduled_ms
    room.connect(CHAIR)
    room.do(c.OpenMeeting())
    return room


def deal(room: Room, number: int, length_min: int) -> None:
    """Deal with an item for some minutes."""
    room.do(c.StartItem(item=room.item(number)))
    room.later(length_min * MINUTE)


def test_items_stand_as_planned_at_the_opening_and_as_they_were() -> None:
    room = begun()
    deal(room, 1, 5)
    deal(room, 2, 18)
    room.do(c.SkipItem(item=room.item(3), reason="Hết giờ"), CHAIR)
    room.do(c.ReopenItem(item=room.item(1)))
    room.later(3 * MINUTE)
    room.do(c.FinishItem(item=room.item(1)))
    room.do(c.CloseMeeting())
    told = replay(room.log, CHAIR)
    first, second, third, fourth = told.items[1:]
    assert minutes(told, first.real) == [(0, 5), (23, 26)]
    assert minutes(told, (first.planned or Stretch(from_ms=0, until_ms=0),)) == [(0, 5)]
    assert minutes(told, first.over) == [(23, 26)]
    assert minutes(told, second.real) == [(5, 23)]
    assert minutes(told, second.over) == [(15, 23)]
    assert (third.state, third.real) == (ItemState.SKIPPED, ())
    assert (fourth.state, fourth.real) == (ItemState.PENDING, ())
    assert told.items[0].planned is None


def test_an_item_that_was_inserted_has_no_plan_and_a_start_taken_back_is_not_drawn() -> None:
    room = begun()
    room.do(c.InsertItem(after=room.item(1), title="Đột xuất", planned_min=5, kind="x"))
    room.do(c.StartItem(item=room.item(2)))
    room.later(5_000)
    room.do(c.Undo(version=room.meeting.undo[-1].version))
    room.later(MINUTE)
    room.do(c.CloseMeeting())
    told = replay(room.log, CHAIR)
    inserted = next(item for item in told.items if item.title == "Đột xuất")
    assert (inserted.planned, inserted.real) == (None, ())


def test_turns_are_marked_beyond_their_limit_and_not_within_it() -> None:
    room = opened()
    room.do(c.StartItem(item=room.item(3)))
    for number, length_min in ((3, 4), (4, 7)):
        room.do(c.CallOn(person=person(number)))
        room.later(length_min * MINUTE)
        room.do(c.TakeBack(turn=room.speech().id))
    room.do(c.CloseMeeting())
    told = replay(room.log, CHAIR)
    assert [(each.name, each.chair, each.guest) for each in told.speakers] == [
        ("Đồng chí 3", False, False),
        ("Đồng chí 4", False, False),
    ]
    assert minutes(told, told.speakers[0].turns) == [(0, 4)]
    assert told.speakers[0].over == ()
    (over,) = minutes(told, told.speakers[1].over)
    assert over == (9, 11)


def test_attendance_is_told_from_step_to_step_by_place_of_those_whom_the_rate_counts() -> None:
    room = opened()
    began_ms = room.now_ms
    room.later(10 * MINUTE)
    before = replay(room.log, CHAIR).attendance.steps[-1]
    room.do(c.MarkPerson(person=person(7), mark=Mark.IN_ROOM, site=HALL), SECRETARY)
    room.connect(member(8))
    room.later(10 * MINUTE)
    room.do(c.CloseMeeting())
    there = replay(room.log, CHAIR).attendance
    assert there.base == 9
    last = there.steps[-1]
    assert (last.in_room, last.online) == (before.in_room + 1, before.online + 1)
    assert [each.at_ms for each in there.steps] == sorted({each.at_ms for each in there.steps})
    assert there.below[0].from_ms == began_ms


def test_late_opening_and_late_end_are_marked_only_beyond_what_the_rules_allow() -> None:
    due = replay(opened().log, CHAIR)
    assert (due.late, due.overrun) == (None, None)
    room = Room(replace(PLAN, scheduled_ms=PLAN.scheduled_ms))
    room.now_ms = PLAN.scheduled_ms + 20 * MINUTE
    room.do(c.OpenMeeting())
    room.later(120 * MINUTE)
    room.do(c.CloseMeeting())
    told = replay(room.log, CHAIR)
    assert told.late
    assert told.overrun
    assert minutes(told, (told.late, told.overrun)) == [(-20, 0), (50, 120)]


def test_a_meeting_that_opened_days_late_begins_an_hour_before_the_opening() -> None:
    room = Room()
    room.now_ms = PLAN.scheduled_ms + 5 * 24 * 60 * MINUTE
    room.do(c.OpenMeeting())
    told = replay(room.log, CHAIR)
    assert told.from_ms == (told.opened_ms or 0) - BEFORE_MS
    assert told.closed_ms is None


def test_a_meeting_that_never_opened_has_neither_turns_nor_a_plan() -> None:
    told = replay(Room().log, CHAIR)
    assert told.opened_ms is None
    assert told.until_ms - told.from_ms == MINUTE
    assert (told.speakers, told.ballots, told.guests, told.attendance.below) == ((), (), (), ())
    assert all(item.planned is None for item in told.items)


def test_who_watched_stands_with_every_way_and_its_times() -> None:
    room = opened()
    room.connect(SUPERVISOR)
    room.connect(OBSERVER)
    room.later(10 * MINUTE)
    room.do(c.Listen(on=True), SUPERVISOR)
    room.later(5 * MINUTE)
    room.do(c.CloseMeeting())
    told = replay(room.log, CHAIR)
    boss, eye = told.guests
    assert (boss.name, boss.observer, eye.observer) == ("Cấp trên", False, True)
    assert [way for way, _ in boss.ways] == [WatchWay.FOLLOW, WatchWay.SOUND]
    assert minutes(told, dict(boss.ways)[WatchWay.SOUND]) == [(10, 15)]


def test_notes_are_for_their_author_and_for_nobody_else() -> None:
    room = opened()
    room.connect(SUPERVISOR)
    room.do(c.StartItem(item=room.item(3)))
    room.do(c.CallOn(person=person(3)))
    room.do(c.TakeNote(text="Nói trúng vấn đề"), SUPERVISOR)
    other = replace(SUPERVISOR, person=person(4), device=DeviceId("other"))
    room.do(c.TakeNote(text="Của người khác"), other)
    room.do(c.CloseMeeting())
    (note,) = replay(room.log, SUPERVISOR).notes
    assert (note.text, note.item, note.speaker) == ("Nói trúng vấn đề", "3", "Đồng chí 3")
    assert [each.text for each in replay(room.log, other).notes] == ["Của người khác"]
    for reader in (CHAIR, SECRETARY, member(3), OBSERVER):
        assert replay(room.log, reader).notes == ()


def test_stretches_are_cut_to_what_is_shown_and_what_lies_outside_is_left_out() -> None:
    shown = Stretch(from_ms=10, until_ms=20)
    found = clipped([(0, 5), (0, 12), (15, None), (25, 30), (18, 16)], shown)
    assert found == (Stretch(from_ms=10, until_ms=12), Stretch(from_ms=15, until_ms=20))
    assert beyond(found, 4) == (Stretch(from_ms=17, until_ms=20),)
    assert beyond(found, 7) == ()
