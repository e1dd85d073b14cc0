"""One slot from the sending side: which stream it carries, under which numbers, since when."""

from collections import OrderedDict
from typing import Protocol

from live.media.engine import Kind, Layer, Slot, SourceName
from live.media.sfu.rewrite import (
    SEQUENCE_MASK,
    TIMESTAMP_MASK,
    Continuity,
    Segment,
    Shifts,
)
from live.media.sfu.ring import Kept
from live.media.sfu.rtcp import sender_report
from live.media.sfu.rtp import HEADER_BYTES, write_header
from live.media.sfu.sdp import CLOCK_HZ
from live.media.sfu.srtp import SrtpSession
from live.media.sfu.udp import Address
from live.media.sfu.uplink import Stream
from live.media.sfu.vp8 import PICTURE_ID_MASK, TL0_MASK, descriptor_untrusted

REPORTS_REMEMBERED = 8
"""Sender reports that a receiver may still answer; they go out about once a second."""


class Receiver(Protocol):
    """Whom a slot belongs to."""

    @property
    def address(self) -> Address | None:
        """Where he is now; None before the first check."""
        ...

    @property
    def session(self) -> SrtpSession | None:
        """His keys; None before the handshake is through."""
        ...

    @property
    def layer_cap(self) -> Layer:
        """The highest layer that his link carries."""
        ...

    def send_rtcp(self, packet: bytes) -> None:
        """Send him a compound packet."""
        ...


class Downlink:
    """One outgoing SSRC, fixed at negotiation. Its source changes, its numbers go on."""

    __slots__ = (
        "_base_bytes",
        "_base_packets",
        "_bytes",
        "_packets",
        "_reports",
        "asked_at",
        "coming",
        "continuity",
        "kind",
        "layer",
        "payload_type",
        "receiver",
        "slot",
        "source",
        "ssrc",
        "stream",
    )

    def __init__(
        self,
        receiver: Receiver,
        slot: Slot,
        *,
        ssrc: int,
        payload_type: int,
        start: tuple[int, int],
    ) -> None:
        """Prepare an empty slot; ``start`` is its first number (15 bits) and time stamp."""
        self.receiver = receiver
        self.slot = slot
        self.kind: Kind = slot.kind
        self.ssrc = ssrc
        self.payload_type = payload_type
        self.continuity = Continuity(
            clock_hz=CLOCK_HZ[slot.kind], first_number=start[0], first_timestamp=start[1]
        )
        self.source: SourceName | None = None
        """What the caller wants here."""
        self.layer = Layer.FULL
        """The most that the caller wants of it."""
        self.stream: Stream | None = None
        """What is sent now."""
        self.coming: Stream | None = None
        """What will be sent from its next key frame on."""
        self.asked_at = 0.0
        """Since when ``coming`` is waited for, monotonic seconds."""
        self._packets = self._bytes = self._base_packets = self._base_bytes = 0
        self._reports: OrderedDict[int, float] = OrderedDict()

    def expect(self, stream: Stream, now: float) -> None:
        """Change over to a stream as soon as it can be shown from its beginning."""
        if self.coming is stream:
            return
        self.cancel()
        self.coming = stream
        self.asked_at = now
        stream.waiting.append(self)

    def cancel(self) -> None:
        """Wait for nothing any more."""
        if self.coming is not None:
            self.coming.waiting.remove(self)
            self.coming = None

    def start(self, stream: Stream, now: float) -> Segment:
        """Send a stream from the packet at its head on, which is not counted yet."""
        self.stop()
        self.stream = stream
        stream.receivers.append(self)
        stream.fan = None
        self._base_packets, self._base_bytes = stream.packets, stream.bytes
        return self.continuity.begin(stream.head, stream.ring, now)

    def stop(self) -> None:
        """Send nothing more of the present stream."""
        stream = self.stream
        if stream is None:
            return
        self._packets, self._bytes = self.sent()
        self.stream = None
        stream.receivers.remove(self)
        stream.fan = None
        self.continuity.end()

    def sent(self) -> tuple[int, int]:
        """Return packets and payload bytes sent since the beginning (RFC 3550 §6.4.1)."""
        if self.stream is None:
            return self._packets, self._bytes
        return (
            self._packets + self.stream.packets - self._base_packets,
            self._bytes + self.stream.bytes - self._base_bytes,
        )

    def report(self, now: float) -> None:
        """Pass the publisher's clock on, so that the receiver can keep lips in step."""
        segment = self.continuity.current
        if self.stream is None or self.stream.clocks is None or segment is None:
            return
        clocks = self.stream.clocks
        packets, octets = self.sent()
        self._reports[clocks.ntp >> 16 & 0xFFFFFFFF] = now
        if len(self._reports) > REPORTS_REMEMBERED:
            self._reports.popitem(last=False)
        self.receiver.send_rtcp(
            sender_report(
                self.ssrc,
                ntp=clocks.ntp,
                timestamp=(clocks.timestamp + segment.shifts.timestamp) & TIMESTAMP_MASK,
                packets=packets,
                octets=octets,
            )
        )

    def round_trip_s(self, lsr: int, dlsr: int, now: float) -> float | None:
        """Return the round trip that a report block tells (RFC 3550 §6.4.1: LSR, DLSR)."""
        reported_at = self._reports.get(lsr)
        return None if reported_at is None else max(0.0, now - reported_at - dlsr / 65536)

    def write(self, cell: memoryview, kept: Kept, shifts: Shifts) -> int:
        """Write one packet exactly as `forward.Fanout` does; return its size.

        Every byte must be the same each time: the sequence number is the cipher's nonce.
        """
        size = HEADER_BYTES + len(kept.payload)
        cell[HEADER_BYTES:size] = kept.payload
        write_header(
            cell,
            0,
            0x80,
            kept.marker | self.payload_type,
            (kept.number + shifts.number) & SEQUENCE_MASK,
            (kept.timestamp + shifts.timestamp) & TIMESTAMP_MASK,
            self.ssrc,
        )
        if self.kind is Kind.VIDEO:
            shift_picture(cell[HEADER_BYTES:size], shifts)
        return size


def shift_picture(payload: memoryview, shifts: Shifts) -> None:
    """Shift the ids in a VP8 payload that is kept, so parses and has 15-bit ids."""
    read = descriptor_untrusted(payload)
    if read.picture_id_at:
        shifted = 0x8000 | (read.picture_id + shifts.picture_id) & PICTURE_ID_MASK
        payload[read.picture_id_at] = shifted >> 8
        payload[read.picture_id_at + 1] = shifted & 0xFF
    if read.tl0_at:
        payload[read.tl0_at] = (read.tl0 + shifts.tl0) & TL0_MASK
