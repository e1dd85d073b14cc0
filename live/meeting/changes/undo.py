"""What can be taken back: the last action with what it replaced, until somebody else acts.

The state is made of immutable values, so keeping what was before an action costs a pointer. The
first event of an action (it names its command) keeps the agenda, the floor and, for a mark, the
row as they were before it; whatever else changes one of these afterwards lets the point go, and
with it the chance to take back. Devices that come and go elsewhere do not.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from live.ids import PersonId
from live.meeting import events as e
from live.meeting.changes.change import Change
from live.meeting.changes.presence import with_row
from live.meeting.state import Meeting, Row, UndoPoint

UNDOABLE: Final = frozenset(
    {
        "start_item",
        "finish_item",
        "skip_item",
        "move_item",
        "withdraw",
        "move_request",
        "give_next",
        "give",
        "call_on",
        "take_back",
        "interpose",
        "set_floor",
        "mark_person",
    }
)
"""Commands whose effect is confined to agenda, floor and one row."""


def point_after(before: Meeting, after: Meeting, event: e.Event) -> UndoPoint | None:
    """Return what can be taken back once an event has happened."""
    point = before.undo
    if event.command in UNDOABLE:
        return UndoPoint(
            version=after.version,
            command=event.command,
            by=event.by,
            at_ms=event.at_ms,
            agenda=before.agenda,
            floor=before.floor,
            row=_marked_row(before, event),
        )
    if point is None:
        return None
    same_action = event.command is None and event.by == point.by and event.at_ms == point.at_ms
    return point if same_action or _untouched(before, after, point) else None


def restored(meeting: Meeting, point: UndoPoint) -> Meeting:
    """Return the meeting with what an action replaced put back."""
    meeting = replace(meeting, agenda=point.agenda, floor=point.floor)
    return with_row(meeting, *point.row) if point.row else meeting


def undone(meeting: Meeting, _: e.ActionUndone) -> Meeting:
    """Put back what the last action replaced."""
    if meeting.undo is None:
        raise ValueError("nothing to undo")
    return restored(meeting, meeting.undo)


def _marked_row(before: Meeting, event: e.Event) -> tuple[PersonId, Row] | None:
    match event:
        case e.PersonCame() | e.PersonLeft() | e.AbsenceMarked() | e.MarkCleared():
            return event.person, before.attendance.rows[event.person]
        case _:
            return None


def _untouched(before: Meeting, after: Meeting, point: UndoPoint) -> bool:
    if after.agenda is not before.agenda or after.floor is not before.floor:
        return False
    if point.row is None:
        return True
    person = point.row[0]
    return after.attendance.rows[person] is before.attendance.rows[person]


CHANGES: Final[Mapping[type[e.Event], Change]] = {e.ActionUndone: undone}
