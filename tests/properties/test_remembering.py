"""What is remembered of a meeting is what reading it anew gives, after any command of any evening,
and nothing that was given is changed later."""

import json
import pickle
from dataclasses import replace
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live.meeting import commands as c
from live.meeting.attendance import ATTENDED, HERE
from live.meeting.figures import figures
from live.meeting.permissions import Role
from live.meeting.remembering import Same, remembered
from live.meeting.state import Meeting
from live.meeting.views import shared_view
from tests.properties.test_rules import ACTORS, Numbers, act, step
from tests.unit.meeting.room import Room

ROLES: Final = (Role.CHAIR, Role.SUPERVISOR, Role.SITE, Role.MEMBER)
"""A view of each of the others is one of these with less in it."""


def copied(meeting: Meeting) -> Meeting:
    """Return a meeting that shares no object with this one, so that nothing of it is remembered."""
    copy: Meeting = pickle.loads(pickle.dumps(replace(meeting, undo=())))  # noqa: S301 - our own
    return copy


def read(meeting: Meeting) -> list[Any]:
    return [
        *(shared_view(meeting, role) for role in ROLES),
        *(figures(meeting, there) for there in (HERE, ATTENDED)),
    ]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(step, min_size=10, max_size=40))
def test_what_is_remembered_is_what_reading_anew_gives_and_stays_as_it_was(
    steps: list[tuple[int, int, Numbers, int]],
) -> None:
    room = Room()
    for actor in ACTORS[:11]:
        room.connect(actor, "d0")
    room.do(c.OpenMeeting())
    given_out: list[tuple[list[Any], str]] = []
    for draw, who, drawn, wait_ms in steps:
        room.later(wait_ms)
        act(room, draw, who, drawn)
        found = read(room.meeting)
        assert found == read(copied(room.meeting))
        given_out.append((found, json.dumps(found, default=str)))
    assert all(json.dumps(found, default=str) == text for found, text in given_out)


def test_the_same_objects_are_read_once_and_equal_ones_again() -> None:
    read_from: list[object] = []

    @remembered
    def reading(values: tuple[int, ...], more: tuple[int, ...]) -> int:
        read_from.append(values)
        return sum((*values, *more))

    one = (1, 2)
    other = tuple(each for each in one)
    assert [reading(one, one), reading(one, one), reading(other, one)] == [6, 6, 6]
    assert read_from == [one, other]
    assert (Same(one) == Same(one), Same(one) == Same(other)) == (True, False)
