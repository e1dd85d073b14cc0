"""The receivers of one stream, laid out for sending: the engine's inner loop.

What came together goes together: receiver by receiver, while his keys are in the processor's
caches, and everything in one system call. No byte object is made for a packet, and nothing is
looked up: what a receiver needs lies in a tuple, made when receivers change.
"""

import struct
from collections.abc import Sequence
from typing import Final, NamedTuple

from _cffi_backend import _CDataBase as CData

from live.media.sfu.departures import MASK, WIRE_BYTES, Departures
from live.media.sfu.downlink import Downlink
from live.media.sfu.dtls import length_cell, protect
from live.media.sfu.rewrite import SEQUENCE_MASK, TIMESTAMP_MASK, Shifts
from live.media.sfu.rtp import (
    EXTENDED,
    EXTENDED_BYTES,
    HEADER_BYTES,
    write_extended,
    write_header,
)
from live.media.sfu.udp import Address, Sender
from live.media.sfu.vp8 import PICTURE_ID_MASK, TL0_MASK, Descriptor

VERSION_2 = 0x80
"""First byte of what we send: no padding, no extension, no contributing sources."""
VERSION_2_EXTENDED = 0x90
"""The same with an extension."""
BURST = 4
"""Packets to one receiver in one system call; a picture of usual size has no more."""
_write_word: Final = struct.Struct("!H").pack_into


class Onward(NamedTuple):
    """A packet on its way out, in its layer's numbers."""

    number: int
    timestamp: int
    marker: int
    """0 or 128."""
    payload: memoryview
    picture: Descriptor


class _Ready(NamedTuple):
    """A receiver who can be reached."""

    address: Address
    context: CData
    payload_type: int
    ssrc: int
    transport: int
    departures: Departures
    shifts: Shifts


class Fanout:
    """Sends a stream to all its receivers. Made anew when one of them changes."""

    __slots__ = ("_bursts", "_port", "_receivers")

    def __init__(self, port: Sender, receivers: Sequence[Downlink]) -> None:
        self._port = port
        self._receivers = [
            _Ready(
                address,
                session.send_context,
                downlink.payload_type,
                downlink.ssrc,
                downlink.transport,
                downlink.receiver.departures,
                segment.shifts,
            )
            for downlink in receivers
            if (segment := downlink.continuity.current)
            and (session := downlink.receiver.session)
            and (address := downlink.receiver.address)
        ]
        self._bursts: dict[int, _Burst] = {}
        """By the number of packets that go together."""

    def __len__(self) -> int:
        return len(self._receivers)

    def send(self, packets: Sequence[Onward], now: float) -> int:
        """Send packets to all; return how many did not go out."""
        return sum(
            self._send(packets[first : first + BURST], now)
            for first in range(0, len(packets), BURST)
        )

    def _send(self, packets: Sequence[Onward], now: float) -> int:
        burst = self._bursts.get(len(packets))
        if burst is None:
            burst = self._bursts[len(packets)] = _Burst(self._port, self._receivers, len(packets))
        return burst.send(packets, now)


class _Burst:
    """Cells for the same number of packets to each receiver."""

    __slots__ = ("_addresses", "_batch", "_length", "_port", "_targets")

    def __init__(self, port: Sender, receivers: Sequence[_Ready], count: int) -> None:
        self._port = port
        self._length = length_cell()
        self._addresses = [receiver.address for receiver in receivers for _ in range(count)]
        self._batch = port.batch(self._addresses)
        cells = self._batch.cells
        places = [
            (place, cells.pointers[place], cells.views[place])
            for place in range(len(self._addresses))
        ]
        self._targets = [
            (
                each.context,
                each.payload_type,
                each.ssrc,
                each.transport,
                each.departures,
                *each.shifts,
                places[number * count : (number + 1) * count],
            )
            for number, each in enumerate(receivers)
        ]

    def send(self, packets: Sequence[Onward], now: float) -> int:
        """Send a packet for each cell of a receiver; return how many did not go out."""
        refused = 0
        length, lengths = self._length, self._batch.lengths
        outgoing = [_same(packet, now) for packet in packets]
        for (
            context, payload_type, ssrc, transport, departures,
            number_shift, timestamp_shift, picture_shift, tl0_shift, cells,
        ) in self._targets:  # fmt: skip
            for (
                number, timestamp, marker, payload, picture_at, picture_id, tl0_at, tl0,
                plain, plain_size, extended, extended_size, departure,
            ), (place, pointer, cell) in zip(outgoing, cells, strict=True):  # fmt: skip
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


class _Same(NamedTuple):
    """What is the same of a packet for every receiver."""

    number: int
    timestamp: int
    marker: int
    payload: memoryview
    picture_at: int
    picture_id: int
    tl0_at: int
    tl0: int
    plain: slice
    plain_size: int
    extended: slice
    extended_size: int
    departure: tuple[float, int]


def _same(packet: Onward, now: float) -> _Same:
    number, timestamp, marker, payload, picture = packet
    plain_size, extended_size = HEADER_BYTES + len(payload), EXTENDED_BYTES + len(payload)
    return _Same(
        number,
        timestamp,
        marker,
        payload,
        picture.picture_id_at,
        picture.picture_id,
        picture.tl0_at,
        picture.tl0,
        slice(HEADER_BYTES, plain_size),
        plain_size,
        slice(EXTENDED_BYTES, extended_size),
        extended_size,
        (now, extended_size + WIRE_BYTES),
    )
