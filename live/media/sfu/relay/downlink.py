"""One slot from the sending side: the stream it carries, and its RTP numbers and time stamps."""

import struct
from collections import OrderedDict
from collections.abc import Iterator
from typing import Final

from live.media.engine import Layer, MediaKind, Slot, SourceName
from live.media.sfu.formats.rtcp import sender_report
from live.media.sfu.formats.rtp import (
    EXTENDED_BYTES,
    HEADER_BYTES,
    VERSION_2_EXTENDED,
    extended_ssrc,
    transport_element,
    write_extended,
    write_header,
)
from live.media.sfu.formats.sdp import CLOCK_HZ
from live.media.sfu.formats.vp8 import PICTURE_ID_MASK, TL0_MASK, descriptor_untrusted
from live.media.sfu.relay.repetition import Repetition, under_way_s
from live.media.sfu.relay.rewrite import (
    SEQUENCE_MASK,
    TIMESTAMP_MASK,
    Continuity,
    Segment,
    Shifts,
)
from live.media.sfu.relay.ring import KeptPacket
from live.media.sfu.relay.stream import Stream
from live.media.sfu.relay.subscriber import Receiver

ORIGINAL_SEQUENCE_BYTES = 2
"""Length of the original sequence number before a retransmission's payload (RFC 4588 §4)."""
write_sequence: Final = struct.Struct("!H").pack_into
REPORTS_REMEMBERED = 8
"""Sender reports kept to match a receiver's LSR; one is sent about every second."""
EARLY_REPORTS = 4
"""Sender reports of a new source that come `EARLY_REPORT_S` apart, whatever the publisher does.
libwebrtc relates a stream's two clocks from its second report on, and Chromium sends those of audio
each five seconds only."""
EARLY_REPORT_S = 1.0
"""How often libwebrtc looks at the last report (`RtpStreamsSynchronizer`)."""

MAX_INTERVAL = 1000
"""Most audio packets between two receiver reports; more means that the microphone changed."""


class SenderReports:
    """When one slot's sender reports were sent, and whether an early one is due."""

    __slots__ = ("_at", "_early", "_sent")

    def __init__(self) -> None:
        self._sent: OrderedDict[int, float] = OrderedDict()
        self._at = 0.0
        """When the last was sent, monotonic seconds."""
        self._early = 0
        """How many of the `EARLY_REPORTS` are still to be sent."""

    def begin(self) -> None:
        """Take note of a new source, whose clocks the receiver does not know."""
        self._early = EARLY_REPORTS

    def is_due(self, now: float) -> bool:
        """Return whether the next of the `EARLY_REPORTS` should be sent."""
        return self._early > 0 and now - self._at >= EARLY_REPORT_S

    def sent(self, ntp: int, now: float) -> None:
        """Take note of a report that is being sent."""
        self._at = now
        self._early = max(0, self._early - 1)
        self._sent[ntp >> 16 & 0xFFFFFFFF] = now
        if len(self._sent) > REPORTS_REMEMBERED:
            self._sent.popitem(last=False)

    def round_trip_s(self, lsr: int, dlsr: int, now: float) -> float | None:
        """Return the round trip from a report block's LSR and DLSR (RFC 3550 §6.4.1)."""
        reported_at = self._sent.get(lsr)
        return None if reported_at is None else max(0.0, now - reported_at - dlsr / 65536)


class Repair:
    """The retransmission stream (RTX) of one slot: its own SSRC and numbers (RFC 4588)."""

    __slots__ = ("_number", "payload_type", "ssrc")

    def __init__(self, *, ssrc: int, payload_type: int, first_number: int) -> None:
        self.ssrc = ssrc
        self.payload_type = payload_type
        self._number = first_number

    def take(self) -> int:
        """Return the next number, not wrapped at 16 bits; every retransmission takes a new one."""
        number = self._number
        self._number = number + 1
        return number


