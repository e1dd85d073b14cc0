"""Everybody of a meeting who may be named, and what tells namesakes apart. Pure readings."""

from collections.abc import Mapping

from live.ids import PersonId
from live.meeting.remembering import remembered
from live.meeting.roster import Member
from live.meeting.state import Guest, Meeting, Off
from live.namesakes import Distinction, NamedGuest, Someone, told_apart


def ever_listed(meeting: Meeting) -> Mapping[PersonId, Member]:
    """Return the members on the list, and those taken off it, whom the record still names."""
    return all_of(meeting.members, meeting.off)


def all_of(
    members: Mapping[PersonId, Member], off: Mapping[PersonId, Off]
) -> Mapping[PersonId, Member]:
    """Return the members on a list, and those taken off it."""
    return {**members, **{person: each.member for person, each in off.items()}}


def distinctions(meeting: Meeting) -> Mapping[PersonId, Distinction]:
    """Return the distinction of each person of a meeting who has a namesake."""
    return _distinctions(meeting.members, meeting.off, meeting.supervision.guests)


@remembered
def _distinctions(
    members: Mapping[PersonId, Member],
    off: Mapping[PersonId, Off],
    guests: Mapping[PersonId, Guest],
) -> Mapping[PersonId, Distinction]:
    named: dict[PersonId, Someone] = {
        guest.person: NamedGuest(name=guest.name, title=guest.title) for guest in guests.values()
    }
    return told_apart({**named, **all_of(members, off)})


def shown_name(meeting: Meeting, person: PersonId) -> str:
    """Return a name with its distinction, in a form for every language; "" for an unknown id."""
    known = ever_listed(meeting).get(person) or meeting.supervision.guests.get(person)
    if known is None:
        return ""
    apart = distinctions(meeting).get(person)
    return f"{known.name} ({apart.value})" if apart else known.name
