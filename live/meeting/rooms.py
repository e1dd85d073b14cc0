"""A room is one microphone and one loudspeaker: which devices in it are silent.

Two open microphones in one room howl through its loudspeaker, and two loudspeakers echo. So one
device of the room serves everybody who sits there: the one connected longest. Pure readings of the
state; whether a role has sound at all is not decided here.
"""

from dataclasses import dataclass
from enum import StrEnum

from live.ids import DeviceId, SiteId
from live.meeting.attendance import site_of
from live.meeting.feeds import open_microphones
from live.meeting.permissions import Actor, Role
from live.meeting.state import Feed, Meeting, PersonFeed, SiteFeed


class Why(StrEnum):
    """Why a device is silent; the codes of `signaling/PROTOCOL.md`."""

    ROOM_SPEAKS = "room_speaks"
    """The device's person sits in a room whose own device serves everybody there."""
    ROOM_SERVED = "room_served"
    """Another device of the same room serves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A device that sends neither sound nor picture of its own, and plays no sound."""

    why: Why
    site: SiteId
    """The room."""


def silence(meeting: Meeting, actor: Actor) -> Silence | None:
    """Return why a device is silent now; None: it is not."""
    if actor.role is Role.SITE:
        serving = device_of(meeting, actor.site)
        if actor.site is None or actor.device is None or serving in (None, actor.device):
            return None
        return Silence(why=Why.ROOM_SERVED, site=actor.site)
    room = actor.site or (site_of(meeting, actor.person) if actor.person else None)
    if room is None or device_of(meeting, room) is None:
        return None
    return Silence(why=Why.ROOM_SPEAKS, site=room)


def is_open(meeting: Meeting, actor: Actor) -> bool:
    """Return whether a device's own microphone is open now."""
    feed: Feed | None = PersonFeed(actor.person) if actor.person else None
    if actor.role is Role.SITE:
        feed = SiteFeed(actor.site) if actor.site else None
    return feed in open_microphones(meeting) and not silence(meeting, actor)


def device_of(meeting: Meeting, site: SiteId | None) -> DeviceId | None:
    """Return the device that is a room's microphone and loudspeaker; None: none is connected."""
    room = meeting.sites.get(site) if site else None
    return next(iter(room.devices), None) if room else None
