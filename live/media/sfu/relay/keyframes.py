"""Requests for a key frame, from many receivers merged into few for one layer. Pure."""

MIN_INTERVAL_S = 0.3
"""Between two requests because of somebody who just came and sees nothing yet. Chosen: a key frame
costs several times a delta frame, and one serves everybody who waits."""
REST_S = 1.5
"""Between two requests for those who have the picture already: one of them, or a bad link of one,
must not cost everybody the picture's quality. Chosen."""
BACK_OFF = 2.0
"""An unanswered request is repeated, each time after so much longer a wait."""
LONGEST_S = 10.0
"""The longest of these waits, and that after which a receiver may ask again for what never came."""
TRIES = 6
"""After so many requests without an answer there is none until somebody asks again: a receiver, or
who waits for a picture of which packets come (`reports`)."""


class KeyframeRequests:
    """What one layer's publisher is asked."""

    __slots__ = ("_asked_at", "_interval_s", "_tries", "_wanted")

    def __init__(self) -> None:
        self._wanted = False
        self._interval_s = REST_S
        self._tries = 0
        """Requests since a key frame came, or somebody."""
        self._asked_at = float("-inf")

    @property
    def wanted(self) -> bool:
        """Whether somebody waits for a key frame."""
        return self._wanted

    def ask(self, *, newcomer: bool = False) -> None:
        """Somebody needs a key frame; a newcomer sees nothing before it comes."""
        self._wanted = True
        if newcomer:
            self._interval_s, self._tries = MIN_INTERVAL_S, 0

    def due(self, now: float) -> bool:
        """Return whether the publisher is to be asked now; asking is taken as done."""
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
        """A key frame has begun: everybody who waits is served by it."""
        self._wanted = False
        self._interval_s, self._tries = REST_S, 0
