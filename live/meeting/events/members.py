"""Events of the list of members: what the desk changed, and what the branch's register said."""

from pydantic.dataclasses import dataclass

from live.ids import PersonId
from live.meeting import state as s
from live.meeting.events.base import STRICT, Event
from live.meeting.roster import Category, Member, Venue
from live.meeting.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RegisterFollowed(Event):
    """Before opening: the registers changed; these are the values that the meeting takes."""

    branch: s.NamedUnit
    unit: s.NamedUnit
    place: str
    members: tuple[Member, ...]
    sites: tuple[Venue, ...]
    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RegisterChanged(Event):
    """After opening: the branch's list changed; the meeting's own list stays as it is."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class PersonAdded(Event):
    """The desk put somebody on the list."""

    member: Member
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class PersonTakenOff(Event):
    """The desk took somebody off the list."""

    person: PersonId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class CategoryChanged(Event):
    """The desk changed somebody's category."""

    person: PersonId
    category: Category
    reason: str
