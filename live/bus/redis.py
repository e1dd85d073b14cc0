"""The bus between several processes: Redis publish/subscribe, and keys with a time to live.

Two tasks own two connections. One reads: when its connection breaks it reconnects, subscribes again
to every topic and gives every reader `LAGGED`. The other writes the notes of a bounded outbox.
Readers in the publishing process get a note directly, also while Redis is unreachable; each note in
Redis begins with the id of its sender, so that the sender can skip it.
"""

import asyncio
import logging
import re
import secrets
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from live.bus.contract import LAGGED, Note
from live.bus.topics import TopicReader, Topics

log = logging.getLogger(__name__)

OUTBOX_NOTES: Final = 1024
"""Most notes waiting for Redis; when full, the oldest are dropped. Chosen."""
PING_S: Final = 5.0
"""Seconds without data after which the reading connection is pinged; after as long again it is
closed. Chosen."""
SUBSCRIBE_WAIT_S: Final = 2.0
"""Seconds for which a new reader waits for Redis to confirm the subscription; without that it goes
on, and gets `LAGGED` when the confirmation comes. Chosen."""
FIRST_RETRY_S: Final = 0.05
LAST_RETRY_S: Final = 2.0
"""Waits between attempts to reconnect; they double from the first to the last. Chosen."""
SENDER_BYTES: Final = 8
"""Length of the random id of a sender: two of 1,000 processes have the same with a probability of
1 in 10^13. Chosen."""

T = TypeVar("T")


