"""Commands about the agenda: its items, and which one is current."""

from pydantic.dataclasses import dataclass

from live.ids import ItemId, PersonId
from live.meeting.commands.strict import STRICT
from live.meeting.words import (
    Line,
    Minutes,
    Typed,
    Word,
)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class InsertItem:
    """Add an item after another one (``after=None``: first), before or during the meeting; at the
    earliest it comes after the items that have begun."""

    after: ItemId | None
    title: Line
    planned_min: Minutes
    kind: Word = "other"
    presenter: PersonId | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class RequireItem:
    """A superior adds a required item to a meeting that has not begun, before its conclusion; once,
    however often it is asked for."""

    title: Line
    planned_min: Minutes


@dataclass(frozen=True, kw_only=True, config=STRICT)
class EditItem:
    """Change an item that is not finished."""

    item: ItemId
    title: Line
    planned_min: Minutes
    presenter: PersonId | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class MoveItem:
    """Move a pending item after another one (``after=None``: first); at the earliest it comes after
    the items that have begun."""

    item: ItemId
    after: ItemId | None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class RemoveItem:
    """Remove a pending item that is not required and stands after the items that have begun."""

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
    """Make a finished item current again; the current one is finished. Its time goes on."""

    item: ItemId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SkipItem:
    """Skip a pending or current item, with the reason."""

    item: ItemId
    reason: Line


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ConcludeItem:
    """Write the chair's conclusion on an item; see `Typed`."""

    item: ItemId
    text: Typed
    was: Typed | None = None
    """The conclusion from which ``text`` was made; None: whatever it says, it is replaced."""
