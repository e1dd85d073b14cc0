"""Which layers of a picture anybody wants, so that its publisher stops the others. Pure.

Raised at once, lowered after a while: a switch must not wait for a camera, and a camera must not be
switched on and off. Layers below the highest wanted one go on, because a receiver whose link gets
worse falls onto them within one key frame.
"""

from collections.abc import Iterable, Sequence

from live.media.engine import Layer
from live.media.sfu.formats.layers import choose

LINGER_S = 3.0
"""Chosen: longer than the pause between two speakers' pictures, shorter than anybody's patience."""
REPEAT_S = 5.0
"""What is wanted is told again so often: an event may be lost on its way between processes."""


class Demand:
    """What the publisher of one picture was told to send."""

    __slots__ = ("_less_since", "_told_at", "count", "offered", "since")

    def __init__(self, offered: Sequence[Layer]) -> None:
        """Take what the offer names, smallest first; a publisher begins with all of it."""
        self.offered = tuple(offered)
        """Every layer that there is, smallest first."""
        self.count = len(self.offered)
        """How many layers are wanted, from the smallest on."""
        self.since = 0.0
        """When a picture that nobody had wanted was last asked for, monotonic seconds."""
        self._less_since: float | None = None
        self._told_at: float | None = None

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What is wanted, smallest first; empty: nothing."""
        return self.offered[: self.count]

    def want(self, limit: Layer, now: float) -> bool:
        """Somebody wants the picture up to a layer; return whether the publisher is to be told."""
        count = self._needed((limit,))
        if count <= self.count:
            return False
        self._tell(count, now)
        return True

    def review(self, limits: Iterable[Layer], now: float) -> bool:
        """Take what all receivers want now; return whether the publisher is to be told."""
        count = self._needed(limits)
        if count >= self.count:
            self._less_since = None
        elif self._less_since is None:
            self._less_since = now
        lingers = self._less_since is not None and now - self._less_since < LINGER_S
        if count == self.count or lingers:
            count = self.count
            if self._told_at is None or now - self._told_at < REPEAT_S:
                return False
        self._tell(count, now)
        return True

    def _needed(self, limits: Iterable[Layer]) -> int:
        chosen = (choose(self.offered, limit) for limit in limits)
        return max((self.offered.index(layer) + 1 for layer in chosen if layer), default=0)

    def _tell(self, count: int, now: float) -> None:
        if not self.count:
            self.since = now
        self.count = count
        self._told_at = now
        self._less_since = None
