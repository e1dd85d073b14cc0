"""What a peer publishes under one name: a track, and the streams (layers) that it arrives in."""

from collections.abc import Iterator

from live.media.engine import Layer, MediaKind, SourceName
from live.media.sfu.formats.layers import rank
from live.media.sfu.formats.sdp import Codec, Section
from live.media.sfu.link.loss_cap import LAYERS
from live.media.sfu.relay.demand import Demand
from live.media.sfu.relay.keyframes import KeyframeRequests
from live.media.sfu.relay.loudness import LoudnessMeter
from live.media.sfu.relay.stream import Publisher, Stream


class Track:
    """One sending m-section of a peer, under the name that the caller gave it."""

    __slots__ = (
        "codec",
        "demand",
        "keyframes",
        "kind",
        "loudness",
        "mid",
        "publisher",
        "rids",
        "section",
        "source",
        "streams",
        "up",
    )

    def __init__(
        self,
        publisher: Publisher,
        source: SourceName,
        section: Section,
        kind: MediaKind,
        codec: Codec,
    ) -> None:
        self.publisher = publisher
        self.source = source
        self.section = section
        self.mid = section.mid
        self.kind = kind
        self.codec = codec
        self.rids = section.rids
        self.loudness = LoudnessMeter()
        self.demand = Demand(self._offered())
        self.keyframes: dict[Layer, KeyframeRequests] = {}
        """By layer; they outlive a change of SSRC."""
        self.streams: dict[Layer, Stream] = {}
        self.up = False
        """Whether packets come; a change is told to the caller as SourceUp or SourceDown."""

    def layer_of(self, rid: str | None) -> Layer:
        """Return which layer a rid is: by its name, else by its position (lowest first)."""
        if rid is None or rid not in self.rids:
            return Layer.FULL
        if rid in LAYERS:
            return Layer(rid)
        return LAYERS[min(self.rids.index(rid), len(LAYERS) - 1)]

    def alive(self, now: float) -> dict[Layer, Stream]:
        """Return streams that packets come in; a single stream is included even without packets."""
        if len(self.streams) == 1:
            return self.streams
        return {layer: each for layer, each in self.streams.items() if each.is_alive(now)}

    def last_packet_at(self) -> float:
        """Return when the last packet of any layer came, monotonic seconds; 0.0: none yet."""
        return max((stream.head.at for stream in self._heard()), default=0.0)

    def _offered(self) -> list[Layer]:
        offered = {self.layer_of(rid) for rid in self.rids} or {Layer.FULL}
        return sorted(offered, key=rank)

    def _heard(self) -> Iterator[Stream]:
        return (stream for stream in self.streams.values() if stream.packets)
