"""A meeting after some steps, by the real rules."""

from itertools import count

from live.meeting.commands import Command, OpenMeeting
from live.meeting.decide import create, decide
from live.meeting.evolve import evolve
from live.meeting.permissions import Actor
from live.meeting.state import Meeting
from tests.unit.signaling.world import actor, plan

START_MS = 1_790_000_000_000


def after(*steps: tuple[Command, Actor], name: str = "m") -> Meeting:
    """Return an open meeting after commands, one second apart; every one must be allowed."""
    numbers = count(1)

    def ids() -> str:
        return f"i{next(numbers)}"

    meeting = evolve(None, create(plan(name), actor("chair"), START_MS, ids))
    for number, (command, who) in enumerate([(OpenMeeting(), actor("chair")), *steps]):
        for event in decide(meeting, command, who, START_MS + 1000 * number, ids):
            meeting = evolve(meeting, event)
    return meeting
