"""Which layers of a picture any slot wants, so that its publisher stops the others. Pure.

Demand rises at once and falls after `LINGER_S`: a switch must not wait for a camera, and a camera
must not be turned on and off. Layers below the highest wanted one are kept, because a receiver
whose link gets worse switches to them within one key frame.
"""

from collections.abc import Iterable, Sequence

from live.media.engine import Layer
from live.media.sfu.formats.layers import choose

LINGER_S = 3.0
"""Seconds for which layers that are no longer wanted are still requested. Chosen: longer than the
pause between two speakers' pictures."""
REPEAT_S = 5.0
"""Seconds after which the wanted layers are told again: an event between processes may be lost."""


class Demand:
    """The layers that the publisher of one video track was told to send."""

    __slots__ = ("_less_since", "_told_at", "count", "offered", "since")

    def __init__(self, offered: Sequence[Layer]) -> None:
        """Take the layers of the offer, smallest first; a publisher begins with all of them."""
        self.offered = tuple(offered)
        """All layers of the offer, smallest first."""
        self.count = len(self.offered)
        """How many layers are wanted, from the smallest on."""
        self.since = 0.0
        """When demand last rose from no layer at all, monotonic seconds."""
        self._less_since: float | None = None
        self._told_at: float | None = None

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The wanted layers, smallest first; empty: none is wanted."""
        return self.offered[: self.count]

    def want(self, limit: Layer, now: float) -> bool:
        """Note that a slot wants layers up to ``limit``; return whether to tell the publisher."""
        count = self._needed((limit,))
        if count <= self.count:
            return False
        self._tell(count, now)
        return True

    def review(self, limits: Iterable[Layer], now: float) -> bool:
        """Take the limits of all slots now; return whether to tell the publisher."""
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
