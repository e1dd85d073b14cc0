"""Which devices are here: told to the record when they come and go, or when their server died.

Whoever is only at the door (the device check of a member) is not here, and not on the record.

Every process shows on the bus that it lives, and keeps each sign of life with the record. Devices
are recorded with the process that holds them; when a process has shown neither sign for `DEAD_S`,
the others (or its successor) record that its devices went. A device that comes back before that,
anywhere, is simply recorded anew: it never went.

While the record takes nothing (a full disk), nobody is kept out for that: who comes and goes is
told to it when it does again (`settle`), as it is by then.

The record counts too because a bus may be of one process alone: two programs on one database, of
which one was told of no Redis, do not see each other on it. However long nobody was there to
notice, whoever does not come back within the grace period left when the process last lived.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from live.bus import Bus
from live.clock import STEP_MS, Clock, ago_ms
from live.errors import Rejected, StoreUnavailable
from live.ids import DeviceId, MeetingId, NodeId
from live.meeting.commands import DeviceCame, DeviceWent, Listen, SetMicrophone
from live.meeting.permissions import DESK, SYSTEM, Actor, Role
from live.meeting.state import Meeting
from live.meeting.words import Microphone
from signaling.hub import MeetingService

log: Final = logging.getLogger("signaling.presence")

WAITS: Final = DESK | {Role.MEMBER}
"""Who may stand at the door. A guest who sees is seen, and a room is one or is not linked in."""
DEAD_S: Final = 15.0
"""Seconds without a sign of life after which a process counts as dead, unless the settings say
otherwise: shorter than the shortest grace period of the rules; chosen."""
BEATS: Final = 3
"""Signs of life in these seconds; chosen."""
DIFFERS: Final = 5
"""Looks in a row, one with each sign of life, after which another clock is said to differ: longer
than an old sign of life stands; chosen."""
PREFIX: Final = "node/"
"""Keys on the bus under which processes show that they live."""
Told = DeviceCame | DeviceWent | SetMicrophone
Owed = tuple[MeetingId, DeviceId, type[Listen] | None]
"""What the record has yet to be told: of which device in which meeting, and whether it listens or
(``None``) whether it is here."""


@dataclass(frozen=True, slots=True)
class Process:
    """One program of those that serve the same meetings: its name, and the seconds without a sign
    of life after which any of them counts as dead, the same for all."""

    node: NodeId
    dead_after_s: float = DEAD_S

    @property
    def beat_s(self) -> float:
        """Return the seconds between two signs of life."""
        return self.dead_after_s / BEATS


class PresenceKeeper:
    """What this process tells the record about devices."""

    def __init__(self, meetings: MeetingService, bus: Bus, process: Process, clock: Clock) -> None:
        self._meetings = meetings
        self._bus = bus
        self._node = process.node
        self._dead_after_s = process.dead_after_s
        self._clock = clock
        self._silent: dict[str, tuple[int | None, float]] = {}
        """Processes that the bus does not show: the last sign of life on record, and since when
        (by our clock; theirs may differ) there has been no later one."""
        self._owed: dict[Owed, tuple[Told | Listen, Actor, float]] = {}
        """What the record did not take when it was told, the latest of each kind, and when (on the
        clock that nobody sets)."""
        self._apart: set[str] = set()
        """Those of them that were found alive by the record; said once for each."""
        self._differ: Counter[str] = Counter()
        """In how many looks in a row a process's clock was another."""

    async def came(
        self,
        meeting: MeetingId,
        actor: Actor,
        microphone: Microphone = Microphone.ON,
        *,
        entered: bool = False,
    ) -> None:
        """Record that a device connected here, by the door if ``entered``. Somebody on no list may
        look without being here."""
        came = DeviceCame(
            device=_device(actor), node=self._node, microphone=microphone, entered=entered
        )
        await self._tell(meeting, came, actor)

    async def heard(self, meeting: MeetingId, actor: Actor, microphone: Microphone) -> None:
        """Record whether a device that is connected here can be heard."""
        device = _device(actor)
        await self._tell(meeting, SetMicrophone(device=device, microphone=microphone), actor)

    async def went(self, meeting: MeetingId, actor: Actor, silent_ms: int = 0) -> None:
        """Record that a device is no longer connected here; harmless when it is elsewhere now.

        Args:
            silent_ms: for how long nothing had come from it when it was given up.
        """
        went = DeviceWent(device=_device(actor), node=self._node, silent_ms=silent_ms)
        await self._tell(meeting, went, actor)

    async def listens(self, meeting: MeetingId, actor: Actor, *, on: bool) -> int | None:
        """Record that a device begins to listen to a meeting, or ends; return the version, or None:
        the record takes nothing now, and will be told.

        Raises:
            Rejected: what the rules say.
        """
        command = Listen(on=on)
        return await self._record((meeting, _device(actor), Listen), command, actor)

    async def settle(self) -> None:
        """Tell the record what it did not take, until it takes nothing again."""
        for owed, (command, actor, since) in list(self._owed.items()):
            late_ms = round((self._clock.monotonic() - since) * 1000)
            try:
                await self._record(owed, late(command, late_ms), actor)
            except Rejected as refused:
                log.info("meeting %s: not recorded afterwards: %s", owed[0], refused.code)
            if owed in self._owed:
                return

    async def beat(self) -> bool:
        """Show that this process lives; tell whether the record takes it. A bus that cannot be
        reached now is tried next time."""
        try:
            sign = b"%d" % self._clock.wall_ms()
            await self._bus.keep(PREFIX + self._node, sign, self._dead_after_s)
        except ConnectionError:
            log.warning("the bus cannot be reached: no sign of life sent")
        try:
            await self._meetings.beat(self._node)
        except StoreUnavailable:
            self._silent.clear()  # nobody else could show a sign of life there either
            return False
        return True

    async def leave(self) -> None:
        """Take the sign of life away: the devices of this process may be looked for elsewhere."""
        try:
            await self._bus.drop(PREFIX + self._node)
        except ConnectionError:
            log.warning("the bus cannot be reached: the sign of life ends by itself")

    async def sweep(self, meetings: Iterable[Meeting]) -> None:
        """Record that the devices of dead processes went."""
        meetings = list(meetings)
        silent_ms = await self._dead({node for m in meetings for _, node in held_devices(m)})
        for meeting in meetings:
            for device, node in held_devices(meeting):
                if node in silent_ms:
                    log.info("meeting %s: a device of dead process %s went", meeting.facts.id, node)
                    gone = DeviceWent(device=device, node=node, silent_ms=silent_ms[node])
                    await self._sweep_out(meeting.facts.id, gone)

    async def _dead(self, nodes: set[str]) -> dict[str, int]:
        """Return which of these processes have been missing for long enough, and for how long they
        have shown no sign of life; at least as long as this one has looked for it, since of two
        processes, or before and after a restart, the clocks may differ."""
        try:
            shown = await self._bus.kept(PREFIX)
        except ConnectionError:
            log.warning("the bus cannot be reached: nobody is declared dead")
            return {}
        alive = {key.removeprefix(PREFIX): hour for key, hour in shown.items()}
        self._compare(alive)
        missing = nodes - alive.keys() - {self._node}
        lived_ms = {node: await self._meetings.last_beat(NodeId(node)) for node in missing}
        before, now = self._silent, self._clock.monotonic()
        self._silent = {}
        for node, beat in lived_ms.items():
            last, since = before.get(node, (beat, now))
            self._silent[node] = (beat, since if beat == last else now)
            if beat != last and node not in self._apart:
                self._apart.add(node)
                log.warning("process %s lives, but not on this bus; is --redis the same?", node)
        return {
            node: max(round((now - since) * 1000), ago_ms(self._clock, beat) if beat else 0)
            for node, (beat, since) in self._silent.items()
            if now - since >= self._dead_after_s
        }

    def _compare(self, alive: Mapping[str, bytes]) -> None:
        """Say of a living process that its clock is not as ours, once it has been so for a while: a
        sign of life is as old as `DEAD_S` at most, and maybe from before the clock of both was set.
        """
        now_ms = self._clock.wall_ms()
        for node, hour in alive.items():
            ahead_ms = int(hour or now_ms) - now_ms  # empty: of a version before
            if -self._dead_after_s * 1000 - STEP_MS < ahead_ms < STEP_MS:
                self._differ[node] = 0
                continue
            self._differ[node] += 1
            if self._differ[node] == DIFFERS:
                log.warning(
                    "the clock of process %s differs from ours by about %+d s: set both by one time"
                    " service, or meetings that both serve are timed wrongly",
                    node,
                    round(ahead_ms / 1000),
                )

    async def _sweep_out(self, meeting: MeetingId, gone: DeviceWent) -> None:
        try:
            await self._meetings.do(meeting, gone, SYSTEM)
        except (Rejected, StoreUnavailable) as refused:  # the next sweep finds it again
            log.info("meeting %s: presence not recorded: %s", meeting, refused.code)

    async def _tell(self, meeting: MeetingId, command: Told, actor: Actor) -> None:
        try:
            await self._record((meeting, command.device, None), command, actor)
        except Rejected as refused:
            log.info("meeting %s: presence not recorded: %s", meeting, refused.code)

    async def _record(self, owed: Owed, command: Told | Listen, actor: Actor) -> int | None:
        """Record what is so now, with what the record was not told before; None: it takes nothing
        now, and will be told."""
        if owed in self._owed:
            command = together(self._owed.pop(owed)[0], command)
        try:
            version = await self._meetings.do(owed[0], command, actor)
        except StoreUnavailable:
            self._owed[owed] = command, actor, self._clock.monotonic()
            return None
        self._owed.pop(owed, None)
        return version


def late(command: Told | Listen, late_ms: int) -> Told | Listen:
    """Return what is told so much later than it was so: who went then has been silent since."""
    if isinstance(command, DeviceWent):
        return replace(command, silent_ms=command.silent_ms + late_ms)
    return command


def together(earlier: Told | Listen, later: Told | Listen) -> Told | Listen:
    """Return what two things that happened to a device one after the other come to."""
    if not isinstance(later, SetMicrophone):
        return later
    if isinstance(earlier, DeviceCame):
        return replace(earlier, microphone=later.microphone)
    return earlier if isinstance(earlier, DeviceWent) else later


def held_devices(meeting: Meeting) -> Iterator[tuple[DeviceId, str]]:
    """Yield every device on record as connected, with its process."""
    held = [row.devices for row in meeting.attendance.rows.values()]
    held += [off.row.devices for off in meeting.off.values()]
    held += [room.devices for room in meeting.sites.values()]
    held += [guest.devices for guest in meeting.supervision.guests.values()]
    for devices in held:
        for id_, device in devices.items():
            yield id_, device.node


def _device(actor: Actor) -> DeviceId:
    if actor.device is None:
        raise ValueError("presence is of a device")
    return actor.device
