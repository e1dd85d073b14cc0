"""The attendance in figures: rows counted, the rate and the vote denominator with their parts.

Pure readings of the state. What is counted: `live/README.md`, "Who counts, who votes".
"""

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from math import ceil

from live.ids import PersonId, SiteId
from live.meeting.attendance import (
    ATTENDED,
    HERE,
    Presence,
    came_late,
    main_of,
    presence,
    presence_of,
)
from live.meeting.remembering import remembered
from live.meeting.roster import FREED, OUTSIDE_RATE, VOTING, Category, Member
from live.meeting.state import Attendance, Facts, Guest, Meeting, MeetingSite, RollCall

How = tuple[tuple[str, int], ...]
"""The signed parts that add up to a figure, in the order in which they are read out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The attendance in numbers. ``in_room`` is the main room; ``online`` is everybody else who
    is present, of whom ``at_sites`` sit in another room."""

    counts: Mapping[str, int]
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
    guests = meeting.supervision.guests
    return _figures(
        meeting.facts, meeting.members, meeting.sites, meeting.attendance, guests, there
    )


@remembered
def _figures(
    facts: Facts,
    members: Mapping[PersonId, Member],
    sites: Mapping[SiteId, MeetingSite],
    attendance: Attendance,
    guests: Mapping[PersonId, Guest],
    there: Set[Presence],
) -> Figures:
    rules, main = facts.rules, main_of(sites)
    counts, rows = Counter[str](), attendance.rows
    states = {person: presence(facts, each, rows[person]) for person, each in members.items()}
    present = attended = absent = voting = 0
    for person, member in members.items():
        row = rows[person]
        state, here = states[person], states[person] in HERE
        counts[state] += 1
        if state in ATTENDED:
            counts["attending"] += 1
            counts["late"] += came_late(facts, attendance.reported, row)
        site = row.intervals[-1].site if state in ATTENDED else None
        in_main = site is not None and site == main
        if here:
            counts["in_room" if in_main else "online"] += 1
            counts["at_sites"] += not in_main and site is not None
        if not outside_base(member.category, rules.temp_in_counts):
            rated = state in ATTENDED and (in_main or rules.online_presence_counts)
            attended += rated
            present += here and rated
            absent += state not in ATTENDED
        voting += here and member.category in VOTING and member.category is not Category.SUSPENDED
    base = _base(members, temp_in_counts=rules.temp_in_counts)
    votes = _votes(members, states, there, keep_excused=rules.excused_in_denominator)
    denominator = sum(votes.values())
    return Figures(
        counts=_named(counts, watching=sum(bool(guest.devices) for guest in guests.values())),
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


def _base(members: Mapping[PersonId, Member], *, temp_in_counts: bool) -> Counter[str]:
    """Return the parts of how many the rate expects."""
    base: Counter[str] = Counter()
    for member in members.values():
        base["listed"] += 1
        if outside := outside_base(member.category, temp_in_counts):
            base[outside] -= 1
    return base


def outside_base(category: Category, temp_in_counts: bool) -> str | None:
    """Return why the rate does not expect a category; None: it does."""
    if category in OUTSIDE_RATE or (category is Category.TEMP_IN and not temp_in_counts):
        return category.value
    return None


def _votes(
    members: Mapping[PersonId, Member],
    states: Mapping[PersonId, Presence],
    there: Set[Presence],
    *,
    keep_excused: bool,
) -> Counter[str]:
    """Return the parts of the vote denominator."""
    votes: Counter[str] = Counter()
    for person, member in members.items():
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
