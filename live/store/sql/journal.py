"""Group commit: one writer, many appends in one transaction, each checked for itself.

The price of a durable commit is the wait for the disk, and it is the same for one event and for
a hundred. So appends queue up; the writer takes all that wait, checks each against the versions
that it read in the same transaction, writes those that stand, commits once, and only then tells
the callers. While it waits for the disk the next group gathers: no timer, no delay when idle.

The checks see the appends in the order of the queue, so that of two for the same version the first
is recorded and the second learns of the conflict, exactly as if each had its own transaction. One
that the database does not take for what it holds ends the transaction of all; then each gets one.
"""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from live.errors import DuplicateCommand, StoreUnavailable, VersionConflict
from live.ids import CommandId, MeetingId
from live.store.codec import EventCodec, require_recordable
from live.store.contract import Append
from live.store.sql.engine import Engine
from live.store.sql.schema import COMMANDS, EVENTS, MEETINGS

GROUP: Final = 256
"""Appends in one transaction at most; bounds its length. Chosen."""
WAITING: Final = 4096
"""Appends in the queue at most; beyond that callers wait to get in. Chosen."""

log = logging.getLogger(__name__)

Row = dict[str, Any]
_INDEX_COLUMNS: Final = tuple(c.name for c in MEETINGS.c if c.name not in ("meeting", "version"))


@dataclass(slots=True, kw_only=True, eq=False)
class JournalEntry:
    """An append in the queue, already written down, and who waits for it."""

    append: Append
    rows: list[Row]
    done: "asyncio.Future[int]" = field(default_factory=asyncio.Future)

    def answer(self, outcome: int | Exception) -> None:
        """Tell the caller, unless it gave up waiting."""
        if self.done.done():
            return
        if isinstance(outcome, Exception):
            self.done.set_exception(outcome)
        else:
            self.done.set_result(outcome)


def event_rows(append: Append, codec: EventCodec) -> list[Row]:
    """Write an append's events down, numbered after the version they were decided on.

    Raises:
        Rejected: ``not_recordable``.
    """
    return [
        {
            "meeting": append.meeting,
            "version": version,
            "name": name,
            "body": body,
            "actor": append.actor,
        }
        for version, (name, body) in enumerate(
            require_recordable(append, codec), append.expected_version + 1
        )
    ]


def judge(
    appends: Sequence[Append],
    versions: dict[MeetingId, int],
    commands: dict[tuple[MeetingId, CommandId], int],
) -> Iterator[int | Exception]:
    """Yield for each append the version it leads to, or why it is not recorded.

    ``versions`` and ``commands`` are what is on record, and are kept up to date on the way.
    """
    for append in appends:
        meeting, command = append.meeting, append.command
        version = versions.get(meeting)
        if command is not None and (meeting, command) in commands:
            yield DuplicateCommand(commands[meeting, command])
        elif version is None or version != append.expected_version:
            yield VersionConflict(append.expected_version, version or 0)
        else:
            versions[meeting] = append.version
            if command is not None:
                commands[meeting, command] = append.version
            yield append.version


class Journal:
    """The one writer of events in this process."""

    def __init__(self, engine: Engine, codec: EventCodec) -> None:
        self._engine = engine
        self._codec = codec
        self._queue: asyncio.Queue[JournalEntry | None] = asyncio.Queue(WAITING)
        self._task = asyncio.create_task(self._run(), name="journal")

    async def append(self, append: Append) -> int:
        """Record events with whatever else waits; return when they are committed."""
        entry = JournalEntry(append=append, rows=event_rows(append, self._codec))
        await self._queue.put(entry)
        return await entry.done

    async def close(self) -> None:
        """Record what waits, then end."""
        await self._queue.put(None)
        await self._task

    async def _run(self) -> None:
        while (group := await self._next_group()) is not None:
            outcomes = await self._outcomes(group)
            # After the transaction: it is committed here.
            for entry, outcome in zip(group, outcomes, strict=True):
                entry.answer(outcome)

    async def _outcomes(self, group: list[JournalEntry]) -> list[int | Exception]:
        """Record a group; return what became of each append. One that the database does not take
        fails alone: the others of its group are tried again, each by itself."""
        try:
            return await self._engine.write(partial(record, group))
        except StoreUnavailable as error:
            return [error] * len(group)
        except Exception as error:  # its caller raises it
            if len(group) == 1:
                return [error]
        log.warning("an append failed in a group of %d; each is tried alone", len(group))
        return [(await self._outcomes([entry]))[0] for entry in group]

    async def _next_group(self) -> list[JournalEntry] | None:
        """Wait for an append and take all that are there; None: the end."""
        group: list[JournalEntry] = []
        while len(group) < GROUP and (not group or not self._queue.empty()):
            entry = await self._queue.get()
            if entry is None:
                if not group:
                    return None
                self._queue.put_nowait(None)  # The end comes after this group.
                break
            group.append(entry)
        return group


def record(group: Sequence[JournalEntry], connection: Connection) -> list[int | Exception]:
    """Check and write a group within a transaction; return what became of each append."""
    appends = [entry.append for entry in group]
    meetings = sorted({append.meeting for append in appends})
    # Locked in one order by every process, so that two groups never wait for each other.
    here = select(MEETINGS.c.meeting, MEETINGS.c.version).where(MEETINGS.c.meeting.in_(meetings))
    locked = connection.execute(here.order_by(MEETINGS.c.meeting).with_for_update())
    versions = {MeetingId(row.meeting): int(row.version) for row in locked}
    known = select(COMMANDS).where(
        COMMANDS.c.meeting.in_(meetings),
        COMMANDS.c.command.in_([a.command for a in appends if a.command is not None]),
    )
    commands = {
        (MeetingId(row.meeting), CommandId(row.command)): int(row.version)
        for row in connection.execute(known)
    }
    outcomes = list(judge(appends, versions, commands))
    standing = [e for e, outcome in zip(group, outcomes, strict=True) if isinstance(outcome, int)]
    write(connection, standing)
    return outcomes


def write(connection: Connection, entries: Sequence[JournalEntry]) -> None:
    """Insert the events and commands of appends that stand, and move their meetings on."""
    if not entries:
        return
    if events := [row for entry in entries for row in entry.rows]:
        connection.execute(insert(EVENTS), events)
    appends = [entry.append for entry in entries]
    if commands := [
        {"meeting": a.meeting, "command": a.command, "version": a.version}
        for a in appends
        if a.command is not None
    ]:
        connection.execute(insert(COMMANDS), commands)
    this = MEETINGS.c.meeting == bindparam("this")
    moved = {append.meeting: append.version for append in appends}
    connection.execute(
        update(MEETINGS).where(this).values(version=bindparam("now")),
        [{"this": meeting, "now": version} for meeting, version in moved.items()],
    )
    changed = {append.meeting: append.index for append in appends if append.index is not None}
    if changed:
        connection.execute(
            update(MEETINGS).where(this).values({n: bindparam(f"new_{n}") for n in _INDEX_COLUMNS}),
            [
                {"this": meeting} | {f"new_{n}": getattr(index, n) for n in _INDEX_COLUMNS}
                for meeting, index in changed.items()
            ],
        )
