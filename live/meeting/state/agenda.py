"""The agenda and its items."""

from dataclasses import dataclass
from enum import StrEnum

from live.ids import (
    ItemId,
    PersonId,
)
from live.meeting.state.writing import Written


class ItemState(StrEnum):
    """The state of an agenda item."""

    PENDING = "pending"
    CURRENT = "current"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the agenda. ``counted=False``: outside the meeting's length (line check)."""

    id: ItemId
    kind: str
    title: str
    planned_min: int
    presenter: PersonId | None = None
    required: bool = False
    counted: bool = True
    state: ItemState = ItemState.PENDING
    started_ms: int | None = None
    """When the item last became current."""
    spent_ms: int = 0
    """How long the item had been current before ``started_ms``."""
    finished_ms: int | None = None
    reason: str | None = None
    conclusion: str | None = None
    concluded: Written | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """The items in order, and the current one."""

    items: tuple[Item, ...] = ()
    current: ItemId | None = None
