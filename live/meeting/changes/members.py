"""The list of members as its events change it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from live.ids import PersonId
from live.meeting import events as e
from live.meeting.changes.change import Change
from live.meeting.state import Facts, Floor, Meeting, Row, Site


def followed(meeting: Meeting, event: e.RegisterFollowed) -> Meeting:
    """Stand as the register says; rows and devices of who and what stays are kept."""
    members = {member.person: member for member in event.members}
    rows = {person: meeting.attendance.rows.get(person, Row()) for person in members}
    rooms = {venue.site: meeting.sites.get(venue.site, Site(venue=venue)) for venue in event.sites}
    items = tuple(
        item if item.presenter in members else replace(item, presenter=None)
        for item in meeting.agenda.items
    )
    return replace(
        meeting,
        facts=_facts(meeting.facts, event, frozenset(members)),
        members=members,
        register=event.members,
        sites={venue.site: replace(rooms[venue.site], venue=venue) for venue in event.sites},
        agenda=replace(meeting.agenda, items=items),
        floor=_floor(meeting, event),
        attendance=replace(meeting.attendance, rows=rows),
    )


def _facts(facts: Facts, event: e.RegisterFollowed, members: frozenset[PersonId]) -> Facts:
    """Return what the meeting is; who is not on the list neither chairs nor takes the minutes."""
    return replace(
        facts,
        place=event.place,
        branch=event.branch,
        unit=event.unit,
        chair=facts.chair if facts.chair in members else None,
        secretary=facts.secretary if facts.secretary in members else None,
        rules=event.rules,
    )


def _floor(meeting: Meeting, event: e.RegisterFollowed) -> Floor:
    """Return the floor; a limit that nobody at the desk has set is that of the rules."""
    floor, before = meeting.floor, meeting.facts.rules.speech_limit_s
    return replace(floor, limit_s=event.rules.speech_limit_s) if floor.limit_s == before else floor


def register_changed(meeting: Meeting, event: e.RegisterChanged) -> Meeting:
    """Know what the branch's list has become."""
    return replace(meeting, register=event.members)


CHANGES: Final[Mapping[type[e.Event], Change]] = {
    e.RegisterFollowed: followed,
    e.RegisterChanged: register_changed,
}
