"""What a screen may see: the only filter between the record and the wire.

A pure function of the meeting and the role, without the time: clocks run in the client, from
moments. What a role may not see is not there at all. `shared_view` is the same for everybody in a
role, so that it is made once; `own_view` is small.
"""

from collections import Counter
from dataclasses import asdict
from typing import Any, Final

from live.ids import PersonId
from live.meeting import floor as floor_
from live.meeting.absence import Absence
from live.meeting.agenda import numbers, planned_end_ms, rest_ms
from live.meeting.attendance import (
    ATTENDED,
    Figures,
    Presence,
    figures,
    is_away,
    is_late,
    main_site,
    overtaken,
    presence_of,
    site_of,
    spans,
    where,
)
from live.meeting.decisions.moments import names_now
from live.meeting.floor import open_microphones, programme, voice_key
from live.meeting.permissions import DESK, Actor, Role
from live.meeting.rooms import is_open, silence
from live.meeting.state import Meeting, PersonVoice, Request, Row, SiteVoice, Turn
from live.meeting.undoing import UNDO_MS
from live.meeting.words import Preset

View = dict[str, Any]

LISTS: Final = DESK | {Role.SUPERVISOR}
"""Who sees people one by one: categories, rows, who has not spoken, the private line."""

TURNS: Final = 50
"""Ended turns that the desk's view carries, the latest; chosen."""
TEXTS: Final = 200
"""Messages, and a supervisor's own notes, that a view carries, the latest: whoever writes without
end burdens the record, not every screen; chosen."""


def view(meeting: Meeting, actor: Actor) -> View:
    """Return all that an actor's screen shows of a meeting."""
    return {**shared_view(meeting, actor.role), "me": own_view(meeting, actor)}


def shared_view(meeting: Meeting, role: Role) -> View:
    """Return what everybody in a role sees."""
    now = figures(meeting)
    result: View = {
        "meeting": _meeting(meeting),
        "people": _people(meeting, role),
        "sites": _sites(meeting, now),
        "agenda": _agenda(meeting),
        "floor": _floor(meeting, role, now),
        "attendance": _attendance(meeting, role, now),
        "watching": _watching(meeting),
        "alerts": [],
    }
    if role in LISTS:
        result["messages"] = _messages(meeting)
    return result


def own_view(meeting: Meeting, actor: Actor) -> View:
    """Return what concerns the actor alone."""
    person = actor.person
    request = _own_request(meeting, person)
    turn = meeting.floor.turn
    row = meeting.attendance.rows.get(person) if person else None
    quiet = silence(meeting, actor)
    result: View = {
        "role": actor.role.value,
        "name": actor.name,
        "person": person,
        "site": actor.site,
        "request": request[1].id if request else None,
        "place": request[0] if request else None,
        "turn": turn.id if turn and turn.person == person else None,
        "presence": presence_of(meeting, person).value if row and person else None,
        "checked_in": bool(person and site_of(meeting, person)),
        "devices": _devices(meeting, actor),
        "microphone": "open" if is_open(meeting, actor) else "closed",
        "silent": {"code": quiet.why.value, "site": quiet.site} if quiet else None,
        "can": names_now(actor.role, meeting.facts.phase),
        "undo": _undo(meeting, actor),
    }
    if actor.role is Role.SUPERVISOR:
        result["notes"] = [
            {"id": note.id, "text": note.text, "at_ms": note.at_ms, "item": note.item}
            for note in [n for n in meeting.supervision.notes if n.person == person][-TEXTS:]
        ]
    return result


def _own_request(meeting: Meeting, person: PersonId | None) -> tuple[int, Request] | None:
    places = enumerate(floor_.queue(meeting), start=1)
    return next(((n, request) for n, request in places if request.person == person), None)


def _devices(meeting: Meeting, actor: Actor) -> int:
    """Return how many devices sit in the actor's seat, this one included."""
    if actor.role is Role.SITE:
        room = meeting.sites.get(actor.site) if actor.site else None
        return len(room.devices) if room else 0
    row = meeting.attendance.rows.get(actor.person) if actor.person else None
    return len(row.devices) if row else 0


