"""The data of undo: which values an action changed, and what they were before.

Values only. `changes.undo` reads them from a meeting and restores them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from live.meeting.permissions import Author

if TYPE_CHECKING:
    from live.meeting.state import Meeting

UNDO_MS: Final = 10_000
"""Milliseconds for which an author's last action can be undone; chosen."""


class UndoKind(StrEnum):
    """The kinds of things that an action can change."""

    MEETING = "meeting"
    ITEM = "item"
    REQUEST = "request"
    TURN = "turn"
    FLOOR = "floor"
    MEMBER = "member"
    OFF = "off"
    ROW = "row"
    ROLL_CALL = "roll_call"


class Thing(NamedTuple):
    """A part of a meeting: one of a kind by name, or, without a name, the only one: the current
    item, the running turn."""

    kind: UndoKind
    name: str = ""


class Cell(NamedTuple):
    """One value of a thing: a field, or `WHOLE`, or `PLACE`."""

    thing: Thing
    field: str


WHOLE: Final = ""
"""`Cell.field` for the thing itself: it was added or removed, or has no fields."""
PLACE: Final = "#"
"""`Cell.field` for the place of a thing among those of its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPoint:
    """An author's last action, and what it changed."""

    version: int
    """The version that the action's first event led to; names the action."""
    last: int
    """The version that the action's last event led to."""
    command: str
    by: Author
    at_ms: int
    before: "Meeting"
    """The meeting before the action, without undo points; gives the order of things then."""
    was: Mapping[Thing, object]
    """The things that the action changed, as they were before (None: not there)."""
    cells: frozenset[Cell]
    """The values of these things that changed."""
    overtaken: UndoKind | None = None
    """The kind of a changed thing on which somebody has acted since; None: nobody has."""
