"""The rule of undo: the sender's last action, soon, unless somebody acted on the same thing."""

from collections.abc import Iterator, Mapping
from typing import Final

from live.errors import Rejected
from live.ids import PersonId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.agenda import begun, numbers
from live.meeting.attendance import has_link, is_here
from live.meeting.changes.undo import UNDOABLE, restored
from live.meeting.decisions.floor import leave
from live.meeting.decisions.presence import follow_links
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.decisions.screen import rests_on
from live.meeting.floor import queue
from live.meeting.state import Meeting, Row
from live.meeting.undoing import UNDO_MS, UndoKind, UndoPoint

CHANGED: Final = {
    UndoKind.MEETING: "meeting_changed",
    UndoKind.ITEM: "item_changed",
    UndoKind.REQUEST: "request_changed",
    UndoKind.TURN: "turn_changed",
    UndoKind.FLOOR: "floor_changed",
    UndoKind.MEMBER: "list_changed",
    UndoKind.OFF: "list_changed",
    UndoKind.ROW: "row_changed",
    UndoKind.ROLL_CALL: "roll_call_changed",
}
"""Kind of thing → the refusal of an undo because somebody acted on that thing since."""


def undo(scene: Scene, command: c.Undo) -> Events:
    """Undo the last action. The version names it, so a double press does not undo another one."""
    meeting = scene.meeting
    point = next((point for point in meeting.undo if point.version == command.version), None)
    if point is None or point.by != scene.actor.author or point.command not in UNDOABLE:
        raise Rejected("nothing_to_undo")
    if scene.now_ms > point.at_ms + UNDO_MS:
        raise Rejected("too_late_to_undo", seconds=UNDO_MS // 1000)
    if point.overtaken:
        raise Rejected(CHANGED[point.overtaken])
    after = restored(meeting, point)
    _check(meeting, after)
    events: tuple[e.Event, ...] = (
        e.ActionUndone(**scene.stamp, version=point.version, undone=point.command),
    )
    if _loses_the_floor(meeting, after):
        events = (*events, e.ScreenStopped(**scene.stamp))
    yield from events
    yield from _settle(scene.after(events), point)


def _check(before: Meeting, after: Meeting) -> None:
    """Refuse an undo whose result would contradict what happened since the action.

    Raises:
        Rejected: an item that has begun would get another number, or one with
            a ballot would not have begun; a person would have two
            requests, or a request while speaking; somebody speaks on an item that would no longer
            be current; or the person who would get the floor has left.
    """
    waiting = [request.person for request in queue(after)]
    if len(set(waiting)) < len(waiting):
        raise Rejected(CHANGED[UndoKind.REQUEST])
    number, was = numbers(after.agenda.items), numbers(before.agenda.items)
    fixed = after.agenda.items[: begun(after.agenda.items)]
    if any(number[item.id] != was.get(item.id) for item in fixed if item.started_ms is not None):
        raise Rejected(CHANGED[UndoKind.ITEM])
    standing = {item.id for item in after.agenda.items if item.started_ms is not None}
    if any(ballot.item not in standing for ballot in after.ballots):
        raise Rejected(CHANGED[UndoKind.ITEM])
    turn = after.floor.turn
    if turn is None:
        return
    if turn.item != after.agenda.current:
        raise Rejected(CHANGED[UndoKind.TURN])
    if turn.person in waiting:
        raise Rejected(CHANGED[UndoKind.REQUEST])
    if turn != before.floor.turn and not is_here(after, turn.person):
        raise Rejected("not_present")


def _loses_the_floor(before: Meeting, after: Meeting) -> bool:
    """Return whether the undo ends the turn that allowed the shared screen."""
    old, new = before.floor.turn, after.floor.turn
    ends = old is not None and (new is None or new.person != old.person)
    return old is not None and ends and rests_on(before, old.person)


def _settle(scene: Scene, point: UndoPoint) -> Events:
    """Bring restored rows into agreement with the devices connected now, and remove people who are
    not here from the floor."""
    for thing, was in point.was.items():
        if isinstance(was, Row):
            events = tuple(follow_links(scene, PersonId(thing.name), had_link=has_link(was)))
            yield from events
            scene = scene.after(events)
    for person in _on_floor(scene.meeting):
        if not is_here(scene.meeting, person):
            events = tuple(leave(scene, person))
            yield from events
            scene = scene.after(events)


def _on_floor(meeting: Meeting) -> Iterator[PersonId]:
    floor = meeting.floor
    yield from {request.person: None for request in floor.requests}
    if floor.turn:
        yield floor.turn.person
        if floor.turn.interposed:
            yield floor.turn.interposed.person


RULES: Final[Mapping[type[c.Command], Rule]] = {c.Undo: undo}
