"""The interface of every bus, and its bounds. Notes are hints; the state itself is in the store.

Delivery is at most once: a note reaches the readers subscribed when it is published. A reader too
slow for its queue, and every reader of a bus that lost its connection, gets `LAGGED` in place of
the lost notes, and must then read the state from the store.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from enum import Enum
from typing import Final, Literal, Protocol

QUEUE_NOTES: Final = 256
"""Most notes queued for one reader; with more, all are replaced by one `LAGGED`; chosen."""


class Lagged(Enum):
    """The type of `LAGGED`: notes were lost, so read the state again."""

    LAGGED = "lagged"


LAGGED: Final = Lagged.LAGGED

Note = bytes | Literal[Lagged.LAGGED]


class Bus(Protocol):
    """Notes by topic, and values by key that expire unless they are renewed (`keep`)."""

    async def start(self) -> None:
        """Start the bus; call once, before all other methods."""
        ...

    async def stop(self) -> None:
        """Stop the bus; readers' iterators end too."""
        ...

    async def publish(self, topic: str, payload: bytes) -> None:
        """Queue a note for delivery. Never waits for the network and never fails."""
        ...

    def subscribe(self, topic: str) -> AbstractAsyncContextManager[AsyncIterator[Note]]:
        """Read a topic's notes: all those published after the context is entered."""
        ...

    async def keep(self, key: str, value: bytes, ttl_s: float) -> None:
        """Keep ``value`` under ``key`` for ``ttl_s`` seconds; call again before to renew it.

        Raises:
            ConnectionError: the bus cannot be reached; also by `drop` and `kept`.
        """
        ...

    async def drop(self, key: str) -> None:
        """Delete the value of ``key``, if there is one."""
        ...

    async def kept(self, prefix: str) -> dict[str, bytes]:
        """Return all values kept now under keys that begin with ``prefix``, by key."""
        ...
