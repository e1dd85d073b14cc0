"""The entry point of the rules: a command, its sender and the time → events, or a refusal.

Permission is checked first (`permissions.MAY`), then the phase (`decisions.moments.WHEN`), then the
rule of the command. Everything is checked before anything is returned; nothing is changed here. No
events means a harmless repeat: the state is already as asked. After every command the speaker's
clock is stopped or restarted by whether the speaker can be heard (`decisions.hearing.follow`).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from live.errors import Rejected
from live.ids import Ids
from live.meeting.commands import Command
from live.meeting.decisions import (
    agenda,
    alerts,
    ballots,
    floor,
    hearing,
    lifecycle,
    members,
    minutes,
    moments,
    presence,
    proposals,
    rollcall,
    score,
    screen,
    supervision,
    undo,
)
from live.meeting.decisions.scene import Rule, Scene
from live.meeting.events import Event
from live.meeting.names import NAMES
from live.meeting.permissions import Actor, may
from live.meeting.plan import MeetingPlan, PlannedItem, create
from live.meeting.state import Meeting

__all__ = ["RULES", "MeetingPlan", "PlannedItem", "create", "decide"]

RULES: Final[Mapping[type[Command], Rule]] = {
    **lifecycle.RULES,
    **members.RULES,
    **agenda.RULES,
    **floor.RULES,
    **screen.RULES,
    **presence.RULES,
    **hearing.RULES,
    **rollcall.RULES,
    **minutes.RULES,
    **score.RULES,
    **proposals.RULES,
    **supervision.RULES,
    **alerts.RULES,
    **ballots.RULES,
    **undo.RULES,
}


def decide(
    meeting: Meeting, command: Command, actor: Actor, now_ms: int, ids: Ids
) -> tuple[Event, ...]:
    """Return the events that a command leads to.

    Args:
        now_ms: the time on the meeting's own clock; not before `Meeting.latest_ms`.
        ids: source of ids for new requests, turns, items and notes.

    Raises:
        Rejected: with a code of `signaling/PROTOCOL.md`; nothing happened.
    """
    kind = type(command)
    if not may(actor.role, kind):
        raise Rejected("not_allowed")
    moments.check(actor.role, kind, meeting)
    scene = Scene(meeting=meeting, actor=actor, now_ms=now_ms, ids=ids)
    events = tuple(RULES[kind](scene, command))
    if not events:
        return ()
    heard = hearing.follow(scene, events)
    return (replace(events[0], command=NAMES[kind]), *events[1:], *heard)
