"""Reception statistics of one RTP stream: extended numbers, loss, jitter (RFC 3550 A.3, A.8).

Reading them changes nothing, except `Reception.report`, which starts a new interval.
"""

from dataclasses import dataclass

from live.media.sfu.crypto.dtls import RECEIVE_WINDOW
from live.media.sfu.formats.rtp import SEQUENCES

MAX_DROPOUT = 3000
"""Longest gap in sequence numbers, in packets, within one stream; after a longer one the sender has
restarted its numbering, and no packets are missing (RFC 3550 A.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The statistics of one RTCP report block (RFC 3550 §6.4.1)."""

    fraction_lost: int
    """In 1/256, over the last interval."""
    packets_lost: int
    highest_sequence: int
    jitter: int
    """In units of the stream's clock."""


class Reception:
    """One incoming stream, padding and retransmissions included."""

    __slots__ = (
        "_base",
        "_clock_hz",
        "_jitter",
        "_last_transit",
        "_reported_expected",
        "_reported_received",
        "bytes",
        "highest",
        "packets",
    )

    def __init__(self, clock_hz: int) -> None:
        self._clock_hz = clock_hz
        self._base = 0
        self._jitter = 0.0
        self._last_transit: float | None = None
        self._reported_expected = 0
        self._reported_received = 0
        self.highest = 0
        """Highest extended sequence number, plus one cycle so that no number is negative."""
        self.packets = 0
        self.bytes = 0

    def receive(self, sequence: int, timestamp: int, size_bytes: int, now: float) -> int:
        """Count a packet and return its extended sequence number."""
        self.packets += 1
        self.bytes += size_bytes
        if self.packets == 1:
            self._base = self.highest = sequence + SEQUENCES
            self._last_transit = now * self._clock_hz - timestamp
            return self.highest
        extended = self.extended(sequence)
        if extended > self.highest:
            self.highest = extended
            self._measure_jitter(timestamp, now)
        return extended

    def extended(self, sequence: int) -> int:
        """Return the extended number. SRTP drops packets older than its replay window, so a number
        outside that window is ahead of the highest one, however far."""
        behind = (self.highest - sequence) % SEQUENCES
        return self.highest + (-behind if behind <= RECEIVE_WINDOW else SEQUENCES - behind)

    def lost(self) -> int:
        """Return packets lost since the beginning; negative with duplicates (RFC 3550 A.3)."""
        return self.expected() - self.packets

    def expected(self) -> int:
        """Return how many packets were sent to us since the first one, from its number and the
        highest one."""
        return self.highest - self._base + 1 if self.packets else 0

    def report(self) -> Report:
        """Return the figures of the interval since the last report, and start a new one."""
        expected = self.expected()
        in_interval = expected - self._reported_expected
        lost = in_interval - (self.packets - self._reported_received)
        self._reported_expected, self._reported_received = expected, self.packets
        return Report(
            fraction_lost=min(255, lost * 256 // in_interval)
            if lost > 0 and in_interval > 0
            else 0,
            packets_lost=max(-(1 << 23), min(self.lost(), (1 << 23) - 1)),
            highest_sequence=(self.highest - SEQUENCES) & 0xFFFFFFFF,
            jitter=int(self._jitter),
        )

    def _measure_jitter(self, timestamp: int, now: float) -> None:
        transit = now * self._clock_hz - timestamp
        if self._last_transit is not None:
            change = abs(transit - self._last_transit)
            if change < self._clock_hz:  # a wrapped or restarted clock is not jitter
                self._jitter += (change - self._jitter) / 16
        self._last_transit = transit
