"""Rules of the list of members: until opening it follows the branch's register, then the desk.

Before opening, list, rooms and rules are a copy of the registers, made anew at each change of them.
A person who is no longer on the list is not expected, and loses the office of chair or secretary
and items to present. A room in which somebody has been stays, whatever the register says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from live.errors import Rejected
from live.ids import PersonId, SiteId, UnitId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.attendance import has_link, main_site, open_interval
from live.meeting.decisions.floor import leave
from live.meeting.decisions.moments import BEFORE
from live.meeting.decisions.presence import follow_links, go
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.people import ever_listed
from live.meeting.plan import check_numbers
from live.meeting.roster import OUTSIDE_RATE, BranchRegister, Category, Member, Venue
from live.meeting.state import Meeting, Method, NamedUnit


def follow(scene: Scene, command: c.FollowRegister) -> Events:
    """Adopt the register; after opening, only keep its list beside that of the meeting.

    Raises:
        Rejected: ``same_number``.
    """
    meeting, register = scene.meeting, command.register
    check_numbers(register.members)
    if meeting.facts.phase not in BEFORE:
        if register.members != meeting.register:
            yield e.RegisterChanged(**scene.stamp, members=register.members)
        return
    event = _followed(scene, register)
    if event == _followed(scene, _as_it_is(meeting)):
        return
    yield event
    scene = scene.after([event])
    for person in scene.meeting.members:
        events = tuple(agree(scene, person, meeting))
        yield from events
        scene = scene.after(events)


def _as_it_is(meeting: Meeting) -> BranchRegister:
    """Return the register that corresponds to the meeting's present list, rooms and rules."""
    facts = meeting.facts
    return BranchRegister(
        branch=facts.branch.name,
        unit=UnitId(facts.unit.id),
        unit_name=facts.unit.name,
        members=tuple(meeting.members.values()),
        sites=tuple(site.venue for site in meeting.sites.values()),
        rules=facts.rules,
    )


def _followed(scene: Scene, register: BranchRegister) -> e.RegisterFollowed:
    meeting = scene.meeting
    facts = meeting.facts
    sites = (*register.sites, *_rooms_in_use(meeting, register))
    return e.RegisterFollowed(
        **scene.stamp,
        branch=NamedUnit(id=facts.branch.id, name=register.branch),
        unit=NamedUnit(id=register.unit, name=register.unit_name),
        place=_place(meeting, sites),
        members=tuple(sorted(register.members, key=lambda member: member.number)),
        sites=sites,
        rules=register.rules,
    )


def _rooms_in_use(meeting: Meeting, register: BranchRegister) -> Iterator[Venue]:
    """Yield rooms no longer in the register where somebody has been, or a device is connected."""
    listed = {venue.site for venue in register.sites}
    rows = meeting.attendance.rows.values()
    been: set[SiteId | None] = {part.site for row in rows for part in row.intervals}
    for site, room in meeting.sites.items():
        if site not in listed and (site in been or room.devices):
            yield replace(room.venue, main=room.venue.main and not listed)


def _place(meeting: Meeting, sites: tuple[Venue, ...]) -> str:
    """Return where the meeting is held: the main room's place, unless another was set by hand."""
    main = main_site(meeting)
    before = meeting.sites[main].venue.place if main else ""
    now = next((venue.place for venue in sites if venue.main), "")
    return now if now and meeting.facts.place in ("", before) else meeting.facts.place


def agree(scene: Scene, person: PersonId, before: Meeting) -> Events:
    """Adapt a member's row to a changed category: a suspended member leaves, and a member who is
    not expected loses a mark of absence."""
    meeting = scene.meeting
    category, row = meeting.members[person].category, meeting.attendance.rows[person]
    was = before.members[person].category if person in before.members else category
    if category is was:
        return
    if row.absence and category in OUTSIDE_RATE:
        yield e.MarkCleared(**scene.stamp, person=person)
    if category is Category.SUSPENDED and open_interval(row):
        yield from go(scene, person)
    elif was is Category.SUSPENDED and has_link(row):
        yield e.PersonCame(**scene.stamp, person=person, site=None, method=Method.LINK)


# --- after opening: changes by the desk ----------------------------------------------------------


def add(scene: Scene, command: c.AddPerson) -> Events:
    """Add somebody to the list; nothing if already on it (double press)."""
    if command.person not in scene.meeting.members:
        member = _wanted(scene, command)
        event = e.PersonAdded(**scene.stamp, member=member, reason=command.reason)
        yield event
        yield from follow_links(scene.after([event]), member.person, had_link=False)


def _wanted(scene: Scene, command: c.AddPerson) -> Member:
    """Return who is to be added.

    Raises:
        Rejected: ``unknown_person``: not of the branch, and no name either; ``number_taken``.
    """
    meeting = scene.meeting
    if command.person and (off := meeting.off.get(command.person)):
        return off.member
    # With people who were taken off: their numbers are not given to others in this meeting.
    holders = {member.number: member for member in ever_listed(meeting).values()}
    free = max(holders, default=0) + 1
    if command.person is not None:
        for member in meeting.register:
            if member.person == command.person:
                taken = member.number in holders
                return replace(member, number=free) if taken else member
    if command.person is not None or command.name is None:
        raise Rejected("unknown_person")
    if command.number in holders:
        holder = holders[command.number]
        raise Rejected("number_taken", number=holder.number, name=holder.name)
    return Member(
        person=PersonId(scene.ids()),
        number=command.number or free,
        name=command.name,
        title=command.title,
        category=command.category,
    )


def take_off(scene: Scene, command: c.TakeOff) -> Events:
    """Take somebody off the list, and off the floor.

    Raises:
        Rejected: ``leads_meeting``: chair and secretary stay as long as the meeting goes on.
    """
    person = scene.member(command.person)
    if _leads(scene.meeting, person):
        raise Rejected("leads_meeting")
    yield e.PersonTakenOff(**scene.stamp, person=person, reason=command.reason)
    yield from leave(scene, person)


def change_category(scene: Scene, command: c.ChangeCategory) -> Events:
    """Change somebody's category.

    Raises:
        Rejected: ``leads_meeting``: chair and secretary cannot be suspended.
    """
    person = scene.member(command.person)
    if command.category is Category.SUSPENDED and _leads(scene.meeting, person):
        raise Rejected("leads_meeting")
    if scene.meeting.members[person].category is command.category:
        return
    event = e.CategoryChanged(
        **scene.stamp, person=person, category=command.category, reason=command.reason
    )
    yield event
    yield from agree(scene.after([event]), person, scene.meeting)


def _leads(meeting: Meeting, person: PersonId) -> bool:
    return person in (meeting.facts.chair, meeting.facts.secretary)


RULES: Final[Mapping[type[c.Command], Rule]] = {
    c.AddPerson: add,
    c.TakeOff: take_off,
    c.ChangeCategory: change_category,
    c.FollowRegister: follow,
}
