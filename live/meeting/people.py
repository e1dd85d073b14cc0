"""Everybody of a meeting who may be named, and what tells namesakes apart. Pure readings."""

from collections.abc import Mapping

from live.ids import PersonId
from live.meeting.roster import Member
from live.meeting.state import Meeting
from live.namesakes import Distinction, NamedGuest, Someone, told_apart


def ever_listed(meeting: Meeting) -> Mapping[PersonId, Member]:
    """Return the members on the list, and those taken off it, whom the record still names."""
    return {**meeting.members, **{person: off.member for person, off in meeting.off.items()}}


def distinctions(meeting: Meeting) -> Mapping[PersonId, Distinction]:
    """Return the distinction of each person of a meeting who has a namesake."""
    guests = meeting.supervision.guests.values()
    named: dict[PersonId, Someone] = {
        guest.person: NamedGuest(name=guest.name, title=guest.title) for guest in guests
    }
    return told_apart({**named, **ever_listed(meeting)})


def shown_name(meeting: Meeting, person: PersonId) -> str:
    """Return a name with its distinction, in a form for every language; "" for an unknown id."""
    known = ever_listed(meeting).get(person) or meeting.supervision.guests.get(person)
    if known is None:
        return ""
    apart = distinctions(meeting).get(person)
    return f"{known.name} ({apart.value})" if apart else known.name
