"""How events change the meeting as a whole: created, edited, announced, opened, closed."""

from collections.abc import Mapping
from typing import Final

from live.meeting import events as e
from live.meeting.agenda import planned_min
from live.meeting.changes.change import Change
from live.meeting.changes.presence import closed_rows, guests_gone
from live.meeting.changes.replacing import replace
from live.meeting.state import (
    Agenda,
    Attendance,
    ClockSet,
    Facts,
    Floor,
    Meeting,
    MeetingSite,
    Phase,
    Row,
)


def created(event: e.MeetingCreated) -> Meeting:
    """Return a new meeting."""
    facts = Facts(
        id=event.meeting,
        title=event.title,
        kind=event.kind,
        phase=Phase.DRAFT,
        scheduled_ms=event.scheduled_ms,
        place=event.place,
        branch=event.branch,
        unit=event.unit,
        chair=event.chair,
        secretary=event.secretary,
        rules=event.rules,
        checkin_secret=event.checkin_secret,
    )
    return Meeting(
        version=1,
        latest_ms=event.at_ms,
        facts=facts,
        members={member.person: member for member in event.members},
        register=event.members,
        sites={venue.site: MeetingSite(venue=venue) for venue in event.sites},
        agenda=Agenda(items=event.items),
        floor=Floor(limit_s=event.rules.speech_limit_s),
        attendance=Attendance(rows={member.person: Row() for member in event.members}),
    )


def edited(meeting: Meeting, event: e.MeetingEdited) -> Meeting:
    """Change the invitation, and the chair and the secretary where the event names them."""
    facts = replace(
        meeting.facts,
        title=event.title,
        scheduled_ms=event.scheduled_ms,
        place=event.place,
        chair=event.chair or meeting.facts.chair,
        secretary=event.secretary or meeting.facts.secretary,
    )
    return replace(meeting, facts=facts)


def announced(meeting: Meeting, _: e.MeetingAnnounced) -> Meeting:
    """Mark the meeting as announced."""
    return replace(meeting, facts=replace(meeting.facts, phase=Phase.ANNOUNCED))


def cancelled(meeting: Meeting, event: e.MeetingCancelled) -> Meeting:
    """Mark the meeting as cancelled; everybody's presence ends, and the queue is emptied."""
    facts = replace(meeting.facts, phase=Phase.CANCELLED, cancelled_why=event.reason)
    attendance = replace(meeting.attendance, rows=closed_rows(meeting, event.at_ms))
    floor = replace(meeting.floor, requests=())
    gone = guests_gone(meeting, event.at_ms)
    return replace(meeting, facts=facts, attendance=attendance, floor=floor, supervision=gone)


def opened(meeting: Meeting, event: e.MeetingOpened) -> Meeting:
    """Open the meeting, and keep the planned length of its agenda."""
    facts = replace(
        meeting.facts,
        phase=Phase.OPEN,
        opened_ms=event.at_ms,
        planned_min=planned_min(meeting.agenda.items),
    )
    guests = {
        person: replace(guest, watched=bool(guest.devices))
        for person, guest in meeting.supervision.guests.items()
    }
    return replace(meeting, facts=facts, supervision=replace(meeting.supervision, guests=guests))


def closed(meeting: Meeting, event: e.MeetingClosed) -> Meeting:
    """Close the meeting; everybody's presence ends with it."""
    facts = replace(
        meeting.facts, phase=Phase.CLOSED, closed_ms=event.at_ms, closed_by=event.by.name
    )
    attendance = replace(meeting.attendance, rows=closed_rows(meeting, event.at_ms))
    floor = replace(meeting.floor, requests=())
    gone = guests_gone(meeting, event.at_ms)
    return replace(meeting, facts=facts, attendance=attendance, floor=floor, supervision=gone)


def clock_corrected(meeting: Meeting, event: e.ClockCorrected) -> Meeting:
    """Keep by how much the server's clock was set."""
    clock = (*meeting.facts.clock, ClockSet(at_ms=event.at_ms, by_ms=event.by_ms))
    return replace(meeting, facts=replace(meeting.facts, clock=clock))


CHANGES: Final[Mapping[type[e.Event], Change]] = {
    e.MeetingEdited: edited,
    e.MeetingAnnounced: announced,
    e.MeetingCancelled: cancelled,
    e.MeetingOpened: opened,
    e.MeetingClosed: closed,
    e.ClockCorrected: clock_corrected,
}
