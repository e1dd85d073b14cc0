"""What a peer publishes: tracks, and the incoming streams (layers) that they arrive in."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

from live.media.engine import Kind, Layer, SourceName
from live.media.sfu.formats.layers import rank
from live.media.sfu.formats.sdp import CLOCK_HZ, Codec, Section
from live.media.sfu.link.loss_cap import LAYERS
from live.media.sfu.relay.demand import Demand
from live.media.sfu.relay.keyframes import KeyframeRequests
from live.media.sfu.relay.loudness import Loudness
from live.media.sfu.relay.nack import Gaps
from live.media.sfu.relay.reception import Reception
from live.media.sfu.relay.rewrite import Head, Numbering
from live.media.sfu.relay.ring import Ring

if TYPE_CHECKING:
    from live.media.sfu.relay.downlink import Downlink
    from live.media.sfu.relay.fanout import Fanout, Onward

ALIVE_S = 1.0
"""A layer that sent nothing for so long is off; the slowest layer sends 15 frames a second."""


PACKET_BYTES = 64
"""What a packet takes of a link beside its payload: IP, UDP, RTP, extension, tag."""
RISE_WEIGHT, FALL_WEIGHT = 0.25, 0.05
"""Of a new measurement against those before: a key frame must not look like a rate, and a layer
that was just stopped or begun not like a small one."""


class Clocks(NamedTuple):
    """A publisher's sender report: its wall clock against the stream's clock (RFC 3550 §6.4.1)."""

    ntp: int
    timestamp: int
    at: float
    """When it came, monotonic seconds."""
    ours: int
    """The same wall clock time by our clock: what receivers are told."""


class Publisher(Protocol):
    """Whom a stream comes from."""

    def ask_keyframe(self, stream: "Stream", now: float) -> None:
        """Send a PLI for the stream, unless one was sent just now."""
        ...

    def ask_again(self, stream: "Stream", now: float) -> None:
        """Ask for packets that are missing, as far as that is due."""
        ...

    def begin_anew(self, stream: "Stream", now: float) -> "Stream":
        """Return what takes the place of a stream whose numbers begin anew."""
        ...

    def layer_came(self, stream: "Stream", now: float) -> None:
        """Look again at who may have the stream: it begins anew after a rest."""
        ...

    def tell_wanted(self, track: "Track") -> None:
        """Tell what is to be sent of the track."""
        ...


class Stream:
    """One SSRC that arrives: a layer of a track, its last packets, and who is sent it."""

    __slots__ = (
        "_measured",
        "base",
        "bytes",
        "clocks",
        "fan",
        "gaps",
        "head",
        "held",
        "keyframes",
        "layer",
        "numbering",
        "packets",
        "rate_bps",
        "receivers",
        "reception",
        "restored",
        "ring",
        "ssrc",
        "track",
        "waiting",
    )

    def __init__(self, track: "Track", layer: Layer, ssrc: int) -> None:
        self.track = track
        self.layer = layer
        self.ssrc = ssrc
        self.reception = Reception(CLOCK_HZ[track.kind])
        self.numbering = Numbering()
        self.ring = Ring(track.kind)
        self.head = Head()
        self.gaps = Gaps(track.kind)
        self.keyframes = track.keyframes.setdefault(layer, KeyframeRequests())
        self.clocks: Clocks | None = None
        self.packets = 0
        """Packets with something to forward; the receivers' counts are differences of this."""
        self.bytes = 0
        self.restored = 0
        """Packets among them of which only a copy came (`red`)."""
        self.rate_bps = 0.0
        """What it takes of a link, as far as is known."""
        self._measured = (0.0, 0, 0)
        self.receivers: list[Downlink] = []
        """Who is sent every packet."""
        self.waiting: list[Downlink] = []
        """Who is sent it from its next key frame on (sound: from its next packet on)."""
        self.held: list[Onward] = []
        """Packets that are about to be sent: see `forward.Forwarder.hold`."""
        self.fan: Fanout | None = None
        """The receivers laid out for sending; None when they changed."""
        self.base: Stream | None = None
        """The same picture as a thumbnail: what `thinned` returned, while somebody has it."""

    def thinned(self) -> "Stream":
        """Return the stream that has the base temporal layer of this one and nothing else.

        It has numbers and a ring of its own, so whoever is sent it misses nothing; key frames and
        clocks are the same.
        """
        if self.base is None:
            self.base = Stream(self.track, Layer.THUMBNAIL, self.ssrc)
            self.base.keyframes = self.keyframes  # a thumbnail's are those of its picture
            self.base.clocks = self.clocks
            self.base.head.at = self.head.at
        return self.base

    def need_keyframe(self, now: float, *, newcomer: bool = False) -> None:
        """Have the publisher asked for a key frame as soon as that is due; sound has none."""
        if self.track.kind is Kind.VIDEO:
            self.keyframes.ask(newcomer=newcomer)
            self.track.publisher.ask_keyframe(self, now)

    def everybody(self) -> Iterator["Downlink"]:
        """Yield who is sent this stream, all of it or its base alone."""
        yield from self.receivers
        if self.base is not None:
            yield from self.base.receivers

    def measure(self, now: float) -> None:
        """Measure the rate since the last call; call it a few times a second."""
        if self.base is not None:
            self.base.measure(now)
            if not self.base.receivers and not self.base.waiting:
                self.base = None
        since, packets, octets = self._measured
        self._measured = (now, self.packets, self.bytes)
        if not since or now <= since or packets == self.packets:
            return
        size = self.bytes - octets + PACKET_BYTES * (self.packets - packets)
        rate = 8 * size / (now - since)
        weight = RISE_WEIGHT if rate > self.rate_bps else FALL_WEIGHT
        self.rate_bps += (rate - self.rate_bps) * (weight if self.rate_bps else 1.0)

    def is_awaited(self, now: float) -> bool:
        """Return whether packets come, and somebody waits for a key frame among them."""
        base = self.base
        waiting = bool(self.waiting) or (base is not None and bool(base.waiting))
        return waiting and self.is_alive(now)

    def is_alive(self, now: float) -> bool:
        """Return whether packets came lately."""
        return self.packets > 0 and now - self.head.at <= ALIVE_S


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
        self, publisher: Publisher, source: SourceName, section: Section, kind: Kind, codec: Codec
    ) -> None:
        self.publisher = publisher
        self.source = source
        self.section = section
        self.mid = section.mid
        self.kind = kind
        self.codec = codec
        self.rids = section.rids
        self.loudness = Loudness()
        self.demand = Demand(self._offered())
        self.keyframes: dict[Layer, KeyframeRequests] = {}
        """Of layers, whichever SSRC they have."""
        self.streams: dict[Layer, Stream] = {}
        self.up = False
        """Packets come; told to the caller as SourceUp and SourceDown."""

    def layer_of(self, rid: str | None) -> Layer:
        """Return which layer a rid is: by its name, else by its place (lowest first)."""
        if rid is None or rid not in self.rids:
            return Layer.FULL
        if rid in LAYERS:
            return Layer(rid)
        return LAYERS[min(self.rids.index(rid), len(LAYERS) - 1)]

    def alive(self, now: float) -> dict[Layer, Stream]:
        """Return the streams that packets come in; a lone stream counts even when it rests."""
        if len(self.streams) == 1:
            return self.streams
        return {layer: each for layer, each in self.streams.items() if each.is_alive(now)}

    def last_packet_at(self) -> float:
        """Return when anything came, monotonic seconds."""
        return max((stream.head.at for stream in self._heard()), default=0.0)

    def _offered(self) -> list[Layer]:
        offered = {self.layer_of(rid) for rid in self.rids} or {Layer.FULL}
        return sorted(offered, key=rank)

    def _heard(self) -> Iterator[Stream]:
        return (stream for stream in self.streams.values() if stream.packets)
