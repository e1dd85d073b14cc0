"""`Signaling`: puts the parts of this package together for one process, and runs its tasks."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from starlette.websockets import WebSocket

from live.announcing import LISTS_TOPIC, SEATS_TOPIC, VOTES_TOPIC
from live.bus import LAGGED, Bus, Note
from live.clock import Clock
from live.errors import BadPacket
from live.ids import Ids, MeetingId
from live.media.engine import MediaEngine
from signaling.admission import REVOKED_TOPIC, Authenticator
from signaling.conversation import Parts
from signaling.figures import SLOW_S, FigureSource
from signaling.hearing import Hearing
from signaling.hub import Hub, MeetingService
from signaling.link_quality import LINKS_TOPIC, TELL_S
from signaling.lobby import DEVICES_TOPIC, Lobby
from signaling.negotiate import Negotiator
from signaling.pictures import LOOK_S, PictureKeeper
from signaling.presence import PresenceKeeper, Process
from signaling.receipts import Receipts
from signaling.socket import Socket

log: Final = logging.getLogger("signaling")

TICK_S: Final = 0.2
"""Seconds between two ticks; half of the shortest interval in `figures`; chosen."""
CHANGES_S: Final = 0.1
"""Seconds between looks at records for alerts: with sending, within 200 ms of the event; chosen."""
ADMIT_S: Final = 60.0
"""Seconds between checks of all admissions, for changes that came without a note: the bus was
unreachable, an account was changed from the command line; chosen."""
AGAIN_S: Final = 1.0
"""Seconds before a failed task is started again; chosen."""


class Signaling:
    """One process's side of every WebSocket.

    Args:
        meetings: decides and records; started by the caller.
        engine: carries media; started by the caller.
        bus: notes between processes; started by the caller.
        authenticator: checks tokens.
        clock: wall clock and monotonic clock.
        ids: makes fresh ids.
        process: id of this process, new at every start, and its heartbeat times.
    """

    def __init__(
        self,
        meetings: MeetingService,
        engine: MediaEngine,
        bus: Bus,
        authenticator: Authenticator,
        clock: Clock,
        ids: Ids,
        process: Process,
    ) -> None:
        self._meetings = meetings
        self._bus = bus
        self._clock = clock
        self._beat_s = process.beat_s
        self.hub = Hub(meetings, bus, clock)
        self.receipts = Receipts(meetings, self.hub.channels)
        self.negotiator = Negotiator(engine, self.hub.state, clock.monotonic)
        self.presence = PresenceKeeper(meetings, bus, process, clock)
        self._pictures = PictureKeeper(meetings, self.hub, self.negotiator, clock)
        self.figures = FigureSource(self.hub.channels, self.negotiator.peers, clock, process.node)
        parts = Parts(
            meetings=meetings,
            hub=self.hub,
            receipts=self.receipts,
            negotiator=self.negotiator,
            presence=self.presence,
            bus=bus,
            authenticator=authenticator,
            clock=clock,
        )
        self.lobby = Lobby(parts, ids, process.node)
        self.hub.listen(self.negotiator.meeting_changed)
        engine.listen(self.negotiator.engine_says)
        engine.listen(self.figures.engine_says)
        self._hearing = Hearing()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Send the first heartbeat, and start the background tasks."""
        await self.presence.beat()
        works = [self.negotiator.run, self._tick, self._show_changes, self._keep_presence]
        works += [self._look_again, self._hear_revoked, self._hear_meetings, self._hear_devices]
        works += [self._tell_links, self._hear_links, self._hear_speakers, self._hear_seats]
        works += [self.receipts.run, self._hear_votes, self._look_at_walls]
        self._tasks = [asyncio.create_task(_kept(work), name=work.__name__) for work in works]

    async def stop(self) -> None:
        """Disconnect every client, which then reconnects to another process; stop all tasks."""
        self.lobby.send_away()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.hub.stop()
        await self.presence.leave()

    async def serve(self, websocket: WebSocket) -> None:
        """Hold one client's conversation from accept to close."""
        await Socket(websocket, self.lobby, self._clock).serve()

    def stats(self) -> dict[str, float]:
        """Return counters for ``/metrics`` by name."""
        return {
            "signaling_clients": len(self.lobby),
            "signaling_meetings": len(self.hub.channels),
            "signaling_peers": len(self.negotiator.peers),
        }

    async def _tick(self) -> None:
        while True:
            await self.lobby.expire(self._clock.wall_ms())
            self.figures.tick()
            await asyncio.sleep(TICK_S)

    async def _show_changes(self) -> None:
        while True:
            self.figures.show_changes()
            await asyncio.sleep(CHANGES_S)

    async def _keep_presence(self) -> None:
        while True:
            if await self.presence.beat():
                await self.presence.settle()
                await self.presence.sweep(self._meetings.loaded())
            await asyncio.sleep(self._beat_s)

    async def _look_at_walls(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            await self._pictures.look(self.lobby.clients)

    async def _look_again(self) -> None:
        while True:
            await asyncio.sleep(ADMIT_S)
            await self.lobby.look_again(everybody=True)

    async def _hear_revoked(self) -> None:
        async for note in self._notes(REVOKED_TOPIC):
            if note is LAGGED:
                await self.lobby.look_again(everybody=True)
            else:
                self.lobby.revoke(note.decode(errors="replace"))

    async def _hear_meetings(self) -> None:
        async for _ in self._notes(LISTS_TOPIC):
            await self.lobby.look_again()

    async def _hear_seats(self) -> None:
        async for note in self._notes(SEATS_TOPIC):
            if note is LAGGED:
                await self.lobby.look_again(everybody=True)
            else:
                await self.lobby.look_again(seats_of=note.decode(errors="replace"))

    async def _hear_votes(self) -> None:
        async for note in self._notes(VOTES_TOPIC):
            if note is LAGGED:
                self.receipts.look_everywhere()
            else:
                self.receipts.look(MeetingId(note.decode(errors="replace")))

    async def _hear_devices(self) -> None:
        async for note in self._notes(DEVICES_TOPIC):
            if note is not LAGGED:
                try:
                    self.lobby.opened_elsewhere_untrusted(note)
                except BadPacket:
                    log.warning("a note on %s is not ours", DEVICES_TOPIC)

    async def _tell_links(self) -> None:
        last, told_at = b"", 0.0
        while True:
            await asyncio.sleep(SLOW_S)
            note, now = self.figures.note(), self._clock.monotonic()
            if note != last or now - told_at >= TELL_S:
                last, told_at = note, now
                await self._bus.publish(LINKS_TOPIC, note)

    async def _hear_links(self) -> None:
        async for note in self._notes(LINKS_TOPIC):
            if note is not LAGGED:  # lost notes do no harm: each one is complete
                try:
                    self.figures.told_elsewhere_untrusted(note)
                except BadPacket:
                    log.warning("a note on %s is not ours", LINKS_TOPIC)

    async def _hear_speakers(self) -> None:
        while True:
            await asyncio.sleep(SLOW_S)
            meetings = [channel.meeting for channel in self.hub.channels.values()]
            live, now = self.negotiator.air.live(), self._clock.monotonic()
            for told in self._hearing.verdicts(meetings, live, self.lobby.clients, now):
                await self.presence.heard(*told)

    async def _notes(self, topic: str) -> AsyncIterator[Note]:
        async with self._bus.subscribe(topic) as notes:
            async for note in notes:
                yield note


async def _kept(work: Callable[[], Awaitable[None]]) -> None:
    """Run a task for ever: a failure is a bug, which is logged, and the task starts again."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("%s failed; beginning again", getattr(work, "__name__", work))
        await asyncio.sleep(AGAIN_S)


async def endpoint(websocket: WebSocket) -> None:
    """Serve ``/ws``; the composition root keeps the `Signaling` in ``app.state.signaling``."""
    signaling: Signaling = websocket.app.state.signaling
    await signaling.serve(websocket)
