"""Whose turn it is: the order of calling, who spoke, and whose sound and picture go out.

Pure readings of the state. The order is stored (`Floor.requests`); a new request finds its place
by `place_for`, and only a chair's hand puts one elsewhere. Talk of the chair and of guests is
never counted, nor are points of order: they are about the meeting, not about its matter.
"""

from collections.abc import Iterator
from math import ceil
from typing import Final

from live.ids import ItemId, PersonId
from live.meeting.attendance import is_away, is_here, main_site, open_interval, site_of
from live.meeting.permissions import Role
from live.meeting.state import (
    OVER,
    Device,
    Floor,
    Meeting,
    PersonVoice,
    Phase,
    Request,
    SiteVoice,
    Turn,
    TurnKind,
    Voice,
)
from live.meeting.words import Overtime, Preset, RequestKind

__all__ = [
    "PersonVoice",
    "SiteVoice",
    "Voice",
    "online",
    "open_microphones",
    "programme",
    "programme_order",
    "voice_key",
]

LESSONS: Final = "lessons_learned"
"""The kind of item in which observers of a model meeting may speak."""


# --- the queue ---------------------------------------------------------------------------------


def queue(meeting: Meeting) -> tuple[Request, ...]:
    """Return who waits, in the order of calling: on the current item, and whoever asked while there
    was none, whatever item begins."""
    current = meeting.agenda.current
    return tuple(r for r in meeting.floor.requests if _waits_on(r, current))


def _waits_on(request: Request, item: ItemId | None) -> bool:
    return request.item is None or request.item == item


def _meet(one: Request, other: Request) -> bool:
    """Return whether two requests ever stand in one queue."""
    return one.item is None or _waits_on(other, one.item)


def rank(floor: Floor, request: Request, heard: frozenset[PersonId]) -> int:
    """Return how early a kind of request comes: points of order, then (if set) new speakers."""
    if request.kind is RequestKind.POINT_OF_ORDER:
        return 0
    return 2 if floor.new_speakers_first and request.person in heard else 1


def place_for(floor: Floor, request: Request, heard: frozenset[PersonId]) -> int:
    """Return where in the stored order a new request goes: behind its equals, and before one that
    the chair has put where it is only if it is a point of order."""
    own = rank(floor, request, heard)
    place = len(floor.requests)
    while place:
        other = floor.requests[place - 1]
        stays = rank(floor, other, heard) <= own or (other.moved and own > 0)
        if _meet(other, request) and stays:
            break
        place -= 1
    return place


def reordered(floor: Floor, item: ItemId | None, heard: frozenset[PersonId]) -> tuple[Request, ...]:
    """Return the requests, those on one item as the rules order them; a moved one stays."""
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
    """Return who is called next; somebody whose link dropped keeps the place but is not called."""
    return next((r for r in queue(meeting) if not is_away(meeting, r.person)), None)


def round_left(meeting: Meeting) -> tuple[PersonId, ...]:
    """Return who is still to be asked in a round: everybody present except the chair, by number;
    who is away for a moment comes last. Who comes late is asked too."""
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


def counts(meeting: Meeting, turn: Turn) -> bool:
    """Return whether a turn counts for the speaking norm."""
    return (
        turn.kind is not TurnKind.POINT_OF_ORDER
        and turn.person in meeting.members
        and turn.person != meeting.facts.chair
    )


def heard(meeting: Meeting) -> frozenset[PersonId]:
    """Return the members who had a turn that counts, ended or running."""
    turns = all_turns(meeting.floor)
    return frozenset(turn.person for turn in turns if counts(meeting, turn))


def counted_turns(meeting: Meeting) -> int:
    """Return the number of turns that count."""
    return sum(counts(meeting, turn) for turn in all_turns(meeting.floor))


def norm(attending: int, target_pct: int) -> int:
    """Return how many different members should speak."""
    return ceil(attending * target_pct / 100)


def not_heard(meeting: Meeting) -> tuple[PersonId, ...]:
    """Return the members present who have not spoken, by number; the chair aside."""
    had = heard(meeting)
    return tuple(
        person
        for person in meeting.members
        if person not in had and person != meeting.facts.chair and is_here(meeting, person)
    )


def spoken_ms(turn: Turn, now_ms: int) -> int:
    """Return how long a turn has taken, pauses aside, in milliseconds."""
    running = now_ms - turn.running_since_ms if turn.running_since_ms is not None else 0
    return turn.spoken_ms + max(0, running)


def silence_ms(floor: Floor) -> int | None:
    """Return when the running turn's microphone has to close, if the unit wants that."""
    turn = floor.turn
    if turn is None or floor.overtime is not Overtime.CLOSE or turn.silenced:
        return None
    if turn.limit_s is None or turn.running_since_ms is None:
        return None
    return turn.running_since_ms + turn.limit_s * 1000 - turn.spoken_ms


def limit_passed(turn: Turn, limit_s: int | None, now_ms: int) -> bool:
    """Return whether a turn has used up a limit."""
    return limit_s is not None and spoken_ms(turn, now_ms) >= limit_s * 1000


# --- sound and picture -------------------------------------------------------------------------


