"""Attendance: what rows say of their persons. They are counted in `live.meeting.figures`.

Pure readings of the state; nothing here changes anything. How rows are made is in
`decisions.presence` and `changes.presence`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from live.ids import PersonId, SiteId
from live.meeting.absence import Absence
from live.meeting.permissions import has_media
from live.meeting.roster import Category, Member
from live.meeting.state import (
    OVER,
    Facts,
    Interval,
    Meeting,
    MeetingSite,
    Method,
    Reported,
    Row,
)
from live.meeting.words import Mark


class Presence(StrEnum):
    """What a row says about its person now."""

    UNCHECKED = "unchecked"
    PRESENT = "present"
    RECONNECTING = "reconnecting"
    LEFT = "left"
    EXCUSED = "absent_excused"
    UNEXCUSED = "absent_unexcused"
    EXEMPT = "exempt"
    TEMP_OUT = "temp_out"
    SUSPENDED = "suspended"


HERE: Final = frozenset({Presence.PRESENT, Presence.RECONNECTING})
ATTENDED: Final = HERE | {Presence.LEFT}

_ABSENCES: Final = {Mark.EXCUSED: Presence.EXCUSED, Mark.UNEXCUSED: Presence.UNEXCUSED}
_CATEGORIES: Final = {
    Category.EXEMPT: Presence.EXEMPT,
    Category.TEMP_EXEMPT: Presence.EXEMPT,
    Category.TEMP_OUT: Presence.TEMP_OUT,
    Category.SUSPENDED: Presence.SUSPENDED,
}


def open_interval(row: Row) -> Interval | None:
    """Return the interval that has not ended; None: the person is not present."""
    last = row.intervals[-1] if row.intervals else None
    return last if last and last.until_ms is None else None


def holds(interval: Interval) -> bool:
    """Return whether an interval goes on without a link: it was begun by code, number or hand."""
    return interval.method is not Method.LINK


def has_link(row: Row) -> bool:
    """Return whether a device that makes its person present is connected."""
    return any(has_media(device.role) for device in row.devices.values())


def link_below(row: Row) -> Interval | None:
    """Return the interval by link that a mark by hand, code or number replaced, if the link is
    still there: it becomes open again when the mark is taken back."""
    if len(row.intervals) < 2 or not has_link(row):
        return None
    *_, below, last = row.intervals
    touches = below.until_ms == last.from_ms and not holds(below)
    return below if last.until_ms is None and touches else None


def overtaken(row: Row) -> Absence | None:
    """Return the absence that the desk had marked before the person came after all."""
    return None if row.absence else row.marked


def presence(facts: Facts, member: Member, row: Row) -> Presence:
    """Return what a row says about a member; after the meeting, what it said at the end."""
    last = row.intervals[-1] if row.intervals else None
    if last and _runs(facts, last):
        return Presence.RECONNECTING if row.dropped else Presence.PRESENT
    if row.absence:
        return _ABSENCES[row.absence]
    if last and last.until_ms and facts.opened_ms is not None and last.until_ms > facts.opened_ms:
        return Presence.LEFT
    return _CATEGORIES.get(member.category, Presence.UNCHECKED)


def _runs(facts: Facts, interval: Interval) -> bool:
    if interval.until_ms is None:
        return True
    return facts.closed_ms is not None and interval.until_ms >= facts.closed_ms


def presence_of(meeting: Meeting, person: PersonId) -> Presence:
    """Return what a member's row says."""
    row = meeting.attendance.rows[person]
    return presence(meeting.facts, meeting.members[person], row)


def is_here(meeting: Meeting, person: PersonId) -> bool:
    """Return whether a member is present (also in the grace period), or a guest is connected."""
    if row := meeting.attendance.rows.get(person):
        return open_interval(row) is not None
    guest = meeting.supervision.guests.get(person)
    return guest is not None and bool(guest.devices)


def is_away(meeting: Meeting, person: PersonId) -> bool:
    """Return whether a member's link has dropped and the grace period runs, or a guest is not
    connected."""
    row = meeting.attendance.rows.get(person)
    if row is None:
        return not is_here(meeting, person)
    return row.dropped is not None


def grace_ends_ms(meeting: Meeting, row: Row) -> int | None:
    """Return when the grace period of a dropped link ends, in ms; None: none runs."""
    if row.dropped is None:
        return None
    return row.dropped.noticed_ms + meeting.facts.rules.grace_s * 1000


def grace_is_over(meeting: Meeting, row: Row, now_ms: int) -> bool:
    """Return whether the grace period of a dropped link is over."""
    ends_ms = grace_ends_ms(meeting, row)
    return ends_ms is not None and ends_ms <= now_ms


def site_of(meeting: Meeting, person: PersonId) -> SiteId | None:
    """Return the room in which somebody is present now."""
    row = meeting.attendance.rows.get(person)
    return site_in(row) if row else None


def site_in(row: Row) -> SiteId | None:
    """Return the room in which the person of a row is present now."""
    interval = open_interval(row)
    return interval.site if interval else None


def main_site(meeting: Meeting) -> SiteId | None:
    """Return the main room, or the first one."""
    return main_of(meeting.sites)


def main_of(sites: Mapping[SiteId, MeetingSite]) -> SiteId | None:
    """Return the main one of these rooms, or the first."""
    for site, room in sites.items():
        if room.venue.main:
            return site
    return next(iter(sites), None)


def where(meeting: Meeting, interval: Interval) -> str:
    """Return ``room`` for the main room, ``online`` for everywhere else."""
    return where_in(interval, main_site(meeting))


def where_in(interval: Interval, main: SiteId | None) -> str:
    """Return ``room`` for the main room, ``online`` for everywhere else."""
    return "room" if interval.site is not None and interval.site == main else "online"


def in_meeting(facts: Facts, row: Row) -> tuple[Interval, ...]:
    """Return the intervals that reach into the meeting: not those that ended before its opening,
    such as one of the line check."""
    opened_ms = facts.opened_ms
    return tuple(
        each
        for each in row.intervals
        if opened_ms is None or each.until_ms is None or each.until_ms > opened_ms
    )


def is_late(meeting: Meeting, row: Row) -> bool:
    """Return whether somebody came after the roll call report, or too long after opening."""
    return came_late(meeting.facts, meeting.attendance.reported, row)


def came_late(facts: Facts, reported: Reported | None, row: Row) -> bool:
    """Return whether the person of a row is late by the last roll call report, if there is one."""
    if facts.opened_ms is None or not (intervals := in_meeting(facts, row)):
        return False
    line_ms = facts.opened_ms + facts.rules.late_after_min * 60_000
    if reported:
        line_ms = min(line_ms, reported.first_ms)
    return intervals[0].from_ms > line_ms


def spans(row: Row) -> tuple[tuple[int, int | None], ...]:
    """Return from when to when somebody was there: adjacent intervals joined, whatever their place
    and method."""
    joined: list[tuple[int, int | None]] = []
    for part in row.intervals:
        if joined and joined[-1][1] == part.from_ms:
            joined[-1] = (joined[-1][0], part.until_ms)
        else:
            joined.append((part.from_ms, part.until_ms))
    return tuple(joined)


def is_over(meeting: Meeting) -> bool:
    """Return whether the meeting is closed or cancelled."""
    return meeting.facts.phase in OVER
