"""Peer connections: answers offers, and keeps what every slot shows in step with the meetings.

Each connection is re-routed when one of its meetings changes, when its client wishes something
else, and when a source comes or goes. Decisions are `stage`'s; this module only carries them to the
engine and to the client. What changes while a peer is routed is looked at once more, so a burst of
changes costs one route. Peers are routed at once: the last one of a large meeting hears who was
called as soon as the first, and nobody waits for the media process of others.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from live.errors import EngineError, Rejected
from live.ids import MeetingId
from live.media.engine import (
    Answer,
    EngineEvent,
    Levels,
    MediaEngine,
    Paused,
    PeerDown,
    PeerId,
    SourceDown,
    SourceName,
    SourceUp,
    Wanted,
    carrier_of,
)
from live.meeting.feeds import open_microphones
from live.meeting.permissions import Role
from live.meeting.rooms import Why
from live.meeting.state import Meeting
from signaling import limits, outbound
from signaling.client import Client
from signaling.inbound import Connect
from signaling.loudness import Speakers
from signaling.offering import check_role, publishes, reason_of, room_key_of, silence_of
from signaling.outbound import Carriers, Connected, Dropped, Fill, Reason, SlotName, Slots
from signaling.peers import Peer, Waiting
from signaling.stage import (
    Air,
    Filled,
    Receiver,
    WallWish,
    Wish,
    fill,
    first_wish,
    is_seen,
    key_of,
)
from signaling.wire import FeedKey, Part, source_parts

log: Final = logging.getLogger("signaling.negotiate")

LIFT_S: Final = 5.0
"""Seconds for which a room has had no device before those in it are asked to offer theirs; a page
that is loaded anew is back after two; chosen."""


@dataclass(slots=True)
class OnAir:
    """What is known of one meeting's media."""

    live: set[SourceName] = field(default_factory=set)
    heard: Speakers = field(default_factory=Speakers)


