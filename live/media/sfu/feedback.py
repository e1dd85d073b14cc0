"""Transport-wide congestion control feedback to publishers (draft-holmer-rmcat-transport-wide-cc-
extensions-01 §3.1): which of their packets came, and when. Pure.

Every packet of the peer counts, retransmissions and padding included: what is left out looks like
loss, and Chromium's estimate then falls to its lowest layer.
"""

import struct
from typing import Final

from live.media.sfu.stats import HALF, SEQUENCES

TICK_S: Final = 0.000_25
"""Arrival times are told in units of 250 µs."""
REFERENCE_TICKS = 256
"""The reference time is told in units of 64 ms."""
MAX_SPAN = 400
"""Numbers told of in one report, so that it fits one datagram. A longer hole is not told of."""
_NOT_RECEIVED, _SMALL, _LARGE = 0, 1, 2
SYMBOLS_PER_CHUNK = 7
RTPFB = 205
FORMAT_TRANSPORT = 15


class Arrivals:
    """Arrivals of one peer's packets since the last report."""

    __slots__ = ("_arrived", "_highest", "_next", "_reports")

    def __init__(self) -> None:
        self._arrived: dict[int, float] = {}
        self._highest = SEQUENCES
        self._next: int | None = None
        """The first number that the next report has to tell of."""
        self._reports = 0

    def __bool__(self) -> bool:
        return bool(self._arrived)

    def add(self, sequence: int, now: float) -> None:
        """Note a packet's transport-wide number; the first arrival counts."""
        ahead = (sequence - self._highest) % SEQUENCES
        number = self._highest + (ahead if ahead < HALF else ahead - SEQUENCES)
        self._highest = max(self._highest, number)
        self._arrived.setdefault(number, now)

    def report(self, sender_ssrc: int, media_ssrc: int) -> bytes:
        """Return feedback for what came since the last report.

        Call while true: more than `MAX_SPAN` numbers need more than one report.
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
    """Return a symbol per number and the arrival deltas of those that came."""
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
    """Pack symbols as two-bit status vectors (§3.1.4), seven in each chunk."""
    chunks = bytearray()
    for start in range(0, len(symbols), SYMBOLS_PER_CHUNK):
        chunk = 0xC000
        for place, symbol in enumerate(symbols[start : start + SYMBOLS_PER_CHUNK]):
            chunk |= symbol << (12 - 2 * place)
        chunks += chunk.to_bytes(2, "big")
    return bytes(chunks)


def _packet(body: bytes) -> bytes:
    padding = -len(body) % 4
    flags = 0x80 | FORMAT_TRANSPORT
    if padding:
        flags |= 0x20
        body += bytes(padding - 1) + bytes([padding])
    return struct.pack("!BBH", flags, RTPFB, len(body) // 4) + body
