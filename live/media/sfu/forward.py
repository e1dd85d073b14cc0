"""The hot path: one packet of a stream in, the same packet to everybody who is to have it.

A packet is copied once into the stream's ring and once per receiver, encrypted there in place, and
handed to the kernel with all its siblings in one call. No byte object is made for it, and nothing
is looked up: what a receiver needs is laid out in a tuple when receivers change.
"""

import struct
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from live.errors import BadPacket
from live.media.engine import Kind
from live.media.sfu.departures import MASK, WIRE_BYTES
from live.media.sfu.downlink import ORIGINAL_SEQUENCE_BYTES, Downlink, Receiver
from live.media.sfu.dtls import length_cell, protect
from live.media.sfu.rewrite import (
    SEQUENCE_MASK,
    TIMESTAMP_MASK,
)
from live.media.sfu.rtp import (
    EXTENDED,
    EXTENDED_BYTES,
    HEADER_BYTES,
    Packet,
    write_extended,
    write_header,
)
from live.media.sfu.udp import CELL_BYTES, Address, Cells, Sender
from live.media.sfu.uplink import ALIVE_S, Stream
from live.media.sfu.vp8 import (
    PICTURE_ID_MASK,
    TL0_MASK,
    Descriptor,
    descriptor_untrusted,
    widened,
)

VERSION_2 = 0x80
"""First byte of what we send: no padding, no extension, no contributing sources."""
VERSION_2_EXTENDED = 0x90
"""The same with an extension."""
_write_word: Final = struct.Struct("!H").pack_into
MAX_PAYLOAD_BYTES = CELL_BYTES - 256
"""What surely fits a cell again with our header and any receiver's tag (16 bytes at most). A path
carries 1,500 bytes, so nobody sends more in earnest."""
PADDING_BYTES = 255
"""The most that one packet of padding can have (RFC 3550 §5.1)."""
NO_PICTURE: Final = Descriptor(
    keyframe=False, picture_id_at=0, picture_id=0, wide=True, tl0_at=0, tl0=0, temporal=0, size=0
)


class Fanout:
    """The receivers of one stream, laid out for sending. Made anew when one of them changes."""

    __slots__ = ("_addresses", "_batch", "_length", "_port", "_targets")

    def __init__(self, port: Sender, receivers: Sequence[Downlink]) -> None:
        self._port = port
        self._length = length_cell()
        ready = [
            (downlink, segment.shifts, session.send_context, address)
            for downlink in receivers
            if (segment := downlink.continuity.current)
            and (session := downlink.receiver.session)
            and (address := downlink.receiver.address)
        ]
        self._addresses: list[Address] = [address for *_, address in ready]
        self._batch = port.batch(self._addresses)
        cells = self._batch.cells
        self._targets = [
            (
                place,
                context,
                cells.pointers[place],
                cells.views[place],
                downlink.payload_type,
                downlink.ssrc,
                downlink.transport,
                downlink.receiver.departures,
                *shifts,
            )
            for place, (downlink, shifts, context, _) in enumerate(ready)
        ]

    def __len__(self) -> int:
        return len(self._targets)

    def send(
        self,
        number: int,
        timestamp: int,
        marker: int,
        payload: memoryview,
        picture: Descriptor,
        now: float,
    ) -> int:
        """Send one packet to all; return how many did not go out."""
        plain_size = HEADER_BYTES + len(payload)
        extended_size = EXTENDED_BYTES + len(payload)
        plain, extended = slice(HEADER_BYTES, plain_size), slice(EXTENDED_BYTES, extended_size)
        departure = (now, extended_size + WIRE_BYTES)
        picture_at, tl0_at = picture.picture_id_at, picture.tl0_at
        picture_id, tl0 = picture.picture_id, picture.tl0
        length, lengths = self._length, self._batch.lengths
        refused = 0
        for (
            place, context, pointer, cell, payload_type, ssrc, transport, departures,
            number_shift, timestamp_shift, picture_shift, tl0_shift,
        ) in self._targets:  # fmt: skip
            kind = marker | payload_type
            sequence = (number + number_shift) & SEQUENCE_MASK
            clock = (timestamp + timestamp_shift) & TIMESTAMP_MASK
            if transport:
                # `Departures.leave`, without the call.
                leaving = departures.next
                departures.next = leaving + 1
                departures.ring[leaving & MASK] = departure
                word = transport | (leaving & SEQUENCE_MASK) << 8
                write_extended(
                    cell, 0, VERSION_2_EXTENDED, kind, sequence, clock, ssrc, EXTENDED, word
                )
                start, length[0] = EXTENDED_BYTES, extended_size
                cell[extended] = payload
            else:
                write_header(cell, 0, VERSION_2, kind, sequence, clock, ssrc)
                start, length[0] = HEADER_BYTES, plain_size
                cell[plain] = payload
            if picture_at:
                shifted = 0x8000 | (picture_id + picture_shift) & PICTURE_ID_MASK
                _write_word(cell, start + picture_at, shifted)
            if tl0_at:
                cell[start + tl0_at] = (tl0 + tl0_shift) & TL0_MASK
            if protect(context, pointer, length):
                length[0] = 0
                refused += 1
            lengths[place] = length[0]
        return refused + self._send_sealed() if refused else self._batch.send()

    def _send_sealed(self) -> int:
        """Send one by one, leaving out what libsrtp refused: nothing goes out in clear."""
        sealed = zip(self._batch.cells.views, self._batch.lengths, self._addresses, strict=False)
        return sum(not self._port.send(cell[:size], to) for cell, size, to in sealed if size)


