"""Rules of the list of members: until opening it follows the branch's register.

What a meeting to come says of its branch is no more than a copy; it is made anew whenever the
register changed. Whoever is no longer on the list is not expected, chairs nothing and presents
nothing. A room in which somebody has been this evening stays, whatever the register says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from live.ids import PersonId, SiteId, UnitId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.attendance import has_link, main_site, open_interval
from live.meeting.decisions.moments import BEFORE
from live.meeting.decisions.presence import go
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.plan import check_numbers
from live.meeting.roster import OUTSIDE_RATE, Category, Register, Venue
from live.meeting.state import Meeting, Method, Named


def follow(scene: Scene, command: c.FollowRegister) -> Events:
    """Take over what the register says, or after opening only keep it in sight.

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


def _as_it_is(meeting: Meeting) -> Register:
    """Return what the registers would say if they were as the meeting has them."""
    facts = meeting.facts
    return Register(
        branch=facts.branch.name,
        unit=UnitId(facts.unit.id),
        unit_name=facts.unit.name,
        members=tuple(meeting.members.values()),
        sites=tuple(site.venue for site in meeting.sites.values()),
        rules=facts.rules,
    )


def _followed(scene: Scene, register: Register) -> e.RegisterFollowed:
    meeting = scene.meeting
    facts = meeting.facts
    sites = (*register.sites, *_rooms_in_use(meeting, register))
    return e.RegisterFollowed(
        **scene.stamp,
        branch=Named(id=facts.branch.id, name=register.branch),
        unit=Named(id=register.unit, name=register.unit_name),
        place=_place(meeting, sites),
        members=tuple(sorted(register.members, key=lambda member: member.number)),
        sites=sites,
        rules=register.rules,
    )


def _rooms_in_use(meeting: Meeting, register: Register) -> Iterator[Venue]:
    """Yield the rooms that the register has no more but where somebody has been, or is linked."""
    listed = {venue.site for venue in register.sites}
    rows = meeting.attendance.rows.values()
    been: set[SiteId | None] = {part.site for row in rows for part in row.intervals}
    for site, room in meeting.sites.items():
        if site not in listed and (site in been or room.devices):
            yield replace(room.venue, main=room.venue.main and not listed)


def _place(meeting: Meeting, sites: tuple[Venue, ...]) -> str:
    """Return where the meeting is held: a place that was the main room's goes with that room."""
    main = main_site(meeting)
    before = meeting.sites[main].venue.place if main else ""
    now = next((venue.place for venue in sites if venue.main), "")
    return now if now and meeting.facts.place in ("", before) else meeting.facts.place


def agree(scene: Scene, person: PersonId, before: Meeting) -> Events:
    """Let a member's row agree with a category that is another than before: who is suspended takes
    no part, and of who is not expected nobody says whether the absence is excused."""
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


RULES: Final[Mapping[type[c.Command], Rule]] = {c.FollowRegister: follow}
