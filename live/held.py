"""A meeting in the memory of one process, and what is noted of it elsewhere."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from live.ids import BranchId, MeetingId
from live.meeting.deadline import deadline
from live.meeting.events import Event
from live.meeting.evolve import evolve, fold
from live.meeting.state import Meeting, Phase
from live.store.contract import MeetingIndex

PAST_STATES: Final = 256
"""Earlier states kept for each meeting, the latest; they share most of their parts. A client that
comes back within so many versions gets the difference (`signaling.hub`). Chosen."""


def index_of(meeting: Meeting) -> MeetingIndex:
    """Return a meeting's entry in the lists."""
    facts = meeting.facts
    return MeetingIndex(
        meeting=facts.id,
        branch=BranchId(facts.branch.id),
        title=facts.title,
        kind=facts.kind.value,
        state=facts.phase.value,
        scheduled_ms=facts.scheduled_ms,
        opened_ms=facts.opened_ms,
        closed_ms=facts.closed_ms,
    )


def seats_of(meeting: Meeting) -> tuple[object, ...]:
    """Return who and what may come in by a link, and who of them leads and takes the minutes;
    nobody once the meeting is called off."""
    facts = meeting.facts
    if facts.phase is Phase.CANCELLED:
        return ()
    return frozenset(meeting.members), frozenset(meeting.sites), facts.chair, facts.secretary


def first_due_ms(rooms: Iterable["Room"]) -> int | None:
    """Return the first deadline of these meetings; None: there is none."""
    return min((room.due_ms for room in rooms if room.due_ms is not None), default=None)


def idle_rooms(rooms: Mapping[MeetingId, "Room"], but: "Room") -> Sequence[MeetingId]:
    """Return the meetings that may be forgotten: not open, and nothing is being done in them."""
    return [
        id_
        for id_, room in rooms.items()
        if room is not but and room.meeting.facts.phase is not Phase.OPEN and not room.lock.locked()
    ]


@dataclass(slots=True, eq=False)
class Room:
    """A meeting in memory.

    ``lock`` is held from a decision until its events are committed: the next decision of this
    process builds on the record alone, never on something that may yet fail. Other meetings go on
    meanwhile, and their commits share one wait for the disk (`live.store.sql.journal`).
    """

    meeting: Meeting
    due_ms: int | None = field(init=False)
    """When its next deadline passes."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    past: OrderedDict[int, Meeting] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self.due_ms = deadline(self.meeting)

    @classmethod
    def of(cls, events: Sequence[Event]) -> "Room":
        """Return the meeting that a record tells of; of an open one with its latest states, which
        its screens still show when the process that served them is followed by this one."""
        before = fold(events[: max(1, len(events) - PAST_STATES)])
        room = cls(before)
        room.follow(events[before.version :])
        if room.meeting.facts.phase is not Phase.OPEN:
            room.past.clear()
        return room

    def at(self, version: int) -> Meeting | None:
        """Return the meeting as it was at one of its latest versions; None: it was not kept."""
        return self.meeting if version == self.meeting.version else self.past.get(version)

    def follow(self, events: Sequence[Event]) -> None:
        """Take over what was recorded elsewhere, and keep every state on the way: each may have
        been shown there."""
        for event in events:
            self.keep(self.meeting)
            self.meeting = evolve(self.meeting, event)
        self.due_ms = deadline(self.meeting)

    def advance(self, meeting: Meeting) -> None:
        """Take over a later state and keep the one before."""
        self.keep(self.meeting)
        self.meeting = meeting
        self.due_ms = deadline(meeting)

    def keep(self, meeting: Meeting) -> None:
        """Remember an earlier state, forgetting the one unused longest when there are many."""
        self.past[meeting.version] = meeting
        self.past.move_to_end(meeting.version)
        if len(self.past) > PAST_STATES:
            self.past.popitem(last=False)
