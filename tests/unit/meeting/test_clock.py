"""The server's clock is set in mid-meeting: hours change, lengths and order do not."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from live.clock import STEP_MS
from live.held import index_of
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.permissions import Actor
from live.meeting.views import view
from live.meeting.views.hours import MOMENTS, in_hours
from live.meeting.words import Mark
from live.supervision.condition import Glance
from live.supervision.conditions import conditions
from tests.unit.meeting.room import CHAIR, MINUTE, SERVER, Room, member, opened, person

HOUR = 60 * MINUTE
LENGTHS = {"spent_ms", "spoken_ms", "rest_ms", "by_ms"}
PROTOCOL = (Path(__file__).parents[3] / "signaling/PROTOCOL.md").read_text(encoding="utf-8")


def set_clock(room: Room, by_ms: int) -> tuple[e.Event, ...]:
    hour_ms = room.now_ms + room.meeting.facts.off_ms + by_ms
    return room.do(c.CorrectClock(wall_ms=hour_ms), SERVER)


def spoken(room: Room, by: Actor = CHAIR) -> dict[str, object]:
    shown: dict[str, object] = view(room.meeting, by)["floor"]["turn"]
    return shown


@pytest.mark.parametrize("by_ms", [-HOUR, HOUR])
def test_hours_follow_the_clock_and_the_record_goes_on_evenly(by_ms: int) -> None:
    room = opened(online=(3,))
    room.ask(3)
    room.next()
    room.later(MINUTE)
    before, length = view(room.meeting, CHAIR), room.now_ms
    (event,) = set_clock(room, by_ms)
    assert isinstance(event, e.ClockCorrected)
    assert (event.at_ms, event.by_ms) == (length, by_ms)
    after = view(room.meeting, CHAIR)
    assert after["meeting"]["clock"] == [{"at_ms": room.now_ms + by_ms, "by_ms": by_ms}]
    assert after["meeting"]["opened_ms"] == before["meeting"]["opened_ms"] + by_ms
    turn, then = after["floor"]["turn"], before["floor"]["turn"]
    assert turn["running_since_ms"] == then["running_since_ms"] + by_ms
    assert turn["spoken_ms"] == then["spoken_ms"]
    assert after["meeting"]["scheduled_ms"] == before["meeting"]["scheduled_ms"], "a plan stays"
    assert room.row(3).intervals[0].from_ms < room.now_ms
    assert index_of(room.meeting).opened_ms == after["meeting"]["opened_ms"]


def test_a_clock_that_is_set_and_set_back_leaves_hours_as_they_were() -> None:
    room = opened()
    before = view(room.meeting, CHAIR)["meeting"]["opened_ms"]
    set_clock(room, HOUR)
    set_clock(room, -HOUR)
    assert view(room.meeting, CHAIR)["meeting"]["opened_ms"] == before
    assert len(view(room.meeting, CHAIR)["meeting"]["clock"]) == 2


def test_what_another_server_on_the_machine_has_recorded_is_not_recorded_twice() -> None:
    room = opened()
    hour_ms = room.now_ms + HOUR
    assert room.do(c.CorrectClock(wall_ms=hour_ms), SERVER) != ()
    assert room.do(c.CorrectClock(wall_ms=hour_ms + STEP_MS - 1), SERVER) == ()


def test_the_clock_is_set_until_the_meeting_is_closed_and_by_the_server_alone() -> None:
    room = opened()
    assert room.refused(c.CorrectClock(wall_ms=0)) == "not_allowed"
    room.do(c.CloseMeeting())
    assert room.refused(c.CorrectClock(wall_ms=0), SERVER) == "closed"


def test_what_was_before_the_opening_is_not_told_in_the_paper() -> None:
    room = Room()
    set_clock(room, HOUR)
    room.later(MINUTE)
    room.do(c.OpenMeeting())
    assert view(room.meeting, CHAIR)["meeting"]["clock"] == []
    assert view(room.meeting, CHAIR)["meeting"]["opened_ms"] == room.now_ms + HOUR


def test_hours_that_somebody_types_are_those_of_the_screen() -> None:
    room = opened(online=(3,))
    room.later(10 * MINUTE)
    set_clock(room, HOUR)
    shown = view(room.meeting, CHAIR)["meeting"]["opened_ms"]
    correct = c.CorrectAttendance(
        person=person(4), mark=Mark.LEFT, from_ms=shown, until_ms=shown + 5 * MINUTE, reason="Ốm"
    )
    room.do(correct)
    row = view(room.meeting, CHAIR)["attendance"]["rows"]["p4"]
    assert (row["since_ms"], row["left_ms"]) == (shown, shown + 5 * MINUTE)
    assert room.refused(replace(correct, until_ms=room.now_ms + 2 * HOUR)) == "impossible_times"


def test_conditions_of_alerts_are_on_the_clock_of_the_meeting() -> None:
    room = opened(online=(3,))
    room.set_floor(limit_s=60)
    room.ask(3)
    room.next()
    room.later(2 * MINUTE)
    before = conditions(Glance(meeting=room.meeting, now_ms=room.now_ms))
    assert "speaker_overtime" in [one.key for one in before]
    set_clock(room, HOUR)
    assert conditions(Glance(meeting=room.meeting, now_ms=room.now_ms)) == before


def test_a_meeting_that_is_late_is_late_by_the_clock() -> None:
    room = Room()
    assert conditions(Glance(meeting=room.meeting, now_ms=room.now_ms)) == ()
    set_clock(room, HOUR)
    (late,) = conditions(Glance(meeting=room.meeting, now_ms=room.now_ms))
    limit_ms = 5 * MINUTE
    assert late.key == "late_start"
    assert late.since_ms + HOUR == room.meeting.facts.scheduled_ms + limit_ms


def test_every_moment_that_a_screen_is_shown_is_an_hour() -> None:
    example = PROTOCOL.split("```json\n")[1].split("```")[0]
    keys = set(re.findall(r'"(\w+_ms)"', example))
    assert keys - LENGTHS - {"scheduled_ms"} == MOMENTS
    shown = json.loads(example)
    assert in_hours(shown, 0) == shown
    moved = in_hours(shown, HOUR)
    assert moved["attendance"]["rows"]["p1"]["corrections"][0]["at_ms"] == HOUR
    assert moved["meeting"]["closed_ms"] is None


def test_who_has_spoken_is_silenced_at_the_limit_whatever_the_clock_says() -> None:
    room = opened(online=(3,))
    room.ask(3)
    room.next()
    room.later(MINUTE)
    began = spoken(room)["started_ms"]
    set_clock(room, 3 * HOUR)
    room.later(MINUTE)
    assert room.speech().silenced is False
    assert spoken(room, member(3))["started_ms"] == int(str(began)) + 3 * HOUR
