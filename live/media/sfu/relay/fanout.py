"""The receivers of one stream, laid out for sending: the engine's inner loop.

Packets of one size that came in one batch are sent as one message per receiver, with one system
call for up to `AT_ONCE` receivers. The loop creates no bytes object and looks nothing up: each
receiver's values are in a tuple, made when receivers change.
"""

import struct
from collections.abc import Iterator, Sequence
from itertools import count as count_from
from typing import Final, NamedTuple

from _cffi_backend import _CDataBase as CData

from live.media.sfu.crypto.dtls import length_cell, protect
from live.media.sfu.formats.rtp import (
    EXTENDED_BYTES,
    HEADER_BYTES,
    VERSION_2,
    VERSION_2_EXTENDED,
    extended_ssrc,
    write_extended,
    write_header,
)
from live.media.sfu.formats.stun import Address
from live.media.sfu.formats.vp8 import PICTURE_ID_MASK, TL0_MASK, Descriptor
from live.media.sfu.link.departures import MASK, WIRE_BYTES, Departures
from live.media.sfu.relay.rewrite import SEQUENCE_MASK, TIMESTAMP_MASK, Shifts
from live.media.sfu.relay.subscriber import Subscriber
from live.media.sfu.sockets.batches import Sender

BURST = 4
"""Most packets in one message to one receiver; a video frame of usual size has no more."""
AT_ONCE = 16
"""Receivers in one system call: of forty, the first need not wait until the last one's packets are
encrypted, and a meeting of ten is still one call. Chosen; with 8, half of the packets to forty left
a third sooner for the same processor time (measured)."""
_write_word: Final = struct.Struct("!H").pack_into


class Onward(NamedTuple):
    """A packet to send, with the number it has in its layer."""

    number: int
    timestamp: int
    marker: int
    """0 or 128."""
    payload: memoryview
    picture: Descriptor


class _Ready(NamedTuple):
    """What sending to one receiver needs; it has an address and keys."""

    address: Address
    context: CData
    payload_type: int
    ssrc: int
    transport: int
    departures: Departures
    shifts: Shifts


