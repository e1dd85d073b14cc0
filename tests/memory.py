"""The record and the registers in memory, which is the shortest telling of their contract.

Nothing outlives the process.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Generic

from live.ballot_box.contract import BoxContents, OpenedBox, SecretVote
from live.errors import DuplicateCommand, Rejected, VersionConflict
from live.ids import BallotId, BranchId, CommandId, MeetingId, NodeId
from live.meeting.events import Event, ProposalRaised
from live.store import Database
from live.store import registers as kinds
from live.store.codec import CODEC, require_recordable
from live.store.contract import Append, MeetingIndex
from live.store.files import KeptFile
from live.store.keepable import require_keepable
from live.store.registers import R, Registers, Value
from live.store.rows import Shape


class MemoryBoxes:
    """`BallotBoxes` of a dictionary."""

    def __init__(self) -> None:
        self._boxes: dict[BallotId, tuple[MeetingId, OpenedBox]] = {}
        self._sealed: set[BallotId] = set()

    async def make(self, ballot: BallotId, meeting: MeetingId, voters: int, choices: int) -> None:
        """Make an empty box."""
        self._boxes.setdefault(ballot, (meeting, OpenedBox.empty(voters, choices)))

    async def cast(self, ballot: BallotId, vote: SecretVote) -> None:
        """Put a vote in."""
        if ballot not in self._boxes or ballot in self._sealed:
            raise Rejected("ballot_closed")
        self._boxes[ballot][1].put(vote)

    async def voted(self, ballot: BallotId) -> frozenset[int]:
        """Return the places of those who have voted."""
        known = self._boxes.get(ballot)
        return frozenset(known[1].contents().voters if known else ())

    async def seal(self, ballot: BallotId) -> None:
        """Let no vote in any more."""
        if ballot in self._boxes:
            self._sealed.add(ballot)

    async def count(self, ballot: BallotId) -> BoxContents | None:
        """Return what a sealed box holds."""
        return self._boxes[ballot][1].contents() if ballot in self._sealed else None

    async def destroy(self, ballots: Collection[BallotId]) -> None:
        """Remove boxes."""
        for ballot in ballots:
            self._boxes.pop(ballot, None)
            self._sealed.discard(ballot)

    async def erase(self) -> bool:
        """Nothing is kept of earlier states."""
        return True

    async def of(self, meeting: MeetingId) -> Collection[BallotId]:
        """Return the ballots of a meeting that have a box."""
        return [ballot for ballot, (known, _) in self._boxes.items() if known == meeting]


class MemoryEvents:
    """An `EventStore` of dictionaries. No method awaits anything, so each is one step."""

    def __init__(self) -> None:
        self._index: dict[MeetingId, MeetingIndex] = {}
        self._events: dict[MeetingId, list[Event]] = {}
        self._commands: dict[tuple[MeetingId, CommandId], int] = {}
        self._beats: dict[NodeId, int] = {}

    async def create(self, index: MeetingIndex, events: Sequence[Event]) -> int:
        """Begin a meeting's record."""
        first = Append(meeting=index.meeting, expected_version=0, events=events, index=index)
        require_recordable(first, CODEC)
        if known := self._events.get(index.meeting):
            raise VersionConflict(0, len(known))
        self._index[index.meeting] = index
        self._events[index.meeting] = list(events)
        return len(events)

    async def append(self, append: Append) -> int:
        """Record events."""
        require_recordable(append, CODEC)
        meeting, command = append.meeting, append.command
        if command is not None and (meeting, command) in self._commands:
            raise DuplicateCommand(self._commands[meeting, command])
        events = self._events.get(meeting, [])
        if len(events) != append.expected_version or meeting not in self._events:
            raise VersionConflict(append.expected_version, len(events))
        events.extend(append.events)
        if command is not None:
            self._commands[meeting, command] = append.version
        if append.index is not None:
            self._index[meeting] = append.index
        return append.version

    async def read(self, meeting: MeetingId, after_version: int = 0) -> Sequence[Event]:
        """Return the events after a version."""
        return tuple(self._events.get(meeting, ())[after_version:])

    async def stored(self, meeting: MeetingId) -> Sequence[tuple[str, str]]:
        """Return the events as a database keeps them."""
        return [CODEC.encode(event) for event in self._events.get(meeting, ())]

    async def mentions(self, name: str) -> bool:
        """Tell whether any event speaks of this id."""
        bodies = (CODEC.encode(event)[1] for events in self._events.values() for event in events)
        return any(f'"{name}"' in body for body in bodies)

    async def version_of(self, meeting: MeetingId, command: CommandId) -> int | None:
        """Return the version that a recorded command led to."""
        return self._commands.get((meeting, command))

    async def versions(self, meetings: Collection[MeetingId]) -> Mapping[MeetingId, int]:
        """Return the present versions."""
        return {id_: len(self._events[id_]) for id_ in meetings if id_ in self._events}

    async def beat(self, node: NodeId, now_ms: int) -> None:
        """Remember that a process lived."""
        self._beats[node] = now_ms

    async def last_beat(self, node: NodeId) -> int | None:
        """Return when a process last lived."""
        return self._beats.get(node)

    async def index(self, meeting: MeetingId) -> MeetingIndex | None:
        """Return one meeting's entry."""
        return self._index.get(meeting)

    async def meetings(
        self,
        *,
        branches: Collection[BranchId] | None = None,
        states: Collection[str] | None = None,
    ) -> Sequence[MeetingIndex]:
        """Return the entries of these branches and states, earliest first."""
        chosen = [
            index
            for index in self._index.values()
            if (branches is None or index.branch in branches)
            and (states is None or index.state in states)
        ]
        return sorted(chosen, key=lambda index: (index.scheduled_ms, index.meeting))

    async def with_proposals(self, branches: Collection[BranchId]) -> Sequence[MeetingIndex]:
        """Return the entries of the meetings that raised a proposal, earliest first."""
        return [
            index
            for index in await self.meetings(branches=branches)
            if any(isinstance(event, ProposalRaised) for event in self._events[index.meeting])
        ]


