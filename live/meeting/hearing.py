"""Whether a speaker can be heard, and if not, why.

Pure readings of the state. The speaker is shown as speaking, and the clock runs, only if sound can
come: from the own device of a person online, or from the device that serves the room. In a room
without any device people hear each other, which is enough while nobody listens elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from live.ids import PersonId, SiteId
from live.meeting.attendance import has_link, is_away, open_interval, site_of
from live.meeting.permissions import Role, has_media
from live.meeting.rooms import device_of
from live.meeting.state import Device, Meeting
from live.meeting.words import Microphone


class Cause(StrEnum):
    """Why no sound comes; codes of `signaling/PROTOCOL.md`."""

    DISCONNECTED = "disconnected"
    """No device of the person is connected."""
    ROOM_DISCONNECTED = "room_disconnected"
    """No device of the room is connected, and others listen elsewhere."""
    MICROPHONE_OFF = "microphone_off"
    MICROPHONE_MISSING = "microphone_missing"
    WITHOUT_MEDIA = "without_media"
    """The owner chose to follow without sound and picture."""
    NO_PATH = "no_path"
    """No sound comes through from the device."""


_CAUSES: Final = {
    Microphone.OFF: Cause.MICROPHONE_OFF,
    Microphone.MISSING: Cause.MICROPHONE_MISSING,
    Microphone.NONE: Cause.WITHOUT_MEDIA,
    Microphone.NO_PATH: Cause.NO_PATH,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """Why a person cannot be heard. ``site``: the silent device is that of this room."""

    cause: Cause
    site: SiteId | None = None


def unheard(meeting: Meeting, person: PersonId) -> Unheard | None:
    """Return why somebody could not be heard now; None: sound can come."""
    if is_away(meeting, person):
        return Unheard(cause=Cause.DISCONNECTED)
    site = site_of(meeting, person)
    if site is None or site not in meeting.sites:
        return _silent(_own(meeting, person))
    serves = device_of(meeting, site)
    if serves is not None:
        return _silent([meeting.sites[site].devices[serves]], site)
    return _in_bare_room(meeting, person, site)


def _in_bare_room(meeting: Meeting, person: PersonId, site: SiteId) -> Unheard | None:
    """Return why somebody in a room without a device is not heard elsewhere; None if the person's
    own device, or that of a chair in the same room, can carry the sound."""
    own = _own(meeting, person)
    chair = meeting.facts.chair
    beside = _own(meeting, chair) if chair and site_of(meeting, chair) == site else []
    if _silent([*own, *beside]) is None or not _listened_to_elsewhere(meeting, site):
        return None
    return _silent(own) if own else Unheard(cause=Cause.ROOM_DISCONNECTED, site=site)


def _listened_to_elsewhere(meeting: Meeting, site: SiteId) -> bool:
    """Return whether anybody listens from outside a room. Chair and secretary are taken to be in
    the room, also when their links name none."""
    if any(room.devices for other, room in meeting.sites.items() if other != site):
        return True
    desk = (meeting.facts.chair, meeting.facts.secretary)
    return any(
        has_link(row) and open_interval(row) is not None and site_of(meeting, person) != site
        for person, row in meeting.attendance.rows.items()
        if person not in desk
    )


def _own(meeting: Meeting, person: PersonId) -> list[Device]:
    """Return somebody's own devices with sound."""
    row = meeting.attendance.rows.get(person)
    guest = meeting.supervision.guests.get(person)
    devices = row.devices if row else guest.devices if guest else {}
    return [device for device in devices.values() if has_media(device.role)]


def _silent(devices: Iterable[Device], site: SiteId | None = None) -> Unheard | None:
    """Return why no sound comes from any of these devices; None: it comes from one."""
    causes = [_cause(device) for device in devices]
    if None in causes:
        return None
    return Unheard(cause=next(filter(None, causes), Cause.DISCONNECTED), site=site)


def _cause(device: Device) -> Cause | None:
    if device.role is Role.OBSERVER:
        return Cause.MICROPHONE_MISSING  # observers send no media
    return _CAUSES.get(device.microphone)
