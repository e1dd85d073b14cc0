"""Keeps what every slot shows in step with the meetings.

Each peer connection is routed again when one of its meetings changes, when its client's wish
changes, and when a source begins or ends. `stage` decides; this module only carries decisions to
the engine and to the client. A connection marked while it is being routed is routed once more, so a
burst of changes costs one more route. Connections are routed concurrently: in a large meeting none
waits for the others, nor for the media process of others.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from live.errors import EngineError
from live.ids import MeetingId
from live.media.engine import MediaEngine, PeerId, Route, carrier_of
from live.meeting.rooms import Why
from live.meeting.state import Meeting
from signaling.air import OnAir
from signaling.offering import silence_of
from signaling.outbound import Dropped, Fill, Slots
from signaling.peers import PeerConnection, Waiting
from signaling.stage import FilledSlot, fill, is_seen

log: Final = logging.getLogger("signaling.routing")

LIFT_S: Final = 5.0
"""Seconds for which a room must have no device before the devices of people in it are asked to
offer sound and picture; a room's page that reloads is back after two; chosen."""


class Router:
    """Routes of all peer connections of this process.

    Args:
        engine: the media engine.
        meetings: returns the present state of a meeting that this process shows, or None.
        air: which sources send, and who is heard.
        monotonic: the monotonic clock, in seconds.
    """

    def __init__(
        self,
        engine: MediaEngine,
        meetings: Callable[[MeetingId], Meeting | None],
        air: OnAir,
        monotonic: Callable[[], float],
    ) -> None:
        self.peers: dict[PeerId, PeerConnection] = {}
        self._engine = engine
        self._meetings = meetings
        self._air = air
        self._monotonic = monotonic
        self._stale: dict[PeerId, None] = {}
        self._woken = asyncio.Event()
        self.waiting: Final = Waiting(self._woken.set)
        """Peer connections whose clients' WebSockets broke off."""

    def mark(self, peer: PeerId) -> None:
        """Have a peer connection routed again."""
        self._stale[peer] = None
        self._woken.set()

    def mark_meeting(self, meeting: MeetingId) -> None:
        """Have all peer connections routed again that may show a meeting."""
        for peer in self.peers.values():
            if meeting in peer.watches:
                self._stale[peer.id] = None
        self._woken.set()

    def states(self, meetings: Iterable[MeetingId]) -> Iterator[Meeting]:
        """Yield the present states of those meetings that this process shows."""
        return filter(None, map(self._meetings, meetings))

    async def forget(self, peer: PeerConnection) -> None:
        """End a peer connection."""
        self.peers.pop(peer.id, None)
        await self._engine.close(peer.id)

    async def run(self) -> None:
        """Route marked peer connections, for ever."""
        async with asyncio.TaskGroup() as routing:
            while True:
                await self._woken.wait()
                self._woken.clear()
                over, self.waiting.over = self.waiting.over, []
                for peer in filter(None, map(self.peers.get, over)):
                    routing.create_task(self.forget(peer))
                stale, self._stale = self._stale, {}
                for peer in filter(None, map(self.peers.get, stale)):
                    if peer.is_routed:
                        self._stale[peer.id] = None  # once more when that is done
                    else:
                        peer.is_routed = True
                        routing.create_task(self._routed(peer))

    async def _routed(self, peer: PeerConnection) -> None:
        """Route one peer connection; a failure is a bug that must not stop routing the others."""
        try:
            await self._route(peer)
        except Exception:
            log.exception("peer %s could not be routed", peer.id)
        finally:
            peer.is_routed = False
            self._woken.set()

    async def _route(self, peer: PeerConnection) -> None:
        """Send engine and client what changed since they were last told."""
        if self._is_to_begin_anew(peer):
            await self.forget(peer)
            peer.client.outbox.reply(Dropped(pc=peer.pc, reason="room"))
            return
        meetings = self._seen_by(peer)
        air = self._air.of(meetings)
        filled = fill(peer.receiver, meetings, air)
        routes = {each.mid: self._engine_route(each) for each in filled}
        changed = [route for mid, route in routes.items() if peer.routes.get(mid) != route]
        peer.receiver = replace(peer.receiver, filled={each.mid: each for each in filled})
        peer.routes = routes
        if changed:
            try:
                await self._engine.route(peer.id, tuple(changed))
            except EngineError as error:
                # The peer ended just now; its PeerDown follows.
                log.debug("peer %s not routed: %s", peer.id, error.code)
                return
        told = Slots(
            pc=peer.pc,
            fill=tuple(self._told(each, peer) for each in filled),
            on_air=is_seen(peer.receiver.actor, meetings, air),
        )
        if told != peer.told:
            peer.told = told
            peer.client.outbox.figure(("slots", peer.pc), told)

    def _engine_route(self, slot: FilledSlot) -> Route:
        """Return a slot's route, by the name that its source has in the engine."""
        route = slot.route
        return (
            route
            if route.source is None
            else replace(route, source=self._air.source_of(route.source))
        )

    def _told(self, slot: FilledSlot, peer: PeerConnection) -> Fill:
        """Return the client's message about one slot."""
        live = self._air.is_live(slot.meeting, slot.source) and slot.mid not in peer.paused
        return Fill(mid=slot.mid, meeting=slot.meeting, source=slot.feed, name=slot.name, live=live)

    def _is_to_begin_anew(self, peer: PeerConnection) -> bool:
        """Return whether a client must offer again, because it may now send less than was answered,
        or more. A client in a room may send more only after `LIFT_S` without the room's device,
        which often comes back at once."""
        silence = silence_of(peer.client, self.states(peer.watches))
        if silence == peer.silence or not peer.sends:
            peer.lifted_at = None
            return False
        if silence is not None or (peer.silence and peer.silence.why is Why.ROOM_SERVED):
            return True
        peer.lifted_at = peer.lifted_at or self._monotonic()
        left_s = peer.lifted_at + LIFT_S - self._monotonic()
        if left_s > 0:  # checked again then, because the loop may call early
            asyncio.get_running_loop().call_later(left_s, self.mark, peer.id)
        return left_s <= 0

    def _seen_by(self, peer: PeerConnection) -> Mapping[MeetingId, Meeting]:
        """Return the meetings that a connection can show."""
        count = self._engine.carriers
        here = [m for m in peer.watches if carrier_of(m, count) == peer.carrier]
        return {state.facts.id: state for state in self.states(here)}
