"""Who sees and hears whom: sources by name, and the slots that want them.

A slot may want a source that does not exist yet. Only sources that a slot wants are forwarded.
"""

from collections import defaultdict
from collections.abc import Iterable

from live.media.engine import Layer, MediaKind, SourceName
from live.media.sfu.formats.layers import choose, lower
from live.media.sfu.relay.downlink import Downlink
from live.media.sfu.relay.stream import Stream
from live.media.sfu.relay.track import Track

PATIENCE_S = 2.0
"""Seconds for which a slot shows its old source while the new one's key frame does not come."""


class Switchboard:
    """Tracks by source name, and slots by what they want."""

    def __init__(self) -> None:
        self._tracks: dict[SourceName, Track] = {}
        self._covered: defaultdict[SourceName, list[Track]] = defaultdict(list)
        """Tracks that a later one of the same name has replaced, but that still exist; the most
        recent is last."""
        self._wanting: defaultdict[SourceName, set[Downlink]] = defaultdict(set)

    def track(self, source: SourceName) -> Track | None:
        """Return the present track of a name."""
        return self._tracks.get(source)

    def publish(self, track: Track, now: float) -> None:
        """Add a track. A second one under the same name takes the first one's place."""
        before = self._tracks.get(track.source)
        if before is not None and before is not track:
            self._covered[track.source].append(before)
        self._tracks[track.source] = track
        self.refresh(track, now)

    def withdraw(self, track: Track, now: float) -> None:
        """Remove a track; its slots switch to the track that it had replaced, or become empty."""
        covered = self._covered[track.source]
        if track in covered:
            covered.remove(track)
        elif self._tracks.get(track.source) is track:
            del self._tracks[track.source]
            if covered:
                heir = self._tracks[track.source] = covered.pop()
                heir.up = False  # so that `Peer.notice_sources` emits SourceUp for it
        if not covered:
            del self._covered[track.source]
        for stream in track.streams.values():
            self.retire(stream)
        self._settle_all(track.source, now)

    def retire(self, stream: Stream) -> None:
        """End a stream that gets no more packets."""
        for each in (stream, stream.base):
            if each is not None:
                each.audience.dismiss()

    def refresh(self, track: Track, now: float) -> None:
        """Choose again the stream of every slot that wants a track whose layers changed."""
        if self._tracks.get(track.source) is track:
            self._settle_all(track.source, now)

    def want(self, downlink: Downlink, source: SourceName | None, layer: Layer, now: float) -> None:
        """Show a source in a slot, up to a layer; None empties the slot."""
        if downlink.source is not None and downlink.source != source:
            self._forget(downlink)
            if downlink.kind is MediaKind.AUDIO:
                downlink.stop()  # the old microphone must not be heard until the new one begins
        downlink.source, downlink.layer = source, layer
        if source is not None:
            self._wanting[source].add(downlink)
        self.settle(downlink, now)

    def unsubscribe(self, downlink: Downlink) -> None:
        """Empty a slot for good."""
        self._forget(downlink)
        downlink.source = None
        downlink.cancel()
        downlink.stop()

    def settle(self, downlink: Downlink, now: float) -> None:
        """Switch a slot to the best stream of its source, if there is one."""
        track = None if downlink.source is None else self._tracks.get(downlink.source)
        if track is None or track.kind is not downlink.kind:
            downlink.cancel()
            downlink.stop()
            return
        limit = _limit(downlink)
        if limit is None:
            downlink.cancel()
            downlink.stop()
            return
        if track.kind is MediaKind.VIDEO and track.demand.want(limit, now):
            track.publisher.tell_wanted(track.source, track.demand.layers)
        if downlink.receiver.session is None:
            return
        stream = self._best(track, limit, now)
        if stream is None:
            return
        if stream is downlink.stream:
            downlink.cancel()
            return
        if stream is downlink.coming:
            return  # its key frame is being requested already
        downlink.expect(stream, now)
        stream.need_keyframe(now, newcomer=True)

    def review(self, track: Track, now: float) -> None:
        """Tell the publisher of a video track when fewer layers are wanted than before."""
        if track.kind is not MediaKind.VIDEO or self._tracks.get(track.source) is not track:
            return
        limits = map(_limit, self._wanting.get(track.source, ()))
        if track.demand.review((limit for limit in limits if limit), now):
            track.publisher.tell_wanted(track.source, track.demand.layers)

    def impatient(self, downlinks: Iterable[Downlink], now: float) -> None:
        """Empty slots whose old source is shown longer than `PATIENCE_S` after a switch."""
        for downlink in downlinks:
            showing = downlink.stream
            if (
                showing is not None
                and downlink.coming is not None
                and showing.track.source != downlink.source
                and now - downlink.asked_at > PATIENCE_S
            ):
                downlink.stop()

    def _best(self, track: Track, limit: Layer, now: float) -> Stream | None:
        alive = track.alive(now)
        layer = choose(alive, limit)
        if layer is None:
            return None
        return alive[layer].thinned() if limit is Layer.THUMBNAIL else alive[layer]

    def _settle_all(self, source: SourceName, now: float) -> None:
        for downlink in list(self._wanting.get(source, ())):
            self.settle(downlink, now)

    def _forget(self, downlink: Downlink) -> None:
        if downlink.source is None:
            return
        wanting = self._wanting[downlink.source]
        wanting.discard(downlink)
        if not wanting:
            del self._wanting[downlink.source]


def _limit(downlink: Downlink) -> Layer | None:
    """Return the highest layer that a slot wants and its link carries; None: paused."""
    if downlink.granted is None:
        return None
    return lower(lower(downlink.layer, downlink.granted), downlink.receiver.layer_cap)