class Fanout:
    """Sends a stream to all its receivers. Replaced by a new one when any receiver changes."""

    __slots__ = ("_alike", "_count", "_port")

    def __init__(self, port: Sender, receivers: Sequence[Subscriber]) -> None:
        self._port = port
        self._count = 0
        self._alike: dict[tuple[int, int, int], _Alike] = {}
        """Keyed by payload offset, length of the SRTP tag, and group of `AT_ONCE` receivers."""
        for slot in receivers:
            segment, receiver = slot.continuity.current, slot.receiver
            session, address = receiver.session, receiver.address
            if segment is None or session is None or address is None:
                continue
            start = EXTENDED_BYTES if slot.transport else HEADER_BYTES
            alike = self._alike.setdefault(
                (start, session.tag_bytes, self._count // AT_ONCE),
                _Alike(port, start, session.tag_bytes),
            )
            ready = _Ready(
                address,
                session.send_context,
                slot.payload_type,
                slot.ssrc,
                slot.transport,
                receiver.departures,
                segment.shifts,
            )
            alike.receivers.append(ready)
            self._count += 1

    def __len__(self) -> int:
        return self._count

    def send(self, packets: Sequence[Onward], now: float) -> int:
        """Send packets to all receivers; return how many copies were not sent."""
        refused = 0
        for same in (packets,) if len(packets) == 1 else _same_sizes(packets):
            for alike in self._alike.values():
                refused += alike.send(same, now)
        return refused


def _same_sizes(packets: Sequence[Onward]) -> Iterator[Sequence[Onward]]:
    """Return runs of packets of one size, none longer than a burst."""
    first = 0
    while first < len(packets):
        size, after = len(packets[first].payload), first + 1
        while after < min(len(packets), first + BURST) and len(packets[after].payload) == size:
            after += 1
        yield packets[first:after]
        first = after


class _Alike:
    """Receivers for which a packet has the same size on the wire."""

    __slots__ = ("_bursts", "_port", "_start", "_tag_bytes", "receivers")

    def __init__(self, port: Sender, start: int, tag_bytes: int) -> None:
        self._port = port
        self._start = start
        self._tag_bytes = tag_bytes
        self._bursts: dict[int, _Burst] = {}
        """Keyed by the number of packets per receiver."""
        self.receivers: list[_Ready] = []

    def send(self, packets: Sequence[Onward], now: float) -> int:
        """Send up to `BURST` packets of one size; return how many copies were not sent."""
        count = len(packets)
        burst = self._bursts.get(count)
        if burst is None:
            burst = self._bursts[count] = _Burst(self._port, self.receivers, count)
        end = self._start + len(packets[0].payload)
        unsealed = burst.write(packets, slice(self._start, end), now)
        return burst.send(end + self._tag_bytes, unsealed)


class _Burst:
    """Cells for the same number of packets to each receiver."""

    __slots__ = ("_addresses", "_batch", "_length", "_port", "_targets")

    def __init__(self, port: Sender, receivers: Sequence[_Ready], count: int) -> None:
        self._port = port
        self._length = length_cell()
        self._addresses = [receiver.address for receiver in receivers for _ in range(count)]
        self._batch = port.batch([receiver.address for receiver in receivers], count)
        cells = self._batch.cells
        self._targets = [
            [
                (
                    each.context,
                    cells.pointers[index],
                    cells.views[index],
                    VERSION_2_EXTENDED | each.payload_type if each.transport else each.payload_type,
                    extended_ssrc(each.ssrc) if each.transport else each.ssrc,
                    each.transport,
                    each.departures,
                    *each.shifts,
                )
                for each, index in zip(receivers, count_from(first, count), strict=False)
            ]
            for first in range(count)
        ]
        """One list per packet of the burst, each with all receivers."""

    def write(self, packets: Sequence[Onward], body: slice, now: float) -> list[memoryview]:
        """Write packets with payloads at ``body`` and encrypt them; return cells libsrtp refused.

        This runs for every packet and receiver; `Downlink.write` is the same, easier to read.
        """
        start, size = body.start, body.stop
        departure = (now, size + WIRE_BYTES)
        length, unsealed = self._length, []
        for packet, targets in zip(packets, self._targets, strict=True):
            number, timestamp, marker, payload, picture = packet
            id_at, picture_id = picture.picture_id_at, picture.picture_id
            tl0_at, tl0 = picture.tl0_at, picture.tl0
            for (
                context, pointer, cell, kind, ssrc, transport, departures,
                number_shift, timestamp_shift, picture_shift, tl0_shift,
            ) in targets:  # fmt: skip
                sequence = (number + number_shift) & SEQUENCE_MASK
                clock = (timestamp + timestamp_shift) & TIMESTAMP_MASK
                if transport:
                    # `Departures.take_number`, inlined.
                    leaving = departures.next
                    departures.next = leaving + 1
                    departures.ring[leaving & MASK] = departure
                    word = transport | (leaving & SEQUENCE_MASK) << 8
                    write_extended(cell, 0, kind | marker, sequence, clock, ssrc, word)
                else:
                    write_header(cell, 0, VERSION_2, kind | marker, sequence, clock, ssrc)
                cell[body] = payload
                if id_at:
                    shifted = 0x8000 | (picture_id + picture_shift) & PICTURE_ID_MASK
                    _write_word(cell, start + id_at, shifted)
                if tl0_at:
                    cell[start + tl0_at] = (tl0 + tl0_shift) & TL0_MASK
                length[0] = size
                if protect(context, pointer, length):
                    unsealed.append(cell)
        return unsealed

    def send(self, size: int, unsealed: Sequence[memoryview]) -> int:
        """Send the written packets, ``size`` bytes each; return how many were not sent."""
        if not unsealed:
            return self._batch.send(size)
        # One by one without the cells that libsrtp refused, which hold plaintext.
        refused = {id(cell) for cell in unsealed}
        written = zip(self._batch.cells.views, self._addresses, strict=False)
        return sum(
            id(cell) in refused or not self._port.send(cell[:size], to) for cell, to in written
        )
