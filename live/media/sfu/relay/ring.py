"""The last packets of one layer, kept for retransmission. Bounded in packets and in bytes.

Payloads lie in one circular buffer; an entry is valid until its payload is overwritten.
"""

from typing import NamedTuple

from live.media.engine import MediaKind

ENTRIES = {MediaKind.AUDIO: 256, MediaKind.VIDEO: 1024}
"""Packets per ring; powers of two. Five seconds of audio, or of the top layer at 200 packets/s."""
BYTES = {MediaKind.AUDIO: 32 * 1024, MediaKind.VIDEO: 256 * 1024}
"""Bytes of payload per ring. Chosen: six seconds of 40 kbit/s Opus; 1.2 s of a 1.7 Mbit/s layer,
14 s of a 150 kbit/s one."""


class KeptPacket(NamedTuple):
    """One packet as received: its number in the layer, and the fields that are forwarded."""

    number: int
    timestamp: int
    marker: int
    """0 or 128."""
    payload: memoryview


class Ring:
    """Keeps payloads by number. Not a queue: nothing is removed, the oldest are overwritten."""

    __slots__ = ("_entries", "_mask", "_memory", "_size", "_written", "entries")

    def __init__(self, kind: MediaKind) -> None:
        self._size = BYTES[kind]
        self._memory = memoryview(bytearray(self._size))
        self.entries = ENTRIES[kind]
        """How many numbers back a duplicate is recognised."""
        self._mask = self.entries - 1
        self._entries: list[tuple[int, int, int, int, int] | None] = [None] * self.entries
        self._written = 0
        """Total of bytes written to, or skipped in, the buffer; never wrapped."""

    def keep(
        self, number: int, timestamp: int, marker: int, payload: bytes | memoryview
    ) -> memoryview:
        """Store a packet and return its stored payload, good until it is overwritten."""
        size = len(payload)
        start = self._written
        at = start % self._size
        if at + size > self._size:  # payloads are never split: leave the rest of the block unused
            start += self._size - at
            at = 0
        self._written = start + size
        kept = self._memory[at : at + size]
        kept[:] = payload
        self._entries[number & self._mask] = (number, timestamp, marker, start, size)
        return kept

    def find(self, number: int) -> KeptPacket | None:
        """Return the packet with this number; None when it is overwritten or never came."""
        entry = self._entries[number & self._mask]
        if entry is None or entry[0] != number or self._written - entry[3] > self._size:
            return None
        _, timestamp, marker, start, size = entry
        at = start % self._size
        return KeptPacket(number, timestamp, marker, self._memory[at : at + size])

    def has(self, number: int) -> bool:
        """Return whether a packet with this number was kept lately."""
        entry = self._entries[number & self._mask]
        return entry is not None and entry[0] == number
