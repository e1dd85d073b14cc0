"""The meeting as a whole, who is on its list, and its rooms, as screens see them."""

from collections import Counter
from collections.abc import Mapping

from live.ids import PersonId
from live.meeting.attendance import main_site, site_in
from live.meeting.figures import Figures
from live.meeting.people import all_of, distinctions
from live.meeting.permissions import OVERSEERS, Role
from live.meeting.remembering import remembered
from live.meeting.roster import Member
from live.meeting.state import Attendance, Guest, Meeting, Off
from live.meeting.views.base import View
from live.namesakes import Distinction


def meeting_view(meeting: Meeting) -> View:
    """Return the facts of the meeting and its phase."""
    facts = meeting.facts
    return {
        "id": facts.id,
        "title": facts.title,
        "kind": facts.kind.value,
        "state": facts.phase.value,
        "scheduled_ms": facts.scheduled_ms,
        "opened_ms": facts.opened_ms,
        "closed_ms": facts.closed_ms,
        "closed_by": facts.closed_by,
        "place": facts.place,
        "branch": {"id": facts.branch.id, "name": facts.branch.name},
        "unit": {"id": facts.unit.id, "name": facts.unit.name},
        "chair": facts.chair,
        "secretary": facts.secretary,
        "recording": False,
        "clock": [
            {"at_ms": each.at_ms, "by_ms": each.by_ms}
            for each in facts.clock
            if facts.opened_ms is not None and each.at_ms >= facts.opened_ms
        ],
    }


def people_view(meeting: Meeting, role: Role) -> View:
    """Return everybody whom a view may name, by id, with people taken off the list (``off``);
    categories for `OVERSEERS` alone."""
    guests, apart = meeting.supervision.guests, distinctions(meeting)
    return _people(
        *(meeting.members, meeting.off, meeting.attendance, guests, apart, role in OVERSEERS)
    )


@remembered
def _people(
    members: Mapping[PersonId, Member],
    off: Mapping[PersonId, Off],
    attendance: Attendance,
    guests: Mapping[PersonId, Guest],
    apart: Mapping[PersonId, Distinction],
    with_categories: bool,
) -> View:
    people: View = {}
    for person, member in all_of(members, off).items():
        row = attendance.rows.get(person)
        people[person] = {
            "name": member.name,
            "title": member.title,
            "number": member.number,
            "site": site_in(row) if row else None,
            "off": person in off,
        }
        if with_categories:
            people[person]["category"] = member.category.value
    for person, guest in guests.items():
        if person not in people:
            people[person] = {
                "name": guest.name,
                "title": guest.title,
                "number": None,
                "site": None,
                "off": False,
            }
    for id_, shown in people.items():
        told = apart.get(PersonId(id_))
        shown["distinction"] = {"by": told.by.value, "value": told.value} if told else None
    return people


def sites_view(meeting: Meeting, counted: Figures) -> View:
    """Return the rooms with the numbers of people expected and checked in."""
    here = Counter(map(site_in, meeting.attendance.rows.values()))
    main = main_site(meeting)
    return {
        site: {
            "name": room.venue.name,
            "place": room.venue.place,
            "main": room.venue.main,
            "checked_in": here[site],
            "expected": here[site] + (counted.absent if site == main else 0),
            "connected": bool(room.devices),
        }
        for site, room in meeting.sites.items()
    }
