"""Grades of links, for screens. Never recorded.

Pure: engine events come in, the newest grades are returned on request. Pages explain the thresholds
below to users (`THRESHOLDS`).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from live.media.engine import LinkReport
from live.supervision.links import Grade, LinkQuality

WEAK_LOSS: Final = 0.03
"""Share of packets lost (0..1), before retransmission, from which audio begins to suffer in spite
of Opus's FEC; chosen."""
BAD_LOSS: Final = 0.10
"""Share of packets lost (0..1) from which words are lost; chosen."""
WEAK_RTT_MS: Final = 300
"""Round trip in ms from which people interrupt each other (ITU-T G.114: 150 ms one way)."""
BAD_RTT_MS: Final = 800
"""Round trip in ms from which conversation fails (ITU-T G.114: at most 400 ms one way)."""
WORSE_AFTER_S: Final = 4.0
"""Seconds for which a link must be worse before its grade falls: two reports of the engine, since
one burst of loss does not make a weak link; chosen."""
BETTER_AFTER_S: Final = 10.0
"""Seconds for which a link must be better before its grade rises, so that it does not flicker;
chosen."""

THRESHOLDS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "weak_loss_pct": round(WEAK_LOSS * 100),
        "bad_loss_pct": round(BAD_LOSS * 100),
        "weak_rtt_ms": WEAK_RTT_MS,
        "bad_rtt_ms": BAD_RTT_MS,
    }
)
"""Values for the text that explains the grades: fills `ui.link.explained` of the catalogues."""

WORSE: Final = (Grade.GOOD, Grade.WEAK, Grade.BAD)
"""From best to worst."""


def grade(quality: LinkReport, *, narrow: bool = False) -> Grade:
    """Return the grade of a link, by its worse direction.

    Args:
        quality: as measured.
        narrow: whether slots are paused because the link does not carry their pictures.
    """
    loss, rtt_ms = max(quality.loss_up, quality.loss_down), quality.rtt_ms or 0
    if loss >= BAD_LOSS or rtt_ms >= BAD_RTT_MS:
        return Grade.BAD
    weak = loss >= WEAK_LOSS or rtt_ms >= WEAK_RTT_MS or narrow
    return Grade.WEAK if weak else Grade.GOOD


class Verdict:
    """The grade shown for one link; changes only after all reports of a period agree on a change.

    It then changes by no more than the least change among those reports.
    """

    def __init__(self, first: Grade, now_ms: int) -> None:
        self.link = LinkQuality(grade=first, since_ms=now_ms)
        self._other: LinkQuality | None = None

    def take(self, measured: Grade, now_ms: int) -> None:
        """Take a measurement at ``now_ms``."""
        said, other = WORSE.index(self.link.grade), self._other
        distance = WORSE.index(measured) - said
        if distance == 0:
            self._other = None
            return
        before = WORSE.index(other.grade) - said if other else 0
        if other is None or before * distance < 0:
            other = LinkQuality(grade=measured, since_ms=now_ms)
        elif abs(distance) < abs(before):
            other = LinkQuality(grade=measured, since_ms=other.since_ms)
        self._other = other
        wait_s = WORSE_AFTER_S if distance > 0 else BETTER_AFTER_S
        if now_ms - other.since_ms >= wait_s * 1000:
            self.link, self._other = other, None