class Negotiator:
    """All peer connections of this process.

    Args:
        engine: what carries the media.
        meetings: the present state of a meeting that this process shows, or None.
        monotonic: seconds that never go back.
    """

    def __init__(
        self,
        engine: MediaEngine,
        meetings: Callable[[MeetingId], Meeting | None],
        monotonic: Callable[[], float],
    ) -> None:
        self.peers: dict[PeerId, Peer] = {}
        self._engine = engine
        self._meetings = meetings
        self._monotonic = monotonic
        self._air: defaultdict[MeetingId, OnAir] = defaultdict(OnAir)
        self._stale: dict[PeerId, None] = {}
        self._woken = asyncio.Event()
        self._waiting = Waiting(self._woken.set)

    async def connect(self, client: Client, message: Connect) -> None:
        """Answer an offer, and fill its slots.

        Raises:
            Rejected: the role has no media or may not send, too many connections, a bad offer.
        """
        peer_id = self._admitted(client, message)
        room_key, carrier = room_key_of(client, message), self.carrier(client, message)
        states = list(self._states(client.watches))
        silent = silence_of(client, states)
        names = publishes(client, message, silent)
        try:
            answer = await self._engine.connect(peer_id, message.sdp, names, room_key=room_key)
        except EngineError as error:
            log.info("offer refused: %s", error.code)
            raise Rejected("bad_offer" if error.code == "bad_offer" else "no_engine") from error
        except BaseException:
            # The client left meanwhile; what the engine may have made must not stay.
            await self._engine.close(peer_id)
            raise
        before = self.peers.get(peer_id)
        if before is not None and answer.continues:
            before.told = None  # its slots show what they showed; it is told once more
        else:
            receiver = Receiver(
                actor=client.actor,
                slots=answer.slots,
                wish=first_wish(client.actor.role),
                media=client.media,
            )
            self.peers[peer_id] = Peer(
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
        self._mark(peer_id)

    def carrier(self, client: Client, message: Connect) -> int:
        """Return which of the media processes will answer an offer.

        Raises:
            Rejected: ``unknown_meeting``.
        """
        return carrier_of(room_key_of(client, message), self._engine.carriers)

    def tell_carriers(self, client: Client) -> None:
        """Tell who shows many meetings which of them one connection can show."""
        if client.actor.role is Role.SUPERVISOR:
            count = self._engine.carriers
            of = {meeting: carrier_of(meeting, count) for meeting in client.watches}
            client.outbox.figure("carriers", Carriers(of=of))

    async def disconnect(self, client: Client, pc: str) -> None:
        """End a peer connection; harmless when it ended by itself."""
        if peer := self._find(client, pc):
            await self._forget(peer)

    def show(self, client: Client, pc: str, wish: Wish) -> None:
        """Take what a client wants in its slots.

        Raises:
            Rejected: ``unknown_connection``; ``not_allowed`` for a wall by who has a stage.
        """
        peer = self._peer(client, pc)
        if type(wish) is not type(peer.receiver.wish):
            raise Rejected("not_allowed")
        if isinstance(wish, WallWish) and not client.watches.keys() >= wish.named:
            raise Rejected("unknown_meeting")
        peer.receiver = replace(peer.receiver, wish=wish)
        self._mark(peer.id)

    def preferred(self, client: Client) -> None:
        """Give a client as much sound and picture as it prefers now."""
        for peer in self._of(client):
            peer.receiver = replace(peer.receiver, media=client.media)
            self._mark(peer.id)

    def listening(self, client: Client) -> frozenset[MeetingId]:
        """Return the meetings that a client's connections want to hear."""
        wishes = [peer.receiver.wish for peer in self._of(client)]
        return frozenset(w.listen for w in wishes if isinstance(w, WallWish) and w.listen)

    async def leave(self, client: Client, *, broke_off: bool = False) -> None:
        """End every connection of a client; of one who broke off they wait for it to be back."""
        for peer in self._of(client):
            if broke_off:
                peer.break_off()
                self._waiting.add(peer)
                self._mark(peer.id)
            else:
                await self._forget(peer)

    def end_waiting(self, key: str) -> None:
        """End what waits for somebody whose link is void now."""
        self._waiting.end(key)

    def live(self) -> set[SourceName]:
        """Return the sources of which packets arrive now."""
        return {source for air in self._air.values() for source in air.live}

    def meeting_changed(self, meeting: Meeting) -> None:
        """Look again at everybody who receives or could receive this meeting."""
        self._mark_meeting(meeting.facts.id)

    def engine_says(self, event: EngineEvent) -> None:
        """Take an event of the engine; never blocks."""
        if isinstance(event, PeerDown):
            self._dropped(event)
        elif isinstance(event, SourceUp):
            meeting, _, _ = source_parts(event.source)
            self._air[meeting].live.add(event.source)
            self._mark_meeting(meeting)
        elif isinstance(event, SourceDown):
            meeting, feed, part = source_parts(event.source)
            self._air[meeting].live.discard(event.source)
            if part is Part.MICROPHONE:
                self._air[meeting].heard.forget(feed)
            if not self._air[meeting].live:
                del self._air[meeting]
            self._mark_meeting(meeting)
        elif isinstance(event, Levels):
            self._heard(event)
        elif isinstance(event, Wanted):
            self._wanted(event)
        elif isinstance(event, Paused) and (peer := self.peers.get(event.peer)):
            peer.paused = event.mids
            self._mark(peer.id)

    async def run(self) -> None:
        """Route whatever is stale, for ever."""
        async with asyncio.TaskGroup() as routing:
            while True:
                await self._woken.wait()
                self._woken.clear()
                over, self._waiting.over = self._waiting.over, []
                for peer in filter(None, map(self.peers.get, over)):
                    routing.create_task(self._forget(peer))
                stale, self._stale = self._stale, {}
                for peer in filter(None, map(self.peers.get, stale)):
                    if peer.is_routed:
                        self._stale[peer.id] = None  # once more when that is done
                    else:
                        peer.is_routed = True
                        routing.create_task(self._routed(peer))

    async def _routed(self, peer: Peer) -> None:
        """Route one peer; a failure here is a bug that must not silence all the others."""
        try:
            await self._route(peer)
        except Exception:
            log.exception("peer %s could not be routed", peer.id)
        finally:
            peer.is_routed = False
            self._woken.set()

    async def _route(self, peer: Peer) -> None:
        """Carry to the engine and to the client what differs from what they know."""
        if self._is_to_begin_anew(peer):
            await self._forget(peer)
            peer.client.outbox.reply(Dropped(pc=peer.pc, reason="room"))
            return
        meetings = self._seen_by(peer)
        air = {
            meeting: Air(live=self._air[meeting].live, heard=self._air[meeting].heard.order)
            for meeting in meetings
            if meeting in self._air
        }
        filled = fill(peer.receiver, meetings, air)
        changed = [now for now in filled if peer.receiver.filled.get(now.mid) != now]
        peer.receiver = replace(peer.receiver, filled={now.mid: now for now in filled})
        if changed:
            try:
                await self._engine.route(peer.id, tuple(now.route for now in changed))
            except EngineError as error:
                # Gone between two events; its PeerDown is on the way.
                log.debug("peer %s not routed: %s", peer.id, error.code)
                return
        told = Slots(
            pc=peer.pc,
            fill=tuple(self._told(now, peer.paused) for now in filled),
            on_air=is_seen(peer.receiver.actor, meetings, air),
        )
        if told != peer.told:
            peer.told = told
            peer.client.outbox.figure(("slots", peer.pc), told)

    def _told(self, now: Filled, paused: Collection[str]) -> Fill:
        air = self._air.get(now.meeting) if now.meeting else None
        live = air is not None and now.source in air.live and now.mid not in paused
        return Fill(mid=now.mid, meeting=now.meeting, source=now.feed, name=now.name, live=live)

    def _admitted(self, client: Client, message: Connect) -> PeerId:
        check_role(client, message)
        found = self._find(client, message.pc) or self._taken_up(client, message.pc)
        peer_id = found.id if found else PeerId(f"{client.id}/{message.pc}")
        carrier = self.carrier(client, message)
        others = [p for p in self._of(client) if p.carrier == carrier and p.id != peer_id]
        if len(others) >= limits.PEERS:
            raise Rejected("too_many_connections", limit=limits.PEERS)
        return peer_id

    def _is_to_begin_anew(self, peer: Peer) -> bool:
        """Return whether a client has to offer again, because it may send less than was answered,
        or more: people in a room only after a while, for its device often comes back at once."""
        now = silence_of(peer.client, self._states(peer.watches))
        if now == peer.silence or not peer.sends:
            peer.lifted_at = None
            return False
        if now is not None or (peer.silence and peer.silence.why is Why.ROOM_SERVED):
            return True
        peer.lifted_at = peer.lifted_at or self._monotonic()
        left_s = peer.lifted_at + LIFT_S - self._monotonic()
        if left_s > 0:  # a loop may wake us early, so this is not the last look
            asyncio.get_running_loop().call_later(left_s, self._mark, peer.id)
        return left_s <= 0

    def _wanted(self, event: Wanted) -> None:
        """Tell a publisher what is watched of its picture, unless it knows."""
        peer = self.peers.get(event.peer)
        if peer is None or peer.wanted.get(event.source) == event.layers:
            return
        peer.wanted[event.source] = event.layers
        _, _, part = source_parts(event.source)
        message = outbound.Wanted(pc=peer.pc, part=part, layers=event.layers)
        peer.client.outbox.figure(("wanted", peer.pc, part), message)

    def _heard(self, event: Levels) -> None:
        """Let the open microphones of each meeting compete for the places in which one is heard."""
        by_meeting: defaultdict[MeetingId, dict[FeedKey, int]] = defaultdict(dict)
        for source, level in event.levels.items():
            meeting, feed, _ = source_parts(source)
            by_meeting[meeting][feed] = level
        for meeting, levels in by_meeting.items():
            state = self._meetings(meeting)
            if state is None or meeting not in self._air:
                continue
            open_now = set(map(key_of, open_microphones(state)))
            if self._air[meeting].heard.hear(levels, open_now, self._monotonic()):
                self._mark_meeting(meeting)

    def _seen_by(self, peer: Peer) -> Mapping[MeetingId, Meeting]:
        """Return the meetings that a connection can show."""
        count = self._engine.carriers
        here = [m for m in peer.watches if carrier_of(m, count) == peer.carrier]
        return {state.facts.id: state for state in self._states(here)}

    def _states(self, meetings: Iterable[MeetingId]) -> Iterator[Meeting]:
        """Yield the present states of those that this process shows."""
        return filter(None, map(self._meetings, meetings))

    def _peer(self, client: Client, pc: str) -> Peer:
        peer = self._find(client, pc)
        if peer is None:
            raise Rejected("unknown_connection")
        return peer

    def _find(self, client: Client, pc: str) -> Peer | None:
        return next((peer for peer in self._of(client) if peer.pc == pc), None)

    def _of(self, client: Client) -> list[Peer]:
        peers = self.peers.values()
        return [peer for peer in peers if peer.client is client and peer.left is None]

    def _taken_up(self, client: Client, pc: str) -> Peer | None:
        """Return the connection that waited for a client; it is the client's from now on."""
        waited = self._waiting.take(client, pc)
        peer = self.peers.get(waited) if waited else None
        if peer is not None:
            peer.take_up(client)
        return peer

    async def _forget(self, peer: Peer) -> None:
        self.peers.pop(peer.id, None)
        await self._engine.close(peer.id)

    def _dropped(self, event: PeerDown) -> None:
        """Tell a client at once: it would notice by itself only seconds later."""
        if peer := self.peers.pop(event.peer, None):
            self.tell_carriers(peer.client)
            peer.client.outbox.reply(Dropped(pc=peer.pc, reason=event.reason))

    def _mark_meeting(self, meeting: MeetingId) -> None:
        for peer in self.peers.values():
            if meeting in peer.watches:
                self._stale[peer.id] = None
        self._woken.set()

    def _mark(self, peer: PeerId) -> None:
        self._stale[peer] = None
        self._woken.set()


def _connected(pc: str, answer: Answer, silent: Reason | None) -> Connected:
    slots = tuple(SlotName(mid=s.mid, kind=s.kind.value, index=s.index) for s in answer.slots)
    return Connected(pc=pc, sdp=answer.sdp, slots=slots, continues=answer.continues, silent=silent)
