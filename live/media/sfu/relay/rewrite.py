"""Continuous numbering of an outgoing stream whose source changes. Pure numbers; sends nothing.

The rule of this file: under one SSRC a sequence number is used for one packet only, whatever
happens. With AES-GCM the number is part of the nonce (RFC 7714 §8.1), and encrypting two contents
with one nonce exposes both. So numbers are kept unwrapped (never modulo 65,536) and only rise, and
a retransmission is rebuilt from the kept packet and the shifts of its first sending.
"""

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

from live.media.sfu.formats.vp8 import PICTURE_ID_MASK, TL0_MASK
from live.media.sfu.relay.ring import KeptPacket, Ring

SEQUENCE_MASK = 0xFFFF
TIMESTAMP_MASK = 0xFFFFFFFF
FIRST_NUMBER_LIMIT = 1 << 15
"""First sequence numbers are below this: if a stream started near the wrap and its first packets
were lost, the receiver would guess a wrong roll-over counter and decrypt nothing (RFC 3711
§3.3.1)."""
HOLES = 256
"""Padding packets remembered, to number late media packets; Firefox sends 550 a second."""
SEGMENTS = 8
"""Segments (sources) remembered for retransmissions; switches come a second apart or slower."""


class Head:
    """The newest packet of a layer, in the layer's own numbers."""

    __slots__ = ("at", "number", "picture_id", "timestamp", "tl0")

    def __init__(self) -> None:
        self.number = -1
        self.timestamp = 0
        self.picture_id = 0
        self.tl0 = 0
        self.at = 0.0
        """When that packet came, monotonic seconds."""


class Numbering:
    """Numbers of a layer: extended sequence numbers, not counting packets of padding alone.

    Such packets are not forwarded; if they were counted, every receiver would see a loss that no
    retransmission can repair.
    """

    __slots__ = ("_from", "_past", "_shift")

    def __init__(self) -> None:
        self._from = 0
        self._shift = 0
        self._past: deque[tuple[int, int]] = deque(maxlen=HOLES)

    def of(self, extended: int) -> int | None:
        """Return the number of a packet; None when it is older than the `HOLES` remembered."""
        if extended >= self._from:
            return extended - self._shift
        for start, shift in reversed(self._past):
            if extended >= start:
                return extended - shift
        return None

    def leave_out(self, extended: int) -> None:
        """Give the newest packet no number, because it is not forwarded."""
        self._past.append((self._from, self._shift))
        self._from = extended + 1
        self._shift += 1


class Shifts(NamedTuple):
    """Offsets from a layer's fields to those of the outgoing stream."""

    number: int
    timestamp: int
    picture_id: int
    tl0: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Consecutive packets of the outgoing stream that come from one layer."""

    first: int
    """Its first outgoing number."""
    shifts: Shifts
    ring: Ring
    """The layer's ring, which keeps its packets."""

    def includes(self, layer_number: int) -> bool:
        """Return whether a late packet of the layer belongs to this segment."""
        return layer_number + self.shifts.number >= self.first


class _Last(NamedTuple):
    """The last packet that the outgoing stream sent before its source was taken away."""

    number: int
    timestamp: int
    picture_id: int
    tl0: int
    at: float


class Continuity:
    """The numbers of one outgoing stream.

    Call ``begin`` before the first packet of a new source is sent, and ``end`` when that source is
    taken away. Between them, all packets of the layer are sent under the current segment.
    """

    __slots__ = ("_clock_hz", "_first", "_head", "_last", "_segments", "current")

    def __init__(self, *, clock_hz: int, first_number: int, first_timestamp: int) -> None:
        if not 0 <= first_number < FIRST_NUMBER_LIMIT:
            raise ValueError(first_number)
        self._clock_hz = clock_hz
        self._first = (first_number, first_timestamp)
        self._last: _Last | None = None
        self._head: Head | None = None
        self._segments: deque[Segment] = deque(maxlen=SEGMENTS)
        self.current: Segment | None = None

    def begin(self, head: Head, ring: Ring, now: float) -> Segment:
        """Continue the outgoing numbers with the packet that ``head`` describes."""
        self.end()
        last = self._last
        if last is None:
            number, timestamp = self._first
            shifts = Shifts(number - head.number, timestamp - head.timestamp, 0, 0)
        else:
            number = last.number + 1
            passed = max(1, round((now - last.at) * self._clock_hz))
            shifts = Shifts(
                number - head.number,
                (last.timestamp + passed - head.timestamp) & TIMESTAMP_MASK,
                (last.picture_id + 1 - head.picture_id) & PICTURE_ID_MASK,
                (last.tl0 + 1 - head.tl0) & TL0_MASK,
            )
        self._head = head
        self.current = Segment(number, shifts, ring)
        self._segments.append(self.current)
        return self.current

    def end(self) -> None:
        """End the current segment at its newest packet; do nothing without a current segment."""
        if self._head is None or self.current is None:
            return
        head, shifts = self._head, self.current.shifts
        self._last = _Last(
            head.number + shifts.number,
            (head.timestamp + shifts.timestamp) & TIMESTAMP_MASK,
            (head.picture_id + shifts.picture_id) & PICTURE_ID_MASK,
            (head.tl0 + shifts.tl0) & TL0_MASK,
            head.at,
        )
        self._head = self.current = None

    def sent(self, sequence: int) -> tuple[KeptPacket, Shifts] | None:
        """Return the packet sent under a 16-bit sequence number, if it is still kept."""
        newest = self.newest
        if newest is None:
            return None
        behind = (newest - sequence) & SEQUENCE_MASK
        if behind > SEQUENCE_MASK >> 1:
            return None  # SRTP would take it for a future number, and use up that number's nonce
        number = newest - behind
        for segment in reversed(self._segments):
            if number >= segment.first:
                kept = segment.ring.find(number - segment.shifts.number)
                return None if kept is None else (kept, segment.shifts)
        return None

    def before(self, back: int) -> tuple[KeptPacket, Shifts] | None:
        """Return the packet sent ``back`` packets before the newest one of the current segment."""
        if self._head is None or self.current is None:
            return None
        number = self._head.number - back
        kept = self.current.ring.find(number) if self.current.includes(number) else None
        return None if kept is None else (kept, self.current.shifts)

    def age_s(self, timestamp: int, now: float) -> float:
        """Return how many seconds old a sent packet is, from its outgoing time stamp."""
        if self._head is not None and self.current is not None:
            newest, at = self._head.timestamp + self.current.shifts.timestamp, self._head.at
        elif self._last is not None:
            newest, at = self._last.timestamp, self._last.at
        else:
            return 0.0
        behind = (newest - timestamp) & TIMESTAMP_MASK
        return now - at + (behind / self._clock_hz if behind <= TIMESTAMP_MASK >> 1 else 0.0)

    @property
    def newest(self) -> int | None:
        """The newest number sent, unwrapped; None before the first packet."""
        if self._head is not None and self.current is not None:
            return self._head.number + self.current.shifts.number
        return None if self._last is None else self._last.number
