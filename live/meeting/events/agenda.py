"""Events of the agenda."""

from pydantic.dataclasses import dataclass

from live.ids import ItemId, PersonId
from live.meeting import state as s
from live.meeting.events.base import STRICT, Event


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemInserted(Event):
    """An item was added to the agenda, after another (None: first)."""

    item: s.Item
    after: ItemId | None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemEdited(Event):
    """An item's title, length or presenter changed."""

    item: ItemId
    title: str
    planned_min: int
    presenter: PersonId | None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemMoved(Event):
    """A pending item was put after another (None: first among the pending)."""

    item: ItemId
    after: ItemId | None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemRemoved(Event):
    """A pending item was removed from the agenda."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemStarted(Event):
    """An item became the current one."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemFinished(Event):
    """The current item was finished."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemReopened(Event):
    """A finished item became the current one again."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemSkipped(Event):
    """An item was skipped."""

    item: ItemId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemConcluded(Event):
    """The chair's conclusion on an item was written; it replaces an earlier one."""

    item: ItemId
    text: str
