"""A token bucket that limits how much a client may ask. Pure: times are passed in."""

from math import inf


class TokenBucket:
    """Grants up to ``size`` tokens at once, ``per_s`` tokens a second on average. Begins full.

    Args:
        size: tokens that the bucket holds; the caller decides what one token stands for.
        per_s: tokens added each second; above 0.
    """

    __slots__ = ("_at", "_left", "_per_s", "_size")

    def __init__(self, size: float, per_s: float) -> None:
        self._size = self._left = size
        self._per_s = per_s
        self._at = -inf

    def left(self, now: float) -> int:
        """Return how many tokens could be taken at ``now``, monotonic seconds."""
        self.take(0, now)
        return int(self._left)

    def take(self, wanted: int, now: float) -> int:
        """Take up to ``wanted`` tokens at ``now``, monotonic seconds; return how many it took."""
        if now > self._at:
            self._left = min(self._size, self._left + (now - self._at) * self._per_s)
            self._at = now
        granted = min(wanted, int(self._left))
        self._left -= granted
        return granted

    def takes_one(self, now: float) -> bool:
        """Return whether one is granted at ``now``, monotonic seconds."""
        return self.take(1, now) == 1
