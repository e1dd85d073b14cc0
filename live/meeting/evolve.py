"""From events to the state: `evolve` applies one event, `fold` a whole record.

Never refuses what `decide` returned. A change replaces only the section that it concerns; the other
sections stay the same objects.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from live.meeting.changes import (
    agenda,
    alerts,
    ballots,
    floor,
    lifecycle,
    members,
    minutes,
    presence,
    proposals,
    score,
    supervision,
    undo,
)
from live.meeting.changes.change import Change
from live.meeting.changes.replacing import replace
from live.meeting.events import Event, MeetingCreated
from live.meeting.state import Meeting, Phase

CHANGES: Final[Mapping[type[Event], Change]] = {
    **lifecycle.CHANGES,
    **members.CHANGES,
    **agenda.CHANGES,
    **floor.CHANGES,
    **presence.CHANGES,
    **minutes.CHANGES,
    **score.CHANGES,
    **proposals.CHANGES,
    **supervision.CHANGES,
    **alerts.CHANGES,
    **ballots.CHANGES,
    **undo.CHANGES,
}


def evolve(meeting: Meeting | None, event: Event) -> Meeting:
    """Return the meeting after an event; ``meeting`` is None before the first event.

    Raises:
        ValueError: the record does not begin with `MeetingCreated`, or has a second one.
    """
    if meeting is None:
        if not isinstance(event, MeetingCreated):
            raise ValueError("a record begins with MeetingCreated")
        return lifecycle.created(event)
    return _evolved(meeting, event, wanted=True)


def fold(events: Iterable[Event]) -> Meeting:
    """Return the meeting after all these events: what `evolve` would make of them one by one.

    Most undo points are given up unread (`undo.wanted_points`), so they are not made; and while
    there is none, version and moment are written into the meeting once, not with every event.

    Raises:
        ValueError: the record is empty or does not begin with `MeetingCreated`.
    """
    record = tuple(events)
    if not record:
        raise ValueError("an empty record")
    meeting = evolve(None, record[0])
    wanted = undo.wanted_points(record)
    latest_ms = meeting.latest_ms
    for version, event in enumerate(record[1:], 2):
        if meeting.undo or version in wanted:
            at = _stamped(meeting, version - 1, latest_ms)
            meeting = _evolved(at, event, wanted=version in wanted)
        else:
            meeting = _changed(meeting, event)
        latest_ms = max(latest_ms, event.at_ms)
    return _stamped(meeting, len(record), latest_ms)


def _evolved(meeting: Meeting, event: Event, *, wanted: bool) -> Meeting:
    latest_ms = max(meeting.latest_ms, event.at_ms)  # in older records moments could go back
    after = _stamped(_changed(meeting, event), meeting.version + 1, latest_ms)
    points = undo.points_after(meeting, after, event, wanted=wanted)
    return after if points == () == after.undo else replace(after, undo=points)


def _changed(meeting: Meeting, event: Event) -> Meeting:
    if isinstance(event, MeetingCreated):
        raise ValueError("a meeting is created once")
    after = CHANGES[type(event)](meeting, event)
    if after.facts is meeting.facts or _invitation(after) == _invitation(meeting):
        return after
    return replace(after, facts=replace(after.facts, revision=meeting.facts.revision + 1))


def _invitation(meeting: Meeting) -> tuple[object, ...]:
    """Return what calendars say of a meeting: a change of it is a new revision."""
    facts = meeting.facts
    called_off = facts.phase is Phase.CANCELLED
    return facts.scheduled_ms, facts.place, facts.kind, facts.branch.name, called_off


def _stamped(meeting: Meeting, version: int, latest_ms: int) -> Meeting:
    if (meeting.version, meeting.latest_ms) == (version, latest_ms):
        return meeting
    return replace(meeting, version=version, latest_ms=latest_ms)
