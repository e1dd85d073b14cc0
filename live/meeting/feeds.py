"""Feeds: the sound and picture of a person's own device, or of a room, and which of them go out.

Pure readings of the state; `signaling` and `live.media` do the sending.
"""

from collections.abc import Iterator

from live.ids import PersonId
from live.meeting.attendance import is_here, main_site, open_interval, site_of
from live.meeting.permissions import has_media
from live.meeting.state import OVER, Feed, Meeting, PersonFeed, Phase, SiteFeed
from live.meeting.words import Preset


def feed_key(feed: Feed) -> str:
    """Return a feed's name on the wire: ``p:<person>`` or ``s:<site>``."""
    match feed:
        case PersonFeed(person):
            return f"p:{person}"
        case SiteFeed(site):
            return f"s:{site}"


def feed_of(meeting: Meeting, person: PersonId) -> Feed:
    """Return the feed that carries a person: the room's, or the own device's for people online.

    In a room without a connected device it is the person's own device, if there is one.
    """
    site = site_of(meeting, person)
    if site is None:
        return PersonFeed(person)
    own = PersonFeed(person)
    if not meeting.sites[site].devices and is_connected(meeting, own):
        return own
    return SiteFeed(site)


def is_connected(meeting: Meeting, feed: Feed) -> bool:
    """Return whether a device with sound and picture stands behind a feed."""
    match feed:
        case SiteFeed(site):
            return site in meeting.sites and bool(meeting.sites[site].devices)
        case PersonFeed(person):
            row = meeting.attendance.rows.get(person)
            guest = meeting.supervision.guests.get(person)
            devices = row.devices if row else guest.devices if guest else {}
            return any(has_media(device.role) for device in devices.values())


def open_microphones(meeting: Meeting) -> frozenset[Feed]:
    """Return the feeds whose sound goes out now: the speaker's, a questioner's, the chair's unless
    that would echo, and in a free discussion of everybody online and every room. Before opening:
    the chair's and the rooms', for trying the line; none once closed."""
    phase = meeting.facts.phase
    if phase in OVER:
        return frozenset()
    feeds: set[Feed] = set()
    if phase is not Phase.OPEN or meeting.floor.preset is Preset.FREE:
        feeds.update(SiteFeed(site) for site, room in meeting.sites.items() if room.devices)
    if phase is Phase.OPEN and meeting.floor.preset is Preset.FREE:
        feeds.update(PersonFeed(person) for person in online(meeting))
    turn = meeting.floor.turn
    speakers = [meeting.facts.chair] if not _chair_echoes(meeting) else []
    if turn and not turn.silenced:
        speakers.append(turn.person)
    if turn and turn.interposed:
        speakers.append(turn.interposed.person)
    feeds.update(feed_of(meeting, p) for p in speakers if p and is_here(meeting, p))
    return frozenset(feeds)


def _chair_echoes(meeting: Meeting) -> bool:
    """Return whether the chair's room plays the speaker over its loudspeaker: its microphone would
    send every word back. False while the turn is paused, as for a question."""
    chair, turn = meeting.facts.chair, meeting.floor.turn
    if chair is None or turn is None or turn.silenced or turn.running_since_ms is None:
        return False
    room = feed_of(meeting, chair)
    return isinstance(room, SiteFeed) and room != feed_of(meeting, turn.person)


def online(meeting: Meeting) -> Iterator[PersonId]:
    """Yield the members who are present but in no room, in the order of the list."""
    for person, row in meeting.attendance.rows.items():
        interval = open_interval(row)
        if interval and interval.site is None:
            yield person


def programme(meeting: Meeting) -> Feed | None:
    """Return the feed whose picture is the programme: the first of `programme_order`."""
    return next(iter(programme_order(meeting)), None)


def programme_order(meeting: Meeting) -> tuple[Feed, ...]:
    """Return the connected feeds whose picture may be the programme, the best first.

    While somebody speaks: the speaker, the main room, any room, the chair; nobody else, because
    viewers would take them for the speaker. Else the last speaker, the chair, the main room, any
    room, anybody online. Guests only while they speak. None once the meeting is closed, so that a
    camera left on is not shown.
    """
    if meeting.facts.phase in OVER:
        return ()
    once = dict.fromkeys(_candidates(meeting))
    return tuple(feed for feed in once if is_connected(meeting, feed))


def _candidates(meeting: Meeting) -> Iterator[Feed]:
    floor = meeting.floor
    chair = _heard_from(meeting, meeting.facts.chair)
    if floor.turn:
        yield from (*_heard_from(meeting, floor.turn.person), *_rooms(meeting), *chair)
        return
    last = floor.turns[-1].person if floor.turns else None
    yield from _heard_from(meeting, last if last in meeting.members else None)
    yield from (*chair, *_rooms(meeting))
    yield from map(PersonFeed, online(meeting))


def _heard_from(meeting: Meeting, person: PersonId | None) -> tuple[Feed, ...]:
    return (feed_of(meeting, person),) if person and is_here(meeting, person) else ()


def _rooms(meeting: Meeting) -> Iterator[Feed]:
    """Yield the rooms, the main one first (and once more in its place)."""
    if main := main_site(meeting):
        yield SiteFeed(main)
    yield from map(SiteFeed, meeting.sites)
