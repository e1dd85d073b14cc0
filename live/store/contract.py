"""What every store of the record does. The record is append-only; the index is a summary of it.

A store knows events only as things that `live.store.codec` can write down. It never decides.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from live.ids import BranchId, CommandId, MeetingId, NodeId
from live.meeting.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingIndex:
    """What lists of meetings show, so that they need not read whole records.

    It is written in the same transaction as the events it follows from.
    """

    meeting: MeetingId
    branch: BranchId
    title: str
    kind: str
    """regular | thematic | combined | model | extraordinary."""
    state: str
    """draft | announced | open | closed."""
    scheduled_ms: int
    opened_ms: int | None = None
    closed_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """Events to be recorded as one whole, or not at all.

    ``command`` is remembered for the meeting, so that a repeat is found out; ``actor`` says for
    the audit which link or account sent it. ``index`` replaces the meeting's entry in the lists.
    """

    meeting: MeetingId
    expected_version: int
    """The version that the events were decided on: the number of events before them."""
    events: Sequence[Event]
    command: CommandId | None = None
    actor: str = ""
    index: MeetingIndex | None = None

    @property
    def version(self) -> int:
        """The version that the meeting has when this is recorded."""
        return self.expected_version + len(self.events)


class EventStore(Protocol):
    """The record of every meeting. What is acknowledged here survives the end of the process.

    Every method raises `live.errors.StoreUnavailable` when the store cannot be used now.
    """

    async def create(self, index: MeetingIndex, events: Sequence[Event]) -> int:
        """Begin a meeting's record with its first events; return the version.

        Raises:
            VersionConflict: there is a meeting of this id.
        """
        ...

    async def append(self, append: Append) -> int:
        """Record events; return the new version when they are committed.

        Raises:
            VersionConflict: the meeting is not at the expected version (0: it does not exist);
                nothing was written.
            DuplicateCommand: the command was recorded before; nothing was written.
            Rejected: ``not_recordable``: no database keeps what it holds; nothing was written.
            StoreUnavailable: nothing can be written now.
        """
        ...

    async def read(self, meeting: MeetingId, after_version: int = 0) -> Sequence[Event]:
        """Return the events after a version, in order; none for an unknown meeting.

        Raises:
            Rejected: ``record_unknown``: another version of the program wrote them.
        """
        ...

    async def mentions(self, name: str) -> bool:
        """Tell whether any event of any meeting speaks of a person, site or account of this id."""
        ...

    async def version_of(self, meeting: MeetingId, command: CommandId) -> int | None:
        """Return the version that a recorded command led to."""
        ...

    async def versions(self, meetings: Collection[MeetingId]) -> Mapping[MeetingId, int]:
        """Return the present version of each of these meetings that exists."""
        ...

    async def beat(self, node: NodeId, now_ms: int) -> None:
        """Remember that a process lived at a moment, in place of the moment before."""
        ...

    async def last_beat(self, node: NodeId) -> int | None:
        """Return the last moment at which a process is known to have lived."""
        ...

    async def index(self, meeting: MeetingId) -> MeetingIndex | None:
        """Return one meeting's entry."""
        ...

    async def meetings(
        self,
        *,
        branches: Collection[BranchId] | None = None,
        states: Collection[str] | None = None,
    ) -> Sequence[MeetingIndex]:
        """Return the entries of these branches and states (None: all), earliest first."""
        ...
