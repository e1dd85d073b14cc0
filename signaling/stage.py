"""Which source fills each slot of a receiver: the pure policy between meetings and media.

The meeting decides whose microphone is open, and ranks the candidates for the programme (the main
picture); the programme is the first candidate whose camera sends now. This module decides what one
receiver gets. A source that fills no slot is not forwarded, so a microphone that the floor closes
is heard by nobody.

=====================  ================================  =======================================
receiver               sound                             picture
=====================  ================================  =======================================
member, chair,         open microphones but their own;   0 programme, 1 shared screen;
secretary, observer    nothing where a room's speaker    of their own never
                       already plays (it would howl)
site                   open microphones but its own and  the same
                       those of people in the room;
                       its second device nothing
supervisor             the one meeting that the record   slot i: programme of the i-th meeting
                       says is listened to               wished, small, or the large one in the
                                                         layer, or by the screen, that is wished
companion, others      nothing                           nothing
=====================  ================================  =======================================

A client with a lower `MediaPreference` gets less: one audio stream at a time and no video, or
nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from live.ids import MeetingId
from live.media.engine import Layer, MediaKind, Route, Slot, SourceName
from live.media.preference import MediaPreference
from live.meeting.attendance import main_site, site_of
from live.meeting.feeds import feed_key, is_connected, online, open_microphones, programme_order
from live.meeting.people import shown_name
from live.meeting.permissions import Actor, Role
from live.meeting.rooms import silence
from live.meeting.state import Feed, Meeting, PersonFeed, SiteFeed
from signaling.loudness import SOUNDS
from signaling.wire import FeedKey, Part, person_key, site_key, source_name

RECEIVES: Final = frozenset(
    {Role.CHAIR, Role.SECRETARY, Role.MEMBER, Role.SITE, Role.SUPERVISOR, Role.OBSERVER}
)
"""Roles that may have a peer connection at all; a companion is silent by design."""
SENDS: Final = RECEIVES - {Role.OBSERVER}
"""Roles that may publish."""
PREFERS: Final = RECEIVES - {Role.SITE}
"""Roles that may choose a lower `MediaPreference`; a room always shows and plays everything."""

PROGRAMME, SCREEN = 0, 1
"""Video slots of a stage by index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageWish:
    """What a member or a site wants: the highest layer of pictures."""

    layer: Layer = Layer.FULL


@dataclass(frozen=True, slots=True, kw_only=True)
class WallWish:
    """What a supervisor wants: a meeting per video slot (None: the slot stays empty), one large,
    which may be seen by its shared screen instead of its programme, one to listen to."""

    meetings: tuple[MeetingId | None, ...] = ()
    large: MeetingId | None = None
    large_layer: Layer = Layer.FULL
    screen: bool = False
    listen: MeetingId | None = None
    layer: Layer = Layer.QUARTER

    @property
    def named(self) -> set[MeetingId]:
        """Every meeting that the wish names."""
        return {meeting for meeting in (*self.meetings, self.large, self.listen) if meeting}

    def without(self, gone: Collection[MeetingId]) -> "WallWish":
        """Return the wish without some meetings, each of the others in the slot that it has."""
        return replace(
            self,
            meetings=tuple(None if each in gone else each for each in self.meetings),
            large=None if self.large in gone else self.large,
            listen=None if self.listen in gone else self.listen,
        )


Wish = StageWish | WallWish


