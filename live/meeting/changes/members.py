"""How events change the list of members."""

from collections.abc import Mapping
from typing import Final

from live.ids import PersonId
from live.meeting import events as e
from live.meeting.changes.change import Change
from live.meeting.changes.presence import ended, with_row
from live.meeting.changes.replacing import replace
from live.meeting.roster import Category
from live.meeting.state import (
    Facts,
    Floor,
    ItemState,
    ListAct,
    ListChange,
    Meeting,
    MeetingSite,
    Off,
    Row,
)


def followed(meeting: Meeting, event: e.RegisterFollowed) -> Meeting:
    """Replace list, rooms and rules by the register's; those that stay keep rows and devices."""
    members = {member.person: member for member in event.members}
    rows = {person: meeting.attendance.rows.get(person, Row()) for person in members}
    rooms = {
        venue.site: meeting.sites.get(venue.site, MeetingSite(venue=venue)) for venue in event.sites
    }
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
    """Return the facts after the event; an officer who is no longer on the list is unset."""
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
    """Return the floor; its limit follows the rules unless the desk has set another one."""
    floor, before = meeting.floor, meeting.facts.rules.speech_limit_s
    return replace(floor, limit_s=event.rules.speech_limit_s) if floor.limit_s == before else floor


def register_changed(meeting: Meeting, event: e.RegisterChanged) -> Meeting:
    """Keep the branch's new list beside that of the meeting."""
    return replace(meeting, register=event.members)


def added(meeting: Meeting, event: e.PersonAdded) -> Meeting:
    """Add a person to the list, by number; a person who was taken off gets the old row back."""
    person = event.member.person
    before = meeting.off.get(person)
    row = _noted(before.row if before else Row(), event, ListAct.ADDED)
    members = sorted([*meeting.members.values(), event.member], key=lambda member: member.number)
    rows = {**meeting.attendance.rows, person: row}
    return replace(
        meeting,
        members={member.person: member for member in members},
        off={id_: off for id_, off in meeting.off.items() if id_ != person},
        attendance=replace(
            meeting.attendance, rows={member.person: rows[member.person] for member in members}
        ),
    )


def taken_off(meeting: Meeting, event: e.PersonTakenOff) -> Meeting:
    """Take a person off the list: the row is kept in `Meeting.off`, items not finished lose their
    presenter. Devices stay known until they disconnect, which they are told to do."""
    person = event.person
    row = meeting.attendance.rows[person]
    row = replace(row, intervals=ended(row, event.at_ms), dropped=None)
    off = Off(member=meeting.members[person], row=_noted(row, event, ListAct.TAKEN_OFF))
    rows = {id_: each for id_, each in meeting.attendance.rows.items() if id_ != person}
    items = tuple(
        replace(item, presenter=None)
        if item.presenter == person and item.state in (ItemState.PENDING, ItemState.CURRENT)
        else item
        for item in meeting.agenda.items
    )
    return replace(
        meeting,
        members={id_: each for id_, each in meeting.members.items() if id_ != person},
        off={**meeting.off, person: off},
        agenda=replace(meeting.agenda, items=items),
        attendance=replace(meeting.attendance, rows=rows),
    )


def category_changed(meeting: Meeting, event: e.CategoryChanged) -> Meeting:
    """Change a person's category."""
    member = meeting.members[event.person]
    row = _noted(
        meeting.attendance.rows[event.person], event, ListAct.CATEGORY, was=member.category
    )
    changed = replace(member, category=event.category)
    meeting = replace(meeting, members={**meeting.members, event.person: changed})
    return with_row(meeting, event.person, row)


def _noted(
    row: Row,
    event: e.PersonAdded | e.PersonTakenOff | e.CategoryChanged,
    act: ListAct,
    was: Category | None = None,
) -> Row:
    change = ListChange(by=event.by, at_ms=event.at_ms, act=act, reason=event.reason, was=was)
    return replace(row, listing=(*row.listing, change))


CHANGES: Final[Mapping[type[e.Event], Change]] = {
    e.RegisterFollowed: followed,
    e.RegisterChanged: register_changed,
    e.PersonAdded: added,
    e.PersonTakenOff: taken_off,
    e.CategoryChanged: category_changed,
}
