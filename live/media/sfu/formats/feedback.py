"""Transport-wide congestion control feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01
§3.1): which packets came, and when. Written for publishers, read from receivers. Pure.

Feedback covers all packets of a peer, retransmissions and padding included: packets left out look
like loss, and Chromium's estimate then falls to its lowest layer.
"""

import struct
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

from live.errors import BadPacket
from live.media.sfu.formats.rtp import SEQUENCES

TICK_S: Final = 0.000_25
"""Unit of arrival times: 250 µs."""
REFERENCE_TICKS = 256
"""Unit of the reference time, in ticks: 64 ms."""
MAX_SPAN = 400
"""Most packet numbers in one report that we send, so that it fits one datagram. Longer gaps are not
reported."""
_NOT_RECEIVED, _SMALL, _LARGE = 0, 1, 2
SYMBOLS_PER_CHUNK = 7
RTPFB = 205
FORMAT_TRANSPORT = 15


MAX_REPORTED = 1024
"""Most packet numbers in a report that we accept; Chromium sends one each 50 to 250 ms."""
HEADER_BYTES = 20
"""RTCP header, two SSRCs, base, count, reference time and the report's own number."""
CHUNK_BYTES = 2
RUN_OF_SMALL: Final = _SMALL << 13
"""A run length chunk (§3.1.3) of this symbol, to which the length is added; most reports have only
this chunk."""
_read_head: Final = struct.Struct("!HHIH").unpack_from
"""Base, count, reference time and own number, the first chunk."""


class Eventful(NamedTuple):
    """A parsed report: the arrival of consecutive packet numbers."""

    base: int
    """The first number, 16 bits."""
    ticks: Sequence[int | None]
    """Arrival times by the receiver's clock (arbitrary zero), in `TICK_S`; None: not received."""
    lost: int
    """How many were not received."""


class Calm(NamedTuple):
    """A parsed report in which all packets arrived, each soon after the previous; most are so."""

    base: int
    """See `Eventful`."""
    began: int
    """The report's reference time, in `TICK_S`."""
    deltas: bytes
    """Time from ``began`` to the first arrival and from each to the next, in `TICK_S`."""

    @property
    def ticks(self) -> list[int]:
        """See `Eventful`."""
        ticks = list(accumulate(self.deltas, initial=self.began))
        del ticks[0]
        return ticks

    @property
    def lost(self) -> int:
        """See `Eventful`."""
        return 0

    def last(self) -> int:
        """Return when the last packet came, in `TICK_S`."""
        return self.began + sum(self.deltas)


TransportReport = Calm | Eventful


def transport_report_untrusted(packet: bytes) -> TransportReport:
    """Parse one whole RTCP packet of transport-wide feedback.

    Raises:
        BadPacket: it is short, covers no packets or too many, or has a reserved symbol.
    """
    if len(packet) < HEADER_BYTES + CHUNK_BYTES:
        raise BadPacket("short transport report")
    base, count, reference, chunk = _read_head(packet, 12)
    if not 0 < count <= MAX_REPORTED:
        raise BadPacket("transport report tells of nothing, or of too much")
    began = (reference >> 8) * REFERENCE_TICKS
    if chunk == RUN_OF_SMALL | count:
        at = HEADER_BYTES + CHUNK_BYTES
        deltas = packet[at : at + count]
        if len(deltas) < count:
            raise BadPacket("short transport report")
        return Calm(base, began, deltas)
    ticks = _ticks_untrusted(packet, *_symbols_untrusted(packet, count), began)
    return Eventful(base, ticks, ticks.count(None))


def _ticks_untrusted(
    packet: bytes, symbols: Iterable[int], at: int, began: int
) -> list[int | None]:
    """Return arrival times from these symbols and their deltas (§3.1.5), which begin at ``at``."""
    tick = began
    ticks: list[int | None] = []
    try:
        for symbol in symbols:
            if symbol == _NOT_RECEIVED:
                ticks.append(None)
                continue
            if symbol == _SMALL:
                tick += packet[at]
            elif symbol == _LARGE:
                tick += ((packet[at] ^ 0x80) - 0x80 << 8) + packet[at + 1]
            else:
                raise BadPacket("reserved symbol")
            at += symbol  # as many bytes as its value
            ticks.append(tick)
    except IndexError:
        raise BadPacket("short transport report") from None
    return ticks


@lru_cache(1024)
def _vector(chunk: int) -> tuple[int, ...]:
    """Return the symbols of a status vector; the same few come again and again."""
    if chunk & 0x4000:
        return tuple(chunk >> shift & 3 for shift in range(12, -1, -2))
    return tuple(chunk >> shift & 1 for shift in range(13, -1, -1))


