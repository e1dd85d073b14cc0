"""Gaps in an incoming stream, and when to send NACKs for them (RFC 4585 §6.2.1). Pure."""

from dataclasses import dataclass
from typing import Final

from live.media.engine import MediaKind

MAX_GAP = 128
"""Longest gap, in packets, that NACKs are sent for; a longer one is an outage, which a key frame
repairs sooner than retransmissions do."""
MAX_OPEN = 256
"""Most missing packets tracked at one time; when full, the oldest are given up."""
BACK_OFF = 1.5
"""Factor by which the wait grows from one NACK for a packet to the next; for audio only while the
round trip is not known."""
SOUND_WORTH_S = 0.5
"""Seconds after an audio packet's own time in which a retransmission of it is of use: browsers have
played on by then (their jitter buffers seldom grow beyond). Chosen."""
SOUND_PACKET_S: Final = 0.020
"""Shortest audio packet, in seconds; `answer` asks for packets twice as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """When NACKs are sent for missing packets of one kind of stream."""

    first_wait_s: float
    interval_s: float
    """Between two NACKs for one packet, when the round trip is shorter or unknown."""
    tries: int
    packet_s: float
    """Seconds between two packets; dates the older ones of a gap."""
    worth_s: float
    """No NACK is sent when the answer would come later than this after the packet's own time."""
    eager: bool
    """Whether a NACK is repeated every round trip, instead of at growing intervals."""


PATIENCE: Final = {
    # Audio is small, and waiting costs more than a NACK for a packet that is only out of order.
    MediaKind.AUDIO: Patience(
        first_wait_s=0.0,
        interval_s=0.020,
        tries=20,
        packet_s=SOUND_PACKET_S,
        worth_s=SOUND_WORTH_S,
        eager=True,
    ),
    # Chosen: a packet that is only out of order comes within 10 ms.
    MediaKind.VIDEO: Patience(
        first_wait_s=0.010,
        interval_s=0.040,
        tries=8,
        packet_s=0.0,
        worth_s=float("inf"),
        eager=False,
    ),
}


class _Missing:
    __slots__ = ("due", "since", "tries")

    def __init__(self, since: float, due: float) -> None:
        self.since = since
        self.due = due
        self.tries = 0


class Gaps:
    """The extended sequence numbers of missing packets."""

    __slots__ = ("_missing", "_patience")

    def __init__(self, kind: MediaKind) -> None:
        self._patience = PATIENCE[kind]
        self._missing: dict[int, _Missing] = {}

    def __bool__(self) -> bool:
        return bool(self._missing)

    def opened(self, first: int, after: int, now: float) -> bool:
        """Note that ``first`` to ``after - 1`` are missing; return False if they are too many."""
        patience = self._patience
        if after - first > MAX_GAP:
            self._missing.clear()
            return False
        due = now + patience.first_wait_s
        for number in range(first, after):
            since = now - (after - number) * patience.packet_s
            self._missing[number] = _Missing(since, due)
        while len(self._missing) > MAX_OPEN:
            del self._missing[next(iter(self._missing))]
        return True

    def filled(self, number: int) -> None:
        """Note that a missing packet came after all."""
        self._missing.pop(number, None)

    def due(self, now: float, round_trip_s: float | None) -> list[int]:
        """Return the 16-bit sequence numbers to send a NACK for now."""
        patience = self._patience
        interval = max(patience.interval_s, round_trip_s or 0.0)
        back_off = 1.0 if patience.eager and round_trip_s is not None else BACK_OFF
        answer_at = now + (round_trip_s or 0.0)
        asked: list[int] = []
        for number, missing in list(self._missing.items()):
            if missing.due > now:
                continue
            if missing.tries == patience.tries or answer_at > missing.since + patience.worth_s:
                del self._missing[number]
                continue
            missing.due = now + interval * back_off**missing.tries
            missing.tries += 1
            asked.append(number & 0xFFFF)
        return asked