def _undo(meeting: Meeting, actor: Actor) -> View | None:
    for point in meeting.undo:
        if point.by == actor.author and not point.overtaken:
            until_ms = point.at_ms + UNDO_MS
            return {"version": point.version, "until_ms": until_ms, "command": point.command}
    return None


# --- meeting, people, rooms --------------------------------------------------------------------


def _meeting(meeting: Meeting) -> View:
    facts = meeting.facts
    return {
        "id": facts.id,
        "title": facts.title,
        "kind": facts.kind.value,
        "state": facts.phase.value,
        "scheduled_ms": facts.scheduled_ms,
        "opened_ms": facts.opened_ms,
        "closed_ms": facts.closed_ms,
        "closed_by": facts.closed_by,
        "place": facts.place,
        "branch": {"id": facts.branch.id, "name": facts.branch.name},
        "unit": {"id": facts.unit.id, "name": facts.unit.name},
        "chair": facts.chair,
        "secretary": facts.secretary,
        "recording": False,
    }


def _people(meeting: Meeting, role: Role) -> View:
    people: View = {}
    for person, member in meeting.members.items():
        people[person] = {
            "name": member.name,
            "title": member.title,
            "number": member.number,
            "site": site_of(meeting, person),
        }
        if role in LISTS:
            people[person]["category"] = member.category.value
    for person, guest in meeting.supervision.guests.items():
        if person not in people:
            people[person] = {
                "name": guest.name,
                "title": guest.title,
                "number": None,
                "site": None,
            }
    return people


def _sites(meeting: Meeting, now: Figures) -> View:
    here = Counter(site_of(meeting, person) for person in meeting.members)
    main = main_site(meeting)
    return {
        site: {
            "name": room.venue.name,
            "place": room.venue.place,
            "main": room.venue.main,
            "checked_in": here[site],
            "expected": here[site] + (now.absent if site == main else 0),
            "connected": bool(room.devices),
        }
        for site, room in meeting.sites.items()
    }


# --- agenda ------------------------------------------------------------------------------------


def _agenda(meeting: Meeting) -> View:
    agenda = meeting.agenda
    number = numbers(agenda.items)
    return {
        "items": [
            {
                "id": item.id,
                "number": number[item.id],
                "kind": item.kind,
                "title": item.title,
                "planned_min": item.planned_min,
                "presenter": item.presenter,
                "required": item.required,
                "counted": item.counted,
                "state": item.state.value,
                "started_ms": item.started_ms,
                "finished_ms": item.finished_ms,
                "reason": item.reason,
                "conclusion": item.conclusion,
            }
            for item in agenda.items
        ],
        "current": agenda.current,
        "planned_end_ms": planned_end_ms(meeting),
        "rest_ms": rest_ms(meeting),
    }


# --- floor -------------------------------------------------------------------------------------


def _floor(meeting: Meeting, role: Role, now: Figures) -> View:
    floor = meeting.floor
    had = floor_.heard(meeting)
    in_round = floor.preset is Preset.ROUND
    result: View = {
        "preset": floor.preset.value,
        "limit_s": floor.limit_s,
        "overtime": floor.overtime.value,
        "new_speakers_first": floor.new_speakers_first,
        "turn": _turn(floor.turn, role) if floor.turn else None,
        "queue": [
            {
                "id": request.id,
                "person": request.person,
                "kind": request.kind.value,
                "asked_ms": request.asked_ms,
                "by": request.by,
                "first_time": request.person not in had,
                "moved": request.moved,
                "away": is_away(meeting, request.person),
            }
            for request in floor_.queue(meeting)
        ],
        "round": None,
        "screen": None,
        "open": sorted(map(voice_key, open_microphones(meeting))),
        "programme": None,
        "spoken": {
            "distinct": len(had),
            "turns": floor_.counted_turns(meeting),
            "norm": floor_.norm(now.attending, meeting.facts.rules.speaker_target_pct),
            "base": now.attending,
        },
    }
    if in_round:
        left = list(floor_.round_left(meeting))
        result["round"] = {"done": list(floor.round_done), "left": left}
    match floor.screen:
        case PersonVoice(person):
            result["screen"] = {"person": person}
        case SiteVoice(site):
            result["screen"] = {"site": site}
    if shown := programme(meeting):
        result["programme"] = voice_key(shown)
    if role in LISTS:
        result["not_spoken"] = list(floor_.not_heard(meeting))
    if role in DESK:
        result["turns"] = [_ended(turn) for turn in floor.turns[-TURNS:]]
    return result


