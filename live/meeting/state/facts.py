"""What a meeting is, and where in its life."""

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
    """What sort of meeting it is (`live/README.md`, "Who counts, who votes")."""

    REGULAR = "regular"
    THEMATIC = "thematic"
    COMBINED = "combined"
    MODEL = "model"
    EXTRAORDINARY = "extraordinary"


class Phase(StrEnum):
    """Where a meeting is in its life."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    """Called off before it opened."""


OVER: Final = frozenset({Phase.CLOSED, Phase.CANCELLED})
"""Nothing happens in a meeting any more."""


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
    """What the meeting is, and when it opened and closed."""

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
    planned_min: int = 0
    """What the whole agenda was to take when the meeting opened: the plan to drift from."""
    clock: tuple[ClockSet, ...] = ()
    """How often the server's clock was set, oldest first."""

    @property
    def off_ms(self) -> int:
        """What is to be added to a moment of the record to get the hour, by the clock as it was
        set last: the record runs evenly, and hours are put right all together."""
        return sum(each.by_ms for each in self.clock)