class RedisBus:
    """Deliver between all processes that name the same Redis and prefix.

    Args:
        url: ``redis://host:port/db``.
        prefix: of all keys and channels; separates installations that share one Redis.
    """

    def __init__(self, url: str, prefix: str = "diemcau:") -> None:
        # Our own loops retry; a silent retry of the client would hide that notes were lost.
        self._redis: Redis = Redis.from_url(url, retry=Retry(NoBackoff(), 0))
        self._prefix = prefix
        self._sender = secrets.token_bytes(SENDER_BYTES)
        self._topics = Topics()
        self._awaited: dict[str, asyncio.Event] = {}
        """Topics whose first reader waits until Redis confirms the subscription."""
        self._pubsub: PubSub | None = None
        """The reading connection; None while there is none."""
        self._outbox: deque[tuple[str, bytes]] = deque(maxlen=OUTBOX_NOTES)
        self._woken = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False
        """Checked in every loop, because the client swallows a cancellation while it returns a
        connection to its pool (seen with redis-py 8.1, in `Pipeline`)."""

    async def start(self) -> None:
        """Start the two tasks; they connect when Redis can be reached."""
        self._tasks = [
            asyncio.create_task(self._again_and_again(self._listen), name="bus reads"),
            asyncio.create_task(self._again_and_again(self._send), name="bus writes"),
        ]

    async def stop(self) -> None:
        """End the tasks, the readers and the connections."""
        self._stopping = True
        self._woken.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._topics.end()
        await self._redis.aclose()

    async def publish(self, topic: str, payload: bytes) -> None:
        """Deliver the note to readers here, and queue it for the other processes."""
        name = self._prefix + topic
        self._topics.deliver(name, payload)
        self._outbox.append((name, self._sender + payload))
        self._woken.set()

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[AsyncIterator[Note]]:
        """Read a topic's notes, see `Bus.subscribe`."""
        name = self._prefix + topic
        reader = TopicReader()
        try:
            if self._topics.add(name, reader):
                self._awaited[name] = asyncio.Event()
                await self._tell_redis(lambda pubsub: pubsub.subscribe(name))
            await self._wait_for_confirmation(name)
            yield reader
        finally:
            if self._topics.discard(name, reader):
                self._awaited.pop(name, None)
                await self._tell_redis(lambda pubsub: pubsub.unsubscribe(name))

    async def keep(self, key: str, value: bytes, ttl_s: float) -> None:
        """Keep a value for ``ttl_s`` seconds."""
        ttl_ms = max(1, round(ttl_s * 1000))
        await _reach(self._redis.set(self._prefix + key, value, px=ttl_ms))

    async def drop(self, key: str) -> None:
        """Delete a value."""
        await _reach(self._redis.delete(self._prefix + key))

    async def kept(self, prefix: str) -> dict[str, bytes]:
        """Return the values kept now under a prefix, by key."""
        return await _reach(self._kept(self._prefix + prefix))

    async def _kept(self, prefix: str) -> dict[str, bytes]:
        pattern = re.sub(r"([*?\[\]\\])", r"\\\1", prefix) + "*"
        keys = [key async for key in self._redis.scan_iter(match=pattern, count=1000)]
        values = await self._redis.mget(keys) if keys else []
        start = len(self._prefix)
        found = zip(keys, values, strict=True)
        # A key may expire between the two calls: its value is None.
        return {k.decode()[start:]: v for k, v in found if isinstance(v, bytes)}

    async def _tell_redis(self, change: Callable[[PubSub], Awaitable[Any]]) -> None:
        """Change the present connection's subscriptions; a new one subscribes to all topics."""
        if self._pubsub is None:
            return
        try:
            await heeding_cancellation(change(self._pubsub))
        except (RedisError, OSError) as error:
            log.debug("subscription waits for the next connection: %s", error)

    async def _wait_for_confirmation(self, name: str) -> None:
        confirmed = self._awaited.get(name)
        if confirmed is None:
            return
        try:
            async with asyncio.timeout(SUBSCRIBE_WAIT_S):
                await confirmed.wait()
        except TimeoutError:
            log.warning("Redis did not confirm a subscription; going on without")
            self._awaited.pop(name, None)

    async def _again_and_again(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run ``work``, which ends when its connection breaks, again and again."""
        loop = asyncio.get_running_loop()
        wait_s = FIRST_RETRY_S
        while not self._stopping:
            began = loop.time()
            try:
                await work()
            except (RedisError, OSError) as error:
                log.warning("no connection to Redis, trying again: %s", error)
            if loop.time() - began > LAST_RETRY_S:
                wait_s = FIRST_RETRY_S
            await asyncio.sleep(wait_s)
            wait_s = min(2 * wait_s, LAST_RETRY_S)

    async def _listen(self) -> None:
        """Subscribe to every topic and deliver until the connection breaks."""
        async with self._redis.pubsub() as pubsub:
            await pubsub.connect()
            # From here on new readers subscribe their topics; earlier ones are in ``_topics``.
            self._pubsub = pubsub
            try:
                if names := list(self._topics):
                    await pubsub.subscribe(*names)
                await self._deliver_from(pubsub)
            finally:
                self._pubsub = None

    async def _deliver_from(self, pubsub: PubSub) -> None:
        probed = False
        while not self._stopping:
            message = await pubsub.get_message(timeout=PING_S)
            if message is not None:
                probed = False
                self._take(message["type"], message["channel"], message["data"])
            elif probed:
                raise ConnectionError("silent")
            else:
                probed = True
                await pubsub.ping()

    def _take(self, kind: str, channel: bytes | None, data: bytes) -> None:
        if kind == "message" and channel is not None:
            if not data.startswith(self._sender):
                self._topics.deliver(channel.decode(), data[SENDER_BYTES:])
        elif kind == "subscribe" and channel is not None:
            name = channel.decode()
            confirmed = self._awaited.pop(name, None)
            if confirmed is not None:
                confirmed.set()
            else:  # Subscribed again: notes published meanwhile are lost.
                self._topics.deliver(name, LAGGED)

    async def _send(self) -> None:
        """Publish the queued notes, all in one round trip, until the connection breaks."""
        while not self._stopping:
            await self._woken.wait()
            # Ping first, so that notes stay in the outbox while Redis is unreachable.
            await self._redis.ping()
            self._woken.clear()
            batch = tuple(self._outbox)
            self._outbox.clear()
            async with self._redis.pipeline(transaction=False) as pipeline:
                for topic, payload in batch:
                    _ = pipeline.publish(topic, payload)  # queued, not sent
                await pipeline.execute()


async def heeding_cancellation(answer: Awaitable[T]) -> T:
    """Await the client; raise `CancelledError` if this task was cancelled meanwhile.

    The client swallows a cancellation while it returns a connection to its pool (seen with
    redis-py 8.1).
    """
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    try:
        return await answer
    finally:
        if task and task.cancelling() > before:
            raise asyncio.CancelledError


async def _reach(answer: Awaitable[T]) -> T:
    """Await Redis; its errors become `ConnectionError`."""
    try:
        return await heeding_cancellation(answer)
    except (RedisError, OSError) as error:
        raise ConnectionError(str(error)) from error
