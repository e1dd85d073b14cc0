"""Gaps in an incoming stream and when to ask for them again (RFC 4585 §6.2.1). Pure."""

from dataclasses import dataclass
from typing import Final

from live.media.engine import MediaKind

MAX_GAP = 128
"""Packets; a longer gap is an outage, and a key frame repairs it sooner than packets do."""
MAX_OPEN = 256
"""Numbers asked for at one time; when full, the oldest are given up."""
BACK_OFF = 1.5
"""Each further request for a picture waits so much longer than the one before; one for sound only
while the round trip is not known."""
SOUND_WORTH_S = 0.5
"""A repair of sound that comes later than this after the packet's own time is of no use: browsers
have gone on without it by then (their buffers seldom grow beyond). Chosen."""
SOUND_PACKET_S: Final = 0.020
"""What a packet of sound carries at least; `answer` asks for twice as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How one kind of stream is asked for what it misses."""

    first_wait_s: float
    interval_s: float
    """Between two requests for one packet, when the round trip is shorter or unknown."""
    tries: int
    packet_s: float
    """How much older each packet is than the one after it."""
    worth_s: float
    """When an answer would come later than this, it is not asked for."""
    eager: bool
    """Whether requests come as often as answers can, instead of more and more slowly."""


PATIENCE: Final = {
    # Sound is small, and waiting costs more than asking for a packet that was only overtaken.
    MediaKind.AUDIO: Patience(
        first_wait_s=0.0,
        interval_s=0.020,
        tries=20,
        packet_s=SOUND_PACKET_S,
        worth_s=SOUND_WORTH_S,
        eager=True,
    ),
    # Chosen: a packet that was only overtaken on its way comes within 10 ms.
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
    """Extended sequence numbers that have not come."""

    __slots__ = ("_missing", "_patience")

    def __init__(self, kind: MediaKind) -> None:
        self._patience = PATIENCE[kind]
        self._missing: dict[int, _Missing] = {}

    def __bool__(self) -> bool:
        return bool(self._missing)

    def opened(self, first: int, after: int, now: float) -> bool:
        """Note that ``first`` to ``after - 1`` are missing; return False if that is hopeless."""
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
        """Return the 16-bit sequence numbers to ask for now, in rising order of age."""
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
