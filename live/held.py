"""A meeting in the memory of one process, and its entry in the lists of meetings."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from live.clock import STEP_MS, Clock, even_ms, stepped_ms
from live.ids import BranchId, MeetingId
from live.meeting.deadline import deadline
from live.meeting.events import Event
from live.meeting.evolve import evolve, fold
from live.meeting.state import OVER, Facts, Meeting, Phase
from live.store.contract import MeetingIndex

PAST_STATES: Final = 256
"""Most earlier states kept in memory for each meeting; they share most of their objects. A client
that reconnects at most this many versions later gets a patch (`signaling.hub`). Chosen."""

ROOMS: Final = 256
"""Most meetings kept in memory that are not open; open ones are always kept. Chosen."""


def _hour(facts: Facts, at_ms: int | None) -> int | None:
    """Return the wall clock time, in ms, of a moment on the meeting's clock."""
    return None if at_ms is None else at_ms + facts.off_ms


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
        opened_ms=_hour(facts, facts.opened_ms),
        closed_ms=_hour(facts, facts.closed_ms),
        place=facts.place,
        revision=facts.revision,
    )


def seats_of(meeting: Meeting) -> tuple[object, ...]:
    """Return the members and rooms that may enter by a link, with the chair and the secretary;
    empty once the meeting is called off."""
    facts = meeting.facts
    if facts.phase is Phase.CANCELLED:
        return ()
    return frozenset(meeting.members), frozenset(meeting.sites), facts.chair, facts.secretary


def first_due_s(all_loaded: Iterable["LoadedMeeting"]) -> float | None:
    """Return the seconds until the earliest deadline of these meetings; None: there is none."""
    due = [loaded.due_ms - loaded.now_ms() for loaded in all_loaded if loaded.due_ms is not None]
    return min(due) / 1000 if due else None


def idle_meetings(
    all_loaded: Mapping[MeetingId, "LoadedMeeting"], but: "LoadedMeeting", keep: int
) -> Sequence[MeetingId]:
    """Return the meetings that are dropped from memory: of those that are not open, and whose lock
    is free, the longest unused beyond ``keep``."""
    idle = [
        id_
        for id_, loaded in all_loaded.items()
        if loaded is not but
        and loaded.meeting.facts.phase is not Phase.OPEN
        and not loaded.lock.locked()
    ]
    return idle[: max(0, len(idle) - keep)]


@dataclass(slots=True, eq=False)
class LoadedMeeting:
    """A meeting in memory.

    ``lock`` is held from a decision until its events are committed, so that the next decision of
    this process is made on committed events only. Other meetings are not blocked, and their commits
    share one wait for the disk (`live.store.sql.journal`).

    The meeting has a clock of its own. It starts at the wall clock time, runs with the monotonic
    clock, and is never behind the last recorded event, whichever process wrote that. Setting the
    machine's clock does not move it; the difference is recorded as an event (`is_off`).
    """

    meeting: Meeting
    clock: Clock
    due_ms: int | None = field(init=False)
    """The meeting's next deadline in ms on the meeting's clock; None: there is none."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    past: OrderedDict[int, Meeting] = field(default_factory=OrderedDict)
    _origin_ms: int = field(init=False)
    """The meeting's clock minus this process's monotonic clock (`even_ms`)."""
    _behind_ms: int = field(init=False)
    """How far the wall clock was behind the last event when the meeting's clock was started here;
    0 once that is recorded."""
    _known_ms: int = field(init=False)
    """The part of `stepped_ms` (all settings of the machine's clock) that is recorded."""

    def __post_init__(self) -> None:
        self.due_ms = deadline(self.meeting)
        self._begin()

    def now_ms(self) -> int:
        """Return the time on the meeting's clock."""
        if self.meeting.facts.phase is not Phase.OPEN:
            self._begin()  # nothing is timed in a meeting that is not open
        return even_ms(self.clock) + self._origin_ms

    def is_off(self) -> bool:
        """Tell whether the machine's clock was set, now or while no process had this meeting
        loaded, and no event records that yet."""
        if self.meeting.facts.phase in OVER:
            return False
        if self.meeting.facts.phase is not Phase.OPEN:
            self._begin()
        return self._behind_ms >= STEP_MS or self._known_ms != stepped_ms(self.clock)

    def set_right(self) -> None:
        """Take note that the setting of the machine's clock is recorded."""
        self._behind_ms, self._known_ms = 0, stepped_ms(self.clock)

    def _begin(self) -> None:
        latest_ms = self.meeting.latest_ms
        hour_ms = self.clock.wall_ms() - self.meeting.facts.off_ms
        self._origin_ms = max(hour_ms, latest_ms) - even_ms(self.clock)
        self._behind_ms = max(0, latest_ms - hour_ms)
        self._known_ms = stepped_ms(self.clock)

    @classmethod
    def of(cls, events: Sequence[Event], clock: Clock) -> "LoadedMeeting":
        """Return the meeting that these events lead to; an open one with its `PAST_STATES` latest
        states, which clients of the process that served it before may still show."""
        before = fold(events[: max(1, len(events) - PAST_STATES)])
        loaded = cls(before, clock)
        loaded.follow(events[before.version :])
        loaded._begin()  # at the last event, not at the oldest of the kept states
        if loaded.meeting.facts.phase is not Phase.OPEN:
            loaded.past.clear()
        return loaded

    def at(self, version: int) -> Meeting | None:
        """Return the meeting as it was at one of its latest versions; None: it was not kept."""
        return self.meeting if version == self.meeting.version else self.past.get(version)

    def follow(self, events: Sequence[Event]) -> None:
        """Apply events recorded by another process, and keep every state between: clients of that
        process may have been shown any of them."""
        before = self.meeting
        for event in events:
            self.keep(self.meeting)
            self.meeting = evolve(self.meeting, event)
        self._took_over(before)

    def advance(self, meeting: Meeting) -> None:
        """Take over a later state and keep the one before."""
        before = self.meeting
        self.keep(before)
        self.meeting = meeting
        self._took_over(before)

    def _took_over(self, before: Meeting) -> None:
        self.due_ms = deadline(self.meeting)
        if before.facts.phase is not Phase.OPEN:
            self._begin()
        # The last event may come from a process whose clock is ahead of this one's.
        self._origin_ms = max(self._origin_ms, self.meeting.latest_ms - even_ms(self.clock))

    def keep(self, meeting: Meeting) -> None:
        """Remember an earlier state, forgetting the one unused longest when there are many."""
        self.past[meeting.version] = meeting
        self.past.move_to_end(meeting.version)
        if len(self.past) > PAST_STATES:
            self.past.popitem(last=False)
