"""The attendance sheet of a meeting: one row for each person of the list, in its order. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from live.ids import PersonId
from live.meeting.attendance import (
    ATTENDED,
    Presence,
    in_meeting,
    is_late,
    main_site,
    presence,
    spans,
)
from live.meeting.figures import Figures, figures
from live.meeting.roster import Category, Member
from live.meeting.state import Correction, Guest, Interval, ListAct, ListChange, Meeting, Row


class Mode(StrEnum):
    """How somebody took part during an interval, or a whole meeting."""

    ROOM = "room"
    """In the main room."""
    SITE = "site"
    """In another room that is linked in."""
    ONLINE = "online"
    MIXED = "mixed"
    """One after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRow:
    """What the record says about one person of the list."""

    person: PersonId
    number: int
    category: Category
    presence: Presence
    mode: Mode | None
    """None: the person did not attend."""
    late: bool
    intervals: tuple[Interval, ...]
    minutes: int
    """Minutes of presence between opening and closing."""
    reason: str
    corrections: tuple[Correction, ...]
    listing: tuple[ListChange, ...]
    off: bool
    """Taken off the list after the opening; counted nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceSheet:
    """The sheet: the rows of the list, then those taken off it; the guests who were connected
    while the meeting was on; the figures."""

    rows: tuple[AttendanceRow, ...]
    guests: tuple[Guest, ...]
    figures: Figures


def attendance_sheet(meeting: Meeting) -> AttendanceSheet:
    """Return the attendance sheet of a meeting as recorded now."""
    return AttendanceSheet(
        rows=tuple(_rows(meeting)),
        guests=tuple(guest for guest in meeting.supervision.guests.values() if guest.watched),
        figures=figures(meeting, ATTENDED),
    )


def mode_of(meeting: Meeting, interval: Interval) -> Mode:
    """Return how somebody took part during an interval."""
    if interval.site is None:
        return Mode.ONLINE
    return Mode.ROOM if interval.site == main_site(meeting) else Mode.SITE


def _rows(meeting: Meeting) -> Iterator[AttendanceRow]:
    for person, member in meeting.members.items():
        yield _row(meeting, member, meeting.attendance.rows[person], off=False)
    for gone in meeting.off.values():
        yield _row(meeting, gone.member, gone.row, off=True)


def _row(meeting: Meeting, member: Member, row: Row, *, off: bool) -> AttendanceRow:
    state = presence(meeting.facts, member, row)
    modes = {mode_of(meeting, interval) for interval in in_meeting(meeting.facts, row)}
    mode = (modes.pop() if len(modes) == 1 else Mode.MIXED) if state in ATTENDED else None
    return AttendanceRow(
        person=member.person,
        number=member.number,
        category=member.category,
        presence=state,
        mode=mode,
        late=state in ATTENDED and is_late(meeting, row),
        intervals=row.intervals,
        minutes=_minutes(meeting, row),
        reason=row.reason or "",
        corrections=row.corrections,
        listing=row.listing,
        off=off or any(change.act is ListAct.TAKEN_OFF for change in row.listing[-1:]),
    )


def _minutes(meeting: Meeting, row: Row) -> int:
    facts = meeting.facts
    if facts.opened_ms is None:
        return 0
    end_ms = meeting.latest_ms if facts.closed_ms is None else facts.closed_ms
    present_ms = 0
    for from_ms, until_ms in spans(row):
        last_ms = end_ms if until_ms is None else min(until_ms, end_ms)
        present_ms += max(0, last_ms - max(from_ms, facts.opened_ms))
    return round(present_ms / 60_000)
