"""Rules of the floor: asking, calling, the running turn.

`end_turn`, `close_floor` and `leave` are also used where something else ends a turn: another
item, the end of the meeting, a person who goes.
"""

from collections.abc import Mapping
from typing import Final

from live.errors import Rejected
from live.ids import PersonId, RequestId, TurnId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.agenda import current_item
from live.meeting.attendance import is_away, is_here, site_of
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.decisions.screen import rests_on
from live.meeting.decisions.writing import typed
from live.meeting.floor import (
    may_speak,
    next_request,
    queue,
    round_left,
)
from live.meeting.permissions import DESK, Role
from live.meeting.state import WAITS_FOR_SOUND, Pause, PersonFeed, Request, Turn, TurnKind
from live.meeting.words import Preset, RequestKind

# --- asking ------------------------------------------------------------------------------------


def ask(scene: Scene, command: c.Ask) -> Events:
    """Ask for oneself."""
    person = scene.somebody(scene.actor.person)
    yield from _request(scene, person, command.kind, None)


def ask_for(scene: Scene, command: c.AskFor) -> Events:
    """Ask for somebody without a device; a room's device only for people who sit in that room."""
    person = scene.somebody(command.person)
    if scene.actor.role is Role.SITE and site_of(scene.meeting, person) != scene.actor.site:
        raise Rejected("not_present")
    yield from _request(scene, person, command.kind, scene.actor.name)


def _request(scene: Scene, person: PersonId, kind: RequestKind, in_place_of: str | None) -> Events:
    meeting = scene.meeting
    item = current_item(meeting)
    if not is_here(meeting, person):
        raise Rejected("not_present")
    if not may_speak(meeting, person, item.kind if item else None):
        raise Rejected("not_in_this_item")
    turn = meeting.floor.turn
    if turn and turn.person == person:
        raise Rejected("already_speaking")
    if any(request.person == person for request in queue(meeting)):
        raise Rejected("already_asked")
    yield e.FloorRequested(
        **scene.stamp,
        request=RequestId(scene.ids()),
        person=person,
        kind=kind,
        item=meeting.agenda.current,
        in_place_of=in_place_of,
    )


def withdraw(scene: Scene, command: c.Withdraw) -> Events:
    """Take a request back."""
    request = _waiting(scene, command.request)
    if not _answers_for(scene, request.person):
        raise Rejected("not_allowed")
    yield e.RequestWithdrawn(**scene.stamp, request=request.id, person=request.person)


def move(scene: Scene, command: c.MoveRequest) -> Events:
    """Move a request, against the order of the rules."""
    request = _waiting(scene, command.request)
    if command.after is not None:
        _waiting(scene, command.after)
    if command.after != request.id:
        yield e.RequestMoved(**scene.stamp, request=request.id, after=command.after)


def _waiting(scene: Scene, request: RequestId) -> Request:
    for found in queue(scene.meeting):
        if found.id == request:
            return found
    raise Rejected("unknown_request")


def _answers_for(scene: Scene, person: PersonId) -> bool:
    """Return whether the sender may act for a person: oneself, a room's device for people in the
    room, the desk for everybody."""
    if scene.actor.role in DESK or scene.actor.person == person:
        return True
    return scene.actor.role is Role.SITE and site_of(scene.meeting, person) == scene.actor.site


# --- calling -----------------------------------------------------------------------------------


def give_next(scene: Scene, command: c.GiveNext) -> Events:
    """Give the floor to the next in order; nothing when the turn that the sender saw is over or has
    just begun: a double press, or chair and secretary pressed at once."""
    meeting, turn = scene.meeting, scene.meeting.floor.turn
    if command.current != (turn.id if turn else None) or _just_given(scene):
        return
    request = next_request(meeting)
    left = round_left(meeting) if meeting.floor.preset is Preset.ROUND else ()
    if left and not (request and request.kind is RequestKind.POINT_OF_ORDER):
        yield from _begin(scene, left[0], TurnKind.ROUND, _request_of(scene, left[0]))
    elif request:
        yield from _begin(scene, request.person, TurnKind(request.kind), request)
    else:
        raise Rejected("list_empty")


