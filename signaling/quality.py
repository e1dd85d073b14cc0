"""How links do and how loud microphones are, in a form for screens. Never recorded.

Pure: engine events come in, the newest figures go out when asked for. The thresholds below are
the ones that the screens explain (`THRESHOLDS`).
"""

from collections.abc import Container, Mapping
from types import MappingProxyType
from typing import Final

from live.ids import MeetingId
from live.media.engine import LinkReport, LoudnessLevels
from live.meeting.feeds import feed_key, open_microphones
from live.meeting.state import Meeting
from live.supervision.alerts import Grade, LinkQuality
from signaling.wire import FeedKey, Part, source_parts

WEAK_LOSS: Final = 0.03
"""Share of packets lost on the way, before repair, from which sound begins to suffer in spite of
Opus's FEC; chosen."""
BAD_LOSS: Final = 0.10
"""Share lost from which words are lost; chosen."""
WEAK_RTT_MS: Final = 300
"""Round trip in ms from which people interrupt each other (ITU-T G.114: 150 ms one way)."""
BAD_RTT_MS: Final = 800
"""Round trip in ms from which talk is by turns only (ITU-T G.114: 400 ms one way is the limit)."""
WORSE_AFTER_S: Final = 4.0
"""Seconds that a link must do worse before it is said: two measurements of the engine, since one
burst of loss is no weak link; chosen."""
BETTER_AFTER_S: Final = 10.0
"""Seconds that it must do better before that is said: a word that comes and goes helps nobody;
chosen."""
SILENCE_DBOV: Final = -127
"""RFC 6464 §3: the least that can be said."""

THRESHOLDS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "weak_loss_pct": round(WEAK_LOSS * 100),
        "bad_loss_pct": round(BAD_LOSS * 100),
        "weak_rtt_ms": WEAK_RTT_MS,
        "bad_rtt_ms": BAD_RTT_MS,
    }
)
"""What screens say about the words for a link: fills `ui.link.explained` of the catalogues."""

WORSE: Final = (Grade.GOOD, Grade.WEAK, Grade.BAD)
"""From best to worst."""


def grade(quality: LinkReport, *, narrow: bool = False) -> Grade:
    """Return a word for how a link does, by its worse direction.

    Args:
        quality: as measured.
        narrow: whether the link does not carry a picture that it should.
    """
    loss, rtt_ms = max(quality.loss_up, quality.loss_down), quality.rtt_ms or 0
    if loss >= BAD_LOSS or rtt_ms >= BAD_RTT_MS:
        return Grade.BAD
    weak = loss >= WEAK_LOSS or rtt_ms >= WEAK_RTT_MS or narrow
    return Grade.WEAK if weak else Grade.GOOD


class Verdict:
    """What is said of one link: changes only when measurements agree for a while.

    It then says the mildest change that all of them support.
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


class LoudestOf:
    """The loudest of each microphone since somebody last looked."""

    def __init__(self) -> None:
        self._levels: dict[MeetingId, dict[FeedKey, int]] = {}
        self._shown: set[MeetingId] = set()

    def take(self, event: LoudnessLevels) -> None:
        """Take what the engine heard."""
        for source, level in event.levels.items():
            meeting, feed, part = source_parts(source)
            if part is Part.MICROPHONE:
                levels = self._levels.setdefault(meeting, {})
                levels[feed] = max(level, levels.get(feed, SILENCE_DBOV))

    def forget_all_but(self, meetings: Container[MeetingId]) -> None:
        """Keep nothing of meetings that nobody here looks at."""
        self._levels = {each: heard for each, heard in self._levels.items() if each in meetings}
        self._shown = {each for each in self._shown if each in meetings}

    def figures(self, meeting: Meeting) -> dict[str, int] | None:
        """Return the levels of the open microphones since the last call; None: nothing new.

        A closed microphone has no level: whoever is not heard is not watched either. When all
        fall silent an empty figure says so, once.
        """
        heard = self._levels.pop(meeting.facts.id, {})
        open_now = {feed_key(feed) for feed in open_microphones(meeting)}
        levels: dict[str, int] = {k: level for k, level in heard.items() if k in open_now}
        news = bool(levels) or meeting.facts.id in self._shown
        (self._shown.add if levels else self._shown.discard)(meeting.facts.id)
        return levels if news else None
