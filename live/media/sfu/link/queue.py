"""How long packets wait in the link's queue, from their one-way delay. Pure.

The lowest delay of the last half minute is taken as the way itself, and what is above it as the
queue. Sound waits in it behind the pictures, so a queue that stands is as bad as one that grows.
"""

from typing import Final

BASE_S: Final = 15.0
"""The lowest delay is forgotten after once to twice so long: ways change, and so do clocks."""
SMOOTHING: Final = 0.7
"""Weight of the past; a group of packets comes each 50 to 100 ms."""
NOTICED_S: Final = 0.020
"""A queue shorter than this is how packets of a picture follow each other, and a radio's turns."""
FULL_S: Final = 0.100
"""A queue longer than this is heard: sound comes late by so much."""
FULL_FOR_S: Final = 0.7
"""A key frame is through, and what a probe left behind is gone, within so much."""
NOT_OURS_S: Final = 4.0
"""A queue that is as long after this time, although less was sent, is a longer way or others'."""


class Queue:
    """What stands in the queue of one link."""

    __slots__ = ("_before", "_full_since", "_lowest", "_since", "waits_s")

    def __init__(self) -> None:
        self.waits_s = 0.0
        """How long a packet waits now."""
        self._lowest = self._before = float("inf")
        """Lowest delay since ``_since``, and in the stretch of time before that."""
        self._since = 0.0
        self._full_since: float | None = None

    @property
    def way_s(self) -> float:
        """How long the way takes without the queue, between two clocks; at first infinite."""
        return min(self._lowest, self._before)

    def group(self, arrived_s: float, delay_s: float) -> None:
        """Take the mean arrival of a group of packets, and their mean delay between two clocks."""
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
        """Return whether it is full for longer than a burst can explain."""
        return self._full_since is not None and arrived_s - self._full_since > FULL_FOR_S
