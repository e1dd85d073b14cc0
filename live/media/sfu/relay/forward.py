"""The hot path: one packet of a stream in, the same packet out to all receivers of that stream.

A packet is copied once into the stream's ring and once per receiver (`fanout`). Each receiver's
copy is encrypted in place, and one system call sends the copies of many receivers.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from live.errors import BadPacket
from live.media.engine import MediaKind
from live.media.sfu.crypto.cells import CELL_BYTES, Cells
from live.media.sfu.formats.red import NO_COPIES, Copy
from live.media.sfu.formats.rtp import Packet
from live.media.sfu.formats.vp8 import Descriptor, descriptor_untrusted, widened
from live.media.sfu.relay.downlink import ORIGINAL_SEQUENCE_BYTES, Downlink
from live.media.sfu.relay.fanout import Onward
from live.media.sfu.relay.reception import MAX_DROPOUT
from live.media.sfu.relay.stream import ALIVE_S, Stream
from live.media.sfu.relay.subscriber import Receiver
from live.media.sfu.sockets.batches import Sender

MAX_PAYLOAD_BYTES = CELL_BYTES - 256
"""Longest payload forwarded: with our header and any receiver's SRTP tag (16 bytes at most) it
still fits a cell. The usual MTU is 1,500 bytes, so honest clients stay below."""
PADDING_BYTES = 255
"""Most padding in one RTP packet, in bytes (RFC 3550 §5.1)."""
NO_PICTURE: Final = Descriptor(
    keyframe=False, picture_id_at=0, picture_id=0, wide=True, tl0_at=0, tl0=0, temporal=0, size=0
)


class Forwarder:
    """What happens to a packet between its decryption and the kernel."""

    def __init__(self, port: Sender, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Send through ``port``; ``monotonic`` gives the time of sending, which is later than the
        time of arrival."""
        self._port = port
        self._monotonic = monotonic
        self._single = Cells(1)
        self._held: list[Stream] = []
        """Streams whose packets are held until the batch being read is complete (see `hold`)."""
        self._holding = False
        self._gaps = False
        self.at_ease = True
        """The last packet ended a video frame or was audio, so no more are due at once."""
        self.forwarded = 0
        """Packets given to the kernel since the start."""
        self.refused = 0
        """Packets that the kernel or libsrtp did not take."""
        self.resent = 0
        """Forwarded packets that were retransmissions in answer to a NACK."""
        self.restored = 0
        """Lost packets recovered from RED copies in later packets."""
        self.repeated = 0
        """Forwarded packets that were audio repeated without a NACK."""
        self.probed = 0
        """Forwarded packets that only filled the link for a bandwidth probe."""

    def hold(self) -> None:
        """Keep packets until `release`, so that packets read in one batch are sent in one."""
        self._holding = True

    def release(self) -> None:
        """Send all held packets; send later ones at once."""
        self._holding = False
        self.send_held()

    def send_held(self) -> None:
        """Send all held packets. Call this before the receivers of a stream change."""
        for stream in self._held:
            forwarded, refused = stream.audience.send(self._port, self._monotonic())
            self.forwarded += forwarded
            self.refused += refused
        self._held.clear()

    def took_gaps(self) -> bool:
        """Return whether a gap in sequence numbers was found since the last call."""
        gaps, self._gaps = self._gaps, False
        return gaps

    def packet(
        self,
        stream: Stream,
        packet: Packet,
        cell: memoryview,
        now: float,
        copies: Sequence[Copy] = NO_COPIES,
    ) -> None:
        """Forward a media packet that lies in ``cell``, after missing ones that it has copies of.

        Raises:
            BadPacket: its payload does not parse; nothing was forwarded.
        """
        self.at_ease = packet.marker > 0 or stream.track.kind is MediaKind.AUDIO
        reception = stream.reception
        before = reception.highest
        extended = reception.receive(packet.sequence, packet.timestamp, packet.end, now)
        if extended > before + 1 and before:
            if extended - before > MAX_DROPOUT:
                anew = stream.track.publisher.begin_anew(stream, now)
                self.packet(anew, packet, cell, now, copies)
                return
            self._gaps = True
            opened = stream.gaps.opened(before + 1, extended, now)
            for copy in copies:
                if extended - copy.back > before:
                    self._restore(stream, extended - copy.back, copy, now)
            if opened:
                stream.track.publisher.ask_again(stream, now)
            else:
                stream.need_keyframe(now)
        elif extended < before:
            stream.gaps.filled(extended)
        self._take(stream, extended, packet, cell[packet.start : packet.end], now)

    def repair(self, stream: Stream, packet: Packet, cell: memoryview, now: float) -> None:
        """Forward the packet that a retransmission carries (RFC 4588 §4), if still missing.

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

    def _restore(self, stream: Stream, extended: int, copy: Copy, now: float) -> None:
        """Forward a lost packet from its RED copy."""
        stream.gaps.filled(extended)
        stream.restored += 1
        self.restored += 1
        self._take(stream, extended, copy, copy.payload, now)

    def resend(self, downlink: Downlink, sequences: Iterable[int]) -> int:
        """Retransmit the sequence numbers that a NACK names; return how many were sent."""
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
        """Repeat an audio slot's last packets without a NACK, those that `Repetition` chooses."""
        now = self._monotonic()
        for found in downlink.unasked():
            size = downlink.write_again(self._single.views[0], *found, now)
            self.repeated += self._send_single(downlink.receiver, size)

    def fill(self, downlinks: Iterable[Downlink], size: int) -> None:
        """Send about ``size`` bytes to probe the link: RTX of recent packets, else RTX padding.

        Packets are preferred: they are larger than padding can be, and some of them repair a loss.
        """
        repairable = [each for each in downlinks if each.repair is not None]
        if not repairable:
            return
        downlink = next((each for each in repairable if each.stream is not None), repairable[0])
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
        self, stream: Stream, extended: int, packet: Packet | Copy, payload: memoryview, now: float
    ) -> None:
        """Give a packet its number in the layer, keep it in the ring, and send it."""
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
        # A duplicate, or a packet too old to tell from one, must not be sent again: see `rewrite`.
        if not newest and (number <= head.number - ring.entries or ring.has(number)):
            return
        picture = NO_PICTURE
        if stream.track.kind is MediaKind.VIDEO:
            picture = descriptor_untrusted(payload)
            if picture.picture_id_at and not picture.wide:
                payload = memoryview(widened(payload, picture, head.picture_id))
                picture = descriptor_untrusted(payload)
        if stream.base is None:
            payload = self._keep(stream, number, packet, payload, picture, now)
            self._deliver(stream, number, newest, packet, payload, picture)
        else:
            self._pass_both(stream, number, newest, packet, payload, picture, now)

    def _pass_both(
        self,
        stream: Stream,
        number: int,
        newest: bool,
        packet: Packet | Copy,
        payload: memoryview,
        picture: Descriptor,
        now: float,
    ) -> None:
        """Send a packet of a stream that has a thumbnail (``base``: temporal layer 0 alone).

        A packet of temporal layer 0 is sent in both; any other is left out of the base's numbering.
        While a packet is missing, a base number is reserved for it. If it comes late and is of a
        higher temporal layer, an empty packet takes that number, so that no receiver sends NACKs
        for it. Receivers that switch between the two stop before either stream advances.
        """
        base = stream.thinned()
        if picture.keyframe and newest and (stream.audience.waiting or base.audience.waiting):
            self.send_held()
            for waiting in (*stream.audience.waiting, *base.audience.waiting):
                waiting.stop()
        payload = self._keep(stream, number, packet, payload, picture, now)
        thin = base.numbering.of(number)
        leads = belongs = False
        if thin is not None and not picture.temporal:
            belongs, leads = True, thin > base.head.number
            self._keep(base, thin, packet, payload, picture, now)
        elif newest:
            base.numbering.leave_out(number)
        elif thin is not None:
            base.ring.keep(thin, packet.timestamp, 0, b"")
            base.head.number = max(base.head.number, thin)
            self._late(base, thin)
        self._deliver(stream, number, newest, packet, payload, picture)
        if thin is not None and belongs:
            self._deliver(base, thin, leads, packet, payload, picture)

    def _keep(
        self,
        stream: Stream,
        number: int,
        packet: Packet | Copy,
        payload: memoryview,
        picture: Descriptor,
        now: float,
    ) -> memoryview:
        """Store a packet in the ring, start waiting receivers if it allows; return the payload."""
        payload = stream.ring.keep(number, packet.timestamp, packet.marker, payload)
        if number > stream.head.number:
            self._advance(stream, number, packet, picture, now)
        stream.packets += 1
        stream.bytes += len(payload)
        return payload

    def _deliver(
        self,
        stream: Stream,
        number: int,
        newest: bool,
        packet: Packet | Copy,
        payload: memoryview,
        picture: Descriptor,
    ) -> None:
        """Send a packet that is in the ring."""
        if not newest:
            self._late(stream, number)
        elif stream.audience.receivers:
            onward = Onward(number, packet.timestamp, packet.marker, payload, picture)
            self._send(stream, onward)

    def _advance(
        self, stream: Stream, number: int, packet: Packet | Copy, picture: Descriptor, now: float
    ) -> None:
        """Move the stream's head to its newest packet; start receivers that waited for it."""
        head = stream.head
        rested = now - head.at > ALIVE_S
        if self._held and (rested or stream.audience.waiting):
            self.send_held()
        head.number, head.timestamp, head.at = number, packet.timestamp, now
        head.picture_id, head.tl0 = picture.picture_id, picture.tl0
        if picture.keyframe:
            stream.keyframes.came()
            if rested:
                stream.track.publisher.layer_came(stream, now)
        if stream.audience.waiting and (picture.keyframe or stream.track.kind is MediaKind.AUDIO):
            stream.audience.begin(now)

    def _send(self, stream: Stream, packet: Onward) -> None:
        """Send a packet to all receivers of its stream, at once or with the held ones."""
        if stream.audience.hold(packet):
            self._held.append(stream)
        if not self._holding:
            self.send_held()

    def _late(self, stream: Stream, number: int) -> None:
        """Send a packet that came out of order to receivers whose current segment includes it."""
        kept = stream.ring.find(number)
        if kept is None:
            return
        for subscriber in stream.audience.receivers:
            segment = subscriber.continuity.current
            if segment and segment.includes(number):
                now = self._monotonic()
                size = subscriber.write(self._single.views[0], kept, segment.shifts, now)
                self._send_single(subscriber.receiver, size)

    def _send_single(self, receiver: Receiver, size: int) -> bool:
        """Encrypt and send the packet in the single cell, if the receiver can be reached."""
        session, address = receiver.session, receiver.address
        if not size or session is None or address is None:
            return False
        cell = self._single.views[0]
        size = session.seal_rtp(self._single.pointers[0], size)
        sent = size > 0 and self._port.send(cell[:size], address)
        self.forwarded += sent
        self.refused += not sent
        return sent
