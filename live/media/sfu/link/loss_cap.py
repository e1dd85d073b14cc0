"""The highest layer that one receiver's link carries, judged from the loss it reports. Pure.

A careful rule: step down when loss persists, step up after a long time of little loss, and wait
twice as long each time that a step up brought the loss back.
"""

from live.media.engine import Layer

LAYERS = (Layer.QUARTER, Layer.HALF, Layer.FULL)
"""The simulcast layers, smallest first."""
HIGH_LOSS = 0.10
"""Share of packets (0..1); GCC's loss controller decreases above it (draft-ietf-rmcat-gcc §6)."""
LOW_LOSS = 0.02
"""Share of packets (0..1); GCC's loss controller increases below it."""
DOWN_REPORTS = 2
"""Reports in a row with high loss before a step down: one burst is not a slow link."""
UP_AFTER_S = 8.0
UP_AFTER_MAX_S = 120.0
RELAPSE_S = 10.0
"""Seconds after a step up in which a step down means that the step up was wrong."""


class LossCap:
    """The highest layer that a receiver is given now."""

    __slots__ = ("_bad", "_patience_s", "_quiet_since", "_raised_at", "_step")

    def __init__(self) -> None:
        self._step = len(LAYERS) - 1
        self._bad = 0
        self._quiet_since: float | None = None
        self._raised_at: float | None = None
        self._patience_s = UP_AFTER_S

    @property
    def layer(self) -> Layer:
        """Highest layer allowed now."""
        return LAYERS[self._step]

    def report(self, loss: float, now: float) -> bool:
        """Take the loss (0..1) of one reporting interval; return whether the cap changed."""
        if loss > HIGH_LOSS:
            self._quiet_since = None
            self._bad += 1
            return self._bad >= DOWN_REPORTS and self._lower(now)
        self._bad = 0
        if loss > LOW_LOSS:
            self._quiet_since = None
            return False
        if self._quiet_since is None:
            self._quiet_since = now
        return now - self._quiet_since >= self._patience_s and self._raise(now)

    def _lower(self, now: float) -> bool:
        self._bad = 0
        if self._step == 0:
            return False
        if self._raised_at is not None and now - self._raised_at < RELAPSE_S:
            self._patience_s = min(2 * self._patience_s, UP_AFTER_MAX_S)
        self._step -= 1
        return True

    def _raise(self, now: float) -> bool:
        self._quiet_since = now
        if self._step == len(LAYERS) - 1:
            self._patience_s = UP_AFTER_S
            return False
        self._step += 1
        self._raised_at = now
        return True
