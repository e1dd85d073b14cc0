"""The media process's side: serves its engine to every controller that passes the handshake.

A controller sees only the peers that it connected. When it disconnects or falls silent, its peers
are closed: a media process carries no peers without a controller.
"""

import asyncio
import logging
from functools import partial
from typing import Final

from live.errors import BadPacket
from live.media.engine import EngineEvent, LoudnessLevels, MediaEngine, PeerDown, PeerId
from live.media.node.answering import answer_of, peer_of
from live.media.node.lanes import Lanes
from live.media.node.messages import (
    ConnectRequest,
    EngineRequest,
    Failed,
    engine_request_untrusted,
    told,
)
from live.media.process.frames import Frames
from live.media.process.handshake import HANDSHAKE_S, admit, refuse

log = logging.getLogger(__name__)

SILENCE_S: Final = 15.0
"""Seconds without a request after which a controller counts as gone; it sends one every second.
Chosen."""
CONTROLLERS: Final = 32
"""Most controllers connected at once, those in the handshake included. Chosen."""


class EnginePort:
    """Serves one engine over any number of streams. Does not start or stop it."""

    def __init__(self, engine: MediaEngine, secret: bytes) -> None:
        self._engine = engine
        self._secret = secret
        self._serving: dict[Frames, asyncio.Task[None] | None] = {}
        self._owners: dict[PeerId, Frames] = {}
        engine.listen(self._tell)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one controller until it disconnects."""
        frames = Frames(reader, writer)
        if len(self._serving) >= CONTROLLERS:
            refuse(frames, f"{CONTROLLERS} controllers are connected already")
            await frames.close()
            return
        self._serving[frames] = asyncio.current_task()
        lanes = Lanes()
        try:
            async with asyncio.timeout(HANDSHAKE_S):
                await admit(frames, self._secret, self._engine.carriers)
            while True:
                async with asyncio.timeout(SILENCE_S):
                    request = engine_request_untrusted(await frames.receive_untrusted())
                await lanes.begin(peer_of(request), partial(self._serve, frames, request))
        except TimeoutError:
            log.warning("a controller of media is silent")
        except (BadPacket, OSError) as error:
            log.info("a controller of media has gone: %s", error)
        finally:
            await lanes.end()
            await self._disown(frames)
            await frames.close()
            del self._serving[frames]

    async def stop(self) -> None:
        """Disconnect every controller, and wait until their peers are closed."""
        for frames in self._serving:
            frames.abort()
        await asyncio.gather(*filter(None, self._serving.values()))

    async def _serve(self, frames: Frames, request: EngineRequest) -> None:
        """Answer one request; those of one peer come one after the other."""
        if not isinstance(request, ConnectRequest):
            frames.send(await answer_of(self._engine, request))
            return
        before = self._owners.get(request.peer)
        self._owners[request.peer] = frames  # events of the peer go to this controller already
        reply = await answer_of(self._engine, request)
        if isinstance(reply, Failed):
            if before is None:
                del self._owners[request.peer]
            else:
                self._owners[request.peer] = before
        frames.send(reply)

    async def _disown(self, gone: Frames) -> None:
        for peer, owner in list(self._owners.items()):
            if owner is gone:
                await self._engine.close(peer)
                self._owners.pop(peer, None)

    def _tell(self, event: EngineEvent) -> None:
        """Send an event to the controller of its peer (loudness: to all); never blocks."""
        if isinstance(event, LoudnessLevels):
            message = told("", event)
            for frames in set(self._owners.values()):
                frames.send(message)
            return
        owner = self._owners.get(event.peer)
        if owner is not None:
            owner.send(told("", event))
        if isinstance(event, PeerDown):
            self._owners.pop(event.peer, None)


async def serve_on(
    engine: MediaEngine, secret: bytes, host: str, port: int, until: asyncio.Event
) -> None:
    """Serve an engine to other machines over TCP until told to end.

    Raises:
        OSError: the address cannot be listened on.
    """
    desk = EnginePort(engine, secret)
    server = await asyncio.start_server(desk.serve, host, port)
    log.info("media is served on TCP %s port %d", host, server.sockets[0].getsockname()[1])
    try:
        await until.wait()
    finally:
        server.close()
        await desk.stop()
        await server.wait_closed()
