"""A meeting after some steps, by the real rules."""

from itertools import count

from live.ids import Ids
from live.meeting.commands import Command, OpenMeeting
from live.meeting.decide import create, decide
from live.meeting.evolve import evolve
from live.meeting.permissions import Actor
from live.meeting.state import Meeting
from tests.unit.signaling.world import actor, plan

START_MS = 1_790_000_000_000


def after(*steps: tuple[Command, Actor], name: str = "m") -> Meeting:
    """Return an open meeting after commands; every one must be allowed."""
    numbers = count(1)
    created = create(plan(name), actor("chair"), START_MS, lambda: f"i{next(numbers)}")
    return after_all(evolve(None, created), (OpenMeeting(), actor("chair")), *steps)


def after_all(meeting: Meeting, *steps: tuple[Command, Actor]) -> Meeting:
    """Return a meeting after commands, a second or more apart; every one must be allowed."""
    for command, who in steps:
        moment_ms = START_MS + 1000 * meeting.version
        for event in decide(meeting, command, who, moment_ms, ids_at(meeting.version)):
            meeting = evolve(meeting, event)
    return meeting


def ids_at(version: int) -> Ids:
    """Return a source of ids that no other version of the meeting uses."""
    numbers = count(1)
    return lambda: f"v{version}-{next(numbers)}"
