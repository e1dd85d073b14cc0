"""Several engines as one: each room key has one carrier; the loss of one does not affect others.

The carrier follows from the room key alone (`carrier_of`), without communication. An engine that is
lost keeps its room keys: it restarts by itself, and moving them would cost their peers the same
renegotiation. No stream passes between engines.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from live.errors import EngineError
from live.media.engine import (
    Answer,
    EngineEvent,
    Listener,
    MediaEngine,
    PeerDown,
    PeerId,
    Route,
    SourceName,
    carrier_of,
)

PROCESSES: Final = "processes"
PROCESSES_UP: Final = "process_up"
"""Counters: how many engines are configured (`Spread`), and how many are up (`RemoteEngine`)."""


class Spread:
    """A `MediaEngine` of engines that each have one carrier."""

    def __init__(self, engines: Sequence[MediaEngine]) -> None:
        self._engines = tuple(engines)
        self._at: dict[PeerId, MediaEngine] = {}
        self._listeners: list[Listener] = []
        for engine in self._engines:
            engine.listen(self._heard_from(engine))

    @property
    def carriers(self) -> int:
        """As many as there are engines."""
        return len(self._engines)

    async def start(self) -> None:
        """Start all engines concurrently; if one fails, stop them all.

        Raises:
            OSError: an engine cannot be started.
        """
        results = await asyncio.gather(
            *(engine.start() for engine in self._engines), return_exceptions=True
        )
        failures = [result for result in results if result is not None]
        if failures:
            await self.stop()
            raise failures[0]

    async def stop(self) -> None:
        """Stop all engines concurrently."""
        await asyncio.gather(*(engine.stop() for engine in self._engines))

    def listen(self, listener: Listener) -> None:
        """Call ``listener`` with every event of every engine from now on."""
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
        """Have an offer answered by the carrier of its room key."""
        former, engine = self._at.get(peer), self._engines[carrier_of(room_key, self.carriers)]
        try:
            answer = await engine.connect(
                peer, offer_sdp, publishes, room_key=room_key, in_step=in_step
            )
        except asyncio.CancelledError:
            if former is not engine:
                await engine.close(peer)  # the peer may exist there, and only we know it
            raise
        self._at[peer] = engine
        if former is not None and former is not engine:
            await former.close(peer)
        return answer

    async def route(self, peer: PeerId, routes: tuple[Route, ...]) -> None:
        """Set what slots of a peer show."""
        engine = self._at.get(peer)
        if engine is None:
            raise EngineError("no_such_peer", peer)
        await engine.route(peer, routes)

    async def close(self, peer: PeerId) -> None:
        """Forget a peer."""
        if engine := self._at.pop(peer, None):
            await engine.close(peer)

    def stats(self) -> Mapping[str, float]:
        """Return the sums of all engines' counters, and how many engines are configured."""
        sums: Counter[str] = Counter()
        for engine in self._engines:
            sums.update(engine.stats())
        return {**sums, PROCESSES: self.carriers}

    def _heard_from(self, engine: MediaEngine) -> Listener:
        def take(event: EngineEvent) -> None:
            if isinstance(event, PeerDown):
                if self._at.get(event.peer, engine) is not engine:
                    return  # the peer goes on at another engine, under the same id
                self._at.pop(event.peer, None)
            for listener in self._listeners:
                listener(event)

        return take
