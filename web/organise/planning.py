"""Makes a meeting's plan from the registers: members, rooms, agenda, rules.

Pure. `live.meeting.plan.create` checks the plan; until it opens the meeting follows the registers
(`live.service.Meetings.follow`).
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from live.ids import MeetingId, PersonId
from live.meeting.permissions import DESK, Role
from live.meeting.plan import MeetingPlan
from live.meeting.state import MeetingKind
from live.store.listing import members, venues
from live.store.registers import Branch, Person, Site, Template, Unit
from web.rendering import at

CHAIRS: Final = ("bí thư", "phó bí thư")
SECRETARIES: Final = ("thư ký", "phó bí thư")
"""Offices that make somebody the likely chair or minute-taker; the form lets choose anyone."""
EVENING: Final = dt.time(19, 30)
"""Proposed hour of the beginning: after work. Chosen."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The organiser's choices for a new meeting."""

    title: str
    kind: MeetingKind
    scheduled_ms: int
    place: str = ""
    chair: PersonId | None = None
    secretary: PersonId | None = None
    state_secret: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MeetingBranch:
    """The branch that meets, as the registers have it."""

    branch: Branch
    unit: Unit
    people: Sequence[Person]
    sites: Sequence[Site]


def plan_meeting(
    wish: Wish,
    host: MeetingBranch,
    template: Template | None,
    meeting: MeetingId,
    checkin_secret: str,
) -> MeetingPlan:
    """Return the plan of a meeting.

    Args:
        wish: the organiser's decisions.
        host: the branch with its active people and its rooms.
        template: the agenda to begin with; None: empty.
        meeting: the id the meeting will have.
        checkin_secret: random text from which check-in codes are made.
    """
    return MeetingPlan(
        meeting=meeting,
        title=wish.title,
        kind=wish.kind,
        scheduled_ms=wish.scheduled_ms,
        place=wish.place or next((site.place for site in host.sites if site.main), ""),
        branch=(host.branch.id, host.branch.name),
        unit=(host.unit.id, host.unit.name),
        members=members(host.people),
        sites=venues(host.sites),
        chair=wish.chair,
        secretary=wish.secretary,
        items=template.items if template else (),
        rules=host.branch.settings,
        checkin_secret=checkin_secret,
        state_secret=wish.state_secret,
    )


def likely_start(now: dt.datetime) -> dt.datetime:
    """Return the next evening hour at which branches meet, by the clocks of ``now``'s zone."""
    tonight = dt.datetime.combine(now.date(), EVENING, now.tzinfo)
    return tonight if tonight > now else tonight + dt.timedelta(days=1)


def day_is_past(moment_ms: int, now_ms: int, zone: dt.tzinfo) -> bool:
    """Tell whether a moment lies before today; earlier today a meeting may just be late."""
    return at(moment_ms, zone).date() < at(now_ms, zone).date()


def officer(people: Iterable[Person], words: Sequence[str]) -> PersonId | None:
    """Return who holds one of these offices, trying the offices in order (``Bí thư`` first)."""
    for word in words:
        for person in people:
            if person.title.casefold().startswith(word):
                return person.id
    return None


def likely_officers(
    people: Sequence[Person], role: Role, maker: PersonId | None
) -> tuple[PersonId | None, PersonId | None]:
    """Return who will likely chair and take the minutes of a meeting that is made.

    Args:
        people: the branch's list.
        role: of whose account makes it: a chair means to lead it, a secretary to take the minutes.
        maker: that account's person, who need not be on the list.
    """
    own = next((person.id for person in people if person.id == maker and role in DESK), None)
    others = [person for person in people if person.id != own]
    chair = own if role is Role.CHAIR and own else officer(others, CHAIRS)
    if role is Role.SECRETARY and own:
        return chair, own
    return chair, officer([person for person in others if person.id != chair], SECRETARIES)
