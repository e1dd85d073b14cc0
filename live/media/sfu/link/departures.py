"""What was sent to one client under transport-wide numbers, until its feedback tells. Pure.

Every packet of the client counts, whatever slot it belongs to: one link carries them all.
"""

from collections.abc import Iterator, Sequence
from typing import Final, cast

from live.media.sfu.formats.feedback import TICK_S, Calm, TransportReport

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


class PacketFates:
    """What a report tells anew, in the order of sending: packet by packet, or in columns."""

    __slots__ = ("lost", "sent", "ticks")

    def __init__(
        self, sent: Sequence[tuple[float, int]], ticks: Sequence[int | None], lost: int
    ) -> None:
        self.sent = sent
        """Our seconds and bytes on the wire of each packet."""
        self.ticks = ticks
        """The client's time of each, see `TransportReport`."""
        self.lost = lost
        """How many were lost."""

    def came(self) -> tuple[Sequence[tuple[float, int]], Sequence[int]]:
        """Return the columns without what was lost."""
        if not self.lost:
            return self.sent, cast("Sequence[int]", self.ticks)
        pairs = zip(self.sent, self.ticks, strict=True)
        came = [(sent, ticks) for sent, ticks in pairs if ticks is not None]
        return [sent for sent, _ in came], [ticks for _, ticks in came]

    def __len__(self) -> int:
        return len(self.sent)

    def __iter__(self) -> Iterator[Sent]:
        for sent, ticks in zip(self.sent, self.ticks, strict=True):
            yield sent, None if ticks is None else ticks * TICK_S


NOTHING: Final = PacketFates((), (), 0)


class Departures:
    """The last packets sent to one client. Filled by the hot path without a call: see `fanout`."""

    __slots__ = ("_told", "next", "ring")

    def __init__(self) -> None:
        self.next = 1
        """The next packet's number, without end."""
        self.ring: list[tuple[float, int]] = [NEVER] * ENTRIES
        """When each was sent, and its bytes."""
        self._told = 0
        """The highest number that feedback has told about."""

    def take_number(self, now: float, size: int) -> int:
        """Note a packet of ``size`` bytes, headers of IP left out; return its number."""
        number = self.next
        self.next = number + 1
        self.ring[number & MASK] = (now, size + WIRE_BYTES)
        return number & NUMBER_MASK

    def last_of(self, report: Calm) -> float | None:
        """Return when the last packet of a report was sent; None unless the report tells of what
        follows the one before."""
        last = self._told + len(report.deltas)
        if report.base != (self._told + 1) & NUMBER_MASK or last >= self.next:
            return None
        return self.ring[last & MASK][0]

    def skip(self, report: Calm) -> None:
        """Take a report as told, of which the last packet was enough."""
        self._told += len(report.deltas)

    def reported(self, report: TransportReport) -> PacketFates:
        """Return what a report tells anew.

        What was told lost once stays lost, though it may come late: it was too late.
        """
        newest, ticks = self.next - 1, report.ticks
        count = len(ticks)
        last = newest - ((newest - (report.base + count - 1)) & NUMBER_MASK)
        fresh = last - max(self._told, newest - ENTRIES, last - count, 0)
        if fresh <= 0:
            return NOTHING
        self._told = last
        if fresh < count:
            ticks = ticks[-fresh:]
        begin, end = (last + 1 - fresh) & MASK, (last + 1) & MASK
        ring = self.ring
        sent = ring[begin:end] if begin < end else ring[begin:] + ring[:end]
        return PacketFates(sent, ticks, ticks.count(None) if report.lost else 0)
