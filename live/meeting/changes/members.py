"""The list of members as its events change it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from live.ids import PersonId
from live.meeting import events as e
from live.meeting.changes.change import Change
from live.meeting.changes.presence import ended, with_row
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
    """Stand as the register says; rows and devices of who and what stays are kept."""
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


def added(meeting: Meeting, event: e.PersonAdded) -> Meeting:
    """Be on the list, at the place of the number; who was on it before finds the own row again."""
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
    """Be on the list no more: what was recorded is kept, what is still to come goes on without.
    Devices stay known until they have gone, which they are told to."""
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
    """Count otherwise from now."""
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
