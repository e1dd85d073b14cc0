"""What is shown but never recorded: codes, loudness, link quality, alerts, each at its own pace.

Everything here is called by one ticker and looks at the open channels; a watcher is sent a figure
only when it differs from what it was sent last.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from live.clock import Clock
from live.ids import MeetingId
from live.media.engine import EngineEvent, Levels, PeerDown, PeerId, Quality
from live.media.wish import MediaWish
from live.meeting.permissions import DESK, Role
from live.supervision.alerts import Grade, Link, Links, alerts
from signaling import outbound
from signaling.channel import Channel, Watch
from signaling.codes import show_codes
from signaling.negotiate import Peer
from signaling.quality import Loudness, Verdict, grade
from signaling.stage import RECEIVES, own_voice
from signaling.wire import VoiceKey

LEVELS_S: Final = 0.4
"""Seconds between figures of loudness: quick enough for a bar, slow enough for a phone; chosen."""
SLOW_S: Final = 2.0
"""Seconds between looks at codes, quality and alerts; chosen."""
OVERSEERS: Final = DESK | {Role.SUPERVISOR}
"""Who sees alerts and everybody's link; the others see their own."""


T = TypeVar("T")

Grades = dict[str, Grade]
"""How links do, by voice."""
Chosen = dict[str, MediaWish]
"""Who chose less than sound and picture, by voice."""


Channels = Mapping[MeetingId, Channel]
Peers = Mapping[PeerId, Peer]


class Figures:
    """The figures of this process's meetings.

    Args:
        channels: the hub's, as they are now.
        peers: the negotiator's, as they are now.
        clock: both clocks.
    """

    def __init__(self, channels: Channels, peers: Peers, clock: Clock) -> None:
        self._channels = channels
        self._peers = peers
        self._clock = clock
        self._loudness = Loudness()
        self._verdicts: dict[PeerId, Verdict] = {}
        self._due: dict[Callable[[], None], float] = {self._show_levels: 0.0, self._show_slow: 0.0}
        self._pace = {self._show_levels: LEVELS_S, self._show_slow: SLOW_S}

    def engine_says(self, event: EngineEvent) -> None:
        """Take an event of the engine; never blocks."""
        if isinstance(event, Levels):
            self._loudness.take(event)
        elif isinstance(event, Quality):
            self._take_quality(event)
        elif isinstance(event, PeerDown):
            self._verdicts.pop(event.peer, None)

    def tick(self) -> None:
        """Show what is due."""
        now = self._clock.monotonic()
        for show, due in self._due.items():
            if now >= due:
                self._due[show] = now + self._pace[show]
                show()

    def _take_quality(self, event: Quality) -> None:
        peer, now_ms = self._peers.get(event.peer), self._clock.wall_ms()
        if known := self._verdicts.get(event.peer):
            known.take(grade(event, narrow=bool(peer and peer.paused)), now_ms)
        else:  # what the link carries is not known yet
            self._verdicts[event.peer] = Verdict(grade(event), now_ms)

    def _show_levels(self) -> None:
        for channel in self._channels.values():
            levels = self._loudness.figures(channel.meeting)
            if levels is None:
                continue
            message = outbound.Levels(meeting=channel.meeting.facts.id, levels=levels)
            for watch in channel.watches:
                if watch.actor.role in RECEIVES and watch.media is MediaWish.FULL:
                    watch.figure("levels", message)

    def _show_slow(self) -> None:
        links = self._links()
        for channel in self._channels.values():
            here = links[channel.meeting.facts.id]
            show_codes(channel, self._clock.wall_ms())
            self._show_quality(channel, {voice: link.grade for voice, link in here.items()})
            self._show_alerts(channel, here)

    def _links(self) -> defaultdict[MeetingId, dict[str, Link]]:
        """Return how everybody's link does, by meeting and voice."""
        links: defaultdict[MeetingId, dict[str, Link]] = defaultdict(dict)
        for peer in self._peers.values():
            voice = own_voice(peer.client.actor)
            if voice is not None and peer.id in self._verdicts:
                for meeting in peer.client.watches:
                    links[meeting][voice] = self._verdicts[peer.id].link
        return links

    def _show_quality(self, channel: Channel, grades: Grades) -> None:
        meeting, chosen = channel.meeting.facts.id, self._chosen(channel)
        for watch in channel.watches:
            links, media = grades, chosen
            if watch.actor.role not in OVERSEERS:
                links, media = _own(grades, watch), _own(chosen, watch)
            if links or media or watch.was_shown("quality"):
                message = outbound.Quality(meeting=meeting, links=links, media=media)
                watch.figure("quality", message)

    def _chosen(self, channel: Channel) -> Chosen:
        """Return who chose less, and has no device that gets everything."""
        carried = {w for peer in self._peers.values() for w in peer.client.watches.values()}
        most: dict[VoiceKey, MediaWish] = {}
        for watch in channel.watches:
            voice, media = own_voice(watch.actor), watch.media
            if voice is not None and (media is not MediaWish.FULL or watch in carried):
                most[voice] = max(media, most.get(voice, media), key=_amount)
        return {voice: media for voice, media in most.items() if media is not MediaWish.FULL}

    def _show_alerts(self, channel: Channel, links: Links) -> None:
        watches = [watch for watch in channel.watches if watch.actor.role in OVERSEERS]
        if not watches:
            return
        meeting = channel.meeting
        found = tuple(
            outbound.Alert(key=a.key, level=a.level, since_ms=a.since_ms, facts=dict(a.facts))
            for a in alerts(meeting, self._clock.wall_ms(), links)
        )
        message = outbound.Alerts(meeting=meeting.facts.id, alerts=found)
        for watch in watches:
            watch.figure("alerts", message)


def _amount(media: MediaWish) -> int:
    return (MediaWish.NONE, MediaWish.SOUND, MediaWish.FULL).index(media)


def _own(figures: Mapping[str, T], watch: Watch) -> dict[str, T]:
    voice = own_voice(watch.actor)
    return {voice: figures[voice]} if voice and voice in figures else {}
