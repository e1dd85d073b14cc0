"""From events to the state: `evolve` applies one event, `fold` a whole record.

Never refuses what `decide` returned. A change replaces only the section that it concerns; the other
sections stay the same objects.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from live.meeting.changes import (
    agenda,
    ballots,
    floor,
    lifecycle,
    members,
    minutes,
    presence,
    score,
    supervision,
    undo,
)
from live.meeting.changes.change import Change
from live.meeting.events import Event, MeetingCreated
from live.meeting.state import Meeting

CHANGES: Final[Mapping[type[Event], Change]] = {
    **lifecycle.CHANGES,
    **members.CHANGES,
    **agenda.CHANGES,
    **floor.CHANGES,
    **presence.CHANGES,
    **minutes.CHANGES,
    **score.CHANGES,
    **supervision.CHANGES,
    **ballots.CHANGES,
    **undo.CHANGES,
}


def evolve(meeting: Meeting | None, event: Event) -> Meeting:
    """Return the meeting after an event; ``meeting`` is None before the first event.

    Raises:
        ValueError: the record does not begin with `MeetingCreated`, or has a second one.
    """
    if isinstance(event, MeetingCreated):
        if meeting is not None:
            raise ValueError("a meeting is created once")
        return lifecycle.created(event)
    if meeting is None:
        raise ValueError("a record begins with MeetingCreated")
    changed = CHANGES[type(event)](meeting, event)
    after = replace(
        changed,
        version=meeting.version + 1,
        latest_ms=max(meeting.latest_ms, event.at_ms),  # in older records moments could go back
    )
    return replace(after, undo=undo.points_after(meeting, after, event))


def fold(events: Iterable[Event]) -> Meeting:
    """Return the meeting after all these events.

    Raises:
        ValueError: the record is empty or does not begin with `MeetingCreated`.
    """
    meeting: Meeting | None = None
    for event in events:
        meeting = evolve(meeting, event)
    if meeting is None:
        raise ValueError("an empty record")
    return meeting
