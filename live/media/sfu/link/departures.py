"""Packets sent to one client under transport-wide numbers, until its feedback reports them. Pure.

All slots of a client share one numbering, because one link carries them all.
"""

from collections.abc import Iterator, Sequence
from typing import Final, cast

from live.media.sfu.formats.feedback import TICK_S, Calm, TransportReport

ENTRIES = 4096
"""Packets kept; a power of two. Five seconds at 800 packets/s; feedback is one round trip late."""
MASK: Final = ENTRIES - 1
NUMBER_MASK = 0xFFFF
WIRE_BYTES = 20 + 8 + 16
"""Bytes per packet on the wire beside RTP header and payload: IPv4, UDP and the SRTP tag."""
NEVER: Final = (0.0, 0)


Sent = tuple[tuple[float, int], float | None]
"""A packet that feedback has reported: when it was sent (our clock, seconds) and its bytes on the
wire; when it arrived (the client's clock, seconds, so only differences mean anything; None: lost).
"""


class PacketFates:
    """Packets that a feedback report is the first to cover, in sending order: iterable, or as
    columns."""

    __slots__ = ("lost", "sent", "ticks")

    def __init__(
        self, sent: Sequence[tuple[float, int]], ticks: Sequence[int | None], lost: int
    ) -> None:
        self.sent = sent
        """When each packet was sent (our clock, seconds), and its bytes on the wire."""
        self.ticks = ticks
        """When each arrived, by the client's clock (see `TransportReport`); None: lost."""
        self.lost = lost
        """How many of the packets were lost."""

    def came(self) -> tuple[Sequence[tuple[float, int]], Sequence[int]]:
        """Return ``sent`` and ``ticks`` without the lost packets."""
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
    """The last packets sent to one client. `fanout` writes to it directly, without a call."""

    __slots__ = ("_told", "next", "ring")

    def __init__(self) -> None:
        self.next = 1
        """The next packet's number, unwrapped."""
        self.ring: list[tuple[float, int]] = [NEVER] * ENTRIES
        """When each packet was sent (seconds), and its bytes on the wire."""
        self._told = 0
        """The highest number that feedback has reported."""

    def take_number(self, now: float, size: int) -> int:
        """Note a packet of ``size`` bytes (without `WIRE_BYTES`); return its 16-bit number."""
        number = self.next
        self.next = number + 1
        self.ring[number & MASK] = (now, size + WIRE_BYTES)
        return number & NUMBER_MASK

    def last_of(self, report: Calm) -> float | None:
        """Return when the last packet of a report was sent; None unless the report begins where
        the previous one ended."""
        last = self._told + len(report.deltas)
        if report.base != (self._told + 1) & NUMBER_MASK or last >= self.next:
            return None
        return self.ring[last & MASK][0]

    def skip(self, report: Calm) -> None:
        """Mark the packets of a report as reported, without reading each."""
        self._told += len(report.deltas)

    def reported(self, report: TransportReport) -> PacketFates:
        """Return the packets that no earlier report covered.

        A packet once reported lost stays lost, even if a later report says that it arrived.
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
