"""What waits for one client, bounded however slow it reads.

Three kinds wait differently. *Views* are not queued at all: a view is a difference made when the
client is ready for it, so what happened meanwhile is one patch. *Figures* (levels, codes, slots)
are kept by key, the newest only. *Replies* are queued and bounded: whoever asks without reading
fills the queue and is closed.
"""

import asyncio
from collections import deque
from collections.abc import Hashable
from typing import Protocol

from pydantic import BaseModel

from signaling import limits
from signaling.wire import CloseCode, ProtocolError, encode


class ViewSource(Protocol):
    """Something that may be ahead of what the client holds."""

    def next_text(self) -> str | None:
        """Return the message that brings the client up to date; None when it is."""
        ...


class Outbox:
    """Filled by anybody in this process's loop, drained by the one writer of a socket."""

    def __init__(self) -> None:
        self._views: list[ViewSource] = []
        self._replies: deque[str] = deque()
        self._figures: dict[Hashable, BaseModel] = {}
        self._woken = asyncio.Event()
        self._ended = asyncio.Event()
        self._end: ProtocolError | None = None

    def watch(self, view: ViewSource) -> None:
        """Send whatever ``view`` is ahead by, from now on."""
        self._views.append(view)
        self.wake()

    def unwatch(self, view: ViewSource) -> None:
        """Stop sending a view."""
        self._views.remove(view)

    def wake(self) -> None:
        """Say that a view may have moved."""
        self._woken.set()

    def reply(self, message: BaseModel) -> None:
        """Queue a message that must arrive; a client that lets them pile up is closed."""
        if len(self._replies) >= limits.OUTBOX_MESSAGES:
            self.end(ProtocolError(CloseCode.TOO_SLOW, "too_slow"))
            return
        self._replies.append(encode(message))
        self.wake()

    def figure(self, key: Hashable, message: BaseModel) -> None:
        """Show a figure; an older one under the same key that was not sent yet is forgotten."""
        self._figures[key] = message
        self.wake()

    def end(self, why: ProtocolError) -> None:
        """Ask for the connection to be closed; the first reason stands."""
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
