"""Commands about the agenda: its items, and which one is current."""

from pydantic.dataclasses import dataclass

from live.ids import ItemId, PersonId
from live.meeting.commands.strict import STRICT
from live.meeting.words import (
    Line,
    Minutes,
    Text,
    Word,
)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class InsertItem:
    """Add an item after another one (``after=None``: first), before or during the meeting; among
    what has begun there is no place, so it comes behind that."""

    after: ItemId | None
    title: Line
    planned_min: Minutes
    kind: Word = "other"
    presenter: PersonId | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class EditItem:
    """Change an item that is not finished."""

    item: ItemId
    title: Line
    planned_min: Minutes
    presenter: PersonId | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class MoveItem:
    """Put a pending item after another one (``after=None``: first), behind what has begun."""

    item: ItemId
    after: ItemId | None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class RemoveItem:
    """Take a pending item off the agenda that is not required and stands behind what has begun."""

    item: ItemId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class StartItem:
    """Make a pending (or skipped) item the current one; the one before it is finished."""

    item: ItemId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class FinishItem:
    """Finish the current item. Naming it makes a double press harmless."""

    item: ItemId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ReopenItem:
    """Take up a finished item again; the current one is finished. Its time goes on counting."""

    item: ItemId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SkipItem:
    """Pass over a pending or current item, with the reason."""

    item: ItemId
    reason: Line


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ConcludeItem:
    """Write the chair's conclusion on an item."""

    item: ItemId
    text: Text
