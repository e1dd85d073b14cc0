"""The floor: the order of calling, and who spoke.

Pure readings of the state. The order is stored (`Floor.requests`); a new request is inserted at
`index_for`, and only the desk moves a request elsewhere. Turns of the chair and of guests are
never counted, nor are points of order, which are about procedure.
"""

from collections.abc import Iterable, Iterator
from math import ceil
from typing import Final

from live.ids import ItemId, PersonId
from live.meeting.agenda import outside_items
from live.meeting.attendance import is_away, is_here
from live.meeting.permissions import Role
from live.meeting.state import (
    Floor,
    Meeting,
    Request,
    Turn,
    TurnKind,
)
from live.meeting.words import Overtime, RequestKind

LESSONS: Final = "lessons_learned"
"""The kind of item in which observers of a model meeting may speak."""


# --- the queue ---------------------------------------------------------------------------------


def queue(meeting: Meeting) -> tuple[Request, ...]:
    """Return the waiting requests in the order of calling: those on the current item, and those
    made while there was no item, which count for any item."""
    current = meeting.agenda.current
    return tuple(r for r in meeting.floor.requests if _waits_on(r, current))


def _waits_on(request: Request, item: ItemId | None) -> bool:
    return request.item is None or request.item == item


def _meet(one: Request, other: Request) -> bool:
    """Return whether two requests can be in the same queue: on one item, or one on no item."""
    return one.item is None or _waits_on(other, one.item)


def rank(floor: Floor, request: Request, heard: frozenset[PersonId]) -> int:
    """Return a request's rank, lowest first: points of order, then (if set) new speakers."""
    if request.kind is RequestKind.POINT_OF_ORDER:
        return 0
    return 2 if floor.new_speakers_first and request.person in heard else 1


def index_for(floor: Floor, request: Request, heard: frozenset[PersonId]) -> int:
    """Return the index at which a new request is inserted: after those of the same rank. Only a
    point of order is inserted before a request that the desk has moved."""
    own = rank(floor, request, heard)
    index = len(floor.requests)
    while index:
        other = floor.requests[index - 1]
        stays = rank(floor, other, heard) <= own or (other.moved and own > 0)
        if _meet(other, request) and stays:
            break
        index -= 1
    return index


def reordered(floor: Floor, item: ItemId | None, heard: frozenset[PersonId]) -> tuple[Request, ...]:
    """Return the requests with those on ``item`` sorted by rank and time; moved ones keep their
    index."""
    free = iter(
        sorted(
            (r for r in floor.requests if _waits_on(r, item) and not r.moved),
            key=lambda request: (rank(floor, request, heard), request.asked_ms),
        )
    )
    return tuple(
        next(free) if _waits_on(request, item) and not request.moved else request
        for request in floor.requests
    )


def next_request(meeting: Meeting) -> Request | None:
    """Return the request that is called next; people whose link dropped are passed over."""
    return next((r for r in queue(meeting) if not is_away(meeting, r.person)), None)


def round_left(meeting: Meeting) -> tuple[PersonId, ...]:
    """Return the people still to be asked in a round: all present (latecomers too) but the chair,
    by number; people whose link dropped come last."""
    done = set(meeting.floor.round_done)
    left = [
        person
        for person in meeting.members
        if person not in done and person != meeting.facts.chair and is_here(meeting, person)
    ]
    return tuple(sorted(left, key=lambda person: is_away(meeting, person)))


# --- who spoke ---------------------------------------------------------------------------------


def all_turns(floor: Floor) -> Iterator[Turn]:
    """Yield every turn of the meeting, the running one last."""
    yield from floor.turns
    if floor.turn:
        yield floor.turn


def counted_turns(meeting: Meeting) -> tuple[Turn, ...]:
    """Return the turns that count for the speaking norm, ended or running."""
    outside = outside_items(meeting.agenda.items)
    return tuple(
        turn
        for turn in all_turns(meeting.floor)
        if turn.kind is not TurnKind.POINT_OF_ORDER
        and turn.person in meeting.members
        and turn.person != meeting.facts.chair
        and turn.item not in outside
    )


def speakers(turns: Iterable[Turn]) -> frozenset[PersonId]:
    """Return who had these turns."""
    return frozenset(turn.person for turn in turns)


def heard(meeting: Meeting) -> frozenset[PersonId]:
    """Return the members who had a turn that counts, ended or running."""
    return speakers(counted_turns(meeting))


def norm(attending: int, target_pct: int) -> int:
    """Return how many different members should speak."""
    return ceil(attending * target_pct / 100)


def not_heard(meeting: Meeting, had: frozenset[PersonId]) -> tuple[PersonId, ...]:
    """Return the members present who are not among those `heard`, by number; the chair aside."""
    return tuple(
        person
        for person in meeting.members
        if person not in had and person != meeting.facts.chair and is_here(meeting, person)
    )


def spoken_ms(turn: Turn, now_ms: int) -> int:
    """Return how long a turn has taken, without pauses, in milliseconds."""
    running = now_ms - turn.running_since_ms if turn.running_since_ms is not None else 0
    return turn.spoken_ms + max(0, running)


def silence_ms(floor: Floor) -> int | None:
    """Return when the running turn's microphone has to close, in ms; None: it has not to."""
    turn = floor.turn
    if turn is None or floor.overtime is not Overtime.CLOSE or turn.silenced:
        return None
    if turn.limit_s is None or turn.running_since_ms is None:
        return None
    return turn.running_since_ms + turn.limit_s * 1000 - turn.spoken_ms


def limit_passed(turn: Turn, limit_s: int | None, now_ms: int) -> bool:
    """Return whether a turn has used up a limit."""
    return limit_s is not None and spoken_ms(turn, now_ms) >= limit_s * 1000


def may_speak(meeting: Meeting, person: PersonId, kind: str | None) -> bool:
    """Return whether somebody may ask for the floor on an item of this kind: observers only on
    `LESSONS`."""
    guest = meeting.supervision.guests.get(person)
    return guest is None or guest.role is not Role.OBSERVER or kind == LESSONS
