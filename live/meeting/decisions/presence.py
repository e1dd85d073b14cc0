"""Rules of presence: devices that come and go, check-in by code or number, the grace period.

A person is not a connection: presence by code, number or hand needs no device. Presence by link
ends when the last link has been down for the grace period, and is recorded as ended at the drop.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from live.errors import Rejected
from live.ids import DeviceId, PersonId, SiteId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.attendance import (
    grace_is_over,
    has_link,
    holds,
    is_over,
    link_below,
    open_interval,
)
from live.meeting.check_in import site_of_code
from live.meeting.decisions.floor import leave
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.floor import silence_ms
from live.meeting.permissions import GUESTS, Role, has_media
from live.meeting.roster import Category
from live.meeting.state import Device, Meeting, Method, Row
from live.meeting.watching import since_ms

_UNSEEN: Final = frozenset({Role.ADMINISTRATOR, Role.SYSTEM})
"""Roles whose devices are not recorded."""

# --- devices -----------------------------------------------------------------------------------


def device_came(scene: Scene, command: c.DeviceCame) -> Events:
    """Record a device of a room, a guest or a member; one with sound makes its member present."""
    actor, meeting = scene.actor, scene.meeting
    if is_over(meeting) or actor.role in _UNSEEN:
        return
    person = _owner(scene)
    site = scene.site(actor.site) if actor.role is Role.SITE or actor.site else None
    devices = _devices(meeting, person, site)
    known = devices.get(command.device)
    seen = (command.node, actor.role, command.microphone)
    if known and (known.node, known.role, known.microphone) == seen:
        return
    yield e.DeviceConnected(
        **scene.stamp,
        device=command.device,
        node=command.node,
        role=actor.role,
        person=person,
        site=site,
        name=actor.name,
        title=actor.title,
        unit=actor.unit,
        microphone=command.microphone,
    )
    if person is None or person not in meeting.members:
        return
    if has_media(actor.role):
        yield from _linked(scene, person, site)
        if command.entered and actor.role is Role.MEMBER and site is None:
            yield from _gone_home(scene, person)
    elif known and _was_last_link(devices, command.device):
        yield from _dropped(scene, person)  # the browser with sound became a silent companion


def _owner(scene: Scene) -> PersonId | None:
    """Return the person behind the actor's device; None: a room."""
    actor = scene.actor
    if actor.role is Role.SITE:
        return None
    if actor.person is None or (
        actor.role not in GUESTS and actor.person not in scene.meeting.members
    ):
        raise Rejected("unknown_person")
    return actor.person


def _devices(
    meeting: Meeting, person: PersonId | None, site: SiteId | None
) -> Mapping[DeviceId, Device]:
    if person is None:
        room = meeting.sites.get(site) if site else None
        return room.devices if room else {}
    if row := meeting.attendance.rows.get(person):
        return row.devices
    if off := meeting.off.get(person):
        return off.row.devices
    guest = meeting.supervision.guests.get(person)
    return guest.devices if guest else {}


def _linked(scene: Scene, person: PersonId, site: SiteId | None) -> Events:
    meeting = scene.meeting
    if meeting.members[person].category is Category.SUSPENDED:
        return
    row = meeting.attendance.rows[person]
    if open_interval(row) is None:
        yield e.PersonCame(**scene.stamp, person=person, site=site, method=Method.LINK)
    elif row.dropped is None:
        return
    elif grace_is_over(meeting, row, scene.now_ms):
        yield from _gone(scene, person, row)
        yield e.PersonCame(**scene.stamp, person=person, site=site, method=Method.LINK)
    else:
        yield e.PersonReturned(**scene.stamp, person=person)


def _gone_home(scene: Scene, person: PersonId) -> Events:
    """Move a person who was checked in at a room and now enters online: a person is in one place,
    where the last entering says. Not the desk, which enters by its own link while in the room."""
    interval = open_interval(scene.meeting.attendance.rows[person])
    if interval and interval.site is not None and holds(interval):
        yield e.PersonCame(**scene.stamp, person=person, site=None, method=Method.LINK)


def device_went(scene: Scene, command: c.DeviceWent) -> Events:
    """Record that a device is gone, unless it has connected to another process meanwhile."""
    if is_over(scene.meeting):
        return
    for person, site, devices in owners(scene):
        device = devices.get(command.device)
        if device is None or device.node != command.node:
            continue
        yield e.DeviceDropped(
            **scene.stamp,
            device=command.device,
            person=person,
            site=site,
            since_ms=_guest_since_ms(scene, person, command.silent_ms),
        )
        if person is not None and _was_last_link(devices, command.device):
            yield from _dropped(scene, person, command.silent_ms)


def _guest_since_ms(scene: Scene, person: PersonId | None, silent_ms: int) -> int | None:
    """Return when a guest's device last gave a sign of life; None: now, or no guest's device."""
    guest = scene.meeting.supervision.guests.get(person) if person else None
    if guest is None or silent_ms <= 0:
        return None
    return since_ms(guest, silent_ms, scene.now_ms)


def owners(
    scene: Scene,
) -> Iterator[tuple[PersonId | None, SiteId | None, Mapping[DeviceId, Device]]]:
    """Yield the person or room that may own the command's device, with their devices. For the
    server acting for itself, as after a process that died, that is everybody."""
    for person, site in _owners(scene):
        yield person, site, _devices(scene.meeting, person, site)


