"""The interface of every event store. The record is append-only; the index is a summary of it.

A store treats events as opaque values that `live.store.codec` encodes, and applies no rules.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from live.ids import BranchId, CommandId, MeetingId, NodeId
from live.meeting.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingIndex:
    """A meeting's entry in lists of meetings, which therefore need not read whole records.

    It is written in the same transaction as the events that change it.
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
    place: str = ""
    revision: int = 0
    """How many times hour or place changed (`Facts.revision`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """Events to be recorded together, or not at all.

    ``command`` is stored for the meeting, so that the same command sent again is detected;
    ``actor`` is stored for the audit. ``index`` replaces the meeting's entry in the lists.
    """

    meeting: MeetingId
    expected_version: int
    """The version for which the events were decided: the number of the meeting's earlier events."""
    events: Sequence[Event]
    command: CommandId | None = None
    actor: str = ""
    index: MeetingIndex | None = None

    @property
    def version(self) -> int:
        """The version of the meeting after this append."""
        return self.expected_version + len(self.events)


class EventStore(Protocol):
    """The record of every meeting. When a method returns, its writes are durable.

    Every method raises `live.errors.StoreUnavailable` when the store cannot be used now.
    """

    async def create(self, index: MeetingIndex, events: Sequence[Event]) -> int:
        """Begin a meeting's record with its first events; return the version.

        Raises:
            VersionConflict: a meeting of this id exists.
        """
        ...

    async def append(self, append: Append) -> int:
        """Record events; return the new version when they are committed.

        Raises:
            VersionConflict: the meeting is not at the expected version (0: it does not exist);
                nothing was written.
            DuplicateCommand: the command was recorded before; nothing was written.
            Rejected: ``not_recordable``: a database cannot store a text or number in it; nothing
                was written.
            StoreUnavailable: nothing can be written now.
        """
        ...

    async def read(self, meeting: MeetingId, after_version: int = 0) -> Sequence[Event]:
        """Return the events after a version, in order; none for an unknown meeting.

        Raises:
            Rejected: ``record_unknown``: another version of the program wrote them.
        """
        ...

    async def stored(self, meeting: MeetingId) -> Sequence[tuple[str, str]]:
        """Return the name and the text of each event exactly as stored, in order."""
        ...

    async def mentions(self, name: str) -> bool:
        """Tell whether any event of any meeting contains this id of a person, site or account."""
        ...

    async def version_of(self, meeting: MeetingId, command: CommandId) -> int | None:
        """Return the version after a recorded command; None: it is not recorded."""
        ...

    async def versions(self, meetings: Collection[MeetingId]) -> Mapping[MeetingId, int]:
        """Return the present version of each of these meetings that exists."""
        ...

    async def beat(self, node: NodeId, now_ms: int) -> None:
        """Store a process's last sign of life, replacing the one before."""
        ...

    async def last_beat(self, node: NodeId) -> int | None:
        """Return a process's last sign of life, in epoch milliseconds; None: there is none."""
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

    async def with_proposals(self, branches: Collection[BranchId]) -> Sequence[MeetingIndex]:
        """Return the entries of the meetings of these branches that raised a proposal, earliest
        first."""
        ...
