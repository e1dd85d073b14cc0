"""Who gets the few places in which somebody is heard, when more microphones are open than places.

Pure: levels come in with their time, one `Speakers` per meeting. What is asked of it:

- Speech is loud and moves: a level that stays where it is, such as a fan's, is noise after a while.
- A free place is taken at once, so that the first words are heard.
- Who has spoken keeps the place for some seconds, and a cough takes nobody's.
- Who goes on speaking gives way only to somebody who insists and is clearly louder.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from signaling.wire import FeedKey

SOUNDS: Final = 3
"""Most sounds that one receiver is played at once, however many slots it asks for, and so the
places that speakers hold (design: more are a babble, and each is a stream to send)."""
SPEECH_DBOV: Final = -45
"""Louder than this may be speech, in dBov (RFC 6464 §3); quiet rooms measure below -55; chosen."""
ABOVE_NOISE_DB: Final = 9
"""How far above its own noise speech is. Syllables move by 20 dB and more; chosen."""
NOISE_RISES_DB_S: Final = 4.0
"""How fast a level that stays is taken for noise: a fan at -40 dBov after five seconds. Between
words the level falls and takes the noise down with it; chosen."""
LEAST_NOISE_DBOV: Final = -70
"""A microphone that was muted knows nothing of its noise; chosen."""
PAUSE_S: Final = 0.8
"""Shorter silence is a pause between words; and the least time for which a place is had; chosen."""
STAYS_S: Final = 3.0
"""How long who has spoken keeps the place from whoever begins; chosen."""
COUGH_S: Final = 0.7
"""Longer sound than a cough or a chair that is moved; chosen."""
INSISTS_S: Final = 2.0
"""How long somebody speaks before they may take the place of who speaks too, and between two such
changes; chosen."""
LOUDER_DB: Final = 6
"""What counts as clearly louder, so that two do not take turns at each word; chosen."""
SMOOTH_S: Final = 1.0
"""Over how long the loudness of somebody's speech is averaged; chosen."""


@dataclass(slots=True)
class _Voice:
    """What is known of one microphone. Moments in seconds."""

    noise: float
    heard_at: float
    speaks: bool = False
    began_at: float = 0.0
    """When the present stretch of speech began, pauses between words in it."""
    spoke_at: float = float("-inf")
    spoken_s: float = 0.0
    """Sound in the present stretch."""
    level: float = SPEECH_DBOV
    """Loudness of the speech lately, dBov."""
    placed_at: float = 0.0
    """When it got its place, while it has one."""

    def hear(self, level: float, now: float) -> None:
        passed = now - self.heard_at
        self.heard_at = now
        self.noise = max(LEAST_NOISE_DBOV, min(level, self.noise + NOISE_RISES_DB_S * passed))
        self.speaks = level > SPEECH_DBOV and level > self.noise + ABOVE_NOISE_DB
        if not self.speaks:
            return
        if now - self.spoke_at > PAUSE_S:
            self.began_at, self.spoken_s, self.level = now, 0.0, level
        else:
            self.spoken_s += min(passed, now - self.spoke_at)
            self.level += min(1.0, passed / SMOOTH_S) * (level - self.level)
        self.spoke_at = now

    def is_silent(self, now: float, for_s: float) -> bool:
        return now - self.spoke_at > for_s


class Speakers:
    """The voices that have a place, and those that had one."""

    def __init__(self) -> None:
        self.order: tuple[FeedKey, ...] = ()
        """Who has a place, at most `SOUNDS`, then who lost one; of each the last one first."""
        self._places: list[FeedKey] = []
        self._lost: list[FeedKey] = []
        self._voices: dict[FeedKey, _Voice] = {}
        self._insisted_at = float("-inf")

    def hear(
        self, levels: Mapping[FeedKey, int], open_now: Collection[FeedKey], now: float
    ) -> bool:
        """Take loudness at a moment; tell whether the order changed.

        Args:
            levels: dBov, of whatever was heard.
            open_now: the microphones that the floor has opened; all others are forgotten.
            now: seconds that never go back.
        """
        before = self.order
        self._voices = {key: voice for key, voice in self._voices.items() if key in open_now}
        for key in open_now:
            self._hear(key, levels.get(key), now)
        self._places = [key for key in self._places if key in open_now]
        self._lost = [key for key in self._lost if key in open_now]
        for key in self._waiting():
            self._enter(key, now)
        self._places.sort(key=lambda key: -self._voices[key].began_at)
        self.order = (*self._places, *self._lost)
        return self.order != before

    def forget(self, key: FeedKey) -> None:
        """Drop a voice that no longer sends."""
        self.order = tuple(other for other in self.order if other != key)
        self._places = [other for other in self._places if other != key]
        self._lost = [other for other in self._lost if other != key]
        self._voices.pop(key, None)

    def _hear(self, key: FeedKey, level: int | None, now: float) -> None:
        voice = self._voices.get(key)
        if level is None:
            if voice is not None:
                voice.speaks = False
            return
        if voice is None:
            noise = min(level, SPEECH_DBOV - ABOVE_NOISE_DB)
            voice = self._voices[key] = _Voice(noise=noise, heard_at=now)
        voice.hear(level, now)

    def _waiting(self) -> list[FeedKey]:
        """Return who speaks and has no place, the loudest first."""
        waiting = [key for key, each in self._voices.items() if each.speaks]
        waiting = [key for key in waiting if key not in self._places]
        return sorted(waiting, key=lambda key: (-self._voices[key].level, key))

    def _enter(self, key: FeedKey, now: float) -> None:
        """Give somebody a place: a free one, or that of who may lose it."""
        if len(self._places) >= SOUNDS:
            leaves = self._who_leaves(self._voices[key], now)
            if leaves is None:
                return
            self._places.remove(leaves)
            self._lost.insert(0, leaves)
        if key in self._lost:
            self._lost.remove(key)
        self._places.append(key)
        self._voices[key].placed_at = now

    def _who_leaves(self, comes: _Voice, now: float) -> FeedKey | None:
        voices = {key: self._voices[key] for key in self._places}
        holders = {key: each for key, each in voices.items() if now - each.placed_at > PAUSE_S}
        if not holders:
            return None
        longest = min(holders, key=lambda key: holders[key].spoke_at)
        if holders[longest].is_silent(now, STAYS_S):
            return longest
        if comes.spoken_s >= COUGH_S and holders[longest].is_silent(now, PAUSE_S):
            return longest
        quietest = min(holders, key=lambda key: holders[key].level)
        louder = comes.level >= holders[quietest].level + LOUDER_DB
        if louder and comes.spoken_s >= INSISTS_S and now - self._insisted_at >= INSISTS_S:
            self._insisted_at = now
            return quietest
        return None
