"""How loud each microphone is, from the audio levels in its RTP packets (RFC 6464). Pure."""

from math import exp

RISE = 0.6
"""Weight (0..1) of a packet louder than the average: the first syllable shows at once."""
FALL_S = 0.2
"""Time constant in seconds of the fall to a quieter level: slow enough that the level is steady
within words, fast enough that pauses between sentences tell speech from noise. Chosen."""
SILENCE_DBOV = -127
STALE_S = 1.0
"""Seconds without a packet after which a level counts as silence; DTX sends one each 0.4 s."""


class LoudnessMeter:
    """A smoothed level in dBov: 0 loudest, -127 silence."""

    __slots__ = ("_heard_at", "_level")

    def __init__(self) -> None:
        self._level = float(SILENCE_DBOV)
        self._heard_at: float | None = None

    def heard(self, level_dbov: int, now: float) -> None:
        """Take the level of one packet."""
        if level_dbov > self._level:
            weight = RISE
        else:
            passed = now - self._heard_at if self._heard_at is not None else FALL_S
            weight = 1 - exp(-max(0.0, passed) / FALL_S)
        self._level += weight * (level_dbov - self._level)
        self._heard_at = now

    def level(self, now: float) -> int | None:
        """Return the present level; None when nothing was heard lately."""
        if self._heard_at is None or now - self._heard_at > STALE_S:
            return None
        return round(self._level)