def voice_key(voice: Voice) -> str:
    """Return a voice's name on the wire: ``p:<person>`` or ``s:<site>``."""
    match voice:
        case PersonVoice(person):
            return f"p:{person}"
        case SiteVoice(site):
            return f"s:{site}"


def voice_of(meeting: Meeting, person: PersonId) -> Voice:
    """Return where somebody is heard from: the room, or the own device when online.

    Where the room has no device connected, a person's own device stands in for it.
    """
    site = site_of(meeting, person)
    if site is None:
        return PersonVoice(person)
    own = PersonVoice(person)
    if not meeting.sites[site].devices and is_connected(meeting, own):
        return own
    return SiteVoice(site)


def is_connected(meeting: Meeting, voice: Voice) -> bool:
    """Return whether a device with sound and picture stands behind a voice."""
    match voice:
        case SiteVoice(site):
            return site in meeting.sites and bool(meeting.sites[site].devices)
        case PersonVoice(person):
            row = meeting.attendance.rows.get(person)
            guest = meeting.supervision.guests.get(person)
            devices = row.devices if row else guest.devices if guest else {}
            return any(_has_media(device) for device in devices.values())


def _has_media(device: Device) -> bool:
    return device.role is not Role.COMPANION


def open_microphones(meeting: Meeting) -> frozenset[Voice]:
    """Return whose sound goes out now: the speaker, who puts a question, the chair unless that
    would echo, and in a free discussion everybody online and every room. Before opening: the chair
    and the rooms, so that the line can be tried; nobody once closed."""
    phase = meeting.facts.phase
    if phase in OVER:
        return frozenset()
    voices: set[Voice] = set()
    if phase is not Phase.OPEN or meeting.floor.preset is Preset.FREE:
        voices.update(SiteVoice(site) for site, room in meeting.sites.items() if room.devices)
    if phase is Phase.OPEN and meeting.floor.preset is Preset.FREE:
        voices.update(PersonVoice(person) for person in online(meeting))
    turn = meeting.floor.turn
    speakers = [meeting.facts.chair] if not _chair_echoes(meeting) else []
    if turn and not turn.silenced:
        speakers.append(turn.person)
    if turn and turn.interposed:
        speakers.append(turn.interposed.person)
    voices.update(voice_of(meeting, p) for p in speakers if p and is_here(meeting, p))
    return frozenset(voices)


def _chair_echoes(meeting: Meeting) -> bool:
    """Return whether the room in which the chair sits plays the speaker aloud: its microphone would
    send every word back. It opens as soon as the turn is paused, or a question is put."""
    chair, turn = meeting.facts.chair, meeting.floor.turn
    if chair is None or turn is None or turn.silenced or turn.running_since_ms is None:
        return False
    room = voice_of(meeting, chair)
    return isinstance(room, SiteVoice) and room != voice_of(meeting, turn.person)


def online(meeting: Meeting) -> Iterator[PersonId]:
    """Yield who takes part from elsewhere than a room, in the order of the list."""
    for person, row in meeting.attendance.rows.items():
        interval = open_interval(row)
        if interval and interval.site is None:
            yield person


def programme(meeting: Meeting) -> Voice | None:
    """Return whose picture is the meeting's, as far as the record knows: the first in order."""
    return next(iter(programme_order(meeting)), None)


def programme_order(meeting: Meeting) -> tuple[Voice, ...]:
    """Return whose picture may be the meeting's, the best first, as far as a device is connected.

    While somebody speaks: the speaker, the main room, any room, the chair; nobody else, who would
    be taken for the speaker. Else the last speaker, the chair, the main room, any room, anybody
    online. Guests only while they speak: what they have connected is a screen to watch. Nobody
    once the meeting is closed: a camera that was left on shows the room to none.
    """
    if meeting.facts.phase in OVER:
        return ()
    once = dict.fromkeys(_candidates(meeting))
    return tuple(voice for voice in once if is_connected(meeting, voice))


def _candidates(meeting: Meeting) -> Iterator[Voice]:
    floor = meeting.floor
    chair = _heard_from(meeting, meeting.facts.chair)
    if floor.turn:
        yield from (*_heard_from(meeting, floor.turn.person), *_rooms(meeting), *chair)
        return
    last = floor.turns[-1].person if floor.turns else None
    yield from _heard_from(meeting, last if last in meeting.members else None)
    yield from (*chair, *_rooms(meeting))
    yield from map(PersonVoice, online(meeting))


def _heard_from(meeting: Meeting, person: PersonId | None) -> tuple[Voice, ...]:
    return (voice_of(meeting, person),) if person and is_here(meeting, person) else ()


def _rooms(meeting: Meeting) -> Iterator[Voice]:
    """Yield the rooms, the main one first (and once more in its place)."""
    if main := main_site(meeting):
        yield SiteVoice(main)
    yield from map(SiteVoice, meeting.sites)


def may_speak(meeting: Meeting, person: PersonId, kind: str | None) -> bool:
    """Return whether somebody may ask for the floor on an item of a kind: observers only in the
    talk after a model meeting."""
    guest = meeting.supervision.guests.get(person)
    return guest is None or guest.role is not Role.OBSERVER or kind == LESSONS