class Forwarder:
    """What happens to a packet between its decryption and the kernel."""

    def __init__(self, port: Sender, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Send through ``port``; ``monotonic`` tells when: packets came earlier than they go."""
        self._port = port
        self._monotonic = monotonic
        self._single = Cells(1)
        self.forwarded = 0
        """Packets given to the kernel since the start."""
        self.refused = 0
        """Packets that the kernel or libsrtp did not take."""
        self.resent = 0
        """Packets among the forwarded that answered a NACK."""
        self.repeated = 0
        """Packets among the forwarded that nobody had asked for again."""
        self.probed = 0
        """Packets among the forwarded that only filled the link."""

    def packet(self, stream: Stream, packet: Packet, cell: memoryview, now: float) -> None:
        """Forward a media packet that lies in ``cell``.

        Raises:
            BadPacket: its payload does not parse; nothing was forwarded.
        """
        reception = stream.reception
        before = reception.highest
        extended = reception.receive(packet.sequence, packet.timestamp, packet.end, now)
        if extended > before + 1 and before:
            if stream.gaps.opened(before + 1, extended, now):
                stream.track.publisher.ask_again(stream, now)
            else:
                stream.keyframes.ask()
        elif extended < before:
            stream.gaps.filled(extended)
        self._take(stream, extended, packet, cell[packet.start : packet.end], now)

    def repair(self, stream: Stream, packet: Packet, cell: memoryview, now: float) -> None:
        """Forward what a retransmission carries (RFC 4588 §4), if it is still missing.

        Raises:
            BadPacket: its payload does not parse; nothing was forwarded.
        """
        at = packet.start
        if packet.end - at <= ORIGINAL_SEQUENCE_BYTES:
            return  # padding: a probe for bandwidth
        extended = stream.reception.extended(cell[at] << 8 | cell[at + 1])
        if extended >= stream.reception.highest:
            return
        stream.gaps.filled(extended)
        payload = cell[at + ORIGINAL_SEQUENCE_BYTES : packet.end]
        self._take(stream, extended, packet, payload, now)

    def resend(self, downlink: Downlink, sequences: Iterable[int]) -> int:
        """Send again what a receiver misses; return how many packets that were."""
        now = self._monotonic()
        count = 0
        for sequence in sequences:
            found = downlink.asked(sequence, now)
            if found is not None:
                size = downlink.write_again(self._single.views[0], *found, now)
                count += self._send_single(downlink.receiver, size)
        self.resent += count
        return count

    def repeat(self, downlink: Downlink) -> None:
        """Send a sound's last packets once more, unasked, as `Repetition` has it."""
        now = self._monotonic()
        for found in downlink.unasked():
            size = downlink.write_again(self._single.views[0], *found, now)
            self.repeated += self._send_single(downlink.receiver, size)

    def fill(self, downlinks: Iterable[Downlink], size: int) -> None:
        """Send about ``size`` bytes that nobody misses: what was sent before, else nothing at all.

        Repeated packets are larger than padding can be, and some of them repair a loss.
        """
        downlink = next((each for each in downlinks if each.repair is not None), None)
        for each in downlinks:
            if each.repair is not None and each.stream is not None:
                downlink = each
                break
        if downlink is None:
            return
        now, cell, back = self._monotonic(), self._single.views[0], 0
        while size > 0:
            found = downlink.continuity.before(back)
            back += 1
            written = (
                downlink.write_padding(cell, PADDING_BYTES, now)
                if found is None
                else downlink.write_again(cell, *found, now)
            )
            self.probed += self._send_single(downlink.receiver, written)
            size -= written

    def _take(
        self, stream: Stream, extended: int, packet: Packet, payload: memoryview, now: float
    ) -> None:
        """Give the packet its number in the layer, keep it, send it."""
        number = stream.numbering.of(extended)
        head = stream.head
        if number is None:
            return
        newest = number > head.number
        if not payload:
            if newest:
                stream.numbering.leave_out(extended)
            return
        if len(payload) > MAX_PAYLOAD_BYTES:
            raise BadPacket("longer than any path carries")
        ring = stream.ring
        # What came before or cannot be told from it must not be sent again: see `rewrite`.
        if not newest and (number <= head.number - ring.entries or ring.has(number)):
            return
        picture = NO_PICTURE
        if stream.track.kind is Kind.VIDEO:
            picture = descriptor_untrusted(payload)
            if picture.picture_id_at and not picture.wide:
                payload = memoryview(widened(payload, picture, head.picture_id))
                picture = descriptor_untrusted(payload)
        self._pass_on(stream, number, packet, payload, picture, now)
        if stream.base is not None:
            self._thin(stream.base, number, newest, packet, payload, picture, now)

    def _thin(
        self,
        base: Stream,
        number: int,
        newest: bool,
        packet: Packet,
        payload: memoryview,
        picture: Descriptor,
        now: float,
    ) -> None:
        """Pass on what belongs to the base temporal layer, and close the holes of the rest.

        A missing packet has a number here, because it may belong to it. When it comes late and
        does not, an empty packet takes the number, so that nobody goes on asking for it.
        """
        thin = base.numbering.of(number)
        if thin is None:
            return
        if not picture.temporal:
            self._pass_on(base, thin, packet, payload, picture, now)
        elif newest:
            base.numbering.leave_out(number)
        else:
            base.ring.keep(thin, packet.timestamp, 0, b"")
            base.head.number = max(base.head.number, thin)
            self._late(base, thin)

    def _pass_on(
        self,
        stream: Stream,
        number: int,
        packet: Packet,
        payload: memoryview,
        picture: Descriptor,
        now: float,
    ) -> None:
        """Keep a packet and send it."""
        newest = number > stream.head.number
        payload = stream.ring.keep(number, packet.timestamp, packet.marker, payload)
        if newest:
            self._advance(stream, number, packet, picture, now)
        stream.packets += 1
        stream.bytes += len(payload)
        if not newest:
            self._late(stream, number)
        elif stream.receivers:
            self._send(stream, number, packet, payload, picture)

    def _advance(
        self, stream: Stream, number: int, packet: Packet, picture: Descriptor, now: float
    ) -> None:
        """Move the stream's head to its newest packet, and begin with whoever waited for it."""
        head = stream.head
        rested = now - head.at > ALIVE_S
        head.number, head.timestamp, head.at = number, packet.timestamp, now
        head.picture_id, head.tl0 = picture.picture_id, picture.tl0
        if picture.keyframe:
            stream.keyframes.came()
            if rested:
                stream.track.publisher.layer_came(stream, now)
        if stream.waiting and (picture.keyframe or stream.track.kind is Kind.AUDIO):
            for downlink in list(stream.waiting):
                downlink.cancel()
                downlink.start(stream, now)
                downlink.report(now)

    def _send(
        self, stream: Stream, number: int, packet: Packet, payload: memoryview, picture: Descriptor
    ) -> None:
        fan = stream.fan
        if fan is None:
            fan = stream.fan = Fanout(self._port, stream.receivers)
        refused = fan.send(
            number, packet.timestamp, packet.marker, payload, picture, self._monotonic()
        )
        self.forwarded += len(fan) - refused
        self.refused += refused

    def _late(self, stream: Stream, number: int) -> None:
        """Send a packet that was overtaken, to those whose stretch it belongs to."""
        kept = stream.ring.find(number)
        if kept is None:
            return
        for downlink in stream.receivers:
            segment = downlink.continuity.current
            if segment and segment.includes(number):
                now = self._monotonic()
                size = downlink.write(self._single.views[0], kept, segment.shifts, now)
                self._send_single(downlink.receiver, size)

    def _send_single(self, receiver: Receiver, size: int) -> bool:
        """Send what was written into the single cell, if the receiver can be reached."""
        session, address = receiver.session, receiver.address
        if not size or session is None or address is None:
            return False
        cell = self._single.views[0]
        size = session.seal_rtp(self._single.pointers[0], size)
        sent = size > 0 and self._port.send(cell[:size], address)
        self.forwarded += sent
        self.refused += not sent
        return sent
