"""Requests for a key frame, from many receivers merged into few for one layer. Pure."""

MIN_INTERVAL_S = 0.3
"""Chosen: a key frame costs several times a delta frame, and one serves everybody who waits."""


class KeyframeRequests:
    """What one layer's publisher is asked. An unanswered request is repeated."""

    __slots__ = ("_asked_at", "_wanted")

    def __init__(self) -> None:
        self._wanted = False
        self._asked_at: float | None = None

    @property
    def wanted(self) -> bool:
        """Whether somebody waits for a key frame."""
        return self._wanted

    def ask(self) -> None:
        """Somebody needs a key frame."""
        self._wanted = True

    def due(self, now: float) -> bool:
        """Return whether the publisher is to be asked now; asking is taken as done."""
        if not self._wanted:
            return False
        if self._asked_at is not None and now - self._asked_at < MIN_INTERVAL_S:
            return False
        self._asked_at = now
        return True

    def came(self) -> None:
        """A key frame has begun: everybody who waits is served by it."""
        self._wanted = False
