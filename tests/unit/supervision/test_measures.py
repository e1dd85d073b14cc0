"""A meeting in figures."""

from live.meeting import commands as c
from live.meeting.state import Phase
from live.supervision.measures import measures
from tests.unit.meeting.room import MINUTE, PLAN, START_MS, SUPERVISOR, Room, opened, person


def test_a_running_meeting_is_measured_by_mode_time_and_talk() -> None:
    room = opened()
    room.connect(SUPERVISOR)
    room.do(c.CallOn(person=person(3)))
    room.ask(4)
    room.later(2 * MINUTE)
    now = measures(room.meeting, room.now_ms)
    assert (now.phase, now.elapsed_ms) == (Phase.OPEN, 2 * MINUTE)
    assert (now.in_room, now.online, now.present, now.expected) == (1, 4, 5, 9)
    assert now.rate_pct == 55.6
    assert now.item is not None
    assert (now.item.number, now.item.elapsed_ms, now.item.planned_ms) == (
        *("3", 2 * MINUTE, 30 * MINUTE),
    )
    assert now.speaker is not None
    assert (now.speaker.person, now.speaker.spoken_ms, now.speaker.running) == (
        *("p3", 2 * MINUTE, True),
    )
    assert (now.waiting, now.distinct_speakers, now.speaker_norm, now.turns) == (1, 1, 2, 1)
    assert now.watching == 1
    assert now.drift_ms == 0


def test_the_drift_grows_with_an_item_that_takes_too_long_and_stops_at_the_end() -> None:
    room = opened()
    room.later(40 * MINUTE)
    assert measures(room.meeting, room.now_ms).drift_ms == 10 * MINUTE
    room.do(c.CloseMeeting())
    after = measures(room.meeting, room.now_ms + 60 * MINUTE)
    assert after.drift_ms == -10 * MINUTE
    assert after.elapsed_ms == 40 * MINUTE
    assert after.speaker is None
    assert after.item is None


def test_before_opening_the_plan_is_the_measure() -> None:
    now = measures(Room().meeting, START_MS)
    assert now.elapsed_ms == 0
    assert now.expected_end_ms == PLAN.scheduled_ms + 50 * MINUTE


def test_a_paused_turn_without_limit_is_measured_too() -> None:
    room = opened()
    room.set_floor(limit_s=None)
    room.do(c.CallOn(person=person(3)))
    room.do(c.PauseTurn(turn=room.speech().id))
    speaker = measures(room.meeting, room.now_ms).speaker
    assert speaker is not None
    assert (speaker.limit_ms, speaker.running) == (None, False)