def give(scene: Scene, command: c.Give) -> Events:
    """Give the floor to one request; an override when it was not the next. Nothing just after a
    turn began: the list has moved up, so a double press hits the request below."""
    if _just_given(scene):
        return
    request = _waiting(scene, command.request)
    if is_away(scene.meeting, request.person):
        raise Rejected("not_present")
    override = request != next_request(scene.meeting)
    yield from _begin(scene, request.person, TurnKind(request.kind), request, override=override)


def call_on(scene: Scene, command: c.CallOn) -> Events:
    """Give the floor to a person, with or without a request; an override when others were waiting.
    For a double press see `give`."""
    if _just_given(scene):
        return
    meeting, person = scene.meeting, scene.somebody(command.person)
    turn = meeting.floor.turn
    if turn and turn.person == person:
        raise Rejected("already_speaking")
    if not is_here(meeting, person) or is_away(meeting, person):
        raise Rejected("not_present")
    request = _request_of(scene, person)
    override = request != next_request(meeting)
    yield from _begin(scene, person, TurnKind.CALLED, request, override=override)


def _just_given(scene: Scene) -> bool:
    """Return whether the running turn began within `scene.SAME_PRESS_MS` and is to be kept."""
    turn = scene.meeting.floor.turn
    return turn is not None and scene.just_now(turn.started_ms)


def _request_of(scene: Scene, person: PersonId) -> Request | None:
    return next((r for r in queue(scene.meeting) if r.person == person), None)


def _begin(
    scene: Scene,
    person: PersonId,
    kind: TurnKind,
    request: Request | None,
    *,
    override: bool = False,
) -> Events:
    meeting = scene.meeting
    yield from end_turn(scene)
    yield e.TurnBegan(
        **scene.stamp,
        turn=TurnId(scene.ids()),
        person=person,
        kind=kind,
        item=meeting.agenda.current,
        site=site_of(meeting, person),
        limit_s=meeting.floor.limit_s,
        request=request.id if request else None,
        override=override,
    )


# --- the running turn --------------------------------------------------------------------------


def end_turn(scene: Scene) -> Events:
    """End the running turn, if any, and the screen sharing that it allowed."""
    if turn := scene.meeting.floor.turn:
        if rests_on(scene.meeting, turn.person):
            yield e.ScreenStopped(**scene.stamp)
        yield e.TurnEnded(**scene.stamp, turn=turn.id)


def close_floor(scene: Scene) -> Events:
    """End the turn and any sharing."""
    floor = scene.meeting.floor
    if floor.screen is not None:
        yield e.ScreenStopped(**scene.stamp)
    if floor.turn:
        yield e.TurnEnded(**scene.stamp, turn=floor.turn.id)


def leave(scene: Scene, person: PersonId) -> Events:
    """Remove a person who leaves from the floor: requests, the turn, a question, the screen."""
    meeting, turn = scene.meeting, scene.meeting.floor.turn
    for request in meeting.floor.requests:
        if request.person == person:
            yield e.RequestWithdrawn(**scene.stamp, request=request.id, person=person, left=True)
    speaks = turn is not None and turn.person == person
    screen = meeting.floor.screen
    if screen == PersonFeed(person) or (speaks and rests_on(meeting, person)):
        yield e.ScreenStopped(**scene.stamp)
    if turn and speaks:
        yield e.TurnEnded(**scene.stamp, turn=turn.id, left=True)
    elif turn and turn.interposed and turn.interposed.person == person:
        yield e.TurnResumed(**scene.stamp, turn=turn.id)


def take_back(scene: Scene, command: c.TakeBack) -> Events:
    """End a turn; nothing if it is over already (double press)."""
    turn = _running(scene, command.turn)
    if turn and not _meant_the_one_before(scene, turn):
        yield from end_turn(scene)


def finish(scene: Scene, command: c.FinishTurn) -> Events:
    """End one's own turn."""
    turn = _running(scene, command.turn)
    if turn and not _answers_for(scene, turn.person):
        raise Rejected("not_allowed")
    if turn and (scene.actor.person == turn.person or not _meant_the_one_before(scene, turn)):
        yield from end_turn(scene)


