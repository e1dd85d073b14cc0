"""Who attended a meeting, in the figures and lists that its minutes state. Pure.

Counted by person, never by name. At the end of a meeting whoever was there counts as having
attended; who came late or left early is listed with the hour.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Final

from live.ids import PersonId
from live.meeting.attendance import (
    ATTENDED,
    Presence,
    in_meeting,
    is_late,
    presence_of,
    spans,
    where,
)
from live.meeting.figures import figures, percent
from live.meeting.roster import FREED, VOTING, Category
from live.meeting.state import Item, Meeting
from live.record.wording import Names, hour, local

PARTS: Final = {
    "official": "đảng viên chính thức",
    "suspended": "bị đình chỉ sinh hoạt",
    "exempt_absent": "miễn sinh hoạt, vắng mặt",
    "temp_exempt_absent": "tạm miễn sinh hoạt, vắng mặt",
    "temp_out_absent": "sinh hoạt tạm thời nơi khác, vắng mặt",
    "excused": "vắng có lý do",
    "listed": "trong danh sách",
    "exempt": "miễn sinh hoạt",
    "temp_exempt": "tạm miễn sinh hoạt",
    "temp_out": "sinh hoạt tạm thời nơi khác",
    "temp_in": "sinh hoạt tạm thời đến",
}
"""The parts of `figures`' base and denominator in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDetail:
    """Somebody with a detail: the reason of an absence, the hour of coming or leaving."""

    person: PersonId
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendingSummary:
    """The attendance as minutes state it."""

    listed: int
    official: int
    """Official members, with those who are exempt, transferred out or suspended."""
    probationary: int
    temp_in: int
    exempt: tuple[str, ...]
    exempt_here: tuple[str, ...]
    """Exempt members who came all the same."""
    temp_out: tuple[str, ...]
    suspended: tuple[str, ...]
    present: int
    """Everybody of the list who was there."""
    present_official: int
    present_probationary: int
    present_temp_in: int
    in_room: int
    online: int
    base: int
    base_how: str
    counted: int
    """Those who were there and whom the rate counts."""
    rate_pct: float
    excused: tuple[NamedDetail, ...]
    unexcused: tuple[NamedDetail, ...]
    unchecked: tuple[NamedDetail, ...]
    late: tuple[NamedDetail, ...]
    left_early: tuple[NamedDetail, ...]
    denominator: int
    denominator_how: str
    pass_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAttendance:
    """The attendance in force while an item was dealt with."""

    present: int
    """At its beginning."""
    came: tuple[str, ...]
    left: tuple[str, ...]


def attending(meeting: Meeting, names: Names, zone: dt.tzinfo) -> AttendingSummary:
    """Return the attendance of a whole meeting."""
    counted = figures(meeting, ATTENDED)
    here = attended(meeting)
    category = {person: member.category for person, member in meeting.members.items()}
    came = Counter(category[person] for person in here)
    all_ = Counter(category.values())
    in_room = sum(_in_room(meeting, person) for person in here)

    def listed(*categories: Category) -> tuple[str, ...]:
        return names.all_of(person for person, kind in category.items() if kind in categories)

    return AttendingSummary(
        listed=len(meeting.members),
        official=sum(all_[kind] for kind in VOTING),
        probationary=all_[Category.PROBATIONARY],
        temp_in=all_[Category.TEMP_IN],
        exempt=listed(*FREED),
        exempt_here=names.all_of(person for person in here if category[person] in FREED),
        temp_out=listed(Category.TEMP_OUT),
        suspended=listed(Category.SUSPENDED),
        present=len(here),
        present_official=sum(came[kind] for kind in VOTING),
        present_probationary=came[Category.PROBATIONARY],
        present_temp_in=came[Category.TEMP_IN],
        in_room=in_room,
        online=len(here) - in_room,
        base=counted.base,
        base_how=how_text(counted.base_how, counted.base),
        counted=counted.attended,
        rate_pct=percent(counted.attended, counted.base),
        excused=_absent(meeting, Presence.EXCUSED, names),
        unexcused=_absent(meeting, Presence.UNEXCUSED, names),
        unchecked=_absent(meeting, Presence.UNCHECKED, names),
        late=_late(meeting, here, names, zone),
        left_early=_left(meeting, here, names, zone),
        denominator=counted.denominator,
        denominator_how=how_text(counted.denominator_how, counted.denominator),
        pass_at=counted.pass_at,
    )


def attended(meeting: Meeting) -> tuple[PersonId, ...]:
    """Return who was there, until the end or not, in the order of the list."""
    return tuple(p for p in meeting.members if presence_of(meeting, p) in ATTENDED)


def _in_room(meeting: Meeting, person: PersonId) -> bool:
    return where(meeting, meeting.attendance.rows[person].intervals[-1]) == "room"


def _absent(meeting: Meeting, presence: Presence, names: Names) -> tuple[NamedDetail, ...]:
    rows = meeting.attendance.rows
    return tuple(
        NamedDetail(person=person, name=names.of(person), detail=rows[person].reason or "")
        for person in meeting.members
        if presence_of(meeting, person) is presence
    )


def _late(
    meeting: Meeting, here: tuple[PersonId, ...], names: Names, zone: dt.tzinfo
) -> tuple[NamedDetail, ...]:
    off_ms = meeting.facts.off_ms
    rows = meeting.attendance.rows
    return tuple(
        NamedDetail(
            person=person,
            name=names.of(person),
            detail=hour(local(in_meeting(meeting.facts, rows[person])[0].from_ms, off_ms, zone)),
        )
        for person in here
        if is_late(meeting, rows[person])
    )


def _left(
    meeting: Meeting, here: tuple[PersonId, ...], names: Names, zone: dt.tzinfo
) -> tuple[NamedDetail, ...]:
    found = []
    for person in here:
        until_ms = meeting.attendance.rows[person].intervals[-1].until_ms
        if presence_of(meeting, person) is Presence.LEFT and until_ms is not None:
            when = hour(local(until_ms, meeting.facts.off_ms, zone))
            found.append(NamedDetail(person=person, name=names.of(person), detail=when))
    return tuple(found)


def how_text(parts: tuple[tuple[str, int], ...], total: int) -> str:
    """Return the derivation of a figure: "19 đảng viên chính thức − 1 vắng có lý do = 18", or of
    what it is the number alone: "19 đảng viên chính thức"."""
    told = [(key, count) for key, count in parts if count]
    words = ""
    for key, count in told:
        sign = ("− " if count < 0 else "+ ") if words else ""
        words += f"{' ' if words else ''}{sign}{abs(count)} {PARTS[key]}"
    return f"{words} = {total}" if len(told) > 1 else words or str(total)


def in_force(meeting: Meeting, item: Item, names: Names) -> ItemAttendance | None:
    """Return who was there while an item was dealt with, from when it was last taken up; None: it
    was not."""
    if item.started_ms is None:
        return None
    until_ms = item.finished_ms if item.finished_ms is not None else meeting.latest_ms
    present, came, left = 0, [], []
    for person in meeting.members:
        for from_ms, to_ms in spans(meeting.attendance.rows[person]):
            if from_ms <= item.started_ms and (to_ms is None or to_ms > item.started_ms):
                present += 1
            if item.started_ms < from_ms < until_ms:
                came.append(person)
            if to_ms is not None and item.started_ms < to_ms < until_ms:
                left.append(person)
    return ItemAttendance(present=present, came=names.all_of(came), left=names.all_of(left))
