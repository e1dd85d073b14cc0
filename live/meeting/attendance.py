"""Attendance: reading rows, counting them, the rate and the vote denominator with their parts.

Pure readings of the state; nothing here changes anything. How rows are made is in
`decisions.presence` and `changes.presence`. What is counted: `live/README.md`,
"Who counts, who votes".
"""

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Final

from live.ids import PersonId, SiteId
from live.meeting.absence import Absence
from live.meeting.permissions import has_media
from live.meeting.roster import FREED, OUTSIDE_RATE, VOTING, Category, Member
from live.meeting.state import OVER, Facts, Interval, Meeting, Method, RollCall, Row
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

How = tuple[tuple[str, int], ...]
"""The signed parts that add up to a figure, in the order in which they are read out."""


# --- one row -----------------------------------------------------------------------------------


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
    interval = open_interval(row) if row else None
    return interval.site if interval else None


def main_site(meeting: Meeting) -> SiteId | None:
    """Return the main room, or the first one."""
    for site, room in meeting.sites.items():
        if room.venue.main:
            return site
    return next(iter(meeting.sites), None)


def where(meeting: Meeting, interval: Interval) -> str:
    """Return ``room`` for the main room, ``online`` for everywhere else."""
    in_main = interval.site is not None and interval.site == main_site(meeting)
    return "room" if in_main else "online"


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
    opened_ms, intervals = meeting.facts.opened_ms, in_meeting(meeting.facts, row)
    if opened_ms is None or not intervals:
        return False
    line_ms = opened_ms + meeting.facts.rules.late_after_min * 60_000
    if reported := meeting.attendance.reported:
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


# --- all rows ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The attendance in numbers. ``in_room`` is the main room; ``online`` is everybody else who
    is present, of whom ``at_sites`` sit in another room."""

    counts: dict[str, int]
    present: int
    """Present now, of those whom the rate counts."""
    attended: int
    """Present now or left early, of those whom the rate counts. Where presence online does not
    count, only who is or was last in the main room, as with ``present``."""
    absent: int
    """Members whom the rate counts and who did not attend anywhere, excused or not. The main
    room's expected number includes them: 18 of 20 when two are online."""
    base: int
    base_how: How
    attending: int
    """Members who were here, whether the rate counts them or not."""
    denominator: int
    denominator_how: How
    voting: int
    """Members present now who may vote."""
    needed: int
    """Voting members who should be present; fewer cause a warning and prevent nothing."""

    @property
    def rate_pct(self) -> float:
        """Members present in percent of the base, to one decimal."""
        return percent(self.present, self.base)

    @property
    def pass_at(self) -> int:
        """Return how many votes carry a motion: more than half of the denominator."""
        return self.denominator // 2 + 1


def percent(part: int, whole: int) -> float:
    """Return a share in percent to one decimal, halves rounded up; 0 of nothing."""
    return (2000 * part + whole) // (2 * whole) / 10 if whole else 0.0


def figures(meeting: Meeting, there: Set[Presence] = HERE) -> Figures:
    """Count all rows and return every figure of the attendance.

    Args:
        there: with what presence a member who is exempt or transferred out has come, and votes:
            who is here now, or, for the record of the whole meeting, whoever attended.
    """
    rules, main = meeting.facts.rules, main_site(meeting)
    counts, base = Counter[str](), Counter[str]()
    states = {person: presence_of(meeting, person) for person in meeting.members}
    present = attended = absent = voting = 0
    for person, member in meeting.members.items():
        row = meeting.attendance.rows[person]
        state, here = states[person], states[person] in HERE
        counts[state] += 1
        if state in ATTENDED:
            counts["attending"] += 1
            counts["late"] += is_late(meeting, row)
        site = row.intervals[-1].site if state in ATTENDED else None
        in_main = site is not None and site == main
        if here:
            counts["in_room" if in_main else "online"] += 1
            counts["at_sites"] += not in_main and site is not None
        outside = outside_base(member.category, rules.temp_in_counts)
        base["listed"] += 1
        if outside:
            base[outside] -= 1
        elif state in ATTENDED:
            rated = in_main or rules.online_presence_counts
            attended += rated
            present += here and rated
        else:
            absent += 1
        voting += here and member.category in VOTING and member.category is not Category.SUSPENDED
    votes = _votes(meeting, states, there)
    denominator = sum(votes.values())
    return Figures(
        counts=_named(counts, watching=_watching(meeting)),
        present=present,
        attended=attended,
        absent=absent,
        base=sum(base.values()),
        base_how=tuple(base.items()),
        attending=counts["attending"],
        denominator=denominator,
        denominator_how=tuple(votes.items()),
        voting=voting,
        needed=ceil(denominator * rules.quorum_advisory_pct / 100),
    )


