"""A node's side of the bus: serves requests to its engine, and publishes the engine's events."""

import asyncio
import logging
from collections import deque
from functools import partial

from live.bus import LAGGED, Bus
from live.clock import Clock
from live.errors import BadPacket
from live.ids import NodeId
from live.media.engine import (
    EngineEvent,
    MediaEngine,
    PeerDown,
    PeerId,
    PeerUp,
    SourceDown,
    SourceName,
    SourceUp,
)
from live.media.node.answering import answer_of, peer_of
from live.media.node.lanes import Lanes
from live.media.node.messages import (
    EVENTS_TOPIC,
    PRESENCE_EVERY_S,
    PRESENCE_PREFIX,
    PRESENCE_TTL_S,
    AnyRequest,
    NodeMessage,
    NodePresence,
    Snapshot,
    SnapshotRequest,
    encode,
    replies_topic,
    request_untrusted,
    requests_topic,
    told,
)

log = logging.getLogger(__name__)

EVENTS_WAITING = 1024
"""Most events waiting to be published; when full, the oldest are lost, and clients ask for a
snapshot."""


class EngineServer:
    """Offers one engine to all processes. Does not start or stop it."""

    def __init__(self, engine: MediaEngine, bus: Bus, node: NodeId, clock: Clock) -> None:
        self._engine = engine
        self._bus = bus
        self._node = node
        self._since_ms = clock.wall_ms()
        self._events: deque[EngineEvent] = deque(maxlen=EVENTS_WAITING)
        self._event_came = asyncio.Event()
        self._peers: dict[PeerId, PeerUp] = {}
        self._sources: dict[SourceName, SourceUp] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._lanes = Lanes()
        engine.listen(self._take)

    async def start(self) -> None:
        """Publish the node's presence and begin to serve; on return requests are received."""
        listening = asyncio.Event()
        self._tasks = [
            asyncio.create_task(self._serve(listening)),
            asyncio.create_task(self._tell()),
            asyncio.create_task(self._stay()),
        ]
        await listening.wait()
        await self._show()

    async def stop(self) -> None:
        """Stop serving, and remove the node's presence."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._lanes.end()
        try:
            await self._bus.drop(PRESENCE_PREFIX + self._node)
        except ConnectionError:
            log.info("the bus is away; the node's presence will expire")

    async def _show(self) -> None:
        presence = NodePresence(
            node=self._node, since_ms=self._since_ms, carriers=self._engine.carriers
        )
        try:
            await self._bus.keep(PRESENCE_PREFIX + self._node, encode(presence), PRESENCE_TTL_S)
        except ConnectionError:
            log.warning("the bus is away; other processes do not see this media node")

    async def _stay(self) -> None:
        while True:
            await asyncio.sleep(PRESENCE_EVERY_S)
            await self._show()

    def _take(self, event: EngineEvent) -> None:
        """Queue an event of the engine for publishing; never blocks."""
        match event:
            case PeerUp():
                self._peers[event.peer] = event
            case PeerDown():
                self._peers.pop(event.peer, None)
            case SourceUp():
                self._sources[event.source] = event
            case SourceDown() if self._sources.get(event.source) == SourceUp(
                peer=event.peer, source=event.source
            ):
                del self._sources[event.source]
            case _:
                pass
        self._events.append(event)
        self._event_came.set()

    async def _tell(self) -> None:
        while True:
            await self._event_came.wait()
            self._event_came.clear()
            while self._events:
                message = told(self._node, self._events.popleft())
                await self._bus.publish(EVENTS_TOPIC, encode(message))

    async def _serve(self, listening: asyncio.Event) -> None:
        """Serve requests; those of one peer in the order in which they came."""
        async with self._bus.subscribe(requests_topic(self._node)) as notes:
            listening.set()
            async for note in notes:
                if note is LAGGED:
                    log.warning("media requests were lost; whoever asked will ask again")
                    continue
                try:
                    request = request_untrusted(note)
                except BadPacket as error:
                    log.warning("a media request is not understood: %s", error)
                    continue
                await self._lanes.begin(peer_of(request), partial(self._reply, request))

    async def _reply(self, request: AnyRequest) -> None:
        reply = await self._answer(request)
        try:
            await self._bus.publish(replies_topic(request.asker), encode(reply))
        except ConnectionError:
            log.warning("the bus is away; who asked for media is not answered")

    async def _answer(self, request: AnyRequest) -> NodeMessage:
        if isinstance(request, SnapshotRequest):
            return Snapshot(
                id=request.id,
                peers=tuple(self._peers.values()),
                sources=tuple(self._sources.values()),
            )
        return await answer_of(self._engine, request)
