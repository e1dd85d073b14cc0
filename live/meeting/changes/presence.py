"""How events change attendance. Intervals are added and ended; only a correction replaces them, and
it keeps those it replaced."""

from collections.abc import Mapping
from typing import Final

from live.ids import DeviceId, PersonId, SiteId
from live.meeting import events as e
from live.meeting.absence import Absence
from live.meeting.attendance import grace_is_over, link_below, open_interval, overtaken
from live.meeting.changes.change import Change
from live.meeting.changes.replacing import replace
from live.meeting.state import (
    OVER,
    Correction,
    Device,
    Drop,
    Guest,
    Interval,
    Meeting,
    MeetingSite,
    Off,
    Phase,
    Reported,
    Row,
    Supervision,
)
from live.meeting.watching import spanned

# --- devices -----------------------------------------------------------------------------------


def connected(meeting: Meeting, event: e.DeviceConnected) -> Meeting:
    """Add a connected device to a room, a member or a guest."""
    device = Device(node=event.node, role=event.role, microphone=event.microphone)
    if event.person is None:
        return _with_room(meeting, _entered(meeting, _room(meeting, event.site), event, device))
    if row := meeting.attendance.rows.get(event.person):
        return with_row(
            meeting, event.person, replace(row, devices={**row.devices, event.device: device})
        )
    old = meeting.supervision.guests.get(event.person)
    if old and meeting.facts.phase in OVER:  # named as when the meeting was on
        return with_guest(meeting, replace(old, devices={**old.devices, event.device: device}))
    guest = Guest(
        person=event.person,
        role=event.role,
        name=event.name,
        title=event.title,
        unit=event.unit,
        listening=old.listening if old else False,
        watched=meeting.facts.phase is Phase.OPEN or bool(old and old.watched),
        devices={**(old.devices if old else {}), event.device: device},
        pictures=old.pictures if old else {},
        spans=old.spans if old else (),
    )
    over = meeting.facts.phase in OVER
    return with_guest(meeting, spanned(guest, event.at_ms, over=over))


def dropped(meeting: Meeting, event: e.DeviceDropped) -> Meeting:
    """Remove a device; a guest without any device stops listening."""
    if event.person is None:
        room = _room(meeting, event.site)
        rest = _without(room.devices, event.device)
        was_first = bool(rest) and next(iter(room.devices)) == event.device
        first = (event.device, event.at_ms) if was_first else room.first
        dropped_ms = None if rest else event.at_ms
        return _with_room(meeting, replace(room, devices=rest, first=first, dropped_ms=dropped_ms))
    if row := meeting.attendance.rows.get(event.person):
        return with_row(
            meeting, event.person, replace(row, devices=_without(row.devices, event.device))
        )
    if off := meeting.off.get(event.person):
        return _with_off(meeting, off, _without(off.row.devices, event.device))
    guest = meeting.supervision.guests[event.person]
    devices = _without(guest.devices, event.device)
    guest = replace(
        guest,
        devices=devices,
        pictures={id_: one for id_, one in guest.pictures.items() if id_ != event.device},
        listening=guest.listening and bool(devices),
    )
    since_ms = event.at_ms if event.since_ms is None else event.since_ms
    return with_guest(meeting, spanned(guest, since_ms, over=meeting.facts.phase in OVER))


def microphone_set(meeting: Meeting, event: e.MicrophoneSet) -> Meeting:
    """Set whether a device's microphone can be heard."""
    person = event.person
    if person is None:
        room = _room(meeting, event.site)
        return _with_room(meeting, replace(room, devices=_heard(room.devices, event)))
    if row := meeting.attendance.rows.get(person):
        return with_row(meeting, person, replace(row, devices=_heard(row.devices, event)))
    if off := meeting.off.get(person):
        return _with_off(meeting, off, _heard(off.row.devices, event))
    guest = meeting.supervision.guests[person]
    return with_guest(meeting, replace(guest, devices=_heard(guest.devices, event)))


def _with_off(meeting: Meeting, off: Off, devices: Mapping[DeviceId, Device]) -> Meeting:
    """Return the meeting with new devices for a person who was taken off the list."""
    off = replace(off, row=replace(off.row, devices=devices))
    return replace(meeting, off={**meeting.off, off.member.person: off})


def _heard(devices: Mapping[DeviceId, Device], event: e.MicrophoneSet) -> dict[DeviceId, Device]:
    device = replace(devices[event.device], microphone=event.microphone)
    return {**devices, event.device: device}


def _room(meeting: Meeting, site: SiteId | None) -> MeetingSite:
    if site is None:
        raise ValueError("a device of neither a person nor a room")
    return meeting.sites[site]


def _entered(
    meeting: Meeting, room: MeetingSite, event: e.DeviceConnected, device: Device
) -> MeetingSite:
    """Add a device to a room: last, or first if it was the first until less than a grace period
    ago."""
    devices = {**room.devices, event.device: device}
    grace_ms = meeting.facts.rules.grace_s * 1000
    if room.first and room.first[0] == event.device and event.at_ms < room.first[1] + grace_ms:
        devices = {event.device: device, **devices}
    return replace(room, devices=devices, dropped_ms=None)


def _with_room(meeting: Meeting, room: MeetingSite) -> Meeting:
    return replace(meeting, sites={**meeting.sites, room.venue.site: room})


def _without(devices: Mapping[DeviceId, Device], gone: DeviceId) -> dict[DeviceId, Device]:
    return {id_: device for id_, device in devices.items() if id_ != gone}


def with_guest(meeting: Meeting, guest: Guest) -> Meeting:
    """Return the meeting with one guest added or replaced."""
    guests = {**meeting.supervision.guests, guest.person: guest}
    return replace(meeting, supervision=replace(meeting.supervision, guests=guests))


