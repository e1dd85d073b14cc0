"""What was sent to one client under transport-wide numbers, until its feedback tells. Pure.

Every packet of the client counts, whatever slot it belongs to: one link carries them all.
"""

from collections.abc import Sequence
from typing import Final

from live.media.sfu.feedback import TransportReport

ENTRIES = 4096
"""Packets; a power of two. Five seconds at 800 packets/s, and feedback is a round trip late."""
MASK: Final = ENTRIES - 1
NUMBER_MASK = 0xFFFF
WIRE_BYTES = 20 + 8 + 16
"""IPv4, UDP and the cipher's tag: what a packet takes of the link beside itself."""
NEVER: Final = (0.0, 0)


Sent = tuple[float, float | None, int]
"""A packet that feedback has told about: our seconds when it was sent; the client's when it came,
of which only differences mean anything (None: lost); bytes on the wire."""


class Departures:
    """The last packets sent to one client. Filled by the hot path without a call: see `forward`."""

    __slots__ = ("_told", "next", "ring")

    def __init__(self) -> None:
        self.next = 1
        """The next packet's number, without end."""
        self.ring: list[tuple[float, int]] = [NEVER] * ENTRIES
        """When each was sent, and its bytes."""
        self._told = 0
        """The highest number that feedback has told about."""

    def leave(self, now: float, size: int) -> int:
        """Note a packet of ``size`` bytes, headers of IP left out; return its number."""
        number = self.next
        self.next = number + 1
        self.ring[number & MASK] = (now, size + WIRE_BYTES)
        return number & NUMBER_MASK

    def reported(self, report: TransportReport) -> Sequence[Sent]:
        """Return what a report tells anew, in the order of sending.

        What was told lost once stays lost, though it may come late: it was too late.
        """
        newest = self.next - 1
        last = report.base + len(report.arrivals) - 1
        behind = (newest - last) & NUMBER_MASK
        first = newest - behind - len(report.arrivals) + 1
        oldest = max(self._told, newest - ENTRIES, 0) + 1
        if newest - behind < oldest:
            return ()
        self._told = newest - behind
        return [
            (sent_at, arrived_at, size)
            for number, arrived_at in enumerate(report.arrivals, first)
            if number >= oldest
            for sent_at, size in (self.ring[number & MASK],)
        ]
