"""How events change the floor."""

from collections.abc import Mapping
from typing import Final

from live.meeting import events as e
from live.meeting.attendance import is_away
from live.meeting.changes.change import Change
from live.meeting.changes.replacing import replace
from live.meeting.floor import heard, index_for, limit_passed, reordered, spoken_ms
from live.meeting.state import Floor, Interposed, Meeting, Pause, Request, Turn, TurnKind, Written
from live.meeting.words import Overtime, Preset


def requested(meeting: Meeting, event: e.FloorRequested) -> Meeting:
    """Insert a request at its place in the order of calling."""
    request = Request(
        id=event.request,
        person=event.person,
        kind=event.kind,
        item=event.item,
        asked_ms=event.at_ms,
        by=event.in_place_of,
    )
    requests = meeting.floor.requests
    ordered = meeting.floor.new_speakers_first  # else nobody is asked who has spoken
    place = index_for(meeting.floor, request, heard(meeting) if ordered else frozenset())
    return _floor(meeting, requests=(*requests[:place], request, *requests[place:]))


def withdrawn(meeting: Meeting, event: e.RequestWithdrawn) -> Meeting:
    """Remove a request."""
    return _floor(
        meeting, requests=tuple(r for r in meeting.floor.requests if r.id != event.request)
    )


def moved(meeting: Meeting, event: e.RequestMoved) -> Meeting:
    """Move a request to where the desk put it."""
    requests = meeting.floor.requests
    request = next(r for r in requests if r.id == event.request)
    rest = [r for r in requests if r.id != event.request]
    place = 0
    if event.after is not None:
        place = 1 + next(n for n, r in enumerate(rest) if r.id == event.after)
    rest.insert(place, replace(request, moved=True))
    return _floor(meeting, requests=tuple(rest))


def began(meeting: Meeting, event: e.TurnBegan) -> Meeting:
    """Begin a turn."""
    floor = meeting.floor
    turn = Turn(
        id=event.turn,
        person=event.person,
        kind=event.kind,
        item=event.item,
        site=event.site,
        started_ms=event.at_ms,
        limit_s=event.limit_s,
        running_since_ms=event.at_ms,
    )
    turn = _waiting_for_link(meeting, turn, event.at_ms)
    asked = floor.preset is Preset.ROUND and event.kind is not TurnKind.POINT_OF_ORDER
    in_round = asked and event.person not in floor.round_done
    return _floor(
        meeting,
        turn=turn,
        requests=tuple(r for r in floor.requests if r.id != event.request),
        round_done=(*floor.round_done, event.person) if in_round else floor.round_done,
    )


def ended(meeting: Meeting, event: e.TurnEnded) -> Meeting:
    """End the running turn and add it to the ended ones."""
    turn = _turn(meeting)
    over = replace(
        turn,
        spoken_ms=spoken_ms(turn, event.at_ms),
        running_since_ms=None,
        pause=None,
        interposed=None,
        silenced=False,
        ended_ms=event.at_ms,
    )
    return _floor(meeting, turn=None, turns=(*meeting.floor.turns, over))


def extended(meeting: Meeting, event: e.TurnExtended) -> Meeting:
    """Change the limit; a silenced turn is heard again if there is time left."""
    turn = _turn(meeting)
    limit_s = max(0, (turn.limit_s or 0) + event.seconds)
    silenced = turn.silenced and limit_passed(turn, limit_s, event.at_ms)
    return _floor(meeting, turn=replace(turn, limit_s=limit_s, silenced=silenced))


def paused(meeting: Meeting, event: e.TurnPaused) -> Meeting:
    """Stop the clock."""
    return _floor(meeting, turn=_stopped(_turn(meeting), event.at_ms, event.pause))


def resumed(meeting: Meeting, event: e.TurnResumed) -> Meeting:
    """Let the clock run on."""
    turn = _turn(meeting)
    turn = replace(
        turn,
        pause=None,
        interposed=None,
        running_since_ms=event.at_ms,
        vouched=turn.vouched or event.vouched,
    )
    return _floor(meeting, turn=_waiting_for_link(meeting, turn, event.at_ms))


