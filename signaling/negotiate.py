"""Peer connections: answers offers, and keeps what every slot shows in step with the meetings.

Each connection is re-routed when one of its meetings changes, when its client wishes something
else, and when a source comes or goes. Decisions are `stage`'s; this module only carries them to the
engine and to the client. One task does all routing, in rounds; what changes while it works is
looked at once more, so a burst of changes costs one route. The peers of a round are routed at once:
the last one of a large meeting hears who was called as soon as the first.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from live.errors import EngineError, Rejected
from live.ids import MeetingId
from live.media.engine import (
    Answer,
    EngineEvent,
    Layer,
    Levels,
    MediaEngine,
    Paused,
    PeerDown,
    PeerId,
    SourceDown,
    SourceName,
    SourceUp,
    Wanted,
)
from live.meeting.floor import open_microphones
from live.meeting.state import Meeting
from signaling import limits, outbound
from signaling.client import Client
from signaling.inbound import Connect
from signaling.loudness import Speakers
from signaling.outbound import Connected, Dropped, Fill, SlotName, Slots
from signaling.stage import (
    RECEIVES,
    SENDS,
    Air,
    Filled,
    Receiver,
    WallWish,
    Wish,
    fill,
    first_wish,
    is_on_air,
    key_of,
    own_voice,
)
from signaling.wire import Part, VoiceKey, source_name, source_parts

log: Final = logging.getLogger("signaling.negotiate")


@dataclass(slots=True, eq=False)
class Peer:
    """One peer connection of one client."""

    id: PeerId
    pc: str
    client: Client
    receiver: Receiver
    told: Slots | None = None
    """What the client was last told."""
    wanted: dict[SourceName, tuple[Layer, ...]] = field(default_factory=dict)
    """What it was last told to send."""
    paused: tuple[str, ...] = ()
    """Mids of slots that its link does not carry."""


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

    async def connect(self, client: Client, message: Connect) -> None:
        """Answer an offer, and fill its slots.

        Raises:
            Rejected: the role has no media or may not send, too many connections, a bad offer.
        """
        peer_id = self._admitted(client, message)
        publishes = self._publishes(client, message)
        try:
            answer = await self._engine.connect(peer_id, message.sdp, publishes)
        except EngineError as error:
            log.info("offer refused: %s", error.code)
            raise Rejected("bad_offer" if error.code == "bad_offer" else "no_engine") from error
        except BaseException:
            # The client left meanwhile; what the engine may have made must not stay.
            await self._engine.close(peer_id)
            raise
        receiver = Receiver(
            actor=client.actor,
            slots=answer.slots,
            wish=first_wish(client.actor.role),
            media=client.media,
        )
        self.peers[peer_id] = Peer(id=peer_id, pc=message.pc, client=client, receiver=receiver)
        client.outbox.reply(_connected(message.pc, answer))
        self._mark(peer_id)

    async def disconnect(self, client: Client, pc: str) -> None:
        """End a peer connection; harmless when it ended by itself."""
        if peer := self.peers.get(PeerId(f"{client.id}/{pc}")):
            await self._forget(peer)

    def show(self, client: Client, pc: str, wish: Wish) -> None:
        """Take what a client wants in its slots.

        Raises:
            Rejected: ``unknown_connection``; ``not_allowed`` for a wall by who has a stage.
        """
        peer = self._peer(client, pc)
        if type(wish) is not type(peer.receiver.wish):
            raise Rejected("not_allowed")
        if isinstance(wish, WallWish) and not client.watches.keys() >= _named(wish):
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

    async def leave(self, client: Client) -> None:
        """End every connection of a client."""
        for peer in self._of(client):
            await self._forget(peer)

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
            meeting, voice, part = source_parts(event.source)
            self._air[meeting].live.discard(event.source)
            if part is Part.MICROPHONE:
                self._air[meeting].heard.forget(voice)
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
        while True:
            await self._woken.wait()
            self._woken.clear()
            stale, self._stale = self._stale, {}
            peers = [peer for peer_id in stale if (peer := self.peers.get(peer_id))]
            await asyncio.gather(*map(self._routed, peers))

    async def _routed(self, peer: Peer) -> None:
        """Route one peer; a failure here is a bug that must not silence all the others."""
        try:
            await self._route(peer)
        except Exception:
            log.exception("peer %s could not be routed", peer.id)

    async def _route(self, peer: Peer) -> None:
        """Carry to the engine and to the client what differs from what they know."""
        meetings = self._seen_by(peer.client)
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
            on_air=_on_air(peer.receiver, meetings, air),
        )
        if told != peer.told:
            peer.told = told
            peer.client.outbox.figure(("slots", peer.pc), told)

    def _told(self, now: Filled, paused: Collection[str]) -> Fill:
        sends = now.meeting is not None and now.source in self._air[now.meeting].live
        live = sends and now.mid not in paused
        return Fill(mid=now.mid, meeting=now.meeting, source=now.voice, name=now.name, live=live)

    def _admitted(self, client: Client, message: Connect) -> PeerId:
        role = client.actor.role
        if role not in RECEIVES or (message.sends and role not in SENDS):
            raise Rejected("no_media_for_role", role=role.value)
        peer_id = PeerId(f"{client.id}/{message.pc}")
        if peer_id not in self.peers and len(self._of(client)) >= limits.PEERS:
            raise Rejected("too_many_connections", limit=limits.PEERS)
        return peer_id

    def _publishes(self, client: Client, message: Connect) -> tuple[SourceName, ...]:
        """Name what an offer sends. One connection publishes into one meeting."""
        if not message.sends:
            return ()
        meetings = [message.meeting] if message.meeting else list(client.watches)
        if len(meetings) != 1 or meetings[0] not in client.watches:
            raise Rejected("unknown_meeting")
        voice = own_voice(client.actor)
        if voice is None:
            raise Rejected("no_media_for_role", role=client.actor.role.value)
        return tuple(source_name(meetings[0], voice, part) for part in message.sends)

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
        by_meeting: defaultdict[MeetingId, dict[VoiceKey, int]] = defaultdict(dict)
        for source, level in event.levels.items():
            meeting, voice, _ = source_parts(source)
            by_meeting[meeting][voice] = level
        for meeting, levels in by_meeting.items():
            state = self._meetings(meeting)
            if state is None:
                continue
            open_now = set(map(key_of, open_microphones(state)))
            if self._air[meeting].heard.hear(levels, open_now, self._monotonic()):
                self._mark_meeting(meeting)

    def _seen_by(self, client: Client) -> Mapping[MeetingId, Meeting]:
        states = {meeting: self._meetings(meeting) for meeting in client.watches}
        return {meeting: state for meeting, state in states.items() if state is not None}

    def _peer(self, client: Client, pc: str) -> Peer:
        peer = self.peers.get(PeerId(f"{client.id}/{pc}"))
        if peer is None:
            raise Rejected("unknown_connection")
        return peer

    def _of(self, client: Client) -> list[Peer]:
        return [peer for peer in self.peers.values() if peer.client is client]

    async def _forget(self, peer: Peer) -> None:
        self.peers.pop(peer.id, None)
        await self._engine.close(peer.id)

    def _dropped(self, event: PeerDown) -> None:
        """Tell a client at once: it would notice by itself only seconds later."""
        if peer := self.peers.pop(event.peer, None):
            peer.client.outbox.reply(Dropped(pc=peer.pc, reason=event.reason))

    def _mark_meeting(self, meeting: MeetingId) -> None:
        for peer in self.peers.values():
            if meeting in peer.client.watches:
                self._stale[peer.id] = None
        self._woken.set()

    def _mark(self, peer: PeerId) -> None:
        self._stale[peer] = None
        self._woken.set()


def _connected(pc: str, answer: Answer) -> Connected:
    slots = tuple(SlotName(mid=s.mid, kind=s.kind.value, index=s.index) for s in answer.slots)
    return Connected(pc=pc, sdp=answer.sdp, slots=slots)


def _on_air(
    receiver: Receiver, meetings: Mapping[MeetingId, Meeting], air: Mapping[MeetingId, Air]
) -> bool:
    """Return whether everybody sees the receiver now in one of these meetings."""
    return any(
        is_on_air(receiver.actor, state, air.get(meeting, Air()))
        for meeting, state in meetings.items()
    )


def _named(wish: WallWish) -> set[MeetingId]:
    """Return every meeting that a wish names."""
    return {meeting for meeting in (*wish.meetings, wish.large, wish.listen) if meeting}
