"""The bus within one process: queues in memory."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from live.bus.contract import Note
from live.bus.topics import TopicReader, Topics


class LocalBus:
    """Deliver within this process.

    Args:
        monotonic: the monotonic clock in seconds, for the expiry of kept values.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._topics = Topics()
        self._kept: dict[str, tuple[bytes, float]] = {}

    async def start(self) -> None:
        """Do nothing: queues in memory need no connection."""

    async def stop(self) -> None:
        """End every reader."""
        self._topics.end()

    async def publish(self, topic: str, payload: bytes) -> None:
        """Queue the note for every reader of the topic."""
        self._topics.deliver(topic, payload)

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[AsyncIterator[Note]]:
        """Read a topic's notes, see `Bus.subscribe`."""
        reader = TopicReader()
        self._topics.add(topic, reader)
        try:
            yield reader
        finally:
            self._topics.discard(topic, reader)

    async def keep(self, key: str, value: bytes, ttl_s: float) -> None:
        """Keep a value for ``ttl_s`` seconds."""
        self._forget_expired()
        self._kept[key] = (value, self._monotonic() + ttl_s)

    async def drop(self, key: str) -> None:
        """Delete a value."""
        self._kept.pop(key, None)

    async def kept(self, prefix: str) -> dict[str, bytes]:
        """Return the values kept now under a prefix, by key."""
        self._forget_expired()
        return {key: value for key, (value, _) in self._kept.items() if key.startswith(prefix)}

    def _forget_expired(self) -> None:
        now = self._monotonic()
        self._kept = {key: kept for key, kept in self._kept.items() if kept[1] > now}
