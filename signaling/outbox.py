"""Messages waiting for one client, bounded however slowly the client reads.

Three kinds wait differently. *Views* are not queued: a patch is made when the client is ready for
it, so all changes until then are one patch. Of *figures* (loudness, codes, slots) the newest per
key is kept. *Replies* are queued and bounded: a client that sends requests without reading fills
the queue, and its connection is closed.
"""

import asyncio
from collections import deque
from collections.abc import Hashable
from typing import Protocol

from pydantic import BaseModel

from signaling import limits
from signaling.wire import CloseCode, ProtocolError, encode


class ViewSource(Protocol):
    """A view that may be newer than what the client holds."""

    def next_text(self) -> str | None:
        """Return the message that brings the client up to date; None if it is already."""
        ...


class Outbox:
    """Filled from any task of the event loop, drained by the one writer of a socket."""

    def __init__(self) -> None:
        self._views: list[ViewSource] = []
        self._replies: deque[str] = deque()
        self._figures: dict[Hashable, BaseModel] = {}
        self._woken = asyncio.Event()
        self._ended = asyncio.Event()
        self._end: ProtocolError | None = None

    def watch(self, view: ViewSource) -> None:
        """Send changes of ``view`` from now on."""
        self._views.append(view)
        self.wake()

    def unwatch(self, view: ViewSource) -> None:
        """Stop sending a view."""
        self._views.remove(view)

    def wake(self) -> None:
        """Note that a view may have changed."""
        self._woken.set()

    def reply(self, message: BaseModel) -> None:
        """Queue a message that must arrive; closes the connection when the queue is full."""
        if len(self._replies) >= limits.OUTBOX_MESSAGES:
            self.end(ProtocolError(CloseCode.TOO_SLOW, "too_slow"))
            return
        self._replies.append(encode(message))
        self.wake()

    def figure(self, key: Hashable, message: BaseModel) -> None:
        """Send a figure; replaces an unsent one under the same key."""
        self._figures[key] = message
        self.wake()

    def unsent(self, key: Hashable) -> BaseModel | None:
        """Return the figure that waits under a key."""
        return self._figures.get(key)

    def end(self, why: ProtocolError) -> None:
        """Ask for the connection to be closed; the first reason given is kept."""
        self._end = self._end or why
        self._ended.set()

    async def ended(self) -> ProtocolError:
        """Wait for `end`; return the reason."""
        await self._ended.wait()
        return self._end or ProtocolError(CloseCode.NORMAL, "ended")

    async def next_batch(self) -> list[str]:
        """Wait for something to send and take all of it.

        A reply to a command comes after the patch that contains its effect: views go first.
        """
        while not (batch := self.take()):
            self._woken.clear()
            await self._woken.wait()
        return batch

    def take(self) -> list[str]:
        """Take what waits now: views, then replies, then figures."""
        batch = [text for view in self._views if (text := view.next_text()) is not None]
        batch.extend(self._replies)
        self._replies.clear()
        batch.extend(encode(message) for message in self.figures())
        return batch

    def figures(self) -> list[BaseModel]:
        """Take the figures that wait now."""
        figures = list(self._figures.values())
        self._figures.clear()
        return figures
