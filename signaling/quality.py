"""How links do and how loud microphones are, in a form for screens. Never recorded.

Pure: engine events come in, the newest figures go out when asked for.
"""

from typing import Final

from live.ids import MeetingId
from live.media.engine import Levels, Quality
from live.meeting.floor import open_microphones, voice_key
from live.meeting.state import Meeting
from live.supervision.alerts import Grade
from signaling.wire import Part, VoiceKey, source_parts

WEAK_LOSS: Final = 0.03
"""Share of packets lost from which sound begins to suffer in spite of Opus's FEC; chosen."""
BAD_LOSS: Final = 0.10
"""Share lost from which words are lost; chosen."""
WEAK_RTT_MS: Final = 300
"""Round trip in ms from which people interrupt each other (ITU-T G.114: 150 ms one way)."""
BAD_RTT_MS: Final = 800
"""Round trip in ms from which talk is by turns only (ITU-T G.114: 400 ms one way is the limit)."""
SILENCE_DBOV: Final = -127
"""RFC 6464 §3: the least that can be said."""


def grade(quality: Quality) -> Grade:
    """Return a word for how a link does, by its worse direction."""
    loss, rtt_ms = max(quality.loss_up, quality.loss_down), quality.rtt_ms or 0
    if loss >= BAD_LOSS or rtt_ms >= BAD_RTT_MS:
        return Grade.BAD
    return Grade.WEAK if loss >= WEAK_LOSS or rtt_ms >= WEAK_RTT_MS else Grade.GOOD


class Loudness:
    """The loudest of each microphone since somebody last looked."""

    def __init__(self) -> None:
        self._levels: dict[MeetingId, dict[VoiceKey, int]] = {}
        self._shown: set[MeetingId] = set()

    def take(self, event: Levels) -> None:
        """Take what the engine heard."""
        for source, level in event.levels.items():
            meeting, voice, part = source_parts(source)
            if part is Part.MICROPHONE:
                levels = self._levels.setdefault(meeting, {})
                levels[voice] = max(level, levels.get(voice, SILENCE_DBOV))

    def figures(self, meeting: Meeting) -> dict[str, int] | None:
        """Return the levels of the open microphones since the last call; None: nothing new.

        A closed microphone has no level: whoever is not heard is not watched either. When all
        fall silent an empty figure says so, once.
        """
        heard = self._levels.pop(meeting.facts.id, {})
        open_now = {voice_key(voice) for voice in open_microphones(meeting)}
        levels: dict[str, int] = {k: level for k, level in heard.items() if k in open_now}
        news = bool(levels) or meeting.facts.id in self._shown
        (self._shown.add if levels else self._shown.discard)(meeting.facts.id)
        return levels if news else None
