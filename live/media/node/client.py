"""The client's side: a `MediaEngine` that sends requests to the elected node over the bus."""

import asyncio
import logging
from collections.abc import Mapping

from live.bus import LAGGED, Bus, Note
from live.errors import BadPacket, EngineError
from live.ids import Ids, NodeId
from live.media.engine import (
    Answer,
    EngineEvent,
    Listener,
    PeerDown,
    PeerId,
    PeerUp,
    Route,
    SourceDown,
    SourceName,
    SourceUp,
)
from live.media.node.election import current
from live.media.node.messages import (
    EVENTS_TOPIC,
    PRESENCE_EVERY_S,
    Answered,
    AnyReply,
    AnyRequest,
    CloseRequest,
    ConnectRequest,
    Failed,
    RouteRequest,
    Snapshot,
    SnapshotRequest,
    encode,
    event_untrusted,
    replies_topic,
    reply_untrusted,
    requests_topic,
)

log = logging.getLogger(__name__)

REPLY_S = 3.0
"""Seconds to wait for a reply, which usually takes milliseconds; a lost node is noticed after three
seconds."""


class EngineClient:
    """A `MediaEngine` whose work the elected node does."""

    def __init__(self, bus: Bus, node: NodeId, ids: Ids) -> None:
        self._bus = bus
        self._node = node
        self._ids = ids
        self._elected: str | None = None
        self.carriers = 1
        """See `MediaEngine.carriers`; of the elected node."""
        self._own: dict[PeerId, str] = {}
        """Peers connected through this client, and the node that has each."""
        self._up: dict[PeerId | SourceName, PeerUp | SourceUp] = {}
        """Peers and sources that are up, by the events received."""
        self._waiting: dict[str, asyncio.Future[AnyReply]] = {}
        self._listeners: list[Listener] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._asked = self._failed = 0

    async def start(self) -> None:
        """Subscribe on the bus, and find the elected node."""
        listening = [asyncio.Event(), asyncio.Event()]
        self._tasks = [
            asyncio.create_task(self._read_replies(listening[0])),
            asyncio.create_task(self._read_events(listening[1])),
        ]
        for each in listening:
            await each.wait()
        await self._look()
        self._tasks.append(asyncio.create_task(self._watch()))

    async def stop(self) -> None:
        """Close the peers connected through this client, and end the subscriptions."""
        for peer in list(self._own):
            await self.close(peer)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def listen(self, listener: Listener) -> None:
        """Call ``listener`` with every event of the elected node from now on."""
        self._listeners.append(listener)

    async def connect(
        self,
        peer: PeerId,
        offer_sdp: str,
        publishes: tuple[SourceName | None, ...],
        *,
        room_key: str = "",
        in_step: bool = True,
    ) -> Answer:
        """Have an offer answered by the elected node.

        Raises:
            EngineError: ``bad_offer``; ``no_engine`` when there is no node, or it does not answer.
        """
        node = await self._node_now()
        request = ConnectRequest(
            id=self._ids(),
            asker=self._node,
            peer=peer,
            sdp=offer_sdp,
            publishes=publishes,
            room_key=room_key,
            in_step=in_step,
        )
        reply = await self._ask(node, request)
        if not isinstance(reply, Answered):
            raise EngineError("no_engine", "answered something else")
        self._own[peer] = node
        return reply.answer

    async def route(self, peer: PeerId, routes: tuple[Route, ...]) -> None:
        """Set what slots of a peer show.

        Raises:
            EngineError: ``no_such_peer``; ``no_engine`` when the peer's node does not answer.
        """
        node = self._own.get(peer)
        if node is None:
            raise EngineError("no_such_peer", peer)
        await self._ask(
            node, RouteRequest(id=self._ids(), asker=self._node, peer=peer, routes=routes)
        )

    async def close(self, peer: PeerId) -> None:
        """Forget a peer. If its node does not answer, that is only logged."""
        node = self._own.pop(peer, None)
        if node is None:
            return
        try:
            await self._ask(node, CloseRequest(id=self._ids(), asker=self._node, peer=peer))
        except EngineError as error:
            log.info("peer %s could not be closed: %s", peer, error)

    def stats(self) -> Mapping[str, float]:
        """Return counters of this client only; the elected node reports its engine's itself."""
        return {
            "shared_peers": len(self._own),
            "shared_requests_total": self._asked,
            "shared_requests_failed_total": self._failed,
        }

    async def _node_now(self) -> str:
        if self._elected is None:
            await self._look()
        if self._elected is None:
            raise EngineError("no_engine", "no media node is there")
        return self._elected

    async def _ask(self, node: str, request: AnyRequest) -> AnyReply:
        """Send a request and wait for its reply.

        Raises:
            EngineError: the engine's own, or ``no_engine`` when no reply comes.
        """
        self._asked += 1
        future: asyncio.Future[AnyReply] = asyncio.get_running_loop().create_future()
        self._waiting[request.id] = future
        try:
            await self._bus.publish(requests_topic(node), encode(request))
            async with asyncio.timeout(REPLY_S):
                reply = await future
        except TimeoutError:
            self._failed += 1
            raise EngineError("no_engine", f"node {node} does not answer") from None
        finally:
            del self._waiting[request.id]
        if isinstance(reply, Failed):
            raise EngineError(reply.code, reply.detail)
        return reply

    # --- what comes from the bus

    async def _read_replies(self, listening: asyncio.Event) -> None:
        async with self._bus.subscribe(replies_topic(self._node)) as notes:
            listening.set()
            async for note in notes:
                if note is LAGGED:
                    continue  # a request whose reply was lost ends after `REPLY_S`
                try:
                    reply = reply_untrusted(note)
                except BadPacket as error:
                    log.warning("a media reply is not understood: %s", error)
                    continue
                future = self._waiting.get(reply.id)
                if future is not None and not future.done():
                    future.set_result(reply)

    async def _read_events(self, listening: asyncio.Event) -> None:
        async with self._bus.subscribe(EVENTS_TOPIC) as notes:
            listening.set()
            async for note in notes:
                await self._take(note)

    async def _take(self, note: Note) -> None:
        if note is LAGGED:
            await self._resync()
            return
        try:
            message = event_untrusted(note)
        except BadPacket as error:
            log.warning("a media event is not understood: %s", error)
            return
        if message.node == self._elected:
            self._tell(message.event)

    def _tell(self, event: EngineEvent) -> None:
        """Update which peers and sources are up, and call the listeners."""
        match event:
            case PeerUp():
                self._up[event.peer] = event
            case SourceUp():
                self._up[event.source] = event
            case PeerDown():
                self._up.pop(event.peer, None)
                self._own.pop(event.peer, None)
            case SourceDown():
                self._up.pop(event.source, None)
            case _:
                pass
        for listener in self._listeners:
            listener(event)

    # --- who is elected

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(PRESENCE_EVERY_S)
            await self._look()

    async def _look(self) -> None:
        """Find the elected node; if it changed, report all peers of the old one as down."""
        try:
            presence = await current(self._bus)
        except ConnectionError:
            log.warning("the bus is away; the media node stays as it is")
            return
        node, self.carriers = (presence.node, presence.carriers) if presence else (None, 1)
        if node == self._elected:
            return
        log.info("media is carried by node %s", node)
        self._elected = node
        gone, self._own = self._own, {}
        for peer, old in gone.items():
            self._tell(PeerDown(peer=peer, reason="engine_lost"))
            if old != node:
                await self._bus.publish(
                    requests_topic(old),
                    encode(CloseRequest(id=self._ids(), asker=self._node, peer=peer)),
                )
        await self._resync()

    async def _resync(self) -> None:
        """Ask the elected node what is up, and emit events for the differences."""
        current: dict[PeerId | SourceName, PeerUp | SourceUp] = {}
        if self._elected is not None:
            try:
                reply = await self._ask(
                    self._elected, SnapshotRequest(id=self._ids(), asker=self._node)
                )
            except EngineError as error:
                log.warning("the media node's state is not known: %s", error)
                return
            if isinstance(reply, Snapshot):
                current = {each.peer: each for each in reply.peers}
                current.update({each.source: each for each in reply.sources})
        before = dict(self._up)
        for key, event in before.items():
            if key not in current:
                self._tell(_ended(event))
        for key, event in current.items():
            if key not in before:
                self._tell(event)


def _ended(event: PeerUp | SourceUp) -> PeerDown | SourceDown:
    if isinstance(event, PeerUp):
        return PeerDown(peer=event.peer, reason="engine_lost")
    return SourceDown(peer=event.peer, source=event.source)
