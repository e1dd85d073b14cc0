"""The readers of each topic in one process, each with its bounded queue.

Both buses use it: the local one delivers notes directly, the Redis one delivers notes that arrive
from the network.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator

from typing_extensions import override

from live.bus.contract import LAGGED, QUEUE_NOTES, Note


class TopicReader(AsyncIterator[Note]):
    """One reader's queue. Holds at most `QUEUE_NOTES`; with more, all become one `LAGGED`."""

    def __init__(self) -> None:
        self._notes: deque[Note] = deque()
        self._woken = asyncio.Event()
        self._ended = False

    def put(self, note: Note) -> None:
        """Queue a note; when the queue is full, replace all notes by `LAGGED`."""
        if note is LAGGED or len(self._notes) >= QUEUE_NOTES:
            self._notes.clear()
            note = LAGGED
        self._notes.append(note)
        self._woken.set()

    def end(self) -> None:
        """Let the iterator end after the queued notes."""
        self._ended = True
        self._woken.set()

    @override
    async def __anext__(self) -> Note:
        while not self._notes:
            if self._ended:
                raise StopAsyncIteration
            self._woken.clear()
            await self._woken.wait()
        return self._notes.popleft()


class Topics:
    """The readers of each topic."""

    def __init__(self) -> None:
        self._readers: dict[str, set[TopicReader]] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._readers))

    def add(self, topic: str, reader: TopicReader) -> bool:
        """Add a reader; tell whether it is the topic's first."""
        readers = self._readers.setdefault(topic, set())
        readers.add(reader)
        return len(readers) == 1

    def discard(self, topic: str, reader: TopicReader) -> bool:
        """Remove a reader; tell whether it was the topic's last."""
        readers = self._readers.get(topic, set())
        readers.discard(reader)
        if readers:
            return False
        self._readers.pop(topic, None)
        return True

    def deliver(self, topic: str, note: Note) -> None:
        """Queue a note for every reader of a topic."""
        for reader in self._readers.get(topic, ()):
            reader.put(note)

    def end(self) -> None:
        """Let every reader's iterator end."""
        for readers in self._readers.values():
            for reader in readers:
                reader.end()
