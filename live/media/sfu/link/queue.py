"""How long packets wait in the queue of the link's bottleneck, from their one-way delay. Pure.

The lowest delay of the last half minute is taken as the delay of the path without a queue; the rest
is queueing. Audio waits behind video, so a standing queue is as bad as one that grows.
"""

from typing import Final

BASE_S: Final = 15.0
"""The lowest delay is forgotten after one to two times these seconds: network paths change, and
clocks drift."""
SMOOTHING: Final = 0.7
"""Weight (0..1) of the past; a group of packets comes each 50 to 100 ms."""
NOTICED_S: Final = 0.020
"""Queueing delay below this is ignored: packets of one video frame queue behind each other, and a
radio link sends in bursts."""
FULL_S: Final = 0.100
"""Queueing delay above this is noticed by listeners."""
FULL_FOR_S: Final = 0.7
"""Seconds above `FULL_S` after which a queue counts as standing; the queue that a key frame or a
probe leaves is gone sooner."""
NOT_OURS_S: Final = 4.0
"""Seconds above `FULL_S` after which, although less was sent, the delay is put down to a longer
path or other traffic."""


class Queue:
    """The queueing delay of one link."""

    __slots__ = ("_before", "_full_since", "_lowest", "_since", "waits_s")

    def __init__(self) -> None:
        self.waits_s = 0.0
        """Present queueing delay in seconds, smoothed."""
        self._lowest = self._before = float("inf")
        """Lowest delay since ``_since``, and in the period before that."""
        self._since = 0.0
        self._full_since: float | None = None

    @property
    def way_s(self) -> float:
        """One-way delay without the queue; includes the offset of two clocks. At first infinite."""
        return min(self._lowest, self._before)

    def group(self, arrived_s: float, delay_s: float) -> None:
        """Take the mean arrival time and mean one-way delay (between two clocks) of a group."""
        if arrived_s - self._since > BASE_S:
            self._before, self._lowest, self._since = self._lowest, delay_s, arrived_s
        self._lowest = min(self._lowest, delay_s)
        above = delay_s - self.way_s
        self.waits_s += (1 - SMOOTHING) * (above - self.waits_s)
        if self.waits_s <= FULL_S:
            self._full_since = None
        elif self._full_since is None:
            self._full_since = arrived_s
        elif arrived_s - self._full_since > NOT_OURS_S:
            self._lowest = self._before = delay_s
            self._full_since, self.waits_s = None, 0.0

    def stands(self, arrived_s: float) -> bool:
        """Return whether the queue has been above `FULL_S` for longer than `FULL_FOR_S`."""
        return self._full_since is not None and arrived_s - self._full_since > FULL_FOR_S