class MemoryRegister(Generic[R]):
    """A register in a dictionary."""

    def __init__(self, kind: type[R]) -> None:
        self._shape = Shape(kind)
        self._records: dict[tuple[str, ...], R] = {}

    async def get(self, *key: str) -> R | None:
        """Return the record of this key."""
        return self._records.get(key)

    async def find(self, **equal: Value | Collection[Value]) -> Sequence[R]:
        """Return the records whose fields have these values, or one of them."""

        def matches(record: R) -> bool:
            return all(
                getattr(record, name) in value
                if isinstance(value, Collection) and not isinstance(value, str)
                else getattr(record, name) == value
                for name, value in equal.items()
            )

        return self._shape.listed([r for r in self._records.values() if matches(r)])

    async def put(self, *records: R) -> None:
        """Add or replace records."""
        for record in records:
            self._shape.row(record)
        after = self._records | {self._shape.key(record): record for record in records}
        if unique := self._shape.kind.UNIQUE:
            seen = {tuple(getattr(record, name) for name in unique) for record in after.values()}
            if len(seen) < len(after):
                raise self._shape.taken()
        self._records = after

    async def add(self, record: R) -> bool:
        """Add a record of a new key."""
        self._shape.row(record)  # refused as by a database
        if self._shape.key(record) in self._records:
            return False
        await self.put(record)
        return True

    async def renew(self, record: R) -> bool:
        """Replace a record that is there."""
        self._shape.row(record)
        if self._shape.key(record) not in self._records:
            return False
        await self.put(record)
        return True

    async def remove(self, *key: str) -> bool:
        """Remove the record of this key."""
        return self._records.pop(key, None) is not None


def memory_registers() -> Registers:
    """Return every register, empty."""
    return Registers(
        units=MemoryRegister(kinds.Unit),
        branches=MemoryRegister(kinds.Branch),
        people=MemoryRegister(kinds.Person),
        sites=MemoryRegister(kinds.Site),
        templates=MemoryRegister(kinds.Template),
        accounts=MemoryRegister(kinds.Account),
        sessions=MemoryRegister(kinds.Session),
        assignments=MemoryRegister(kinds.Assignment),
        attendees=MemoryRegister(kinds.Attendee),
        calendars=MemoryRegister(kinds.CalendarKey),
        links=MemoryRegister(kinds.Link),
        preferences=MemoryRegister(kinds.Preference),
    )


class MemoryFiles:
    """Kept files in a dictionary."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[KeptFile, bytes]] = {}

    async def add(self, file: KeptFile, content: bytes) -> bool:
        """Keep a file of a new id."""
        require_keepable(*asdict(file).values())
        return self._files.setdefault(file.id, (file, content))[0] is file

    async def put(self, file: KeptFile, content: bytes) -> None:
        """Keep a file in place of one of the same id."""
        require_keepable(*asdict(file).values())
        self._files[file.id] = file, content

    async def of(self, owner: str) -> Sequence[KeptFile]:
        """Return the files of a meeting or unit."""
        found = (file for file, _ in self._files.values() if file.owner == owner)
        return sorted(found, key=lambda file: (file.at_ms, file.id))

    async def content(self, file: str) -> bytes | None:
        """Return the bytes of a file."""
        return self._files[file][1] if file in self._files else None

    async def remove(self, file: str) -> bool:
        """Remove a file."""
        return self._files.pop(file, None) is not None


def memory_database() -> Database:
    """Return a database that lives as long as the process."""

    async def close() -> None:
        return

    return Database(
        events=MemoryEvents(),
        registers=memory_registers(),
        boxes=MemoryBoxes(),
        files=MemoryFiles(),
        close=close,
    )