def _meant_the_one_before(scene: Scene, turn: Turn) -> bool:
    """Return whether a turn followed another one so recently that a press to end it, at the desk or
    in the room, was aimed at the turn before."""
    turns = scene.meeting.floor.turns
    took_over = bool(turns) and turns[-1].ended_ms == turn.started_ms
    return took_over and scene.just_now(turn.started_ms)


def extend(scene: Scene, command: c.ExtendTurn) -> Events:
    """Change the limit of the running turn."""
    turn = must_run(scene, command.turn)
    if turn.limit_s is not None and command.seconds:
        yield e.TurnExtended(**scene.stamp, turn=turn.id, seconds=command.seconds)


def pause(scene: Scene, command: c.PauseTurn) -> Events:
    """Stop the turn's clock; nothing if it stands already."""
    turn = must_run(scene, command.turn)
    if turn.running_since_ms is not None:
        yield e.TurnPaused(**scene.stamp, turn=turn.id, pause=Pause.CHAIR)


def resume(scene: Scene, command: c.ResumeTurn) -> Events:
    """Let the turn's clock run; a question put into the turn is over. If the clock was stopped for
    want of sound, the desk thereby vouches that the speaker is heard: over somebody else's device,
    or in the room."""
    turn = must_run(scene, command.turn)
    if turn.running_since_ms is None:
        vouched = turn.pause in WAITS_FOR_SOUND
        yield e.TurnResumed(**scene.stamp, turn=turn.id, vouched=vouched)


def interpose(scene: Scene, command: c.Interpose) -> Events:
    """Let somebody put a question into the turn; it replaces a question that is being put."""
    turn = must_run(scene, command.turn)
    person = scene.somebody(command.person)
    if not is_here(scene.meeting, person):
        raise Rejected("not_present")
    if person == turn.person:
        raise Rejected("already_speaking")
    if not (turn.interposed and turn.interposed.person == person):
        yield e.QuestionInterposed(**scene.stamp, turn=turn.id, person=person)


def note(scene: Scene, command: c.NoteTurn) -> Events:
    """Write the note of a turn, running or ended."""
    floor = scene.meeting.floor
    for turn in (floor.turn, *floor.turns):
        if turn and turn.id == command.turn:
            text = typed(command, turn.note)
            if text != turn.note:
                yield e.TurnNoted(**scene.stamp, turn=turn.id, text=text)
            return
    raise Rejected("unknown_turn")


def _running(scene: Scene, turn: TurnId) -> Turn | None:
    """Return the turn if it runs, None if it is over.

    Raises:
        Rejected: ``unknown_turn``.
    """
    floor = scene.meeting.floor
    if floor.turn and floor.turn.id == turn:
        return floor.turn
    if any(ended.id == turn for ended in floor.turns):
        return None
    raise Rejected("unknown_turn")


def must_run(scene: Scene, turn: TurnId) -> Turn:
    """Return the turn if it runs.

    Raises:
        Rejected: ``unknown_turn`` or ``turn_not_running``.
    """
    if running := _running(scene, turn):
        return running
    raise Rejected("turn_not_running")


# --- how it goes -------------------------------------------------------------------------------


def set_floor(scene: Scene, command: c.SetFloor) -> Events:
    """Set preset, limit, overtime and the order."""
    floor = scene.meeting.floor
    new = (command.preset, command.limit_s, command.overtime, command.new_speakers_first)
    if new != (floor.preset, floor.limit_s, floor.overtime, floor.new_speakers_first):
        yield e.FloorSet(
            **scene.stamp,
            preset=command.preset,
            limit_s=command.limit_s,
            overtime=command.overtime,
            new_speakers_first=command.new_speakers_first,
        )


RULES: Final[Mapping[type[c.Command], Rule]] = {
    c.Ask: ask,
    c.AskFor: ask_for,
    c.Withdraw: withdraw,
    c.MoveRequest: move,
    c.GiveNext: give_next,
    c.Give: give,
    c.CallOn: call_on,
    c.TakeBack: take_back,
    c.FinishTurn: finish,
    c.ExtendTurn: extend,
    c.PauseTurn: pause,
    c.ResumeTurn: resume,
    c.Interpose: interpose,
    c.SetFloor: set_floor,
    c.NoteTurn: note,
}
