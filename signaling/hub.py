"""The meetings that this process shows to clients, kept up to date with the record.

A channel opens with its first watcher and closes with its last. It follows the meeting's notes on
the bus; a note is only a hint to read the record. Knows no socket and no media.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack
from typing import Final, Protocol
from weakref import WeakValueDictionary

from live.announcing import topic
from live.bus import LAGGED, Bus, Note
from live.clock import Clock
from live.ids import BallotId, CommandId, MeetingId, NodeId, PersonId
from live.meeting.commands import Command
from live.meeting.permissions import Actor
from live.meeting.state import Meeting
from signaling.channel import Channel, Watch
from signaling.outbox import Outbox

log: Final = logging.getLogger("signaling.hub")


class MeetingService(Protocol):
    """What signaling needs of the service that decides and records."""

    async def state(self, meeting: MeetingId, at_least: int | None = None) -> Meeting:
        """Return a meeting as recorded now; ``at_least``: any version from this one on will do.

        Raises:
            Rejected: ``unknown_meeting``.
        """
        ...

    def recent(self, meeting: MeetingId, version: int) -> Meeting | None:
        """Return a meeting at a recent version, from memory; None: too old."""
        ...

    async def do(
        self,
        meeting: MeetingId,
        command: Command,
        actor: Actor,
        command_id: CommandId | None = None,
    ) -> int:
        """Decide and record a command; return the version it led to. Raises Rejected."""
        ...

    async def voters(self, meeting: MeetingId) -> tuple[BallotId, frozenset[PersonId]] | None:
        """Return the open secret ballot and who has voted in it; None: none is open."""
        ...

    async def beat(self, node: NodeId) -> None:
        """Record a heartbeat of a process."""
        ...

    async def last_beat(self, node: NodeId) -> int | None:
        """Return the time of a process's last recorded heartbeat, in ms; None: there is none."""
        ...

    def loaded(self) -> Iterable[Meeting]:
        """Return the meetings in memory, every open one among them."""
        ...


class Hub:
    """The channels of this process."""

    def __init__(self, meetings: MeetingService, bus: Bus, clock: Clock) -> None:
        self.channels: dict[MeetingId, Channel] = {}
        self._meetings = meetings
        self._bus = bus
        self._clock = clock
        self._opening = WeakValueDictionary[MeetingId, asyncio.Lock]()
        """Meetings whose channels are being opened; a lock goes with the last who waits for it."""
        self._followers: dict[MeetingId, asyncio.Task[None]] = {}
        self._listeners: list[Callable[[Meeting], None]] = []

    def state(self, meeting: MeetingId) -> Meeting | None:
        """Return the state that is shown now; None for a meeting without watchers here."""
        channel = self.channels.get(meeting)
        return channel.meeting if channel else None

    def listen(self, listener: Callable[[Meeting], None]) -> None:
        """Call ``listener`` with every new state of every open channel. It must not block."""
        self._listeners.append(listener)

    async def stop(self) -> None:
        """Close every channel."""
        self.channels.clear()
        await self._close(list(self._followers))

    async def watch(
        self, meeting: MeetingId, actor: Actor, outbox: Outbox, have: int | None = None
    ) -> Watch:
        """Show a meeting to a client that holds the view of version ``have`` (None: nothing).

        Raises:
            Rejected: ``unknown_meeting``.
        """
        channel = await self._channel(meeting)
        watch = Watch(channel, actor, outbox)
        watch.hold(self._held(channel, have))
        channel.watches.add(watch)
        outbox.watch(watch)
        return watch

    async def unwatch(self, watch: Watch) -> None:
        """Remove a watcher; closes the channel with the last one."""
        watch.outbox.unwatch(watch)
        watch.channel.watches.discard(watch)
        meeting = watch.channel.meeting.facts.id
        if not watch.channel.watches and self.channels.get(meeting) is watch.channel:
            del self.channels[meeting]
            await self._close([meeting])

    async def refresh(self, meeting: MeetingId, version: int | None = None) -> None:
        """Bring an open channel to ``version`` or later (None: to what is on record now)."""
        channel = self.channels.get(meeting)
        if channel is None or (version is not None and version <= channel.meeting.version):
            return
        if channel.advance(await self._meetings.state(meeting, version)):
            for listener in self._listeners:
                listener(channel.meeting)

    def _held(self, channel: Channel, have: int | None) -> Meeting | None:
        """Return the state at a client's version ``have``; None when the client must get the whole
        view, because old versions are not read from the record again."""
        shown = channel.meeting
        if have is None or have > shown.version:
            return None
        return self._meetings.recent(shown.facts.id, have)

    async def _channel(self, meeting: MeetingId) -> Channel:
        """Return the open channel, or open it; subscribes before reading, to miss no change.

        Channels of different meetings open side by side, for each waits for the record. Of several
        clients of one meeting the first opens it; if it is refused or cancelled, the next tries.
        """
        async with self._opening.setdefault(meeting, asyncio.Lock()):
            if meeting not in self.channels:
                async with AsyncExitStack() as stack:
                    notes = await stack.enter_async_context(self._bus.subscribe(topic(meeting)))
                    channel = Channel(await self._meetings.state(meeting), self._clock)
                    self.channels[meeting] = channel
                    self._followers[meeting] = asyncio.create_task(
                        self._follow(meeting, notes, stack.pop_all()), name=f"follow {meeting}"
                    )
            return self.channels[meeting]

    async def _follow(
        self, meeting: MeetingId, notes: AsyncIterator[Note], subscription: AsyncExitStack
    ) -> None:
        """Keep one channel up to date until it is cancelled."""
        async with subscription:
            async for note in notes:
                try:
                    await self.refresh(meeting, None if note is LAGGED else int(note))
                except Exception:
                    log.exception(
                        "meeting %s could not be read; the next note tries again", meeting
                    )

    async def _close(self, meetings: Iterable[MeetingId]) -> None:
        tasks = [self._followers.pop(meeting) for meeting in meetings]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
