"""Which devices are here: told to the record when they come and go, or when their server died.

Every process shows on the bus that it lives. Devices are recorded with the process that holds them;
when a process has not been seen for `DEAD_S`, the others (or its successor) record that its devices
went. A device that comes back before that, anywhere, is simply recorded anew: it never went.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from live.bus import Bus
from live.errors import Rejected
from live.ids import DeviceId, MeetingId, NodeId, PersonId, SiteId
from live.meeting.commands import DeviceCame, DeviceWent
from live.meeting.permissions import Actor
from live.meeting.state import Device, Meeting
from signaling.hub import Meetings

log: Final = logging.getLogger("signaling.presence")

BEAT_S: Final = 5.0
"""Seconds between signs of life of a process; chosen."""
DEAD_S: Final = 15.0
"""Seconds without one after which a process counts as dead: three beats, and shorter than the
shortest grace period of the rules; chosen."""
PREFIX: Final = "node/"
"""Keys on the bus under which processes show that they live."""


class Presence:
    """What this process tells the record about devices."""

    def __init__(
        self, meetings: Meetings, bus: Bus, node: NodeId, monotonic: Callable[[], float]
    ) -> None:
        self._meetings = meetings
        self._bus = bus
        self._node = node
        self._monotonic = monotonic
        self._missing_since: dict[str, float] = {}

    async def came(self, meeting: MeetingId, actor: Actor) -> None:
        """Record that a device connected here. Raises Rejected(``unknown_meeting``)."""
        await self._meetings.do(meeting, DeviceCame(device=_device(actor), node=self._node), actor)

    async def went(self, meeting: MeetingId, actor: Actor) -> None:
        """Record that a device is no longer connected here; harmless when it is elsewhere now."""
        await self._tell_gone(meeting, actor, self._node)

    async def beat(self) -> None:
        """Show that this process lives. A bus that cannot be reached now is tried next time."""
        try:
            await self._bus.keep(PREFIX + self._node, b"", DEAD_S)
        except ConnectionError:
            log.warning("the bus cannot be reached: no sign of life sent")

    async def leave(self) -> None:
        """Take the sign of life away: the devices of this process may be looked for elsewhere."""
        try:
            await self._bus.drop(PREFIX + self._node)
        except ConnectionError:
            log.warning("the bus cannot be reached: the sign of life ends by itself")

    async def sweep(self, meetings: Iterable[Meeting]) -> None:
        """Record that the devices of dead processes went."""
        meetings = list(meetings)
        dead = await self._dead({node for m in meetings for _, node in held_devices(m)})
        for meeting in meetings:
            for actor, node in held_devices(meeting):
                if node in dead:
                    log.info("meeting %s: a device of dead process %s went", meeting.facts.id, node)
                    await self._tell_gone(meeting.facts.id, actor, NodeId(node))

    async def _dead(self, nodes: set[str]) -> set[str]:
        """Return which of these processes have been missing for long enough."""
        try:
            alive = {key.removeprefix(PREFIX) for key in await self._bus.kept(PREFIX)}
        except ConnectionError:
            log.warning("the bus cannot be reached: nobody is declared dead")
            return set()
        now = self._monotonic()
        missing = nodes - alive - {self._node}
        self._missing_since = {node: self._missing_since.get(node, now) for node in missing}
        return {node for node, since in self._missing_since.items() if now - since >= DEAD_S}

    async def _tell_gone(self, meeting: MeetingId, actor: Actor, node: NodeId) -> None:
        try:
            await self._meetings.do(meeting, DeviceWent(device=_device(actor), node=node), actor)
        except Rejected as refused:
            log.info("meeting %s: not recorded that a device went: %s", meeting, refused.code)


def held_devices(meeting: Meeting) -> Iterator[tuple[Actor, str]]:
    """Yield every device on record as connected, as the actor it belongs to, with its process."""
    for person, row in meeting.attendance.rows.items():
        name = meeting.members[person].name
        yield from _actors(row.devices, name=name, person=person)
    for site, room in meeting.sites.items():
        yield from _actors(room.devices, name=room.venue.name, site=site)
    for person, guest in meeting.supervision.guests.items():
        yield from _actors(guest.devices, name=guest.name, person=person)


def _actors(
    devices: Mapping[DeviceId, Device],
    name: str,
    person: PersonId | None = None,
    site: SiteId | None = None,
) -> Iterator[tuple[Actor, str]]:
    for id_, device in devices.items():
        yield Actor(role=device.role, person=person, site=site, name=name, device=id_), device.node


def _device(actor: Actor) -> DeviceId:
    if actor.device is None:
        raise ValueError("presence is of a device")
    return actor.device