class Downlink:
    """One outgoing SSRC, fixed at negotiation. Its source changes; its numbering is continuous."""

    __slots__ = (
        "_base_bytes",
        "_base_packets",
        "_bytes",
        "_packets",
        "asked_at",
        "coming",
        "continuity",
        "granted",
        "kind",
        "layer",
        "payload_type",
        "receiver",
        "repair",
        "repetition",
        "reports",
        "slot",
        "source",
        "ssrc",
        "stream",
        "transport",
    )

    def __init__(
        self,
        receiver: Receiver,
        slot: Slot,
        *,
        ssrc: int,
        payload_type: int,
        start: tuple[int, int],
        transport_id: int = 0,
        repair: Repair | None = None,
    ) -> None:
        """Prepare an empty slot.

        Args:
            receiver: the client that the slot belongs to.
            slot: as answered.
            ssrc: SSRC of the slot's packets.
            payload_type: as offered.
            start: first sequence number (15 bits) and first time stamp.
            transport_id: id of the header extension for transport-wide numbers; 0: none. A packet
                with such a number cannot be sent a second time, so it needs a ``repair``.
            repair: the RTX stream; None: a retransmission repeats the original byte for byte.
        """
        self.receiver = receiver
        self.slot = slot
        self.kind: MediaKind = slot.kind
        self.ssrc = ssrc
        self.payload_type = payload_type
        self.transport = transport_element(transport_id) if transport_id else 0
        """See `rtp.transport_element`; 0: packets have no transport-wide number."""
        self.repair = repair
        self.repetition = Repetition()
        """When audio of this slot is sent again."""
        self.continuity = Continuity(
            clock_hz=CLOCK_HZ[slot.kind], first_number=start[0], first_timestamp=start[1]
        )
        self.source: SourceName | None = None
        """Source that the caller wants in this slot; None: empty."""
        self.layer = Layer.FULL
        """Highest layer that the caller wants of ``source``."""
        self.granted: Layer | None = Layer.FULL
        """Highest layer that the link carries beside the other slots; None: the slot is paused."""
        self.stream: Stream | None = None
        """Stream that is sent now."""
        self.coming: Stream | None = None
        """Stream that is sent from its next key frame on."""
        self.asked_at = 0.0
        """Monotonic time when ``coming`` was set."""
        self._packets = self._bytes = self._base_packets = self._base_bytes = 0
        self.reports = SenderReports()

    def expect(self, stream: Stream, now: float) -> None:
        """Switch to a stream at its next key frame (audio: at its next packet)."""
        if self.coming is stream:
            return
        self.cancel()
        self.coming = stream
        self.asked_at = now
        stream.audience.expect(self)

    def cancel(self) -> None:
        """Drop the pending switch to ``coming``."""
        if self.coming is not None:
            self.coming.audience.expect_no_more(self)
            self.coming = None

    def begin(self, now: float) -> None:
        """Switch to ``coming``, from the packet at its head on."""
        coming = self.coming
        if coming is not None:
            self.cancel()
            self.start(coming, now)
            self.report(now)

    def moved(self) -> None:
        """Take note that the receiver has another address."""
        if self.stream is not None:
            self.stream.audience.moved()

    def start(self, stream: Stream, now: float) -> Segment:
        """Send a stream from the packet at its head on; ``stream.packets`` excludes it so far."""
        self.stop()
        self.stream = stream
        stream.audience.join(self)
        self._base_packets, self._base_bytes = stream.packets, stream.bytes
        self.reports.begin()
        return self.continuity.begin(stream.head, stream.ring, now)

    def stop(self) -> None:
        """Stop sending the present stream."""
        stream = self.stream
        if stream is None:
            return
        self._packets, self._bytes = self.sent()
        self.stream = None
        stream.audience.part(self)
        self.continuity.end()

    def sent(self) -> tuple[int, int]:
        """Return the total of packets and payload bytes sent (RFC 3550 §6.4.1)."""
        if self.stream is None:
            return self._packets, self._bytes
        return (
            self._packets + self.stream.packets - self._base_packets,
            self._bytes + self.stream.bytes - self._base_bytes,
        )

    def report(self, now: float) -> None:
        """Send a sender report with the publisher's clock, for the receiver's lip sync."""
        segment = self.continuity.current
        if self.stream is None or self.stream.clocks is None or segment is None:
            return
        ntp, timestamp = self.stream.clocks.moment(now, CLOCK_HZ[self.kind])
        packets, octets = self.sent()
        self.reports.sent(ntp, now)
        self.receiver.send_rtcp(
            sender_report(
                self.ssrc,
                ntp=ntp,
                timestamp=(timestamp + segment.shifts.timestamp) & TIMESTAMP_MASK,
                packets=packets,
                octets=octets,
            )
        )

    def report_early(self, now: float) -> None:
        """Send the next of a new source's first sender reports, if it is due."""
        if self.reports.is_due(now):
            self.report(now)

    def asked(self, sequence: int, now: float) -> tuple[KeptPacket, Shifts] | None:
        """Return the packet to resend for a NACK; None: not kept, or not to be sent now."""
        found = self.continuity.sent(sequence)
        if found is None:
            return None
        kept, shifts = found
        number, round_trip_s = kept.number + shifts.number, self.receiver.round_trip_s
        if self.kind is MediaKind.VIDEO:
            allowed = self.repetition.again.allows(number, now, under_way_s(round_trip_s))
        else:
            age_s = self.continuity.age_s(kept.timestamp + shifts.timestamp, now)
            allowed = self.repetition.allows(number, age_s, now, round_trip_s)
        return found if allowed else None

    def misses(self, loss: float, now: float, spare_sounds: float) -> None:
        """Take the audio loss (0..1) of an interval that a receiver reports for this slot.

        It includes packets lost on the publisher's uplink, which cannot be repeated.
        """
        if self.stream is None:
            return
        reception = self.stream.reception
        holes = reception.lost() - self.stream.restored
        sent, missing = self.repetition.since(reception.expected(), holes, loss)
        if 0 < sent < MAX_INTERVAL:
            self.repetition.report(
                missing,
                sent,
                now,
                round_trip_s=self.receiver.round_trip_s,
                spare_sounds=spare_sounds,
            )

    def unasked(self) -> Iterator[tuple[KeptPacket, Shifts]]:
        """Yield the audio packets to repeat at this tick."""
        newest = self.continuity.newest
        for number in self.repetition.due(newest) if newest is not None else ():
            found = self.continuity.before((newest or 0) - number)
            if found is not None:
                yield found

    def write(self, cell: memoryview, kept: KeptPacket, shifts: Shifts, now: float) -> int:
        """Write one packet exactly as `fanout.Fanout` does; return its size.

        The sequence number is the cipher's nonce. Without a transport-wide number a packet may be
        written again, as all its bytes are the same; with one it must be written only once.
        """
        number = kept.number + shifts.number
        timestamp = kept.timestamp + shifts.timestamp
        size = len(kept.payload)
        start = self._head(
            cell, kept.marker | self.payload_type, number, timestamp, self.ssrc, size, now
        )
        return self._body(cell, start, kept, shifts)

    def write_again(self, cell: memoryview, kept: KeptPacket, shifts: Shifts, now: float) -> int:
        """Write a retransmission; return its size, 0 if this slot cannot retransmit."""
        repair = self.repair
        if repair is None:
            return 0 if self.transport else self.write(cell, kept, shifts, now)
        timestamp = kept.timestamp + shifts.timestamp
        size = ORIGINAL_SEQUENCE_BYTES + len(kept.payload)
        kind, number = kept.marker | repair.payload_type, repair.take()
        start = self._head(cell, kind, number, timestamp, repair.ssrc, size, now)
        write_sequence(cell, start, (kept.number + shifts.number) & SEQUENCE_MASK)
        return self._body(cell, start + ORIGINAL_SEQUENCE_BYTES, kept, shifts)

    def write_padding(self, cell: memoryview, size: int, now: float) -> int:
        """Write an RTX packet of padding alone; return its size, 0 without an RTX stream.

        ``size`` is 1 to 255 bytes (RFC 3550 §5.1).
        """
        repair = self.repair
        if repair is None:
            return 0
        kind, number = repair.payload_type, repair.take()
        start = self._head(cell, kind, number, 0, repair.ssrc, size, now)
        cell[0] |= 0x20
        cell[start : start + size] = bytes(size - 1) + bytes([size])
        return start + size

    def _head(
        self,
        cell: memoryview,
        kind: int,
        number: int,
        timestamp: int,
        ssrc: int,
        size: int,
        now: float,
    ) -> int:
        """Write a header for a payload of ``size`` bytes; return the payload's offset."""
        number &= SEQUENCE_MASK
        timestamp &= TIMESTAMP_MASK
        if not self.transport:
            write_header(cell, 0, 0x80, kind, number, timestamp, ssrc)
            return HEADER_BYTES
        transport = self.receiver.departures.take_number(now, EXTENDED_BYTES + size)
        head, word = VERSION_2_EXTENDED | kind, self.transport | transport << 8
        write_extended(cell, 0, head, number, timestamp, extended_ssrc(ssrc), word)
        return EXTENDED_BYTES

    def _body(self, cell: memoryview, start: int, kept: KeptPacket, shifts: Shifts) -> int:
        end = start + len(kept.payload)
        cell[start:end] = kept.payload
        if self.kind is MediaKind.VIDEO and kept.payload:
            shift_picture(cell[start:end], shifts)
        return end


def shift_picture(payload: memoryview, shifts: Shifts) -> None:
    """Shift the ids in a VP8 payload from the ring, which is valid and has 15-bit picture ids."""
    read = descriptor_untrusted(payload)
    if read.picture_id_at:
        shifted = 0x8000 | (read.picture_id + shifts.picture_id) & PICTURE_ID_MASK
        payload[read.picture_id_at] = shifted >> 8
        payload[read.picture_id_at + 1] = shifted & 0xFF
    if read.tl0_at:
        payload[read.tl0_at] = (read.tl0 + shifts.tl0) & TL0_MASK