def _owners(scene: Scene) -> Iterator[tuple[PersonId | None, SiteId | None]]:
    actor, meeting = scene.actor, scene.meeting
    if actor.role is Role.SITE:
        yield None, actor.site
    elif actor.role is not Role.SYSTEM:
        yield actor.person, None
    else:
        yield from ((person, None) for person in meeting.attendance.rows)
        yield from ((person, None) for person in meeting.off)
        yield from ((person, None) for person in meeting.supervision.guests)
        yield from ((None, site) for site in meeting.sites)


def _was_last_link(devices: Mapping[DeviceId, Device], gone: DeviceId) -> bool:
    if not has_media(devices[gone].role):
        return False
    return not any(has_media(device.role) for id_, device in devices.items() if id_ != gone)


def _dropped(scene: Scene, person: PersonId, silent_ms: int = 0) -> Events:
    row = scene.meeting.attendance.rows.get(person)
    interval = open_interval(row) if row else None
    if interval and not holds(interval):
        # Not before the interval began, even if the process that died last lived earlier.
        since_ms = max(scene.now_ms - silent_ms, interval.from_ms) if silent_ms > 0 else None
        yield e.PersonDropped(**scene.stamp, person=person, since_ms=since_ms)


# --- the grace period, and other deadlines ---------------------------------------------------


def _gone(scene: Scene, person: PersonId, row: Row) -> Events:
    left_ms = row.dropped.since_ms if row.dropped else scene.now_ms
    yield e.PersonLeft(**scene.stamp, person=person, left_ms=left_ms)
    yield from leave(scene, person)


def tick(scene: Scene, _: c.Tick) -> Events:
    """Act on passed deadlines: record who left after the grace period, silence a turn over time."""
    meeting = scene.meeting
    if is_over(meeting):
        return
    for person, row in meeting.attendance.rows.items():
        if grace_is_over(meeting, row, scene.now_ms):
            events = tuple(_gone(scene, person, row))
            yield from events
            scene = scene.after(events)  # speaker and questioner may leave at once
    turn = scene.meeting.floor.turn
    due_ms = silence_ms(scene.meeting.floor)
    if turn and due_ms is not None and due_ms <= scene.now_ms:
        yield e.TurnSilenced(**scene.stamp, turn=turn.id)


# --- coming into a room ------------------------------------------------------------------------


def check_in(scene: Scene, command: c.CheckIn) -> Events:
    """Make the sender present in the room whose screen shows the code."""
    person = scene.member(scene.somebody(scene.actor.person))
    site = site_of_code(scene.meeting, command.code, scene.now_ms)
    if site is None:
        raise Rejected("wrong_code")
    yield from arrive(scene, person, site, Method.CODE)


def check_in_number(scene: Scene, command: c.CheckInNumber) -> Events:
    """Make the member with this number present in the room whose number pad sent it."""
    site = scene.site(scene.actor.site)
    for person, member in scene.meeting.members.items():
        if member.number == command.number:
            yield from arrive(scene, person, site, Method.NUMBER)
            return
    raise Rejected("unknown_number", number=command.number)


def arrive(scene: Scene, person: PersonId, site: SiteId | None, method: Method) -> Events:
    """Make a member present at a place, with or without a link; nothing if that is so already."""
    meeting = scene.meeting
    if meeting.members[person].category is Category.SUSPENDED:
        raise Rejected("suspended")
    row = meeting.attendance.rows[person]
    if grace_is_over(meeting, row, scene.now_ms):
        yield from _gone(scene, person, row)
    else:
        interval = open_interval(row)
        at_place = interval is not None and interval.site == site and row.dropped is None
        if interval and at_place and (site is None or holds(interval)):
            return
    yield e.PersonCame(**scene.stamp, person=person, site=site, method=method)


def go(scene: Scene, person: PersonId) -> Events:
    """Let a member who is present leave now."""
    yield from _gone(scene, person, scene.meeting.attendance.rows[person])


def stay_by_link(scene: Scene, person: PersonId) -> Events:
    """After a mark by hand was taken back, keep a member with a link present through it; a member
    without one is removed from the floor."""
    row = scene.meeting.attendance.rows[person]
    if link_below(row):
        return
    if has_link(row):
        yield e.PersonCame(**scene.stamp, person=person, site=None, method=Method.LINK)
    else:
        yield from leave(scene, person)


def follow_links(scene: Scene, person: PersonId, *, had_link: bool) -> Events:
    """Bring a row that an undo restored into agreement with the links that exist now.

    Args:
        scene: after the row was restored.
        person: whose row.
        had_link: whether the restored row had a link when it was kept.
    """
    row = scene.meeting.attendance.rows[person]
    interval = open_interval(row)
    suspended = scene.meeting.members[person].category is Category.SUSPENDED
    if interval is None and has_link(row) and not had_link and not suspended:
        yield e.PersonCame(**scene.stamp, person=person, site=None, method=Method.LINK)
    elif interval and not holds(interval) and has_link(row) and row.dropped is not None:
        yield e.PersonReturned(**scene.stamp, person=person)
    elif interval and not holds(interval) and not has_link(row) and row.dropped is None:
        yield e.PersonDropped(**scene.stamp, person=person)


RULES: Final[Mapping[type[c.Command], Rule]] = {
    c.DeviceCame: device_came,
    c.DeviceWent: device_went,
    c.Tick: tick,
    c.CheckIn: check_in,
    c.CheckInNumber: check_in_number,
}
