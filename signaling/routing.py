"""Keeps what every slot shows in step with the meetings.

Each connection is routed anew when one of its meetings changes, when its client wishes something
else, and when a source comes or goes. Decisions are `stage`'s; this module only carries them to the
engine and to the client. What changes while a peer is routed is looked at once more, so a burst of
changes costs one route. Peers are routed at once: the last one of a large meeting hears who was
called as soon as the first, and nobody waits for the media process of others.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from live.errors import EngineError
from live.ids import MeetingId
from live.media.engine import MediaEngine, PeerId, carrier_of
from live.meeting.rooms import Why
from live.meeting.state import Meeting
from signaling.air import OnAir
from signaling.offering import silence_of
from signaling.outbound import Dropped, Fill, Slots
from signaling.peers import PeerConnection, Waiting
from signaling.stage import FilledSlot, fill, is_seen

log: Final = logging.getLogger("signaling.routing")

LIFT_S: Final = 5.0
"""Seconds for which a room has had no device before those in it are asked to offer theirs; a page
that is loaded anew is back after two; chosen."""


class Router:
    """Routes of all peer connections of this process.

    Args:
        engine: what carries the media.
        meetings: the present state of a meeting that this process shows, or None.
        air: which sources send, and who is heard.
        monotonic: seconds that never go back.
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
        """Connections whose clients broke off."""

    def mark(self, peer: PeerId) -> None:
        """Have a connection routed anew."""
        self._stale[peer] = None
        self._woken.set()

    def mark_meeting(self, meeting: MeetingId) -> None:
        """Have everybody routed anew who receives or could receive a meeting."""
        for peer in self.peers.values():
            if meeting in peer.watches:
                self._stale[peer.id] = None
        self._woken.set()

    def states(self, meetings: Iterable[MeetingId]) -> Iterator[Meeting]:
        """Yield the present states of those meetings that this process shows."""
        return filter(None, map(self._meetings, meetings))

    async def forget(self, peer: PeerConnection) -> None:
        """End a connection."""
        self.peers.pop(peer.id, None)
        await self._engine.close(peer.id)

    async def run(self) -> None:
        """Route whatever is stale, for ever."""
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
        """Route one peer; a failure here is a bug that must not silence all the others."""
        try:
            await self._route(peer)
        except Exception:
            log.exception("peer %s could not be routed", peer.id)
        finally:
            peer.is_routed = False
            self._woken.set()

    async def _route(self, peer: PeerConnection) -> None:
        """Carry to the engine and to the client what differs from what they know."""
        if self._is_to_begin_anew(peer):
            await self.forget(peer)
            peer.client.outbox.reply(Dropped(pc=peer.pc, reason="room"))
            return
        meetings = self._seen_by(peer)
        air = self._air.of(meetings)
        filled = fill(peer.receiver, meetings, air)
        changed = [each for each in filled if peer.receiver.filled.get(each.mid) != each]
        peer.receiver = replace(peer.receiver, filled={each.mid: each for each in filled})
        if changed:
            try:
                await self._engine.route(peer.id, tuple(each.route for each in changed))
            except EngineError as error:
                # Gone between two events; its PeerDown is on the way.
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

    def _told(self, slot: FilledSlot, peer: PeerConnection) -> Fill:
        """Return what a client is told of a slot."""
        live = self._air.is_live(slot.meeting, slot.source) and slot.mid not in peer.paused
        return Fill(mid=slot.mid, meeting=slot.meeting, source=slot.feed, name=slot.name, live=live)

    def _is_to_begin_anew(self, peer: PeerConnection) -> bool:
        """Return whether a client has to offer again, because it may send less than was answered,
        or more: people in a room only after a while, for its device often comes back at once."""
        silence = silence_of(peer.client, self.states(peer.watches))
        if silence == peer.silence or not peer.sends:
            peer.lifted_at = None
            return False
        if silence is not None or (peer.silence and peer.silence.why is Why.ROOM_SERVED):
            return True
        peer.lifted_at = peer.lifted_at or self._monotonic()
        left_s = peer.lifted_at + LIFT_S - self._monotonic()
        if left_s > 0:  # a loop may wake us early, so this is not the last look
            asyncio.get_running_loop().call_later(left_s, self.mark, peer.id)
        return left_s <= 0

    def _seen_by(self, peer: PeerConnection) -> Mapping[MeetingId, Meeting]:
        """Return the meetings that a connection can show."""
        count = self._engine.carriers
        here = [m for m in peer.watches if carrier_of(m, count) == peer.carrier]
        return {state.facts.id: state for state in self.states(here)}