def _symbols_untrusted(packet: bytes, count: int) -> tuple[list[int], int]:
    """Return the symbols of ``count`` numbers (§3.1.2 to §3.1.4) and where the deltas begin."""
    symbols: list[int] = []
    at = HEADER_BYTES
    while len(symbols) < count:
        if at + CHUNK_BYTES > len(packet):
            raise BadPacket("short transport report")
        chunk = packet[at] << 8 | packet[at + 1]
        at += CHUNK_BYTES
        if chunk < 0x8000:
            symbols += [chunk >> 13] * min(chunk & 0x1FFF, count)
        else:
            symbols += _vector(chunk)
    del symbols[count:]
    return symbols, at


class Arrivals:
    """Arrival times of one peer's packets since the last report that we sent to it."""

    __slots__ = ("_arrived", "_highest", "_next", "_reports")

    def __init__(self) -> None:
        self._arrived: dict[int, float] = {}
        self._highest = SEQUENCES
        self._next: int | None = None
        """The first number that the next report must cover."""
        self._reports = 0

    def __bool__(self) -> bool:
        return bool(self._arrived)

    def add(self, sequence: int, now: float) -> None:
        """Note a packet's transport-wide number; the first arrival counts."""
        ahead = (sequence - self._highest) % SEQUENCES
        number = self._highest + (ahead if ahead < SEQUENCES // 2 else ahead - SEQUENCES)
        self._highest = max(self._highest, number)
        self._arrived.setdefault(number, now)

    def report(self, sender_ssrc: int, media_ssrc: int) -> bytes:
        """Return feedback for packets since the last report.

        Call again while the object is true: more than `MAX_SPAN` numbers need several reports.
        """
        base = min(self._arrived)
        if self._next is not None and base - self._next < MAX_SPAN:
            base = min(base, self._next)
        arrived = {n: at for n, at in self._arrived.items() if n < base + MAX_SPAN}
        self._arrived = {n: at for n, at in self._arrived.items() if n not in arrived}
        last = max(arrived)
        self._next = last + 1
        self._reports += 1
        reference = int(arrived[min(arrived)] / TICK_S) // REFERENCE_TICKS
        symbols, deltas = _encode(arrived, base, last, reference * REFERENCE_TICKS)
        body = struct.pack(
            "!IIHHI",
            sender_ssrc,
            media_ssrc,
            base % SEQUENCES,
            last - base + 1,
            (reference & 0xFFFFFF) << 8 | (self._reports - 1) & 0xFF,
        )
        return _packet(body + _chunks(symbols) + deltas)


def _encode(
    arrived: dict[int, float], base: int, last: int, reference_ticks: int
) -> tuple[list[int], bytes]:
    """Return one symbol per number, and the arrival deltas of received ones."""
    symbols: list[int] = []
    deltas = bytearray()
    told = reference_ticks
    for number in range(base, last + 1):
        at = arrived.get(number)
        if at is None:
            symbols.append(_NOT_RECEIVED)
            continue
        delta = int(at / TICK_S) - told
        if 0 <= delta <= 0xFF:
            symbols.append(_SMALL)
            deltas.append(delta)
        else:
            delta = max(-0x8000, min(delta, 0x7FFF))
            symbols.append(_LARGE)
            deltas += delta.to_bytes(2, "big", signed=True)
        told += delta
    return symbols, bytes(deltas)


def _chunks(symbols: list[int]) -> bytes:
    """Pack symbols as one run if all came, each soon after the other (§3.1.3), else as two-bit
    status vectors (§3.1.4), seven in each chunk."""
    if symbols.count(_SMALL) == len(symbols):
        return (RUN_OF_SMALL | len(symbols)).to_bytes(2, "big")
    chunks = bytearray()
    for start in range(0, len(symbols), SYMBOLS_PER_CHUNK):
        chunk = 0xC000
        for index, symbol in enumerate(symbols[start : start + SYMBOLS_PER_CHUNK]):
            chunk |= symbol << (12 - 2 * index)
        chunks += chunk.to_bytes(2, "big")
    return bytes(chunks)


def _packet(body: bytes) -> bytes:
    padding = -len(body) % 4
    flags = 0x80 | FORMAT_TRANSPORT
    if padding:
        flags |= 0x20
        body += bytes(padding - 1) + bytes([padding])
    return struct.pack("!BBH", flags, RTPFB, len(body) // 4) + body