def first_wish(role: Role) -> Wish:
    """Return the wish of a receiver of a role until it sends one."""
    return WallWish() if role is Role.SUPERVISOR else StageWish()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledSlot:
    """What one slot shows. ``feed=None``: nothing; ``meeting`` may be set even then."""

    mid: str
    part: Part
    meeting: MeetingId | None = None
    feed: FeedKey | None = None
    name: str = ""
    layer: Layer = Layer.FULL

    @property
    def source(self) -> SourceName | None:
        """The engine's name of the source; None: nothing is shown."""
        if self.meeting is None or self.feed is None:
            return None
        return source_name(self.meeting, self.feed, self.part)

    @property
    def route(self) -> Route:
        """The slot's content as a `Route` for the engine."""
        return Route(mid=self.mid, source=self.source, layer=self.layer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """One peer connection: its actor, slots, wish and preference, and what fills its slots now."""

    actor: Actor
    slots: tuple[Slot, ...]
    wish: Wish
    media: MediaPreference = MediaPreference.FULL
    filled: Mapping[str, FilledSlot] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Air:
    """The media of one meeting: sources that send now, and feeds by how lately they were heard."""

    live: Collection[SourceName] = frozenset()
    heard: Sequence[FeedKey] = ()


def fill(
    receiver: Viewer, meetings: Mapping[MeetingId, Meeting], air: Mapping[MeetingId, Air]
) -> tuple[FilledSlot, ...]:
    """Return what every slot of a receiver shows now."""
    if receiver.actor.role not in RECEIVES:
        return ()
    played = {} if receiver.media is MediaPreference.NONE else meetings
    shown = meetings if receiver.media is MediaPreference.FULL else {}
    sound = [slot for slot in receiver.slots if slot.kind is MediaKind.AUDIO]
    pictures = [slot for slot in receiver.slots if slot.kind is MediaKind.VIDEO]
    if isinstance(receiver.wish, WallWish):
        listened = _listened(receiver.actor, receiver.wish, played)
        tiles = _wall(pictures, receiver.wish, shown, air)
        return (*_sound(receiver, sound, listened, air), *tiles)
    meeting = next(iter(shown.values()), None)
    here = air.get(meeting.facts.id, Air()) if meeting else Air()
    stage = _stage(receiver.actor, pictures, receiver.wish, meeting, here)
    return (*_sound(receiver, sound, next(iter(played.values()), None), air), *stage)


def programme(meeting: Meeting, air: Air) -> Feed | None:
    """Return the feed whose picture everybody sees: the first candidate whose camera sends, else
    the first candidate."""
    return _pictured(meeting, programme_order(meeting), air)


def _pictured(meeting: Meeting, feeds: Sequence[Feed], air: Air) -> Feed | None:
    """Return the first feed whose camera sends now, else the first feed."""
    here = meeting.facts.id
    sending = (v for v in feeds if source_name(here, key_of(v), Part.CAMERA) in air.live)
    return next(sending, feeds[0] if feeds else None)


def is_on_air(actor: Actor, meeting: Meeting, air: Air) -> bool:
    """Return whether the picture that everybody sees is the actor's own."""
    return programme(meeting, air) in _own(actor)


def is_seen(
    actor: Actor, meetings: Mapping[MeetingId, Meeting], air: Mapping[MeetingId, Air]
) -> bool:
    """Return whether the actor's picture is the programme of one of these meetings now."""
    return any(is_on_air(actor, state, air.get(here, Air())) for here, state in meetings.items())


def key_of(feed: Feed) -> FeedKey:
    """Return a feed's name on the wire."""
    return FeedKey(feed_key(feed))


def name_of(meeting: Meeting, feed: Feed) -> str:
    """Return the caption of a picture."""
    if isinstance(feed, SiteFeed):
        return meeting.sites[feed.site].venue.name if feed.site in meeting.sites else ""
    return shown_name(meeting, feed.person)


def audible(meeting: Meeting, actor: Actor) -> frozenset[Feed]:
    """Return the open microphones to play to an actor, without those heard in the room already."""
    if silence(meeting, actor):
        return frozenset()
    feeds = open_microphones(meeting)
    if actor.role is Role.SITE:
        return frozenset(feed for feed in feeds if not _in_room(meeting, feed, actor))
    return feeds - _own(actor)


def _in_room(meeting: Meeting, feed: Feed, actor: Actor) -> bool:
    site = feed.site if isinstance(feed, SiteFeed) else site_of(meeting, feed.person)
    return site is not None and site == actor.site


def _own(actor: Actor) -> frozenset[Feed]:
    if actor.role is Role.SITE:
        return frozenset({SiteFeed(actor.site)}) if actor.site else frozenset()
    return frozenset({PersonFeed(actor.person)}) if actor.person else frozenset()


def _listened(
    actor: Actor, wish: WallWish, meetings: Mapping[MeetingId, Meeting]
) -> Meeting | None:
    """Return the meeting to play, only if the record, which the branch sees, has the supervisor
    listening."""
    meeting = meetings.get(wish.listen) if wish.listen else None
    if meeting is None or actor.person is None:
        return None
    guest = meeting.supervision.guests.get(actor.person)
    return meeting if guest and guest.listening else None


def _sound(
    receiver: Viewer,
    slots: Sequence[Slot],
    meeting: Meeting | None,
    air: Mapping[MeetingId, Air],
) -> Iterable[FilledSlot]:
    """Fill audio slots; a feed that is in a slot already stays in it, so that audio is not cut."""
    if meeting is None:
        return [FilledSlot(mid=slot.mid, part=Part.MICROPHONE) for slot in slots]
    here = meeting.facts.id
    count = min(len(slots), SOUNDS if receiver.media is MediaPreference.FULL else 1)
    chosen = _chosen(meeting, receiver.actor, count, air.get(here, Air()))
    stay = {
        slot.mid: filled.feed
        for slot in slots
        if (filled := receiver.filled.get(slot.mid))
        and filled.meeting == here
        and filled.feed in chosen
    }
    new = iter([key for key in chosen if key not in stay.values()])
    feeds = {slot.mid: stay.get(slot.mid) or next(new, None) for slot in slots}
    return [
        FilledSlot(
            mid=mid,
            part=Part.MICROPHONE,
            meeting=here,
            feed=key,
            name=name_of(meeting, chosen[key]) if key else "",
        )
        for mid, key in feeds.items()
    ]


def _chosen(meeting: Meeting, actor: Actor, count: int, air: Air) -> dict[FeedKey, Feed]:
    """Return the feeds to play, at most ``count``: those that send first; among them in a turn the
    speaker first, in a dialogue those heard most lately (`loudness`)."""
    feeds = {key_of(feed): feed for feed in audible(meeting, actor)}
    shown = programme(meeting, air)
    heard = {key: rank for rank, key in enumerate(air.heard)}
    by_ear = _is_dialogue(meeting)

    def rank(key: FeedKey) -> tuple[bool, int, int, FeedKey]:
        sends = source_name(meeting.facts.id, key, Part.MICROPHONE) in air.live
        floor, last = feeds[key] != shown, heard.get(key, len(heard))
        return not sends, *((last, floor) if by_ear else (floor, last)), key

    return {key: feeds[key] for key in sorted(feeds, key=rank)[:count]}


def _is_dialogue(meeting: Meeting) -> bool:
    """Return whether the floor is a dialogue: no turn is running, or a question interrupts it."""
    turn = meeting.floor.turn
    return turn is None or turn.interposed is not None


def _stage(
    actor: Actor, slots: Sequence[Slot], wish: StageWish, meeting: Meeting | None, air: Air
) -> Iterable[FilledSlot]:
    for slot in slots:
        part = Part.SCREEN if slot.index == SCREEN else Part.CAMERA
        empty = FilledSlot(mid=slot.mid, part=part, layer=wish.layer)
        if meeting is None or slot.index > SCREEN:
            yield empty
        elif slot.index == SCREEN:
            screen = meeting.floor.screen
            yield _shown(empty, meeting, None if screen in _own(actor) else screen)
        else:
            yield _shown(empty, meeting, _picture(meeting, actor, air))


def _picture(meeting: Meeting, actor: Actor, air: Air) -> Feed | None:
    """Return the programme; an actor who is the programme sees a room, the chair or else somebody
    online instead of itself."""
    shown, own = programme(meeting, air), _own(actor)
    if shown not in own:
        return shown
    room, chair = main_site(meeting), meeting.facts.chair
    others: list[Feed] = [SiteFeed(room)] if room else []
    others += [PersonFeed(chair)] if chair else []
    others += map(SiteFeed, meeting.sites)
    others += map(PersonFeed, online(meeting))
    there = [v for v in others if v not in own and is_connected(meeting, v)]
    return _pictured(meeting, there, air)


def _wall(
    slots: Sequence[Slot],
    wish: WallWish,
    meetings: Mapping[MeetingId, Meeting],
    air: Mapping[MeetingId, Air],
) -> Iterable[FilledSlot]:
    for slot in slots:
        wanted = _wanted(wish, slot.index)
        meeting = meetings.get(wanted) if wanted else None
        large = wanted is not None and wanted == wish.large
        layer = wish.large_layer if large else wish.layer
        empty = FilledSlot(mid=slot.mid, part=Part.CAMERA, layer=layer)
        if meeting is None:
            yield empty
        elif large and wish.screen and meeting.floor.screen is not None:
            screen = FilledSlot(mid=slot.mid, part=Part.SCREEN, layer=Layer.FULL)
            yield _shown(screen, meeting, meeting.floor.screen)
        else:
            yield _shown(empty, meeting, programme(meeting, air.get(meeting.facts.id, Air())))


def _wanted(wish: WallWish, index: int) -> MeetingId | None:
    """Return the meeting of a slot; None for one already in an earlier slot."""
    if index >= len(wish.meetings) or wish.meetings[index] in wish.meetings[:index]:
        return None
    return wish.meetings[index]


def _shown(slot: FilledSlot, meeting: Meeting, feed: Feed | None) -> FilledSlot:
    return FilledSlot(
        mid=slot.mid,
        part=slot.part,
        layer=slot.layer,
        meeting=meeting.facts.id,
        feed=key_of(feed) if feed else None,
        name=name_of(meeting, feed) if feed else "",
    )


def own_feed(actor: Actor) -> FeedKey | None:
    """Return the feed under which an actor publishes; None if its role may not send."""
    return own_link(actor) if actor.role in SENDS else None


def own_link(actor: Actor) -> FeedKey | None:
    """Return the feed under which an actor's link quality is shown; receivers that do not send
    have one too."""
    if actor.role not in RECEIVES:
        return None
    if actor.role is Role.SITE:
        return site_key(actor.site) if actor.site else None
    return person_key(actor.person) if actor.person else None