def guests_gone(meeting: Meeting, at_ms: int) -> Supervision:
    """Return the supervision of a meeting that ends now: nobody watches it any more."""
    supervision = meeting.supervision
    guests = {
        person: spanned(guest, at_ms, over=True) for person, guest in supervision.guests.items()
    }
    return replace(supervision, guests=guests)


# --- presence ----------------------------------------------------------------------------------


def came(meeting: Meeting, event: e.PersonCame) -> Meeting:
    """Begin an interval at a place; the interval before ends now."""
    row = meeting.attendance.rows[event.person]
    interval = Interval(from_ms=event.at_ms, until_ms=None, site=event.site, method=event.method)
    row = replace(
        row,
        intervals=(*ended(row, event.at_ms), interval),
        dropped=None,
        absence=None,
        reason=None,
    )
    return with_row(meeting, event.person, row)


def link_dropped(meeting: Meeting, event: e.PersonDropped) -> Meeting:
    """Begin the grace period."""
    row = meeting.attendance.rows[event.person]
    since_ms = event.at_ms if event.since_ms is None else event.since_ms
    drop = Drop(noticed_ms=event.at_ms, since_ms=since_ms)
    return with_row(meeting, event.person, replace(row, dropped=drop))


def returned(meeting: Meeting, event: e.PersonReturned) -> Meeting:
    """End the grace period; the interval goes on without a gap."""
    row = meeting.attendance.rows[event.person]
    return with_row(meeting, event.person, replace(row, dropped=None))


def left(meeting: Meeting, event: e.PersonLeft) -> Meeting:
    """End presence at the moment that the event names."""
    row = meeting.attendance.rows[event.person]
    row = replace(row, intervals=ended(row, event.left_ms), dropped=None)
    return with_row(meeting, event.person, row)


def ended(row: Row, until_ms: int) -> tuple[Interval, ...]:
    """Return a row's intervals with the open one ended, or removed if its length would be 0."""
    if open_interval(row) is None:
        return row.intervals
    *before, last = row.intervals
    if until_ms <= last.from_ms:
        return tuple(before)
    return (*before, replace(last, until_ms=until_ms))


# --- the list ----------------------------------------------------------------------------------


def absence_marked(meeting: Meeting, event: e.AbsenceMarked) -> Meeting:
    """Mark a member as absent, excused or not."""
    row = meeting.attendance.rows[event.person]
    marked = Absence(by=event.by, at_ms=event.at_ms, mark=event.mark, reason=event.reason)
    row = replace(row, absence=event.mark, reason=event.reason or None, marked=marked)
    return with_row(meeting, event.person, row)


def mark_cleared(meeting: Meeting, event: e.MarkCleared) -> Meeting:
    """Remove a mark: an absence, or an open interval by hand, code or number. An interval by link
    that it had replaced becomes open again, without a gap."""
    row = meeting.attendance.rows[event.person]
    intervals, marked = row.intervals, overtaken(row)
    if below := link_below(row):
        intervals = (*intervals[:-2], replace(below, until_ms=None))
    elif open_interval(row):
        intervals = intervals[:-1]
    row = replace(row, intervals=intervals, absence=None, reason=None, marked=marked, dropped=None)
    return with_row(meeting, event.person, row)


def corrected(meeting: Meeting, event: e.AttendanceCorrected) -> Meeting:
    """Replace a member's intervals and absence, and keep the former ones in the correction."""
    row = meeting.attendance.rows[event.person]
    correction = Correction(
        by=event.by,
        at_ms=event.at_ms,
        reason=event.reason,
        was=event.was,
        intervals=row.intervals,
    )
    marked = row.marked
    if event.absence:
        marked = Absence(by=event.by, at_ms=event.at_ms, mark=event.absence, reason=event.reason)
    row = replace(
        row,
        intervals=event.intervals,
        dropped=None,
        marked=marked,
        absence=event.absence,
        reason=event.reason if event.absence else None,
        corrections=(*row.corrections, correction),
    )
    return with_row(meeting, event.person, row)


def reported(meeting: Meeting, event: e.RollCallReported) -> Meeting:
    """Keep the figures that were read out."""
    last = meeting.attendance.reported
    report = Reported(
        at_ms=event.at_ms,
        first_ms=last.first_ms if last else event.at_ms,
        figures=event.figures,
    )
    return replace(meeting, attendance=replace(meeting.attendance, reported=report))


def closed_rows(meeting: Meeting, at_ms: int) -> dict[PersonId, Row]:
    """Return the rows with every open interval ended: at the end of the meeting, or for a member
    whose grace period is over, when the link dropped."""
    rows = {}
    for person, row in meeting.attendance.rows.items():
        gone = row.dropped if grace_is_over(meeting, row, at_ms) else None
        until_ms = gone.since_ms if gone else at_ms
        rows[person] = replace(row, intervals=ended(row, until_ms), dropped=None)
    return rows


def with_row(meeting: Meeting, person: PersonId, row: Row) -> Meeting:
    """Return the meeting with one row replaced."""
    rows = {**meeting.attendance.rows, person: row}
    return replace(meeting, attendance=replace(meeting.attendance, rows=rows))


CHANGES: Final[Mapping[type[e.Event], Change]] = {
    e.DeviceConnected: connected,
    e.DeviceDropped: dropped,
    e.MicrophoneSet: microphone_set,
    e.PersonCame: came,
    e.PersonDropped: link_dropped,
    e.PersonReturned: returned,
    e.PersonLeft: left,
    e.AbsenceMarked: absence_marked,
    e.MarkCleared: mark_cleared,
    e.AttendanceCorrected: corrected,
    e.RollCallReported: reported,
}
