"""The data that a client may see as JSON: the only filter between the record and the wire.

A pure function of the meeting and the role, without the time: clients run clocks themselves, from
moments in wall clock time (`hours`). Data that a role may not see are left out. `shared_view` is
the same for everybody in a role, so that it is made once; `own_view` is small.
"""

from live.ids import PersonId
from live.meeting import floor as floor_
from live.meeting.attendance import HERE, presence_of, site_of, spans
from live.meeting.changes.undo import UNDOABLE
from live.meeting.decisions.moments import names_now
from live.meeting.figures import figures
from live.meeting.minutes import is_adopted
from live.meeting.permissions import GUESTS, OVERSEERS, Actor, Role
from live.meeting.rooms import is_open, silence
from live.meeting.state import Meeting, Request
from live.meeting.undoing import UNDO_MS
from live.meeting.views.agenda import agenda_view
from live.meeting.views.attendance import attendance_view
from live.meeting.views.ballots import ballots_view, vote_view
from live.meeting.views.base import TEXTS, View
from live.meeting.views.floor import floor_view
from live.meeting.views.hours import in_hours
from live.meeting.views.minutes import minutes_view, own_minutes
from live.meeting.views.people import meeting_view, people_view, sites_view
from live.meeting.views.score import score_view
from live.meeting.views.supervision import help_view, messages_view, watched_view, watching_view

__all__ = ["TEXTS", "View", "own_view", "shared_view", "view"]


def view(meeting: Meeting, actor: Actor) -> View:
    """Return all that an actor's screen shows of a meeting."""
    return {**shared_view(meeting, actor.role), "me": own_view(meeting, actor)}


def shared_view(meeting: Meeting, role: Role) -> View:
    """Return what everybody in a role sees."""
    counted = figures(meeting)
    result: View = {
        "meeting": meeting_view(meeting),
        "people": people_view(meeting, role),
        "sites": sites_view(meeting, counted),
        "agenda": agenda_view(meeting, role),
        "floor": floor_view(meeting, role, counted),
        "attendance": attendance_view(meeting, role, counted),
        "ballots": ballots_view(meeting, role),
        "watching": watching_view(meeting),
        "minutes": minutes_view(meeting, role),
        "score": score_view(meeting, role),
        "alerts": [],
    }
    if role not in GUESTS:
        result["watched"] = watched_view(meeting)
    if role in OVERSEERS:
        result["messages"] = messages_view(meeting)
        result["help"] = help_view(meeting)
    return in_hours(result, meeting.facts.off_ms)


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
        "position": request[0] if request else None,
        "turn": turn.id if turn and turn.person == person else None,
        "presence": presence_of(meeting, person).value if row and person else None,
        "checked_in": bool(person and site_of(meeting, person)),
        "since_ms": _since_ms(meeting, person),
        "devices": _devices(meeting, actor),
        "microphone": "open" if is_open(meeting, actor) else "closed",
        "silent": {"code": quiet.why.value, "site": quiet.site} if quiet else None,
        "can": names_now(actor.role, meeting.facts.phase, adopted=is_adopted(meeting)),
        "vote": vote_view(meeting, actor),
        "undo": _undo(meeting, actor),
        "minutes": own_minutes(meeting, actor),
    }
    if actor.role is Role.SUPERVISOR:
        result["notes"] = [
            {
                "id": note.id,
                "text": note.text,
                "at_ms": note.at_ms,
                "item": note.item,
                "turn": note.turn,
            }
            for note in [n for n in meeting.supervision.notes if n.person == person][-TEXTS:]
        ]
    return in_hours(result, meeting.facts.off_ms)


def _own_request(meeting: Meeting, person: PersonId | None) -> tuple[int, Request] | None:
    places = enumerate(floor_.queue(meeting), start=1)
    return next(((n, request) for n, request in places if request.person == person), None)


def _since_ms(meeting: Meeting, person: PersonId | None) -> int | None:
    """Return since when a member is present without a break; None: not present."""
    row = meeting.attendance.rows.get(person) if person else None
    if person is None or row is None or presence_of(meeting, person) not in HERE:
        return None
    return spans(row)[-1][0]


def _devices(meeting: Meeting, actor: Actor) -> int:
    """Return how many devices the actor's person or room has connected, this one included."""
    if actor.role is Role.SITE:
        room = meeting.sites.get(actor.site) if actor.site else None
        return len(room.devices) if room else 0
    row = meeting.attendance.rows.get(actor.person) if actor.person else None
    return len(row.devices) if row else 0


def _undo(meeting: Meeting, actor: Actor) -> View | None:
    for point in meeting.undo:
        if point.by == actor.author and point.command in UNDOABLE and not point.overtaken:
            until_ms = point.at_ms + UNDO_MS
            return {"version": point.version, "until_ms": until_ms, "command": point.command}
    return None