def reminded(meeting: Meeting, event: e.SpeakerReminded) -> Meeting:
    """Note when the desk last reminded the speaker."""
    return _floor(meeting, turn=replace(_turn(meeting), reminded_ms=event.at_ms))


def interposed(meeting: Meeting, event: e.QuestionInterposed) -> Meeting:
    """Stop the clock for a question."""
    turn = _stopped(_turn(meeting), event.at_ms, Pause.QUESTION)
    question = Interposed(person=event.person, since_ms=event.at_ms)
    return _floor(meeting, turn=replace(turn, interposed=question))


def silenced(meeting: Meeting, _: e.TurnSilenced) -> Meeting:
    """Close the speaker's microphone."""
    return _floor(meeting, turn=replace(_turn(meeting), silenced=True))


def floor_set(meeting: Meeting, event: e.FloorSet) -> Meeting:
    """Set preset, limit, overtime and order. A new preset begins its round anew, the requests are
    reordered, and a silenced turn is heard again if overtime no longer closes microphones."""
    floor = meeting.floor
    begins = event.preset is not floor.preset
    turn = floor.turn
    if turn and event.overtime is not Overtime.CLOSE:
        turn = replace(turn, silenced=False)
    floor = replace(
        floor,
        preset=event.preset,
        limit_s=event.limit_s,
        overtime=event.overtime,
        new_speakers_first=event.new_speakers_first,
        turn=turn,
        round_done=() if begins else floor.round_done,
    )
    requests = reordered(floor, meeting.agenda.current, heard(meeting))
    return replace(meeting, floor=replace(floor, requests=requests))


def screen_shared(meeting: Meeting, event: e.ScreenShared) -> Meeting:
    """Set the shared screen."""
    return _floor(meeting, screen=event.source)


def screen_stopped(meeting: Meeting, _: e.ScreenStopped) -> Meeting:
    """End the sharing of a screen."""
    return _floor(meeting, screen=None)


def noted(meeting: Meeting, event: e.TurnNoted) -> Meeting:
    """Set the note of a turn."""
    floor = meeting.floor
    if floor.turn and floor.turn.id == event.turn:
        return _floor(meeting, turn=_noted(floor.turn, event))
    turns = list(floor.turns)
    for place in reversed(range(len(turns))):  # a note is mostly on one of the last
        if turns[place].id == event.turn:
            turns[place] = _noted(turns[place], event)
            break
    return _floor(meeting, turns=tuple(turns))


def _noted(turn: Turn, event: e.TurnNoted) -> Turn:
    return replace(turn, note=event.text, noted=Written(event.by, event.at_ms))


def _waiting_for_link(meeting: Meeting, turn: Turn, now_ms: int) -> Turn:
    """Return the turn, with its clock stopped if its person's link is down."""
    if is_away(meeting, turn.person) and not turn.vouched:
        return _stopped(turn, now_ms, Pause.DROPPED)
    return turn


def _stopped(turn: Turn, now_ms: int, pause: Pause) -> Turn:
    return replace(turn, spoken_ms=spoken_ms(turn, now_ms), running_since_ms=None, pause=pause)


def _turn(meeting: Meeting) -> Turn:
    turn = meeting.floor.turn
    if turn is None:
        raise ValueError("no turn runs")
    return turn


def _floor(meeting: Meeting, **changes: object) -> Meeting:
    floor: Floor = replace(meeting.floor, **changes)
    return replace(meeting, floor=floor)


CHANGES: Final[Mapping[type[e.Event], Change]] = {
    e.FloorRequested: requested,
    e.RequestWithdrawn: withdrawn,
    e.RequestMoved: moved,
    e.TurnBegan: began,
    e.TurnEnded: ended,
    e.TurnExtended: extended,
    e.TurnPaused: paused,
    e.TurnResumed: resumed,
    e.SpeakerReminded: reminded,
    e.QuestionInterposed: interposed,
    e.TurnSilenced: silenced,
    e.FloorSet: floor_set,
    e.ScreenShared: screen_shared,
    e.ScreenStopped: screen_stopped,
    e.TurnNoted: noted,
}
