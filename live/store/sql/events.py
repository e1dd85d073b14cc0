"""The record in SQL: reading it, and handing what is new to the journal."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import insert, select

from live.errors import VersionConflict
from live.ids import BranchId, CommandId, MeetingId
from live.meeting.events import Event
from live.store.codec import Codec
from live.store.contract import Append, MeetingIndex
from live.store.sql.engine import Engines
from live.store.sql.journal import Journal, event_rows
from live.store.sql.schema import COMMANDS, EVENTS, MEETINGS

_INDEX = [column for column in MEETINGS.c if column.name != "version"]


class SqlEvents:
    """An `EventStore` over SQLite or PostgreSQL."""

    def __init__(self, engines: Engines, codec: Codec) -> None:
        self._engines = engines
        self._codec = codec
        self._journal = Journal(engines.write, codec)

    async def close(self) -> None:
        """Record what waits, then end."""
        await self._journal.close()

    async def create(self, index: MeetingIndex, events: Sequence[Event]) -> int:
        """Begin a meeting's record."""
        first = Append(meeting=index.meeting, expected_version=0, events=events)
        row = asdict(index) | {"version": first.version}
        async with self._engines.write.begin() as connection:
            new = self._engines.insert(MEETINGS).on_conflict_do_nothing()
            if (await connection.execute(new, row)).rowcount == 0:
                known = select(MEETINGS.c.version).where(MEETINGS.c.meeting == index.meeting)
                raise VersionConflict(0, (await connection.execute(known)).scalar_one())
            if rows := event_rows(first, self._codec):
                await connection.execute(insert(EVENTS), rows)
        return first.version

    async def append(self, append: Append) -> int:
        """Record events; return the new version when they are committed."""
        return await self._journal.append(append)

    async def read(self, meeting: MeetingId, after_version: int = 0) -> Sequence[Event]:
        """Return the events after a version, in order."""
        query = (
            select(EVENTS.c.name, EVENTS.c.body)
            .where(EVENTS.c.meeting == meeting, EVENTS.c.version > after_version)
            .order_by(EVENTS.c.version)
        )
        async with self._engines.read.connect() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(self._codec.decode(name, body) for name, body in rows)

    async def version_of(self, meeting: MeetingId, command: CommandId) -> int | None:
        """Return the version that a recorded command led to."""
        query = select(COMMANDS.c.version).where(
            COMMANDS.c.meeting == meeting, COMMANDS.c.command == command
        )
        async with self._engines.read.connect() as connection:
            version: int | None = (await connection.execute(query)).scalar()
        return version

    async def versions(self, meetings: Collection[MeetingId]) -> Mapping[MeetingId, int]:
        """Return the present version of each of these meetings that exists."""
        query = select(MEETINGS.c.meeting, MEETINGS.c.version)
        query = query.where(MEETINGS.c.meeting.in_(meetings))
        async with self._engines.read.connect() as connection:
            rows = (await connection.execute(query)).all()
        return {MeetingId(meeting): version for meeting, version in rows}

    async def index(self, meeting: MeetingId) -> MeetingIndex | None:
        """Return one meeting's entry."""
        query = select(*_INDEX).where(MEETINGS.c.meeting == meeting)
        async with self._engines.read.connect() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else MeetingIndex(**row)

    async def meetings(
        self,
        *,
        branches: Collection[BranchId] | None = None,
        states: Collection[str] | None = None,
    ) -> Sequence[MeetingIndex]:
        """Return the entries of these branches and states, earliest first."""
        query = select(*_INDEX).order_by(MEETINGS.c.scheduled_ms, MEETINGS.c.meeting)
        if branches is not None:
            query = query.where(MEETINGS.c.branch.in_(branches))
        if states is not None:
            query = query.where(MEETINGS.c.state.in_(states))
        async with self._engines.read.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [MeetingIndex(**row) for row in rows]