def _turn(turn: Turn, role: Role) -> View:
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
        "limit_s": turn.limit_s,
        "silenced": turn.silenced,
        "interposed": (
            {"person": question.person, "since_ms": question.since_ms} if question else None
        ),
    }
    if role in DESK:
        result["note"] = turn.note
    return result


def _ended(turn: Turn) -> View:
    return {
        "id": turn.id,
        "person": turn.person,
        "kind": turn.kind.value,
        "item": turn.item,
        "started_ms": turn.started_ms,
        "spoken_ms": turn.spoken_ms,
        "note": turn.note,
    }


# --- attendance --------------------------------------------------------------------------------


def _attendance(meeting: Meeting, role: Role, now: Figures) -> View:
    result: View = {
        "counts": now.counts,
        "present": now.present,
        "attended": now.attended,
        "base": now.base,
        "rate_pct": now.rate_pct,
        "how": _how(now.base_how),
        "denominator": {
            "value": now.denominator,
            "pass_at": now.pass_at,
            "how": _how(now.denominator_how),
        },
        "roll_call": _roll_call(meeting),
    }
    if role in LISTS:
        result["rows"] = {
            person: _row(meeting, person, row) for person, row in meeting.attendance.rows.items()
        }
    return result


def _how(parts: tuple[tuple[str, int], ...]) -> list[View]:
    return [{"key": key, "count": count} for key, count in parts]


def _roll_call(meeting: Meeting) -> View | None:
    reported = meeting.attendance.reported
    if reported is None:
        return None
    return {"at_ms": reported.at_ms, **asdict(reported.figures)}


def _row(meeting: Meeting, person: PersonId, row: Row) -> View:
    state = presence_of(meeting, person)
    last = row.intervals[-1] if row.intervals and state in ATTENDED else None
    return {
        "state": state.value,
        "where": where(meeting, last) if last else None,
        "site": last.site if last else None,
        "since_ms": spans(row)[-1][0] if last else None,
        "method": last.method.value if last else None,
        "late": last is not None and is_late(meeting, row),
        "left_ms": last.until_ms if last and state is Presence.LEFT else None,
        "reason": row.reason,
        "category": meeting.members[person].category.value,
        "connected": bool(row.devices),
        "marked": _marked(overtaken(row)),
        "corrections": [
            {"by": one.by.name, "at_ms": one.at_ms, "reason": one.reason, "was": one.was}
            for one in row.corrections
        ],
    }


def _marked(absence: Absence | None) -> View | None:
    if absence is None:
        return None
    return {**asdict(absence), "by": absence.by.name, "mark": absence.mark.value}


# --- supervision -------------------------------------------------------------------------------


def _watching(meeting: Meeting) -> list[View]:
    return [
        {
            "person": guest.person,
            "name": guest.name,
            "title": guest.title,
            "unit": guest.unit,
            "role": guest.role.value,
            "listening": guest.listening,
        }
        for guest in meeting.supervision.guests.values()
        if guest.devices
    ]


def _messages(meeting: Meeting) -> list[View]:
    return [
        {
            "id": message.id,
            "from": message.by.name,
            "role": message.by.role.value,
            "text": message.text,
            "at_ms": message.at_ms,
        }
        for message in meeting.supervision.messages[-TEXTS:]
    ]
