"""Figures are shown but never recorded: codes, loudness, link quality, alerts.

One ticker calls `FigureSource.tick`, which shows each figure at its own interval to the watchers of
the open channels; a watcher is sent a figure only when it changed. Alerts that follow from the
record are shown sooner, by `FigureSource.show_changes`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from live.clock import Clock, even_ms
from live.ids import MeetingId, NodeId
from live.media.engine import EngineEvent, LinkReport, LoudnessLevels, PeerDown, PeerId
from live.media.preference import MediaPreference
from live.meeting.permissions import OVERSEERS
from live.supervision.links import Grade, LinkQuality
from signaling import outbound
from signaling.alerting import AlertBoards
from signaling.channel import Channel, Watch
from signaling.codes import show_codes
from signaling.link_quality import NOTHING, FarLinks, MeetingLinks, merged, more, note
from signaling.peers import PeerConnection
from signaling.quality import Verdict, grade
from signaling.quiet import QuietMicrophones
from signaling.stage import own_link
from signaling.wall_loudness import WALL_S, WallLoudness
from signaling.wire import microphone_levels

SLOW_S: Final = 2.0
"""Seconds between updates of codes, quality and alerts; chosen."""


T = TypeVar("T")

Channels = Mapping[MeetingId, Channel]
Peers = Mapping[PeerId, PeerConnection]


class FigureSource:
    """The figures of this process's meetings.

    Args:
        channels: the hub's live mapping.
        peers: the negotiator's live mapping.
        clock: wall clock and monotonic clock.
        node: id of this process.
    """

    def __init__(self, channels: Channels, peers: Peers, clock: Clock, node: NodeId) -> None:
        self._channels = channels
        self._peers = peers
        self._clock = clock
        self._node = node
        self._far = FarLinks(node)
        self._walls = WallLoudness()
        self._alerts = AlertBoards(clock)
        self._quiet = QuietMicrophones()
        self._network: dict[MeetingId, MeetingLinks] = {}
        """What was known of each meeting's clients at the last slow look."""
        self._looked: dict[MeetingId, int] = {}
        self._verdicts: dict[PeerId, Verdict] = {}
        self._pace: dict[Callable[[], None], float] = {
            self._show_walls: WALL_S,
            self._show_slow: SLOW_S,
        }
        self._due = dict.fromkeys(self._pace, 0.0)

    def engine_says(self, event: EngineEvent) -> None:
        """Take an event of the engine; never blocks."""
        if isinstance(event, LoudnessLevels):
            heard = microphone_levels(event)
            self._walls.take(heard)
            self._quiet.take(heard, even_ms(self._clock))
        elif isinstance(event, LinkReport):
            self._take_quality(event)
        elif isinstance(event, PeerDown):
            self._verdicts.pop(event.peer, None)

    def tick(self) -> None:
        """Send the figures that are due."""
        now = self._clock.monotonic()
        for show, due in self._due.items():
            if now >= due:
                self._due[show] = now + self._pace[show]
                show()

    def told_elsewhere_untrusted(self, payload: bytes) -> None:
        """Take another process's note about links.

        Raises:
            BadPacket: the note is not one of ours.
        """
        self._far.take_untrusted(payload, self._clock.monotonic())

    def note(self) -> bytes:
        """Return this process's note about links, for the others."""
        return note(self._node, {id_: self._here(each) for id_, each in self._channels.items()})

    def _take_quality(self, event: LinkReport) -> None:
        if event.rtt_ms is None and grade(event) is Grade.GOOD:
            return  # no receiver report came yet, so loss is unknown, not zero
        peer, now_ms = self._peers.get(event.peer), even_ms(self._clock)
        if known := self._verdicts.get(event.peer):
            known.take(grade(event, narrow=bool(peer and peer.paused)), now_ms)
        else:  # ignores paused slots: the bandwidth is not known yet
            self._verdicts[event.peer] = Verdict(grade(event), now_ms)

    def _show_walls(self) -> None:
        self._walls.show(self._channels)

    def _show_slow(self) -> None:
        wall_ms = self._clock.wall_ms()
        self._network.clear()
        self._quiet.forget_all_but(self._channels)
        for meeting, channel in self._channels.items():
            known = self._known(channel)
            show_codes(channel, wall_ms - channel.meeting.facts.off_ms)
            self._show_quality(channel, known)
            self._network[meeting] = known
        self._show_alerts(changed=False)

    def show_changes(self) -> None:
        """Send the alerts of meetings whose record has changed since the last look."""
        now = {id_: each.meeting.version for id_, each in self._channels.items()}
        if now != self._looked:
            self._show_alerts(changed=True)

    def _show_alerts(self, *, changed: bool) -> None:
        channels = self._channels
        self._looked = {id_: each.meeting.version for id_, each in channels.items()}
        watched = [(each, self._network.get(id_, NOTHING)) for id_, each in channels.items()]
        self._alerts.show(watched, changed=changed)

    def _known(self, channel: Channel) -> MeetingLinks:
        """Return what is known of the clients of a meeting, here and in other processes."""
        far = self._far.of(channel.meeting.facts.id, self._clock.monotonic())
        return merged([self._here(channel), *far])

    def _here(self, channel: Channel) -> MeetingLinks:
        """Return what is known of a meeting's clients that are connected to this process."""
        meeting, carried = channel.meeting.facts.id, set()
        hour_ms = self._clock.wall_ms() - even_ms(self._clock)
        links: dict[str, LinkQuality] = {}
        media: dict[str, MediaPreference] = {}
        for peer in self._peers.values():
            feed, watch = own_link(peer.client.actor), peer.client.watches.get(meeting)
            carried.add(watch)
            if feed and watch and peer.id in self._verdicts:
                link = self._verdicts[peer.id].link
                links[feed] = replace(link, since_ms=link.since_ms + hour_ms)
        for watch in channel.watches:
            feed = own_link(watch.actor)
            if feed and (watch.media is not MediaPreference.FULL or watch in carried):
                media[feed] = more(watch.media, media.get(feed, watch.media))
        quiet = self._quiet.since(channel.meeting, even_ms(self._clock))
        return MeetingLinks(
            links=links,
            media=media,
            quiet={feed: since_ms + hour_ms for feed, since_ms in quiet.items()},
        )

    def _show_quality(self, channel: Channel, known: MeetingLinks) -> None:
        meeting, chosen = channel.meeting.facts.id, known.less
        grades = {feed: link.grade for feed, link in known.links.items()}
        for watch in channel.watches:
            links, media = grades, chosen
            if watch.actor.role not in OVERSEERS:
                links, media = _own(grades, watch), _own(chosen, watch)
            if links or media or watch.was_shown("quality"):
                message = outbound.Quality(meeting=meeting, links=links, media=media)
                watch.figure("quality", message)


def _own(figures: Mapping[str, T], watch: Watch) -> dict[str, T]:
    feed = own_link(watch.actor)
    return {feed: figures[feed]} if feed and feed in figures else {}
