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


Sent = tuple[tuple[float, int], float | None]
"""A packet that feedback has told about: our seconds when it was sent, and its bytes on the wire;
the client's seconds when it came, of which only differences mean anything (None: lost)."""


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
        arrivals = report.arrivals
        last = newest - ((newest - (report.base + len(arrivals) - 1)) & NUMBER_MASK)
        fresh = last - max(self._told, newest - ENTRIES, last - len(arrivals), 0)
        if fresh <= 0:
            return ()
        self._told = last
        begin, end = (last + 1 - fresh) & MASK, (last + 1) & MASK
        ring = self.ring
        left = ring[begin:end] if begin < end else ring[begin:] + ring[:end]
        return list(zip(left, arrivals[-fresh:], strict=True))
