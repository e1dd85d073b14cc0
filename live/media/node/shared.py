"""Server and client in one process: offers its engine to the others, uses the elected one."""

from collections.abc import Mapping

from live.bus import Bus
from live.clock import Clock
from live.ids import Ids, NodeId
from live.media.engine import Answer, Listener, MediaEngine, PeerId, Route, SourceName
from live.media.node.client import EngineClient
from live.media.node.server import EngineServer


class SharedEngine:
    """A `MediaEngine` among several processes: own engine, server and client, started in order."""

    def __init__(self, engine: MediaEngine, bus: Bus, node: NodeId, clock: Clock, ids: Ids) -> None:
        self._engine = engine
        self._server = EngineServer(engine, bus, node, clock)
        self._client = EngineClient(bus, node, ids)

    async def start(self) -> None:
        """Start the engine, offer it, and look for the elected one."""
        await self._engine.start()
        await self._server.start()
        await self._client.start()

    async def stop(self) -> None:
        """Stop in the opposite order."""
        await self._client.stop()
        await self._server.stop()
        await self._engine.stop()

    def listen(self, listener: Listener) -> None:
        """Call ``listener`` with every event of the elected engine from now on."""
        self._client.listen(listener)

    async def connect(
        self,
        peer: PeerId,
        offer_sdp: str,
        publishes: tuple[SourceName | None, ...],
        *,
        room_key: str = "",
        in_step: bool = True,
    ) -> Answer:
        """Have an offer answered by the elected engine."""
        return await self._client.connect(
            peer, offer_sdp, publishes, room_key=room_key, in_step=in_step
        )

    async def route(self, peer: PeerId, routes: tuple[Route, ...]) -> None:
        """Set what slots of a peer show."""
        await self._client.route(peer, routes)

    async def close(self, peer: PeerId) -> None:
        """Forget a peer."""
        await self._client.close(peer)

    def stats(self) -> Mapping[str, float]:
        """Return the counters of this process's engine and of the client."""
        return {**self._engine.stats(), **self._client.stats()}

    @property
    def carriers(self) -> int:
        """See `MediaEngine.carriers`; of the elected engine."""
        return self._client.carriers
