"""Who was heard last: decides who gets the few audio slots when more microphones are open.

Pure: levels come in with their time. One list per meeting.
"""

from collections.abc import Mapping
from typing import Final

from signaling.wire import VoiceKey

SPEECH_DBOV: Final = -45
"""Louder than this is speech, in dBov (RFC 6464 §3); quiet rooms measure below -55; chosen."""
RECENT_S: Final = 0.8
"""How long somebody counts as speaking after the last loud packet, seconds: pauses between words
are shorter; chosen."""


class LastHeard:
    """Voices by when they began to speak last, latest first; who goes on speaking keeps the place.

    A voice moves only when it begins: two people in dialogue do not change places at each word.
    """

    def __init__(self) -> None:
        self.order: tuple[VoiceKey, ...] = ()
        self._loud_at: dict[VoiceKey, float] = {}

    def hear(self, levels: Mapping[VoiceKey, int], now: float) -> bool:
        """Take loudness in dBov at ``now`` (seconds); tell whether the order changed."""
        loud = [key for key, level in levels.items() if level > SPEECH_DBOV]
        began = [key for key in loud if now - self._loud_at.get(key, -1e9) > RECENT_S]
        self._loud_at.update(dict.fromkeys(loud, now))
        before = self.order
        began.sort(key=lambda key: -levels[key])
        self.order = (*began, *(key for key in before if key not in began))
        return self.order != before

    def forget(self, key: VoiceKey) -> None:
        """Drop a voice that no longer sends."""
        self.order = tuple(other for other in self.order if other != key)
        self._loud_at.pop(key, None)
