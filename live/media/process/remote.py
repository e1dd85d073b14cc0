"""The program's side: a `MediaEngine` that sends requests to a media process and replaces it.

When the process is lost, its peers are reported down at once, and a stream to the next process is
opened; offers that come meanwhile wait for it up to `RETURN_S`.
"""

import asyncio
import itertools
import logging
from collections.abc import Mapping
from typing import Final

from live.bucket import TokenBucket
from live.errors import BadPacket, EngineError
from live.media.engine import (
    Answer,
    EngineEvent,
    Listener,
    PeerId,
    Route,
    SourceName,
)
from live.media.node.messages import (
    Answered,
    CloseRequest,
    Completed,
    ConnectRequest,
    EngineRequest,
    EngineSays,
    Failed,
    RouteRequest,
    Stats,
    StatsRequest,
    engine_says_untrusted,
)
from live.media.process.entrusted import Entrusted
from live.media.process.frames import Frames
from live.media.process.hosts import MediaHost, StreamLine

log = logging.getLogger(__name__)

Reply = Answered | Completed | Failed | Stats

REPLY_S: Final = 3.0
"""Seconds to wait for a reply, which usually takes milliseconds."""
RETURN_S: Final = 3.0
"""Seconds after a loss for which offers wait for the next process, which takes a fraction of one:
no longer than a client over the bus waits for our reply (`node.client.REPLY_S`)."""
WATCH_S: Final = 1.0
"""Seconds between two `StatsRequest`, which check that the process lives and fetch its counters."""
MISSES: Final = 2
"""Such requests in a row without a reply after which the process counts as hung. One may be our own
fault: after our event loop was blocked, reply and timeout come at the same moment."""
AGAIN_FIRST_S: Final = 0.1
AGAIN_LONGEST_S: Final = 5.0
"""Wait before the process after a failed one; doubles from the first to the longest. Chosen."""
MESSAGES: Final = 20_000
MESSAGES_PER_S: Final = 5_000.0
"""Messages that a process may send, in a burst and per second in the long run; five hundred peers
need a tenth of it. With more the process is replaced, as it would take processor time from the
meetings. Chosen."""
STEADY_S: Final = 10.0
"""A process that ran for so many seconds is replaced without a wait. Chosen."""


