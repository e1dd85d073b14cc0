"""Records which devices are connected: when they come and go, and when their process died.

A client that is only at the door (a member's device check) is not recorded.

Every process sends heartbeats on the bus and writes them to the database. Devices are recorded with
the process that holds them. When a process has shown neither heartbeat for `DEAD_S`, the others (or
its successor) record that its devices went. A device that reconnects before that, to any process,
is recorded with its new process and does not count as gone in between.

While nothing can be recorded (a full disk), clients may still connect; what changed is recorded
afterwards (`settle`), as it is by then.

The heartbeat in the database is needed because a bus may be local: two programs on one database, of
which one is not configured for Redis, do not see each other on the bus. If no process was there to
notice, a device that does not return in the grace period went when its process last lived.
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
"""Roles that may be at the door; all others, such as supervisors and rooms, count as present as
soon as they connect."""
DEAD_S: Final = 15.0
"""Seconds without a heartbeat after which a process counts as dead, unless the settings say
otherwise: shorter than the shortest grace period of the rules; chosen."""
BEATS: Final = 3
"""Heartbeats in these seconds; chosen."""
DIFFERS: Final = 5
"""Comparisons in a row, one with each heartbeat, after which another process's clock is logged as
different: takes longer than an old heartbeat is kept; chosen."""
PREFIX: Final = "node/"
"""Prefix of the bus keys that hold the processes' heartbeats."""
Told = DeviceCame | DeviceWent | SetMicrophone
Owed = tuple[MeetingId, DeviceId, type[Listen] | None]
"""Key of something not recorded yet: the meeting, the device, and `Listen` for whether the device
listens or ``None`` for whether it is connected."""


@dataclass(frozen=True, slots=True)
class Process:
    """One program of those that serve the same meetings: its name, and the seconds without a
    heartbeat after which any of them counts as dead, the same for all."""

    node: NodeId
    dead_after_s: float = DEAD_S

    @property
    def beat_s(self) -> float:
        """Return the seconds between two heartbeats."""
        return self.dead_after_s / BEATS


class PresenceKeeper:
    """Records the devices of this process, and those of dead processes as gone."""

    def __init__(self, meetings: MeetingService, bus: Bus, process: Process, clock: Clock) -> None:
        self._meetings = meetings
        self._bus = bus
        self._node = process.node
        self._dead_after_s = process.dead_after_s
        self._clock = clock
        self._silent: dict[str, tuple[int | None, float]] = {}
        """Processes missing on the bus: their last heartbeat on record, and since when (our
        monotonic clock, as theirs may differ) there has been no later one."""
        self._owed: dict[Owed, tuple[Told | Listen, Actor, float]] = {}
        """Commands that could not be recorded, the latest per key, and when (monotonic seconds)."""
        self._apart: set[str] = set()
        """Processes missing on the bus but alive on record; each is logged once."""
        self._differ: Counter[str] = Counter()
        """Comparisons in a row in which a process's clock differed from ours."""

    async def came(
        self,
        meeting: MeetingId,
        actor: Actor,
        microphone: Microphone = Microphone.ON,
        *,
        entered: bool = False,
    ) -> None:
        """Record that a device connected to this process; ``entered``: it was at the door before.
        A person on no list of the meeting is refused by the rules, and may watch all the same."""
        came = DeviceCame(
            device=_device(actor), node=self._node, microphone=microphone, entered=entered
        )
        await self._tell(meeting, came, actor)

    async def heard(self, meeting: MeetingId, actor: Actor, microphone: Microphone) -> None:
        """Record whether a device that is connected to this process can be heard."""
        device = _device(actor)
        await self._tell(meeting, SetMicrophone(device=device, microphone=microphone), actor)

    async def went(self, meeting: MeetingId, actor: Actor, silent_ms: int = 0) -> None:
        """Record that a device is no longer connected to this process; without effect if it is
        connected to another one now.

        Args:
            silent_ms: milliseconds without data from the device before its connection ended.
        """
        went = DeviceWent(device=_device(actor), node=self._node, silent_ms=silent_ms)
        await self._tell(meeting, went, actor)

    async def listens(self, meeting: MeetingId, actor: Actor, *, on: bool) -> int | None:
        """Record that a device begins to listen to a meeting, or ends; return the version, or None
        if it can only be recorded later.

        Raises:
            Rejected: the rules refuse.
        """
        command = Listen(on=on)
        return await self._record((meeting, _device(actor), Listen), command, actor)

    async def settle(self) -> None:
        """Record what could not be recorded before; stop at the first that still cannot."""
        for owed, (command, actor, since) in list(self._owed.items()):
            late_ms = round((self._clock.monotonic() - since) * 1000)
            try:
                await self._record(owed, late(command, late_ms), actor)
            except Rejected as refused:
                log.info("meeting %s: not recorded afterwards: %s", owed[0], refused.code)
            if owed in self._owed:
                return

    async def beat(self) -> bool:
        """Send a heartbeat to the bus and the database; return whether the database took it. An
        unreachable bus is tried again next time."""
        try:
            sign = b"%d" % self._clock.wall_ms()
            await self._bus.keep(PREFIX + self._node, sign, self._dead_after_s)
        except ConnectionError:
            log.warning("the bus cannot be reached: no sign of life sent")
        try:
            await self._meetings.beat(self._node)
        except StoreUnavailable:
            self._silent.clear()  # other processes could record no heartbeat either
            return False
        return True

    async def leave(self) -> None:
        """Remove this process's heartbeat from the bus, because the process ends."""
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
        """Return which of these processes are dead, and for how many milliseconds each has shown no
        heartbeat; at least for as long as this process has watched for one, because the clocks of
        two processes, or before and after a restart, may differ."""
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
        """Log a living process whose clock differs from ours, after `DIFFERS` comparisons in a row:
        a single heartbeat may be up to `DEAD_S` old, and from before both clocks were set."""
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
        """Record a command, combined with an earlier one not recorded; return the version, or None
        if it can only be recorded later."""
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
    """Return a command for recording ``late_ms`` late: a device that went was silent since then."""
    if isinstance(command, DeviceWent):
        return replace(command, silent_ms=command.silent_ms + late_ms)
    return command


def together(earlier: Told | Listen, later: Told | Listen) -> Told | Listen:
    """Return one command with the effect of two on the same device."""
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
