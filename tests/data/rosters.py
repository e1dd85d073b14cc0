"""The three sample branches of the domain notes, with the figures that must come out.

The lists themselves stand once, with the demonstration that shows them; here is what each must
lead to when everybody attends as the list says.
"""

from dataclasses import dataclass
from typing import Final

from live.bots.rosters import BEN_GO, KHE_BAC, NA_KHOANG, BranchRoster
from live.ids import PersonId, SiteId
from live.meeting.roster import Category, Member, Venue


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Figures by `domain` notes, section (d)."""

    listed: int
    in_room: int
    online: int
    present: int
    base: int
    rate_pct: float
    excused: int
    unexcused: int
    exempt_absent: int
    temp_out_absent: int
    suspended: int
    denominator: int
    pass_at: int


VECTORS: Final[tuple[tuple[BranchRoster, Expected], ...]] = (
    (
        NA_KHOANG,
        Expected(
            listed=22,
            in_room=16,
            online=2,
            present=18,
            base=20,
            rate_pct=90.0,
            excused=1,
            unexcused=1,
            exempt_absent=1,
            temp_out_absent=1,
            suspended=0,
            denominator=16,
            pass_at=9,
        ),
    ),
    (
        KHE_BAC,
        Expected(
            listed=11,
            in_room=5,
            online=5,
            present=10,
            base=11,
            rate_pct=90.9,
            excused=1,
            unexcused=0,
            exempt_absent=0,
            temp_out_absent=0,
            suspended=0,
            denominator=8,
            pass_at=5,
        ),
    ),
    (
        BEN_GO,
        Expected(
            listed=46,
            in_room=30,
            online=1,
            present=30,
            base=33,
            rate_pct=90.9,
            excused=3,
            unexcused=0,
            exempt_absent=11,
            temp_out_absent=0,
            suspended=1,
            denominator=30,
            pass_at=16,
        ),
    ),
)


def members_of(roster: BranchRoster) -> tuple[Member, ...]:
    """Return a branch's list as a meeting takes it; ids are numbers."""
    return tuple(
        Member(
            person=PersonId(f"p{listed.number}"),
            number=listed.number,
            name=listed.name,
            title=listed.title,
            category=Category(listed.category),
        )
        for listed in roster.people
    )


def venues_of(roster: BranchRoster) -> tuple[Venue, ...]:
    """Return a branch's rooms, the first being the main one."""
    return tuple(
        Venue(site=SiteId(room.key), name=room.name, place=room.place, main=n == 0)
        for n, room in enumerate(roster.rooms)
    )
