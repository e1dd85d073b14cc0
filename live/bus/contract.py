"""What every bus does, and the bounds it keeps. Carries notes, never the truth.

Delivery is at most once: a note reaches whoever is subscribed when it is published. A reader too
slow for its queue, and every reader of a bus that lost its connection, gets `LAGGED` in place of
the notes that are gone, and must then read the truth from the store.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from enum import Enum
from typing import Final, Literal, Protocol

QUEUE_NOTES: Final = 256
"""Notes waiting for one slow reader before they are replaced by one `LAGGED`; chosen."""


class Lagged(Enum):
    """The type of `LAGGED`: notes were lost here, look at the source again."""

    LAGGED = "lagged"


LAGGED: Final = Lagged.LAGGED

Note = bytes | Literal[Lagged.LAGGED]


class Bus(Protocol):
    """Notes by topic, and values that live only while somebody keeps them."""

    async def start(self) -> None:
        """Begin; call once, before anything else."""
        ...

    async def stop(self) -> None:
        """End; readers' iterators end too."""
        ...

    async def publish(self, topic: str, payload: bytes) -> None:
        """Hand a note over for delivery. Never waits for a network and never fails."""
        ...

    def subscribe(self, topic: str) -> AbstractAsyncContextManager[AsyncIterator[Note]]:
        """Read a topic's notes: all those published after the context is entered."""
        ...

    async def keep(self, key: str, value: bytes, ttl_s: float) -> None:
        """Show ``value`` under ``key`` for ``ttl_s`` seconds; call again to keep it alive.

        Raises:
            ConnectionError: the bus cannot be reached; also by `drop` and `kept`.
        """
        ...

    async def drop(self, key: str) -> None:
        """Stop showing ``key``, if it is shown."""
        ...

    async def kept(self, prefix: str) -> dict[str, bytes]:
        """Return everything that is shown now under keys that begin with ``prefix``."""
        ...
