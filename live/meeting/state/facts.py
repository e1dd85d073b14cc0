"""The state of a meeting as a whole: kind, title, times, phase."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from live.ids import (
    BranchId,
    MeetingId,
    PersonId,
    UnitId,
)
from live.meeting.rules import Rules


class MeetingKind(StrEnum):
    """The kind of a meeting (`live/README.md`, "Who counts, who votes")."""

    REGULAR = "regular"
    THEMATIC = "thematic"
    COMBINED = "combined"
    MODEL = "model"
    EXTRAORDINARY = "extraordinary"


class Phase(StrEnum):
    """The phase of a meeting."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    """Called off before it opened."""


OVER: Final = frozenset({Phase.CLOSED, Phase.CANCELLED})
"""Phases in which nothing happens in a meeting any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedUnit:
    """A branch or unit by id and name."""

    id: BranchId | UnitId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSet:
    """The server's clock was set while the meeting was on: when, and by how much."""

    at_ms: int
    by_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Kind, title, officers and rules of a meeting, and when it opened and closed."""

    id: MeetingId
    title: str
    kind: MeetingKind
    phase: Phase
    scheduled_ms: int
    place: str
    branch: NamedUnit
    unit: NamedUnit
    chair: PersonId | None
    secretary: PersonId | None
    rules: Rules
    checkin_secret: str = field(repr=False)
    opened_ms: int | None = None
    closed_ms: int | None = None
    closed_by: str | None = None
    cancelled_why: str = ""
    """The reason for which the meeting was called off."""
    revision: int = 0
    """How many times the hour, the place or the branch's name changed, the calling off included:
    the sequence number in calendars."""
    planned_min: int = 0
    """Planned minutes of the whole agenda at opening; drift is measured against it."""
    clock: tuple[ClockSet, ...] = ()
    """Every setting of the server's clock during the meeting, oldest first."""

    @property
    def off_ms(self) -> int:
        """Milliseconds to add to any moment of the record to get the wall clock time, by the
        server's clock as it was set last."""
        return sum(each.by_ms for each in self.clock)