def _watching(meeting: Meeting) -> int:
    return sum(bool(guest.devices) for guest in meeting.supervision.guests.values())


def outside_base(category: Category, temp_in_counts: bool) -> str | None:
    """Return why the rate does not expect a category; None: it does."""
    if category in OUTSIDE_RATE or (category is Category.TEMP_IN and not temp_in_counts):
        return category.value
    return None


def _votes(
    meeting: Meeting, states: Mapping[PersonId, Presence], there: Set[Presence]
) -> Counter[str]:
    """Return the parts of the vote denominator."""
    votes: Counter[str] = Counter()
    keep_excused = meeting.facts.rules.excused_in_denominator
    for person, member in meeting.members.items():
        if member.category in VOTING:
            votes["official"] += 1
            if less := _deduction(member.category, states[person], keep_excused, there):
                votes[less] -= 1
    return votes


def _deduction(
    category: Category, state: Presence, keep_excused: bool, there: Set[Presence] = HERE
) -> str | None:
    """Return why an official member is not in the vote denominator; None: is in it. Regulation
    24-QĐ/TW §9.3.2."""
    if category is Category.SUSPENDED:
        return "suspended"
    if category in FREED or category is Category.TEMP_OUT:
        return None if state in there else f"{category}_absent"
    return "excused" if state is Presence.EXCUSED and not keep_excused else None


def electorate(meeting: Meeting) -> tuple[PersonId, ...]:
    """Return who is in the vote denominator now, in the order of the list."""
    keep_excused = meeting.facts.rules.excused_in_denominator
    return tuple(
        person
        for person, member in meeting.members.items()
        if member.category in VOTING
        and not _deduction(member.category, presence_of(meeting, person), keep_excused)
    )


def _named(counts: Counter[str], watching: int) -> dict[str, int]:
    return {
        "in_room": counts["in_room"],
        "online": counts["online"],
        "at_sites": counts["at_sites"],
        "late": counts["late"],
        "left": counts[Presence.LEFT],
        "reconnecting": counts[Presence.RECONNECTING],
        "excused": counts[Presence.EXCUSED],
        "unexcused": counts[Presence.UNEXCUSED],
        "exempt": counts[Presence.EXEMPT],
        "temp_out": counts[Presence.TEMP_OUT],
        "suspended": counts[Presence.SUSPENDED],
        "unchecked": counts[Presence.UNCHECKED],
        "guests": watching,
    }


def roll_call(meeting: Meeting) -> RollCall:
    """Return the figures to be read out now."""
    counted = figures(meeting)
    counts = counted.counts
    return RollCall(
        in_room=counts["in_room"],
        online=counts["online"],
        reconnecting=counts["reconnecting"],
        excused=counts["excused"],
        unexcused=counts["unexcused"],
        exempt=counts["exempt"],
        temp_out=counts["temp_out"],
        suspended=counts["suspended"],
        unchecked=counts["unchecked"],
        guests=counts["guests"],
        present=counted.present,
        base=counted.base,
        rate_pct=counted.rate_pct,
        denominator=counted.denominator,
        pass_at=counted.pass_at,
    )


def is_over(meeting: Meeting) -> bool:
    """Return whether the meeting is closed or cancelled."""
    return meeting.facts.phase in OVER
