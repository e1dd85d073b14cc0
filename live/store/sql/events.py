"""The record in SQL: reads are done here, appends by the journal."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, insert, literal, select

from live.errors import Rejected, VersionConflict
from live.ids import BranchId, CommandId, MeetingId, NodeId
from live.meeting.events import Event
from live.store.codec import EventCodec
from live.store.contract import Append, MeetingIndex
from live.store.keepable import keepable
from live.store.sql.engine import WatchedEngine
from live.store.sql.insert import insert_on_conflict
from live.store.sql.journal import Journal, event_rows
from live.store.sql.matching import among, equals
from live.store.sql.schema import COMMANDS, EVENTS, MEETINGS, NODES, RAISES

_INDEX = select(*(column for column in MEETINGS.c if column.name != "version"))


class SqlEvents:
    """An `EventStore` over SQLite or PostgreSQL."""

    def __init__(self, engine: WatchedEngine, codec: EventCodec) -> None:
        self._engine = engine
        self._codec = codec
        self._journal = Journal(engine, codec)

    async def close(self) -> None:
        """Record the appends that wait, then end."""
        await self._journal.close()

    async def create(self, index: MeetingIndex, events: Sequence[Event]) -> int:
        """Begin a meeting's record."""
        first = Append(meeting=index.meeting, expected_version=0, events=events, index=index)
        rows = event_rows(first, self._codec)

        def begin(connection: Connection) -> int:
            new = insert_on_conflict(connection, MEETINGS).on_conflict_do_nothing()
            if connection.execute(new, asdict(index) | {"version": first.version}).rowcount == 0:
                known = select(MEETINGS.c.version).where(MEETINGS.c.meeting == index.meeting)
                raise VersionConflict(0, connection.execute(known).scalar_one())
            if rows:
                connection.execute(insert(EVENTS), rows)
            return first.version

        return await self._engine.write(begin)

    async def append(self, append: Append) -> int:
        """Record events; return the new version when they are committed."""
        return await self._journal.append(append)

    async def read(self, meeting: MeetingId, after_version: int = 0) -> Sequence[Event]:
        """Return the events after a version, in order.

        Raises:
            Rejected: ``record_unknown``: another version of the program wrote them.
        """
        stored = await self.stored(meeting, after_version)
        return tuple(self._decoded(name, body) for name, body in stored)

    async def stored(self, meeting: MeetingId, after_version: int = 0) -> Sequence[tuple[str, str]]:
        """Return the name and the text of each event exactly as stored, in order."""
        query = (
            select(EVENTS.c.name, EVENTS.c.body)
            .where(equals(EVENTS.c.meeting, meeting), EVENTS.c.version > after_version)
            .order_by(EVENTS.c.version)
        )
        rows = await self._engine.read(lambda connection: connection.execute(query).all())
        return [(name, body) for name, body in rows]

    def _decoded(self, name: str, body: str) -> Event:
        try:
            return self._codec.decode(name, body)
        except (KeyError, ValueError) as error:
            raise Rejected("record_unknown", record=name) from error

    async def mentions(self, name: str) -> bool:
        """Tell whether any event contains this id. A full table scan: for rare use."""
        if not keepable(name):
            return False
        spoken_of = EVENTS.c.body.contains(f'"{name}"', autoescape=True)
        query = select(literal(1)).select_from(EVENTS).where(spoken_of).limit(1)
        found = await self._engine.read(lambda connection: connection.execute(query).first())
        return found is not None

    async def version_of(self, meeting: MeetingId, command: CommandId) -> int | None:
        """Return the version that a recorded command led to."""
        query = select(COMMANDS.c.version).where(
            equals(COMMANDS.c.meeting, meeting), equals(COMMANDS.c.command, command)
        )
        return await self._engine.read(lambda connection: connection.execute(query).scalar())

    async def versions(self, meetings: Collection[MeetingId]) -> Mapping[MeetingId, int]:
        """Return the present version of each of these meetings that exists."""
        query = select(MEETINGS.c.meeting, MEETINGS.c.version)
        query = query.where(among(MEETINGS.c.meeting, meetings))
        rows = await self._engine.read(lambda connection: connection.execute(query).all())
        return {MeetingId(meeting): version for meeting, version in rows}

    async def beat(self, node: NodeId, now_ms: int) -> None:
        """Store a process's last sign of life; test whether a trouble is over."""

        def put(connection: Connection) -> None:
            new = insert_on_conflict(connection, NODES).values(node=node, lived_ms=now_ms)
            change = {"lived_ms": new.excluded.lived_ms}
            connection.execute(new.on_conflict_do_update(index_elements=["node"], set_=change))

        await self._engine.write(put)
        await self._engine.look_again()

    async def last_beat(self, node: NodeId) -> int | None:
        """Return the last moment at which a process is known to have lived."""
        query = select(NODES.c.lived_ms).where(equals(NODES.c.node, node))
        return await self._engine.read(lambda connection: connection.execute(query).scalar())

    async def index(self, meeting: MeetingId) -> MeetingIndex | None:
        """Return one meeting's entry."""
        query = _INDEX.where(equals(MEETINGS.c.meeting, meeting))
        rows = await self._engine.read(lambda c: c.execute(query).mappings().all())
        return MeetingIndex(**rows[0]) if rows else None

    async def meetings(
        self,
        *,
        branches: Collection[BranchId] | None = None,
        states: Collection[str] | None = None,
    ) -> Sequence[MeetingIndex]:
        """Return the entries of these branches and states, earliest first."""
        query = _INDEX.order_by(MEETINGS.c.scheduled_ms, MEETINGS.c.meeting)
        if branches is not None:
            query = query.where(among(MEETINGS.c.branch, branches))
        if states is not None:
            query = query.where(among(MEETINGS.c.state, states))
        rows = await self._engine.read(lambda c: c.execute(query).mappings().all())
        return [MeetingIndex(**row) for row in rows]

    async def with_proposals(self, branches: Collection[BranchId]) -> Sequence[MeetingIndex]:
        """Return the entries of the meetings that raised a proposal, by an index of these alone."""
        raising = select(EVENTS.c.meeting).where(RAISES)
        query = _INDEX.order_by(MEETINGS.c.scheduled_ms, MEETINGS.c.meeting)
        query = query.where(among(MEETINGS.c.branch, branches), MEETINGS.c.meeting.in_(raising))
        rows = await self._engine.read(lambda c: c.execute(query).mappings().all())
        return [MeetingIndex(**row) for row in rows]
