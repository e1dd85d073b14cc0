"""One direction of a path as the weather is: a rate, a queue, delays and bad luck, all by seed."""

import heapq
import random
from dataclasses import dataclass
from itertools import count

HEADERS_BYTES = 28
"""IPv4 and UDP, which a datagram takes of the path too."""
LATE_S = 0.04
"""How long an overtaken datagram takes more."""


@dataclass(kw_only=True)
class Weather:
    """What happens to datagrams. May be changed while it is used."""

    rate_bps: float = 20e6
    delay_s: float = 0.03
    queue_s: float = 0.3
    lost: float = 0.0
    burst: float = 1.0
    """Mean length of a loss, in packets; 1: each is lost for itself."""
    repeated: float = 0.0
    overtaken: float = 0.0
    jitter_s: float = 0.0
    """Mean of what a radio adds to the delay; the order stays."""
    others_bps: float = 0.0
    """What others send over the same bottleneck, whatever happens to us."""


class Way:
    """Carries datagrams as the weather is."""

    def __init__(self, weather: Weather, dice: random.Random) -> None:
        self.weather = weather
        self._dice = dice
        self._free_at = self._seen_at = self._last = 0.0
        self._losing = False
        self._turned_away = 0.0
        """Share of what others sent lately that the full queue did not take: ours fares alike."""
        self._order = count()
        self._flying: list[tuple[float, int, bytes]] = []

    def send(self, data: bytes, now: float) -> None:
        """Take a datagram; it may never come."""
        weather, dice = self.weather, self._dice
        self._let_others_pass(now)
        self._losing = dice.random() < self._risk()
        waits = max(0.0, self._free_at - now)
        if self._losing or waits > weather.queue_s or dice.random() < self._turned_away:
            return
        self._free_at = now + waits + 8 * (len(data) + HEADERS_BYTES) / weather.rate_bps
        for _ in range(1 + (dice.random() < weather.repeated)):
            arrival = self._free_at + weather.delay_s
            if weather.jitter_s:
                arrival = max(self._last, arrival + dice.expovariate(1 / weather.jitter_s))
                self._last = arrival
            if dice.random() < weather.overtaken:
                arrival += LATE_S
            heapq.heappush(self._flying, (arrival, next(self._order), data))

    def arrived(self, now: float) -> list[tuple[float, bytes]]:
        """Return what came by now, with the times."""
        came = []
        while self._flying and self._flying[0][0] <= now:
            at, _, data = heapq.heappop(self._flying)
            came.append((at, data))
        return came

    def _risk(self) -> float:
        """Return how likely the next datagram is lost (Gilbert's two states)."""
        weather = self.weather
        if weather.burst <= 1:
            return weather.lost
        if self._losing:
            return 1 - 1 / weather.burst
        return weather.lost / weather.burst / (1 - weather.lost)

    def _let_others_pass(self, now: float) -> None:
        """Put what others sent since the last time into the queue, as far as it takes it."""
        weather = self.weather
        passed_s, self._seen_at = now - self._seen_at, now
        if weather.others_bps and passed_s < 1:
            takes_s = passed_s * weather.others_bps / weather.rate_bps
            busy = max(self._free_at, now) + takes_s
            self._free_at = min(busy, now + weather.queue_s)
            too_much = (busy - self._free_at) / takes_s if takes_s else 0.0
            self._turned_away += 0.1 * (too_much - self._turned_away)
