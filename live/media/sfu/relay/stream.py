"""One incoming SSRC: a layer of a track, with its last packets and its receivers."""

from collections.abc import Iterator, MutableMapping
from typing import NamedTuple, Protocol

from live.media.engine import Layer, MediaKind, SourceName
from live.media.sfu.formats.sdp import CLOCK_HZ, Codec
from live.media.sfu.relay.audience import Audience
from live.media.sfu.relay.keyframes import KeyframeRequests
from live.media.sfu.relay.loudness import LoudnessMeter
from live.media.sfu.relay.nack import Gaps
from live.media.sfu.relay.reception import Reception
from live.media.sfu.relay.rewrite import TIMESTAMP_MASK, Head, Numbering
from live.media.sfu.relay.ring import Ring
from live.media.sfu.relay.subscriber import Subscriber
from live.media.sfu.relay.wallclock import NTP_HZ, NTP_MASK

ALIVE_S = 1.0
"""Seconds without a packet after which a layer counts as off; the slowest layer sends 15 frames a
second."""
PACKET_BYTES = 64
"""Bytes on the wire per packet beside its payload: IP, UDP, RTP, extension, SRTP tag."""
RISE_WEIGHT, FALL_WEIGHT = 0.25, 0.05
"""Weights (0..1) of a new rate measurement, above and below the average: neither one key frame nor
an interval in which a layer just began or stopped may move the average much."""


class Clocks(NamedTuple):
    """A publisher's sender report: its wall clock against the stream's clock (RFC 3550 §6.4.1)."""

    ntp: int
    timestamp: int
    at: float
    """When the report came, monotonic seconds."""
    ours: int
    """``ntp`` converted to our clock (`wallclock`); sent to receivers."""

    def moment(self, now: float, clock_hz: int) -> tuple[int, int]:
        """Return our NTP time and the stream's time stamp at ``now``, by what the report says."""
        passed_s = now - self.at
        ntp = (self.ours + round(passed_s * NTP_HZ)) & NTP_MASK
        return ntp, (self.timestamp + round(passed_s * clock_hz)) & TIMESTAMP_MASK


class Publisher(Protocol):
    """The peer that a stream comes from."""

    def ask_keyframe(self, stream: "Stream", now: float) -> None:
        """Send a PLI for the stream, unless one was sent just now."""
        ...

    def ask_again(self, stream: "Stream", now: float) -> None:
        """Send a NACK for the missing packets that are due."""
        ...

    def begin_anew(self, stream: "Stream", now: float) -> "Stream":
        """Return the stream that replaces one whose sequence numbers restarted."""
        ...

    def layer_came(self, stream: "Stream", now: float) -> None:
        """Choose streams for slots again: this one sends again after a pause."""
        ...

    def tell_wanted(self, source: SourceName, layers: tuple[Layer, ...]) -> None:
        """Tell the client which layers of a source to send."""
        ...


class Published(Protocol):
    """What a stream needs of its track (`track.Track`)."""

    @property
    def publisher(self) -> Publisher:
        """The peer that the track comes from."""
        ...

    @property
    def source(self) -> SourceName:
        """The caller's name for the track."""
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
        """Meter of the track's audio level."""
        ...

    @property
    def keyframes(self) -> MutableMapping[Layer, KeyframeRequests]:
        """Key frame requests by layer; they outlive a change of SSRC."""
        ...


class Stream:
    """One incoming SSRC: a layer of a track, its last packets, and its receivers."""

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
        """Packets with a payload; a receiver's own count is a difference of two values of this."""
        self.bytes = 0
        self.restored = 0
        """Those of ``packets`` that were recovered from RED copies (`red`)."""
        self.rate_bps = 0.0
        """Measured bit rate on the wire; 0: not known yet."""
        self._measured = (0.0, 0, 0)
        self.audience = Audience()
        self.base: Stream | None = None
        """Stream of temporal layer 0 alone (`thinned`); None while no receiver uses it."""

    def thinned(self) -> "Stream":
        """Return the stream that has only the base temporal layer of this one.

        It has its own numbering and ring, so its receivers see no gaps; key frame requests and
        clocks are shared.
        """
        if self.base is None:
            self.base = Stream(self.track, Layer.THUMBNAIL, self.ssrc)
            self.base.keyframes = self.keyframes  # same SSRC, so requests are shared
            self.base.clocks = self.clocks
            self.base.head.at = self.head.at
        return self.base

    def need_keyframe(self, now: float, *, newcomer: bool = False) -> None:
        """Ask the publisher for a key frame as soon as a request is due; does nothing for audio."""
        if self.track.kind is MediaKind.VIDEO:
            self.keyframes.ask(newcomer=newcomer)
            self.track.publisher.ask_keyframe(self, now)

    def everybody(self) -> Iterator[Subscriber]:
        """Yield the receivers of this stream and of its ``base``."""
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
        """Return whether packets come and a receiver waits for a key frame of this stream."""
        base = self.base
        waiting = self.audience.waiting or (base is not None and base.audience.waiting)
        return bool(waiting) and self.is_alive(now)

    def is_alive(self, now: float) -> bool:
        """Return whether packets came lately."""
        return self.packets > 0 and now - self.head.at <= ALIVE_S