class RemoteEngine:
    """A `MediaEngine` at the other end of a stream."""

    def __init__(self, host: MediaHost) -> None:
        self._host = host
        self._frames: Frames | None = None
        self._there = asyncio.Event()
        self._lost_at = 0.0
        self._own = Entrusted()
        self._listeners: list[Listener] = []
        self._waiting: dict[str, asyncio.Future[Reply]] = {}
        self._numbers = itertools.count()
        self._stats: Mapping[str, float] = {}
        self._begun = self._failed = self._disbelieved = 0
        self.carriers = 1
        """See `MediaEngine.carriers`; one, unless the process has processes of its own."""
        self._in_vain = 0
        """Processes in a row that could not be reached, or ended before `STEADY_S`."""
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open a stream to the process. It must succeed this time; later losses are recovered.

        Raises:
            OSError: the process cannot be reached.
        """
        frames = self._have(await self._host.open())
        self._task = asyncio.create_task(self._keep(frames))

    async def stop(self) -> None:
        """Disconnect from the process, which then closes the peers connected through us."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._host.close()
        self._lose("stopped")

    def listen(self, listener: Listener) -> None:
        """Call ``listener`` with every event from now on."""
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
        """Have an offer answered; waits for a process that is being replaced.

        Raises:
            EngineError: ``bad_offer``; ``no_engine`` when no process answers.
        """
        await self._returned()
        replaces = peer in self._own
        self._own.add(peer, publishes)
        request = ConnectRequest(
            id=self._id(),
            peer=peer,
            sdp=offer_sdp,
            publishes=publishes,
            room_key=room_key,
            in_step=in_step,
        )
        try:
            reply = await self._ask(request)
        except EngineError:
            if not replaces:
                self._own.discard(peer)
            raise
        if not isinstance(reply, Answered) or peer not in self._own:
            raise EngineError("no_engine", "the process was lost just now")
        return reply.answer

    async def route(self, peer: PeerId, routes: tuple[Route, ...]) -> None:
        """Set what slots of a peer show."""
        if peer not in self._own:
            raise EngineError("no_such_peer", peer)
        await self._ask(RouteRequest(id=self._id(), peer=peer, routes=routes))

    async def close(self, peer: PeerId) -> None:
        """Forget a peer. A failure is only logged, as a lost process has no peers."""
        try:
            await self._ask(CloseRequest(id=self._id(), peer=peer))
        except EngineError as error:
            log.info("peer %s could not be closed: %s", peer, error)
        self._own.discard(peer)

    def stats(self) -> Mapping[str, float]:
        """Return the process's counters, up to `WATCH_S` old, and our own about the process."""
        return {
            "process_up": float(self._frames is not None),
            "process_begun_total": self._begun,
            "process_requests_failed_total": self._failed,
            "process_events_disbelieved_total": self._disbelieved,
            **self._stats,  # last: if the process has processes of its own, their counters win
        }

    # --- asking

    def _id(self) -> str:
        return str(next(self._numbers))

    async def _returned(self) -> None:
        """Wait until the next process is there, at most `RETURN_S` after the loss."""
        left_s = self._lost_at + RETURN_S - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(max(0.0, left_s)):
                await self._there.wait()
        except TimeoutError:
            raise EngineError("no_engine", "no media process is there") from None

    async def _ask(self, request: EngineRequest) -> Reply:
        """Send a request and wait for its reply.

        Raises:
            EngineError: the engine's own, or ``no_engine`` when no reply comes.
        """
        if self._frames is None:
            raise EngineError("no_engine", "no media process is there")
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[request.id] = future
        self._frames.send(request)
        try:
            async with asyncio.timeout(REPLY_S):
                reply = await future
        except TimeoutError:
            self._failed += 1
            raise EngineError("no_engine", "the media process does not answer") from None
        finally:
            del self._waiting[request.id]
        if isinstance(reply, Failed):
            raise EngineError(reply.code, reply.detail)
        return reply

    # --- what comes back

    def _take(self, message: EngineSays) -> None:
        if not isinstance(message, Answered | Completed | Failed | Stats):
            self._hear(message.event)
            return
        future = self._waiting.get(message.id)
        if future is not None and not future.done():
            future.set_result(message)

    def _hear(self, said: EngineEvent) -> None:
        """Call the listeners with an event, or count it if the process may not report it."""
        if event := self._own.take(said):
            self._tell(event)
        else:
            self._disbelieved += 1

    def _tell(self, event: EngineEvent) -> None:
        for listener in self._listeners:
            listener(event)

    # --- keeping a process there

    async def _keep(self, frames: Frames) -> None:
        """Serve one stream after the other, for ever."""
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            log.warning("the media process is lost: %s", await self._serve(frames))
            self._lose("engine_lost")
            self._in_vain = 0 if loop.time() - began >= STEADY_S else self._in_vain + 1
            frames = self._have(await self._next())

    async def _next(self) -> StreamLine:
        """Return a stream to the next process; retries until it succeeds."""
        while True:
            if self._in_vain:
                await asyncio.sleep(min(AGAIN_LONGEST_S, AGAIN_FIRST_S * 2.0**self._in_vain))
            try:
                return await self._host.open()
            except OSError as error:
                log.warning("media is not carried: %s", error)
            self._in_vain += 1

    async def _serve(self, frames: Frames) -> str:
        """Take messages until the stream ends; return why it ended."""
        watching = asyncio.create_task(self._watch(frames))
        loop = asyncio.get_running_loop()
        patience = TokenBucket(MESSAGES, MESSAGES_PER_S)
        try:
            while patience.take(1, loop.time()):
                self._take(engine_says_untrusted(await frames.receive_untrusted()))
            return "it says too much"
        except (BadPacket, OSError) as error:
            return str(error)
        finally:
            watching.cancel()
            frames.abort()

    async def _watch(self, frames: Frames) -> None:
        """Check the process every `WATCH_S`; abort the stream if it hangs."""
        missed = 0
        while missed < MISSES:
            try:
                reply = await self._ask(StatsRequest(id=self._id()))
            except EngineError:
                missed += 1
                continue
            missed = 0
            if isinstance(reply, Stats):
                self._stats = reply.stats
            await asyncio.sleep(WATCH_S)
        log.warning("the media process hangs")
        frames.abort()

    def _have(self, line: StreamLine) -> Frames:
        self._frames, self.carriers = line
        self._begun += 1
        self._there.set()
        return self._frames

    def _lose(self, reason: str) -> None:
        """Report all peers of the process as down, and fail the requests that wait for it."""
        self._frames = None
        self._there.clear()
        self._lost_at = asyncio.get_running_loop().time()
        self._stats = {}
        for name, future in self._waiting.items():
            if not future.done():
                future.set_result(Failed(id=name, code="no_engine", detail="it was lost"))
        for event in self._own.lost(reason):
            self._tell(event)
