"""Since when the speaker's open microphone has given no sound, by the loudness of its packets.

Packets arrive, but they carry silence: the switch of a microphone is off, a wrong one is chosen in
the page, or a room's is not plugged in. That no packets arrive at all, `signaling.hearing` finds
out, and it is recorded; this is only shown. Pure: engine events come in with their time.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Final

from live.ids import MeetingId
from live.meeting.feeds import feed_key, feed_of, open_microphones
from live.meeting.state import Meeting
from live.supervision.speech import QUIET_S
from signaling.stage import key_of
from signaling.wire import FeedKey, FeedLevels

SOUND_DBOV: Final = -55
"""Louder than this is a sound, in dBov (RFC 6464 §3): quiet rooms measure below, as a microphone
does that is switched off; chosen, 10 dB below what may be speech (`loudness.SPEECH_DBOV`)."""
GAP_MS: Final = 3_000
"""Milliseconds without a level after which nothing is known of a microphone: the engine tells
levels five times a second while packets arrive; chosen."""


@dataclass(slots=True)
class _Sound:
    """One microphone, while its levels come without a gap."""

    told_ms: int
    """When its last level came."""
    sound_ms: int
    """When it gave its last sound; before the first one, when its first level came."""


class QuietMicrophones:
    """What the engine's levels tell about microphones that give no sound. Moments are on a clock
    that never goes back."""

    def __init__(self) -> None:
        self._sounds: dict[MeetingId, dict[FeedKey, _Sound]] = {}

    def take(self, heard: FeedLevels, now_ms: int) -> None:
        """Take what the engine heard."""
        for meeting, levels in heard.items():
            known = self._sounds.setdefault(meeting, {})
            for feed, level in levels.items():
                sound = known.get(feed)
                if sound is None or now_ms - sound.told_ms > GAP_MS:
                    sound = known[feed] = _Sound(told_ms=now_ms, sound_ms=now_ms)
                sound.told_ms = now_ms
                if level > SOUND_DBOV:
                    sound.sound_ms = now_ms

    def forget_all_but(self, meetings: Container[MeetingId]) -> None:
        """Drop what is known of all other meetings."""
        self._sounds = {each: known for each, known in self._sounds.items() if each in meetings}

    def since(self, meeting: Meeting, now_ms: int) -> Mapping[str, int]:
        """Return the feed of the speaker and since when its open microphone gives no sound.

        It is empty while there is sound, in pauses shorter than `QUIET_S`, and if no levels come.
        """
        turn = meeting.floor.turn
        if turn is None or turn.running_since_ms is None:
            return {}
        feed = feed_of(meeting, turn.person)
        sound = self._sounds.get(meeting.facts.id, {}).get(key_of(feed))
        if sound is None or feed not in open_microphones(meeting):
            return {}
        if now_ms - sound.told_ms > GAP_MS or now_ms - sound.sound_ms < QUIET_S * 1000:
            return {}
        return {feed_key(feed): sound.sound_ms}
