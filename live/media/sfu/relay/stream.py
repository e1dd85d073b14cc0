"""What arrives: one incoming SSRC, a layer of a track, with its last packets and its audience."""

from collections.abc import Iterator, MutableMapping
from typing import NamedTuple, Protocol

from live.media.engine import Layer, MediaKind, SourceName
from live.media.sfu.formats.sdp import CLOCK_HZ, Codec
from live.media.sfu.relay.audience import Audience
from live.media.sfu.relay.keyframes import KeyframeRequests
from live.media.sfu.relay.loudness import LoudnessMeter
from live.media.sfu.relay.nack import Gaps
from live.media.sfu.relay.reception import Reception
from live.media.sfu.relay.rewrite import Head, Numbering
from live.media.sfu.relay.ring import Ring
from live.media.sfu.relay.subscriber import Subscriber

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

    def tell_wanted(self, source: SourceName, layers: tuple[Layer, ...]) -> None:
        """Tell what is to be sent of a source."""
        ...


class Published(Protocol):
    """What a stream is a layer of: `track.Track`."""

    @property
    def publisher(self) -> Publisher:
        """Whom it comes from."""
        ...

    @property
    def source(self) -> SourceName:
        """The caller's name for it."""
        ...

    @property
    def kind(self) -> MediaKind:
        """Sound or picture."""
        ...

    @property
    def codec(self) -> Codec:
        """As answered."""
        ...

    @property
    def loudness(self) -> LoudnessMeter:
        """How loud it is."""
        ...

    @property
    def keyframes(self) -> MutableMapping[Layer, KeyframeRequests]:
        """Requests of layers, whichever SSRC they have."""
        ...


class Stream:
    """One SSRC that arrives: a layer of a track, its last packets, and who is sent it."""

    __slots__ = (
        "_measured",
        "audience",
        "base",
        "bytes",
        "clocks",
        "gaps",
        "head",
        "keyframes",
        "layer",
        "numbering",
        "packets",
        "rate_bps",
        "reception",
        "restored",
        "ring",
        "ssrc",
        "track",
    )

    def __init__(self, track: Published, layer: Layer, ssrc: int) -> None:
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
        self.audience = Audience()
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
        if self.track.kind is MediaKind.VIDEO:
            self.keyframes.ask(newcomer=newcomer)
            self.track.publisher.ask_keyframe(self, now)

    def everybody(self) -> Iterator[Subscriber]:
        """Yield who is sent this stream, all of it or its base alone."""
        yield from self.audience.receivers
        if self.base is not None:
            yield from self.base.audience.receivers

    def measure(self, now: float) -> None:
        """Measure the rate since the last call; call it a few times a second."""
        if self.base is not None:
            self.base.measure(now)
            if self.base.audience.is_empty():
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
        waiting = self.audience.waiting or (base is not None and base.audience.waiting)
        return bool(waiting) and self.is_alive(now)

    def is_alive(self, now: float) -> bool:
        """Return whether packets came lately."""
        return self.packets > 0 and now - self.head.at <= ALIVE_S
