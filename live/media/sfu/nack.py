"""Gaps in an incoming stream and when to ask for them again (RFC 4585 §6.2.1). Pure."""

FIRST_WAIT_S = 0.010
"""Chosen: a packet that was only overtaken on its way comes within this time."""
BACK_OFF = 1.5
"""Each further request waits so much longer than the one before."""
TRIES = 8
MAX_GAP = 128
"""Packets; a longer gap is an outage, and a key frame repairs it sooner than packets do."""
MAX_OPEN = 256
"""Numbers asked for at one time; when full, the oldest are given up."""
MIN_INTERVAL_S = 0.040
"""Between two requests for one packet, when the round trip is shorter or unknown."""


class _Missing:
    __slots__ = ("due", "tries")

    def __init__(self, due: float) -> None:
        self.due = due
        self.tries = 0


class Gaps:
    """Extended sequence numbers that have not come."""

    __slots__ = ("_missing",)

    def __init__(self) -> None:
        self._missing: dict[int, _Missing] = {}

    def __bool__(self) -> bool:
        return bool(self._missing)

    def opened(self, first: int, after: int, now: float) -> bool:
        """Note that ``first`` to ``after - 1`` are missing; return False if that is hopeless."""
        if after - first > MAX_GAP:
            self._missing.clear()
            return False
        for number in range(first, after):
            self._missing[number] = _Missing(now + FIRST_WAIT_S)
        while len(self._missing) > MAX_OPEN:
            del self._missing[next(iter(self._missing))]
        return True

    def filled(self, number: int) -> None:
        """Note that a missing packet came after all."""
        self._missing.pop(number, None)

    def due(self, now: float, round_trip_s: float | None) -> list[int]:
        """Return the 16-bit sequence numbers to ask for now, in rising order of age."""
        interval = max(MIN_INTERVAL_S, round_trip_s or 0.0)
        asked: list[int] = []
        for number, missing in list(self._missing.items()):
            if missing.due > now:
                continue
            if missing.tries == TRIES:
                del self._missing[number]
                continue
            missing.due = now + interval * BACK_OFF**missing.tries
            missing.tries += 1
            asked.append(number & 0xFFFF)
        return asked
