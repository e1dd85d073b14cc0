"""Whatever the desk does, taking it back at once leaves no trace but in the record."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from live.errors import Rejected
from live.meeting import commands as c
from live.meeting.changes.undo import UNDOABLE, differences, things
from live.meeting.state import Meeting
from live.meeting.undoing import Thing
from live.meeting.views import View, own_view, shared_view
from tests.properties.test_rules import ACTORS, DRAWS, Numbers, act, step
from tests.unit.meeting.room import CHAIR, SECRETARY, Room

ROLES = tuple(dict.fromkeys(actor.role for actor in ACTORS))


def without_screen(meeting: Meeting) -> Meeting:
    """Return all of a meeting that an action can be taken back from."""
    floor = replace(meeting.floor, screen=None)
    facts = replace(meeting.facts, revision=0)  # what calendars were sent is not taken back
    return replace(meeting, version=0, latest_ms=0, undo=(), floor=floor, facts=facts)


def seen(meeting: Meeting) -> list[View]:
    """Return what everybody's screen shows, apart from the offer to take back.

    What a role sees (`shared_view`) is made once for all who are in it.
    """
    roles = [shared_view(meeting, role) for role in ROLES]
    own = [own_view(meeting, actor) for actor in dict.fromkeys(ACTORS)]
    for each in roles:
        each["floor"]["screen"] = None
    for each in own:
        each["undo"] = None
    return roles + own


def dict_of(found: Iterable[tuple[Thing, Any, Any]]) -> dict[Thing, tuple[Any, Any]]:
    return {thing: (was, now) for thing, was, now in found}


def all_differences(before: Meeting, after: Meeting) -> dict[Thing, tuple[Any, Any]]:
    """Return what `differences` yields, by looking at every thing there is."""
    old, new = things(before), things(after)
    each = dict_of((thing, old.get(thing), new.get(thing)) for thing in {**old, **new})
    return {thing: (was, now) for thing, (was, now) in each.items() if was != now}


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(step, max_size=40),
    st.sampled_from(DRAWS),
    st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)),
    st.sampled_from((CHAIR, SECRETARY)),
    st.booleans(),
)
def test_an_action_taken_back_at_once_leaves_everything_as_it_was(
    steps: list[tuple[int, int, Numbers, int]],
    draw: object,
    numbers: Numbers,
    actor: object,
    opened: bool,
) -> None:
    room = Room()
    if opened:
        for each in ACTORS[:11]:
            room.connect(each, "d0")
        room.do(c.OpenMeeting())
        room.do(c.StartItem(item=room.item(3)))
    for which, who, own, wait_ms in steps:
        room.later(wait_ms)
        act(room, which, who, own)
    room.later(0)
    before = room.meeting
    assert callable(draw)
    try:
        room.do(draw(room, numbers), actor)  # type: ignore[arg-type]
    except Rejected:
        assume(False)
    assert dict_of(differences(before, room.meeting)) == all_differences(before, room.meeting)
    points = [
        point
        for point in room.meeting.undo
        if point.version > before.version and point.command in UNDOABLE
    ]
    assume(points)
    room.do(c.Undo(version=points[0].version), actor)  # type: ignore[arg-type]
    assert without_screen(room.meeting) == without_screen(before)
    assert room.meeting.facts.revision >= before.facts.revision
    assert seen(room.meeting) == seen(before)
