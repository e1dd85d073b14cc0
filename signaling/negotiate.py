"""Peer connections: which are allowed, their answers, and the engine's events about them.

`routing` fills their slots; `air` knows which sources send.
"""

import logging
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final

from live.errors import EngineError, Rejected
from live.ids import MeetingId
from live.media.engine import (
    Answer,
    EngineEvent,
    LoudnessLevels,
    MediaEngine,
    Paused,
    PeerDown,
    PeerId,
    SourceDown,
    SourceUp,
    WantedLayers,
    carrier_of,
)
from live.meeting.permissions import Role
from live.meeting.state import Meeting
from signaling import limits, outbound
from signaling.air import OnAir
from signaling.client import Client
from signaling.inbound import Connect
from signaling.offering import check_also, check_role, publishes, reason_of, room_key_of, silence_of
from signaling.outbound import Carriers, Connected, Dropped, Reason, SlotName
from signaling.peers import PeerConnection
from signaling.routing import Router
from signaling.stage import StageWish, Viewer, WallWish, Wish, first_wish
from signaling.wire import source_parts

log: Final = logging.getLogger("signaling.negotiate")


class Negotiator:
    """All peer connections of this process.

    Args:
        engine: the media engine.
        meetings: returns the present state of a meeting that this process shows, or None.
        monotonic: the monotonic clock, in seconds.
    """

    def __init__(
        self,
        engine: MediaEngine,
        meetings: Callable[[MeetingId], Meeting | None],
        monotonic: Callable[[], float],
    ) -> None:
        self._engine = engine
        self._meetings = meetings
        self._monotonic = monotonic
        self.air: Final = OnAir()
        self._router = Router(engine, meetings, self.air, monotonic)

    @property
    def peers(self) -> dict[PeerId, PeerConnection]:
        """All peer connections of this process."""
        return self._router.peers

    async def run(self) -> None:
        """Route marked peer connections, for ever."""
        await self._router.run()

    async def connect(self, client: Client, message: Connect) -> None:
        """Answer an offer, and fill its slots.

        Raises:
            Rejected: the role has no media or may not send, too many connections, a bad offer.
        """
        peer_id = self._admitted(client, message)
        room_key, carrier = room_key_of(client, message), self.carrier(client, message)
        states = list(self._router.states(client.watches))
        silent = silence_of(client, states)
        names, wish = publishes(client, message, silent), first_wish(client.actor.role)
        try:
            answer = await self._engine.connect(
                peer_id, message.sdp, names, room_key=room_key, in_step=isinstance(wish, StageWish)
            )
        except EngineError as error:
            log.info("offer refused: %s", error.code)
            raise Rejected("bad_offer" if error.code == "bad_offer" else "no_engine") from error
        except BaseException:
            # The client left meanwhile; a peer that the engine may have made must not stay.
            await self._engine.close(peer_id)
            raise
        before = self.peers.get(peer_id)
        if before is not None and answer.continues:
            before.told = None  # slots are unchanged; `Slots` is sent again
        else:
            receiver = Viewer(
                actor=client.actor,
                slots=answer.slots,
                wish=wish,
                media=client.media,
            )
            self.peers[peer_id] = PeerConnection(
                id=peer_id,
                pc=message.pc,
                client=client,
                receiver=receiver,
                carrier=carrier,
                sends=bool(names),
                silence=silent,
            )
        client.outbox.reply(_connected(message.pc, answer, reason_of(silent, states)))
        self.tell_carriers(client)
        self._router.mark(peer_id)

    def carrier(self, client: Client, message: Connect) -> int:
        """Return the number of the media process that will answer an offer.

        Raises:
            Rejected: ``unknown_meeting``.
        """
        return carrier_of(room_key_of(client, message), self._engine.carriers)

    def tell_carriers(self, client: Client) -> None:
        """Tell a supervisor which media process has each meeting; a connection reaches only one."""
        if client.actor.role is Role.SUPERVISOR:
            count = self._engine.carriers
            of = {meeting: carrier_of(meeting, count) for meeting in client.watches}
            client.outbox.figure("carriers", Carriers(of=of))

    async def disconnect(self, client: Client, pc: str) -> None:
        """End a peer connection; without effect when it has ended already."""
        if peer := self._find(client, pc):
            await self._router.forget(peer)

    def show(self, client: Client, pc: str, wish: Wish) -> None:
        """Take what a client wants in its slots.

        Raises:
            Rejected: ``unknown_connection``; ``unknown_meeting``; ``not_allowed`` for a wall on a
                connection with a stage, or the other way round.
        """
        peer = self._peer(client, pc)
        if type(wish) is not type(peer.receiver.wish):
            raise Rejected("not_allowed")
        if isinstance(wish, WallWish) and not client.watches.keys() >= wish.named:
            raise Rejected("unknown_meeting")
        peer.receiver = replace(peer.receiver, wish=wish)
        self._router.mark(peer.id)

    def parted(self, client: Client, meetings: Collection[MeetingId]) -> None:
        """Empty the slots of meetings that a client no longer sees; if it sees them again later, it
        has to wish for them again."""
        for peer in self._of(client):
            if isinstance(wish := peer.receiver.wish, WallWish):
                peer.receiver = replace(peer.receiver, wish=wish.without(meetings))
            self._router.mark(peer.id)

    def preferred(self, client: Client) -> None:
        """Give a client as much sound and picture as it prefers now."""
        for peer in self._of(client):
            peer.receiver = replace(peer.receiver, media=client.media)
            self._router.mark(peer.id)

    def listening(self, client: Client) -> frozenset[MeetingId]:
        """Return the meetings that a client's connections want to hear."""
        return frozenset(wish.listen for wish in self.walls(client) if wish.listen)

    def walls(self, client: Client) -> list[WallWish]:
        """Return what a supervisor's connections are to show."""
        wishes = [peer.receiver.wish for peer in self._of(client)]
        return [wish for wish in wishes if isinstance(wish, WallWish)]

    async def leave(self, client: Client, *, broke_off: bool = False) -> None:
        """End all peer connections of a client; if it ``broke_off``, they wait for its return."""
        for peer in self._of(client):
            if broke_off:
                peer.break_off()
                self._router.waiting.add(peer)
                self._router.mark(peer.id)
            else:
                await self._router.forget(peer)

    def end_waiting(self, key: str) -> None:
        """End waiting peer connections of a revoked link or ended sign-in."""
        self._router.waiting.end(key)

    def meeting_changed(self, meeting: Meeting) -> None:
        """Route all peer connections again that may show this meeting."""
        self._router.mark_meeting(meeting.facts.id)

    def engine_says(self, event: EngineEvent) -> None:
        """Take an event of the engine; never blocks."""
        if isinstance(event, PeerDown):
            self._dropped(event)
        elif isinstance(event, SourceUp):
            self._mark_meetings(self.air.came_up(event.source))
        elif isinstance(event, SourceDown):
            self._mark_meetings(self.air.went_down(event.source))
        elif isinstance(event, LoudnessLevels):
            self._mark_meetings(self.air.heard(event, self._meetings, self._monotonic()))
        elif isinstance(event, WantedLayers):
            self._wanted(event)
        elif isinstance(event, Paused) and (peer := self.peers.get(event.peer)):
            peer.paused = event.mids
            self._router.mark(peer.id)

    def _mark_meetings(self, meetings: list[MeetingId]) -> None:
        for meeting in meetings:
            self._router.mark_meeting(meeting)

    def _admitted(self, client: Client, message: Connect) -> PeerId:
        check_role(client, message)
        check_also(client, message, self._engine.carriers)
        found = self._find(client, message.pc) or self._taken_up(client, message.pc)
        peer_id = found.id if found else PeerId(f"{client.id}/{message.pc}")
        carrier = self.carrier(client, message)
        others = [p for p in self._of(client) if p.carrier == carrier and p.id != peer_id]
        if len(others) >= limits.PEERS:
            raise Rejected("too_many_connections", limit=limits.PEERS)
        return peer_id

    def _wanted(self, event: WantedLayers) -> None:
        """Tell a publisher which layers of a picture are wanted, unless it was told already."""
        peer = self.peers.get(event.peer)
        if peer is None or peer.wanted.get(event.source) == event.layers:
            return
        peer.wanted[event.source] = event.layers
        _, _, part = source_parts(event.source)
        message = outbound.Wanted(pc=peer.pc, part=part, layers=event.layers)
        peer.client.outbox.figure(("wanted", peer.pc, part), message)

    def _peer(self, client: Client, pc: str) -> PeerConnection:
        peer = self._find(client, pc)
        if peer is None:
            raise Rejected("unknown_connection")
        return peer

    def _find(self, client: Client, pc: str) -> PeerConnection | None:
        return next((peer for peer in self._of(client) if peer.pc == pc), None)

    def _of(self, client: Client) -> list[PeerConnection]:
        peers = self.peers.values()
        return [peer for peer in peers if peer.client is client and peer.left is None]

    def _taken_up(self, client: Client, pc: str) -> PeerConnection | None:
        """Return the waiting peer connection of a client's device, now assigned to the client."""
        waited = self._router.waiting.take(client, pc)
        peer = self.peers.get(waited) if waited else None
        if peer is not None:
            peer.take_up(client)
        return peer

    def _dropped(self, event: PeerDown) -> None:
        """Tell a client that its peer ended; by itself it would notice only seconds later."""
        if peer := self.peers.pop(event.peer, None):
            self.tell_carriers(peer.client)
            peer.client.outbox.reply(Dropped(pc=peer.pc, reason=event.reason))


def _connected(pc: str, answer: Answer, silent: Reason | None) -> Connected:
    slots = tuple(SlotName(mid=s.mid, kind=s.kind.value, index=s.index) for s in answer.slots)
    return Connected(pc=pc, sdp=answer.sdp, slots=slots, continues=answer.continues, silent=silent)
