"""Group commit: one writer, many appends in one transaction, each checked by itself.

A durable commit waits for the disk, as long for one event as for a hundred. So appends queue up;
the writer takes all that wait, checks each against the versions read in the same transaction,
writes those that pass, commits once, and only then answers the callers. While it waits for the
disk the next group gathers: no timer, no delay when idle.

Appends are checked in the order of the queue, so that of two for the same version the first is
recorded and the second gets the conflict, as if each had its own transaction. If the database
refuses a value of one append, the whole transaction fails; then each append gets its own.
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
"""Most appends in one transaction; limits its duration. Chosen."""
WAITING: Final = 4096
"""Most appends in the queue; when it is full, callers wait. Chosen."""

log = logging.getLogger(__name__)

Row = dict[str, Any]
_INDEX_COLUMNS: Final = tuple(c.name for c in MEETINGS.c if c.name not in ("meeting", "version"))


@dataclass(slots=True, kw_only=True, eq=False)
class JournalEntry:
    """An append in the queue, already encoded, with the future that its caller awaits."""

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
    """Encode an append's events as rows, numbered from ``expected_version`` + 1.

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
    """Yield for each append the meeting's version after it, or the error if it is not recorded.

    ``versions`` and ``commands`` hold what is in the database, and are updated by each append.
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
        """Record events together with other waiting appends; return when they are committed."""
        entry = JournalEntry(append=append, rows=event_rows(append, self._codec))
        await self._queue.put(entry)
        return await entry.done

    async def close(self) -> None:
        """Record the appends that wait, then end."""
        await self._queue.put(None)
        await self._task

    async def _run(self) -> None:
        while (group := await self._next_group()) is not None:
            outcomes = await self._outcomes(group)
            # Callers are answered only now, after the commit.
            for entry, outcome in zip(group, outcomes, strict=True):
                entry.answer(outcome)

    async def _outcomes(self, group: list[JournalEntry]) -> list[int | Exception]:
        """Record a group; return each append's version or error. If the database refuses one, each
        append of the group is tried again in a transaction of its own."""
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
        """Wait for an append and take all that are queued, up to `GROUP`; None: closed."""
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
    """Check and write a group within a transaction; return each append's version or error."""
    appends = [entry.append for entry in group]
    meetings = sorted({append.meeting for append in appends})
    # Rows are locked in the same order by every process, so that two groups cannot deadlock.
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
    """Insert the events and commands of accepted appends, and update their meetings' versions."""
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
