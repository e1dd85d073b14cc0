"""What taking an action back needs to know: which values it changed, and how they were.

Values only. `changes.undo` reads them from a meeting and puts them back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from live.meeting.permissions import Author

if TYPE_CHECKING:
    from live.meeting.state import Meeting

UNDO_MS: Final = 10_000
"""How long one's own last action can be taken back, milliseconds; chosen."""


class UndoKind(StrEnum):
    """What an action can be about."""

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
    """One of a kind by name; without a name what there is once: the current item, who speaks."""

    kind: UndoKind
    name: str = ""


class Cell(NamedTuple):
    """One value of a thing: a field, or `WHOLE`, or `PLACE`."""

    thing: Thing
    field: str


WHOLE: Final = ""
"""The field of a cell that is the thing itself: it came or went, or has no fields."""
PLACE: Final = "#"
"""The field of a cell that is the place among its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPoint:
    """Somebody's last action, and what it changed."""

    version: int
    """The version that the action's first event led to; names the action."""
    last: int
    """The version that its last event led to."""
    command: str
    by: Author
    at_ms: int
    before: "Meeting"
    """The meeting before the action, with nothing to take back; it tells the order of things."""
    was: Mapping[Thing, object]
    """What the action changed, as it was before (None: it was not there)."""
    cells: frozenset[Cell]
    """Which values of it changed."""
    overtaken: UndoKind | None = None
    """Somebody has acted on the same thing since: of this kind."""
