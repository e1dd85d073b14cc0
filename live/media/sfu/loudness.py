"""How loud each microphone is, from the levels its packets tell (RFC 6464). Pure."""

RISE = 0.6
FALL = 0.1
"""Weights of a new level: up at once, so that the first syllable shows; down slowly."""
SILENCE_DBOV = -127
STALE_S = 1.0
"""A level not told of for so long is silence; DTX sends each 0.4 s."""


class Loudness:
    """A smoothed level in dBov: 0 loudest, -127 silence."""

    __slots__ = ("_heard_at", "_level")

    def __init__(self) -> None:
        self._level = float(SILENCE_DBOV)
        self._heard_at: float | None = None

    def heard(self, level_dbov: int, now: float) -> None:
        """Take the level of one packet."""
        weight = RISE if level_dbov > self._level else FALL
        self._level += weight * (level_dbov - self._level)
        self._heard_at = now

    def level(self, now: float) -> int | None:
        """Return the present level; None when nothing was heard lately."""
        if self._heard_at is None or now - self._heard_at > STALE_S:
            return None
        return round(self._level)
