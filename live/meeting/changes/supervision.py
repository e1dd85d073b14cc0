"""How events change supervision."""

from collections.abc import Mapping
from typing import Final

from live.meeting import events as e
from live.meeting.changes.change import Change
from live.meeting.changes.replacing import replace
from live.meeting.state import ChairMessage, Meeting, Note


def listening(meeting: Meeting, event: e.ListeningChanged) -> Meeting:
    """Set whether a supervisor listens."""
    guests = meeting.supervision.guests
    guest = replace(guests[event.person], listening=event.on)
    supervision = replace(meeting.supervision, guests={**guests, event.person: guest})
    return replace(meeting, supervision=supervision)


def written(meeting: Meeting, event: e.MessageWritten) -> Meeting:
    """Add a message between supervisors and desk."""
    message = ChairMessage(id=event.message, by=event.by, text=event.text, at_ms=event.at_ms)
    supervision = meeting.supervision
    return replace(
        meeting, supervision=replace(supervision, messages=(*supervision.messages, message))
    )


def noted(meeting: Meeting, event: e.NoteTaken) -> Meeting:
    """Add a supervisor's own note."""
    note = Note(
        id=event.note, person=event.person, text=event.text, at_ms=event.at_ms, item=event.item
    )
    supervision = meeting.supervision
    return replace(meeting, supervision=replace(supervision, notes=(*supervision.notes, note)))


CHANGES: Final[Mapping[type[e.Event], Change]] = {
    e.ListeningChanged: listening,
    e.MessageWritten: written,
    e.NoteTaken: noted,
}
