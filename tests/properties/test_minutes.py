"""Whatever anybody does, the minutes can be drawn, and what was adopted stays as it was read."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live.meeting import commands as c
from live.meeting.evolve import fold
from live.store.codec import CODEC
from tests.properties.test_rules import ACTORS, Numbers, act, step
from tests.unit.meeting.room import CHAIR, MINUTE, Room
from tests.unit.record.printed import printed_minutes, printed_resolution

Steps = list[tuple[int, int, Numbers, int]]


def text_of(room: Room) -> str:
    """Return both documents of a meeting."""
    meeting = room.meeting
    return printed_minutes(meeting) + printed_resolution(meeting)


def opened() -> Room:
    """Return an open meeting with everybody linked in."""
    room = Room()
    for actor in ACTORS[:11]:
        room.connect(actor)
    room.do(c.OpenMeeting())
    room.do(c.StartItem(item=room.item(3)))
    return room


def live(room: Room, steps: Steps) -> None:
    """Let everybody do what was drawn."""
    for draw, who, numbers, wait_ms in steps:
        room.later(wait_ms)
        act(room, draw, who, numbers)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(step, max_size=30), st.lists(step, max_size=15))
def test_adopted_minutes_say_the_same_whatever_follows(during: Steps, after: Steps) -> None:
    room = opened()
    live(room, during)
    if room.meeting.ballots and room.meeting.ballots[-1].unfinished:
        ballot = room.meeting.ballots[-1].id
        room.do(c.CancelBallot(ballot=ballot, reason="x"))
    room.later(MINUTE).do(c.CloseMeeting())
    for one in room.meeting.minutes.corrections:
        room.do(c.SettleCorrection(correction=one.id, accepted=True))
    if not room.meeting.minutes.adoption:
        room.do(c.AdoptMinutes(number="1"), CHAIR)
    adopted = text_of(room)
    live(room, after)
    assert text_of(room) == adopted
    again = fold(CODEC.decode(*CODEC.encode(event)) for event in room.log)
    assert printed_minutes(again) in adopted
