"""The floor as screens see it."""

from live.ids import PersonId
from live.meeting import floor as floor_
from live.meeting.attendance import is_away
from live.meeting.feeds import feed_key, open_microphones, programme
from live.meeting.figures import Figures
from live.meeting.hearing import unheard
from live.meeting.permissions import DESK, OVERSEERS, Role
from live.meeting.state import Meeting, PersonFeed, SiteFeed, Turn
from live.meeting.views.base import View, written_view
from live.meeting.words import Preset


def floor_view(meeting: Meeting, role: Role, counted: Figures) -> View:
    """Return who speaks, who waits, and the rules of the floor."""
    floor = meeting.floor
    turns = floor_.counted_turns(meeting)
    had = floor_.speakers(turns)
    result: View = {
        "preset": floor.preset.value,
        "limit_s": floor.limit_s,
        "overtime": floor.overtime.value,
        "new_speakers_first": floor.new_speakers_first,
        "turn": _turn(meeting, floor.turn, role) if floor.turn else None,
        "queue": _queue(meeting, role, had),
        "round": _round(meeting, role) if floor.preset is Preset.ROUND else None,
        "screen": None,
        "open": sorted(map(feed_key, open_microphones(meeting))),
        "programme": None,
        "spoken": {
            "distinct": len(had),
            "turns": len(turns),
            "norm": floor_.norm(counted.attending, meeting.facts.rules.speaker_target_pct),
            "base": counted.attending,
        },
    }
    match floor.screen:
        case PersonFeed(person):
            result["screen"] = {"person": person}
        case SiteFeed(site):
            result["screen"] = {"site": site}
    if shown := programme(meeting):
        result["programme"] = feed_key(shown)
    if role in OVERSEERS:
        result["not_spoken"] = list(floor_.not_heard(meeting, had))
    if role in DESK:
        result["turns"] = [_ended(turn) for turn in floor.turns]
    return result


def _queue(meeting: Meeting, role: Role, had: frozenset[PersonId]) -> list[View]:
    return [
        {
            "id": request.id,
            "person": request.person,
            "kind": request.kind.value,
            "asked_ms": request.asked_ms,
            "by": request.by,
            "first_time": request.person not in had,
            "moved": request.moved,
            "away": is_away(meeting, request.person),
            **({"unheard": _unheard(meeting, request.person)} if role in OVERSEERS else {}),
        }
        for request in floor_.queue(meeting)
    ]


def _round(meeting: Meeting, role: Role) -> View:
    left = list(floor_.round_left(meeting))
    result: View = {"done": list(meeting.floor.round_done), "left": left}
    if role in OVERSEERS:
        result["unheard"] = _unheard(meeting, left[0]) if left else None
    return result


def _unheard(meeting: Meeting, person: PersonId) -> View | None:
    why = unheard(meeting, person)
    return {"code": why.cause.value, "site": why.site} if why else None


def _turn(meeting: Meeting, turn: Turn, role: Role) -> View:
    question = turn.interposed
    result: View = {
        "id": turn.id,
        "person": turn.person,
        "kind": turn.kind.value,
        "item": turn.item,
        "site": turn.site,
        "started_ms": turn.started_ms,
        "spoken_ms": turn.spoken_ms,
        "running_since_ms": turn.running_since_ms,
        "pause": turn.pause.value if turn.pause else None,
        "unheard": None if turn.vouched else _unheard(meeting, turn.person),
        "reminded_ms": turn.reminded_ms,
        "limit_s": turn.limit_s,
        "silenced": turn.silenced,
        "interposed": (
            {"person": question.person, "since_ms": question.since_ms} if question else None
        ),
    }
    if role in DESK:
        result |= _note(turn)
    return result


def _ended(turn: Turn) -> View:
    return {
        "id": turn.id,
        "person": turn.person,
        "kind": turn.kind.value,
        "item": turn.item,
        "started_ms": turn.started_ms,
        "spoken_ms": turn.spoken_ms,
        **_note(turn),
    }


def _note(turn: Turn) -> View:
    return {"note": turn.note, "noted": written_view(turn.noted)}
