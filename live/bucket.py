"""How much somebody may ask: a token bucket. Pure: times are passed in."""

from math import inf


class TokenBucket:
    """So much at once, so much a second in the long run. Full until something is taken.

    Args:
        size: what may be taken at once, in whatever is counted.
        per_s: what comes back each second; above 0.
    """

    __slots__ = ("_at", "_left", "_per_s", "_size")

    def __init__(self, size: float, per_s: float) -> None:
        self._size = self._left = size
        self._per_s = per_s
        self._at = -inf

    def left(self, now: float) -> int:
        """Return how much would be granted at ``now``, monotonic seconds."""
        self.take(0, now)
        return int(self._left)

    def take(self, wanted: int, now: float) -> int:
        """Return how much of what is wanted is granted at ``now``, monotonic seconds."""
        if now > self._at:
            self._left = min(self._size, self._left + (now - self._at) * self._per_s)
            self._at = now
        granted = min(wanted, int(self._left))
        self._left -= granted
        return granted

    def takes_one(self, now: float) -> bool:
        """Return whether one is granted at ``now``, monotonic seconds."""
        return self.take(1, now) == 1
