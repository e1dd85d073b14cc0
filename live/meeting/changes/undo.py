"""Undo: for each author at the desk the last action, kept as the values it changed.

A meeting is read as things (`things`): items, requests, turns, rows. Each event of an action adds
the values that it changed, as they were before. Undoing restores those values and leaves all others
as they are now. Once somebody acts on one of the same values the action cannot be undone any more;
links that drop and return, and changes of other values, do not matter.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from live.ids import PersonId
from live.meeting import events as e
from live.meeting.changes.change import Change
from live.meeting.changes.replacing import replace
from live.meeting.commands import (
    AdoptMinutes,
    AdoptScore,
    AnnounceMeeting,
    AskForHelp,
    CancelBallot,
    CancelMeeting,
    CastVote,
    CloseBallot,
    CloseMeeting,
    ConcludeItem,
    ConfirmBallot,
    CountHands,
    EditBlock,
    NoteTurn,
    OpenBallot,
    OpenMeeting,
    PresentMinutes,
    ProposeScore,
    RaiseProposal,
    ReadMessages,
    RecordVote,
    ReserveOpinion,
    RestoreBlock,
    SettleCorrection,
    ShareScreen,
    StopSharing,
    Undo,
    WithdrawProposal,
    WriteToChair,
)
from live.meeting.floor import limit_passed
from live.meeting.names import NAMES, SERVER_COMMANDS
from live.meeting.permissions import DESK, MAY, Author
from live.meeting.roster import Member
from live.meeting.state import WAITS_FOR_SOUND, Item, Meeting, Request, Row, Turn
from live.meeting.undoing import PLACE, UNDO_MS, WHOLE, Cell, Thing, UndoKind, UndoPoint
from live.meeting.words import Overtime

FINAL: Final = SERVER_COMMANDS | {
    *(AnnounceMeeting, CancelMeeting, OpenMeeting, CloseMeeting, Undo),
    *(WriteToChair, ReadMessages),
    *(NoteTurn, ConcludeItem),
    *(ShareScreen, StopSharing),
    *(EditBlock, RestoreBlock, PresentMinutes, SettleCorrection, AdoptMinutes),
    *(ProposeScore, AdoptScore),
    *(OpenBallot, CastVote, RecordVote, CountHands, CloseBallot, ConfirmBallot, CancelBallot),
    *(ReserveOpinion, AskForHelp),
    *(RaiseProposal, WithdrawProposal),
}
"""Commands that cannot be undone. Notes and conclusions are among them because they are saved as
typed, and taken back in their field; a shared screen because only its owner can choose it again,
in the browser; a ballot because others have voted on it meanwhile (one is cancelled, a count is
entered anew); asking for help because the same button ends it; what was written and read on the
private line stays so."""
UNDOABLE: Final = frozenset(NAMES[kind] for role in DESK for kind in MAY[role] - FINAL)
REMEMBERED: Final = UNDOABLE | {NAMES[ConcludeItem]}
"""Commands of which an undo point is kept: release 0.1.0 let a conclusion be undone too, and its
records are played again."""

_SETTINGS: Final = ("preset", "limit_s", "overtime", "new_speakers_first")
_INVITATION: Final = ("title", "scheduled_ms", "place", "chair", "secretary")
_ROUND: Final = Thing(UndoKind.FLOOR, "round")
_FIELDS: Final[Mapping[type, tuple[str, ...]]] = {
    kind: tuple(field.name for field in fields(kind) if field.name != "devices")
    for kind in (Item, Request, Turn, Member, Row)
}
"""Kind of thing → the fields that undo compares and restores. ``devices`` are left out: they follow
connections, not actions."""
_LINKS: Final = (
    *(e.DeviceConnected, e.DeviceDropped, e.MicrophoneSet, e.PersonDropped, e.PersonReturned),
)

# --- a meeting as things -----------------------------------------------------------------------


def things(meeting: Meeting) -> dict[Thing, Any]:
    """Return everything that an action at the desk can change, each kind in its order.

    A request is named by person and item, so that a second request for the same is the same thing.
    """
    return _single(meeting) | {
        Thing(kind, name): each for kind, named in _many(meeting) for name, each in named.items()
    }


def _single(meeting: Meeting) -> dict[Thing, Any]:
    """Return the things of which a meeting has exactly one."""
    facts, floor = meeting.facts, meeting.floor
    return {
        Thing(UndoKind.MEETING): tuple(getattr(facts, name) for name in _INVITATION),
        Thing(UndoKind.ITEM): meeting.agenda.current,
        Thing(UndoKind.TURN): floor.turn.id if floor.turn else None,
        Thing(UndoKind.FLOOR): tuple(getattr(floor, name) for name in _SETTINGS),
        _ROUND: floor.round_done,
        Thing(UndoKind.ROLL_CALL): meeting.attendance.reported,
    }


def _many(meeting: Meeting, first: int = 0) -> Sequence[tuple[UndoKind, Mapping[Any, Any]]]:
    """Return the things of which there are many, by kind and name; turns from index ``first``."""
    floor = meeting.floor
    turns = (*floor.turns[first:], *([floor.turn] if floor.turn else []))
    return (
        (UndoKind.ITEM, {item.id: item for item in meeting.agenda.items}),
        (UndoKind.REQUEST, {_name_of(request): request for request in floor.requests}),
        (UndoKind.TURN, {turn.id: turn for turn in turns}),
        (UndoKind.MEMBER, meeting.members),
        (UndoKind.OFF, meeting.off),
        (UndoKind.ROW, meeting.attendance.rows),
    )


def _name_of(request: Request) -> str:
    return f"{request.person}/{request.item}"


def with_things(meeting: Meeting, values: Mapping[Thing, Any]) -> Meeting:
    """Return the meeting with these things in it: the inverse of `things`."""
    said = dict(zip(_INVITATION, values[Thing(UndoKind.MEETING)], strict=True))
    facts = replace(meeting.facts, **said)
    settings = dict(zip(_SETTINGS, values[Thing(UndoKind.FLOOR)], strict=True))
    running = values[Thing(UndoKind.TURN)]
    turns = {turn.id: turn for turn in values.values() if isinstance(turn, Turn)}
    return replace(
        meeting,
        facts=meeting.facts if facts == meeting.facts else facts,  # a new object updates the lists
        members=_people(values, UndoKind.MEMBER),
        off=_people(values, UndoKind.OFF),
        agenda=replace(
            meeting.agenda,
            items=tuple(item for item in values.values() if isinstance(item, Item)),
            current=values[Thing(UndoKind.ITEM)],
        ),
        floor=replace(
            meeting.floor,
            **settings,
            turn=turns.pop(running, None),
            turns=tuple(turns.values()),
            requests=tuple(r for r in values.values() if isinstance(r, Request)),
            round_done=values[_ROUND],
        ),
        attendance=replace(
            meeting.attendance,
            rows=_people(values, UndoKind.ROW),
            reported=values[Thing(UndoKind.ROLL_CALL)],
        ),
    )


def _people(values: Mapping[Thing, Any], kind: UndoKind) -> dict[PersonId, Any]:
    """Return the things of one kind that belong to persons, in their order."""
    return {PersonId(thing.name): each for thing, each in values.items() if thing.kind is kind}


def differences(before: Meeting, after: Meeting) -> Iterator[tuple[Thing, Any, Any]]:
    """Yield each thing that differs, with its value before and after (None: not there).

    Called for most events. A long meeting has hundreds of turns, so the leading turns that are the
    same objects in both meetings are not compared.
    """
    old, new = _single(before), _single(after)
    yield from ((thing, old[thing], new[thing]) for thing in old if old[thing] != new[thing])
    same = _alike(before.floor.turns, after.floor.turns)
    pairs = zip(_many(before, same), _many(after, same), strict=True)
    for (kind, had), (_, has) in pairs:
        if had is not has:
            for name in {**had, **has}:
                was, now = had.get(name), has.get(name)
                if was is not now and was != now:
                    yield Thing(kind, name), was, now


def _alike(was: Sequence[Turn], now: Sequence[Turn]) -> int:
    """Return how many leading turns are the same objects."""
    if was is now:
        return len(was)
    pairs = enumerate(zip(was, now, strict=False))
    return next((place for place, (a, b) in pairs if a is not b), min(len(was), len(now)))


def changes_of(
    before: Meeting, after: Meeting, event: e.Event
) -> tuple[frozenset[Cell], Mapping[Thing, Any]]:
    """Return the cells that an event changed, and the things they belong to as they were before."""
    moved = dict(_moved(before, after, event))
    cells, things_were = {Cell(thing, PLACE) for thing in moved}, dict(moved)
    for thing, was, now in differences(before, after):
        things_were[thing] = was
        if type(was) is type(now) and (names := _FIELDS.get(type(was))):
            differ = [name for name in names if getattr(was, name) != getattr(now, name)]
        else:
            differ = [WHOLE]
        cells |= {Cell(thing, name) for name in differ}
    return frozenset(cells), {cell.thing: things_were[cell.thing] for cell in cells}


def _moved(before: Meeting, after: Meeting, event: e.Event) -> Iterator[tuple[Thing, Any]]:
    """Yield the thing that an event moved to another place, as it was."""
    match event:
        case e.ItemMoved():
            for item in before.agenda.items:
                if item.id == event.item:
                    yield Thing(UndoKind.ITEM, item.id), item
        case e.RequestMoved() | e.FloorSet() if before.floor.requests != after.floor.requests:
            for request in before.floor.requests:
                if isinstance(event, e.FloorSet) or request.id == event.request:
                    yield Thing(UndoKind.REQUEST, _name_of(request)), request


# --- remembering -------------------------------------------------------------------------------


ENDS_ALL: Final = frozenset(
    {e.MeetingOpened, e.MeetingClosed, e.MeetingCancelled, e.RegisterFollowed}
)
"""Events after which nothing before them can be undone."""


def begins_action(event: e.Event) -> bool:
    """Return whether an event is the first of an action of which an undo point is kept."""
    return event.command in REMEMBERED and event.by.role in DESK


def _gives_up(event: e.Event, point: UndoPoint) -> bool:
    """Return whether an action ends that an earlier one can be undone. Conclusions are saved as
    typed, so one of them ends this for the conclusion before alone."""
    return point.by == event.by and (event.command in UNDOABLE or event.command == point.command)


def wanted_points(events: Iterable[e.Event]) -> frozenset[int]:
    """Return the versions of those actions of a record whose undo points are ever read.

    These are the actions that were undone, and the last one of each author, of which the state
    keeps the point (beside a conclusion after it, `_gives_up`). A point of any other action is
    given up unread when its author acts again.
    """
    wanted: set[int] = set()
    last: dict[tuple[Author, bool], int] = {}
    for version, event in enumerate(events, 1):
        if type(event) in ENDS_ALL:
            last.clear()
        elif isinstance(event, e.ActionUndone):
            wanted.add(event.version)
        elif begins_action(event):
            undoable = event.command in UNDOABLE
            if undoable:
                last.pop((event.by, False), None)
            last[event.by, undoable] = version
    return frozenset(wanted | set(last.values()))


def points_after(
    before: Meeting, after: Meeting, event: e.Event, *, wanted: bool = True
) -> tuple[UndoPoint, ...]:
    """Return the undo points after an event.

    Args:
        wanted: whether the point of an action that begins now will ever be read.
    """
    if type(event) in ENDS_ALL:
        return ()
    begins = begins_action(event)
    if not begins and not after.undo:
        return ()
    standing = (point for point in after.undo if not (begins and _gives_up(event, point)))
    points = [_later(point, before, after, event) for point in standing]
    if begins and wanted:
        begun = UndoPoint(
            version=after.version,
            last=before.version,
            command=event.command or "",
            by=event.by,
            at_ms=event.at_ms,
            before=replace(before, undo=()),
            was={},
            cells=frozenset(),
        )
        points.append(_grown(begun, before, after, event))
    return tuple(points)


def _later(point: UndoPoint, before: Meeting, after: Meeting, event: e.Event) -> UndoPoint:
    """Return an undo point after one more event, of the same action or of another one."""
    if event.command is None and point.last == before.version:
        return _grown(point, before, after, event)
    late = event.at_ms > point.at_ms + UNDO_MS
    if late or point.overtaken or _nobody_acted(before, event):
        return point
    cells, _ = changes_of(before, after, event)
    return replace(point, overtaken=_shared(point, cells))


def _grown(point: UndoPoint, before: Meeting, after: Meeting, event: e.Event) -> UndoPoint:
    cells, was = changes_of(before, after, event)
    return replace(point, last=after.version, was={**was, **point.was}, cells=point.cells | cells)


def _nobody_acted(before: Meeting, event: e.Event) -> bool:
    """Return whether an event is no act on a thing: a link, a time limit, or a reminder."""
    match event:
        case e.TurnPaused():
            return event.pause in WAITS_FOR_SOUND
        case e.TurnResumed():
            turn = before.floor.turn
            return event.command is None and turn is not None and turn.pause in WAITS_FOR_SOUND
        case _:
            return isinstance(event, (*_LINKS, e.TurnSilenced, e.SpeakerReminded))


def _shared(point: UndoPoint, cells: frozenset[Cell]) -> UndoKind | None:
    """Return the kind of a thing that both an action and a later change touched; None: there is
    none. Any change touches a thing that the action added; the removal of a thing that the action
    only moved does not count."""
    for cell in sorted(cells):
        own = {other.field for other in point.cells if other.thing == cell.thing}
        gone = cell.field == WHOLE and own - {PLACE}
        if cell.field in own or WHOLE in own or gone:
            return cell.thing.kind
    return None


# --- putting back ------------------------------------------------------------------------------


def restored(meeting: Meeting, point: UndoPoint) -> Meeting:
    """Return the meeting with the values that an action changed as they were before it."""
    values = things(meeting)
    order = list(values)
    by_thing: dict[Thing, set[str]] = {}
    for thing, name in point.cells:
        by_thing.setdefault(thing, set()).add(name)
    before = tuple(things(point.before))
    known = {thing: place for place, thing in enumerate(before)}
    for thing in sorted(by_thing, key=lambda thing: known.get(thing, len(known))):
        names, was = by_thing[thing], point.was[thing]
        if thing not in known:
            values.pop(thing, None)
        elif WHOLE in names:
            values[thing] = _again(meeting, thing, was)
        elif thing in values:
            old = {name: getattr(was, name) for name in names - {PLACE}}
            values[thing] = replace(values[thing], **old)
        if thing in values and (PLACE in names or thing not in order):
            _put_behind(order, thing, before[: known[thing]])
    return with_things(meeting, {thing: values[thing] for thing in order if thing in values})


def _again(meeting: Meeting, thing: Thing, was: object) -> object:
    """Return a thing that is restored whole; a row with the devices that are connected now."""
    off = meeting.off.get(PersonId(thing.name)) if thing.kind is UndoKind.ROW else None
    return replace(was, devices=off.row.devices) if off and isinstance(was, Row) else was


def _put_behind(order: list[Thing], thing: Thing, before: tuple[Thing, ...]) -> None:
    """Place a thing after the nearest one that preceded it before and is still there."""
    if thing in order:
        order.remove(thing)
    there = set(order)
    nearest = next(other for other in reversed(before) if other in there)
    order.insert(order.index(nearest) + 1, thing)


def undone(meeting: Meeting, event: e.ActionUndone) -> Meeting:
    """Restore what an action changed; a silenced turn that has time left again is heard again."""
    point = next(point for point in meeting.undo if point.version == event.version)
    meeting = restored(meeting, point)
    floor = meeting.floor
    closes = floor.overtime is Overtime.CLOSE
    if floor.turn and not (closes and limit_passed(floor.turn, floor.turn.limit_s, event.at_ms)):
        floor = replace(floor, turn=replace(floor.turn, silenced=False))
        meeting = replace(meeting, floor=floor)
    return replace(meeting, undo=tuple(other for other in meeting.undo if other is not point))


CHANGES: Final[Mapping[type[e.Event], Change]] = {e.ActionUndone: undone}
