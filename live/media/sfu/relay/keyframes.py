"""Key frame requests for one layer: those of many receivers merged into few PLIs. Pure."""

MIN_INTERVAL_S = 0.3
"""Seconds between two PLIs for receivers that show nothing yet. Chosen: a key frame costs several
times a delta frame, and one serves all receivers that wait."""
REST_S = 1.5
"""Seconds between two PLIs for receivers that show the picture already: one receiver, or its bad
link, must not lower the picture's quality for all. Chosen."""
BACK_OFF = 2.0
"""Factor by which the wait grows each time a PLI is repeated without an answer."""
LONGEST_S = 10.0
"""The longest of these waits, in seconds; also that before a new request after `TRIES` PLIs."""
TRIES = 6
"""PLIs sent without an answer before requests end; they begin again when a receiver asks, or while
a slot waits for a layer whose packets arrive (`reports`)."""


class KeyframeRequests:
    """Decides when one layer's publisher is sent a PLI."""

    __slots__ = ("_asked_at", "_interval_s", "_tries", "_wanted")

    def __init__(self) -> None:
        self._wanted = False
        self._interval_s = REST_S
        self._tries = 0
        """PLIs sent since the last key frame or the last newcomer."""
        self._asked_at = float("-inf")

    @property
    def wanted(self) -> bool:
        """Whether a receiver waits for a key frame."""
        return self._wanted

    def ask(self, *, newcomer: bool = False) -> None:
        """Note that a receiver needs a key frame; a ``newcomer`` shows nothing before it comes."""
        self._wanted = True
        if newcomer:
            self._interval_s, self._tries = MIN_INTERVAL_S, 0

    def due(self, now: float) -> bool:
        """Return whether to send a PLI now; if so, record it as sent."""
        if not self._wanted:
            return False
        wait_s = self._interval_s * BACK_OFF ** max(0, self._tries - 1)
        if now - self._asked_at < min(wait_s, LONGEST_S):
            return False
        self._asked_at = now
        self._tries = min(TRIES, self._tries + 1)
        self._wanted = self._tries < TRIES
        return True

    def came(self) -> None:
        """Note that a key frame has begun, which serves all receivers that wait."""
        self._wanted = False
        self._interval_s, self._tries = REST_S, 0
