"""How events change what is known of help and alerts."""

from collections.abc import Mapping
from typing import Final

from live.meeting import events as e
from live.meeting.changes.change import Change
from live.meeting.changes.replacing import replace
from live.meeting.state import AlertMark, HelpAsked, Meeting


def helped(meeting: Meeting, event: e.HelpRequested) -> Meeting:
    """Set that the desk asks for help, or no longer does."""
    asked = HelpAsked(by=event.by, at_ms=event.at_ms, text=event.text) if event.on else None
    return replace(meeting, supervision=replace(meeting.supervision, help=asked))


def acknowledged(meeting: Meeting, event: e.AlertAcknowledged) -> Meeting:
    """Add that an alert was acknowledged."""
    mark = AlertMark(
        key=event.key, subject=event.subject, by=event.by, at_ms=event.at_ms, text=event.word
    )
    return _marked(meeting, mark)


def shelved(meeting: Meeting, event: e.AlertShelved) -> Meeting:
    """Add that an alert was put away for some time."""
    mark = AlertMark(
        key=event.key,
        subject=event.subject,
        by=event.by,
        at_ms=event.at_ms,
        text=event.reason,
        until_ms=event.until_ms,
    )
    return _marked(meeting, mark)


def _marked(meeting: Meeting, mark: AlertMark) -> Meeting:
    supervision = meeting.supervision
    return replace(meeting, supervision=replace(supervision, marks=(*supervision.marks, mark)))


CHANGES: Final[Mapping[type[e.Event], Change]] = {
    e.HelpRequested: helped,
    e.AlertAcknowledged: acknowledged,
    e.AlertShelved: shelved,
}
