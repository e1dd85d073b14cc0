"""Chooses by loudness which microphones are heard, when more are open than `SOUNDS`.

Pure: levels come in with their time, one `Speakers` per meeting. The rules, in which a place is one
of the `SOUNDS` that are heard:

- Speech is loud and varies: a constant level, such as a fan's, counts as noise after a while.
- A free place is taken at once, so that the first words are heard.
- A speaker keeps the place for some seconds after the last words, and a cough takes no place.
- A speaker who goes on loses the place only to one who speaks longer and is clearly louder.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from signaling.wire import FeedKey

SOUNDS: Final = 3
"""Most audio streams played to one receiver at once, however many slots it has (design: more are
unintelligible, and each is a stream to send)."""
SPEECH_DBOV: Final = -45
"""Louder than this may be speech, in dBov (RFC 6464 §3); quiet rooms measure below -55; chosen."""
ABOVE_NOISE_DB: Final = 9
"""Least dB above the microphone's noise estimate that count as speech. Syllables vary by 20 dB and
more; chosen."""
NOISE_RISES_DB_S: Final = 4.0
"""How fast the noise estimate rises to a constant level: a fan at -40 dBov counts as noise after
five seconds. Between words the level falls, and the estimate with it; chosen."""
LEAST_NOISE_DBOV: Final = -70
"""Lowest noise estimate: a muted microphone tells nothing about its noise; chosen."""
PAUSE_S: Final = 0.8
"""Seconds; shorter silence is a pause between words. Also the least time for a place; chosen."""
STAYS_S: Final = 3.0
"""Seconds of silence after which a speaker loses the place to any new one; chosen."""
COUGH_S: Final = 0.7
"""Seconds of speech needed to take the place of a speaker who pauses (`PAUSE_S`): longer than a
cough or a moved chair; chosen."""
INSISTS_S: Final = 2.0
"""Seconds of speech needed to take the place of a quieter speaker who goes on, and least seconds
between two such changes; chosen."""
LOUDER_DB: Final = 6
"""Least dB that count as clearly louder, so that speakers do not alternate at each word; chosen."""
SMOOTH_S: Final = 1.0
"""Seconds over which the loudness of speech is averaged; chosen."""


@dataclass(slots=True)
class _Voice:
    """Speech detection for one microphone. Times are monotonic seconds."""

    noise: float
    heard_at: float
    speaks: bool = False
    began_at: float = 0.0
    """When the present utterance began; pauses between words do not end it."""
    spoke_at: float = float("-inf")
    spoken_s: float = 0.0
    """Seconds of speech in the present utterance."""
    level: float = SPEECH_DBOV
    """Averaged loudness of the present utterance, dBov."""
    placed_at: float = 0.0
    """When the microphone got its place, while it has one."""

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
    """The microphones of one meeting that are heard, and those that were."""

    def __init__(self) -> None:
        self.order: tuple[FeedKey, ...] = ()
        """Feeds with a place (at most `SOUNDS`), then feeds that lost one; each newest first."""
        self._places: list[FeedKey] = []
        self._lost: list[FeedKey] = []
        self._voices: dict[FeedKey, _Voice] = {}
        self._insisted_at = float("-inf")

    def hear(
        self, levels: Mapping[FeedKey, int], open_now: Collection[FeedKey], now: float
    ) -> bool:
        """Take levels; return whether the order changed.

        Args:
            levels: dBov, of every feed that the engine reports.
            open_now: the microphones that the floor has opened; all others are forgotten.
            now: monotonic seconds.
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
        """Forget a microphone that no longer sends."""
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
        """Return the feeds that speak and have no place, loudest first."""
        waiting = [key for key, each in self._voices.items() if each.speaks]
        waiting = [key for key in waiting if key not in self._places]
        return sorted(waiting, key=lambda key: (-self._voices[key].level, key))

    def _enter(self, key: FeedKey, now: float) -> None:
        """Give a feed a free place, or that of a feed that may lose it; else none."""
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
