"""Tracks of frames that are already encoded: aiortc packetizes them and never encodes.

``recv`` returns `av.Packet`, which an aiortc sender puts into RTP unchanged. A picture track always
sends, at a lower rate while its owner listens. A sound track sends only while its owner has the
floor; its time stamps follow the clock in between.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import av
from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from typing_extensions import override

from live.bots.loops import Encoded, Loop, Pictures

PICTURE_CLOCK: Final = Fraction(1, 90_000)
"""RFC 7741 §4.1"""
SOUND_CLOCK: Final = Fraction(1, 48_000)
"""RFC 7587 §4.1"""

Monotonic = Callable[[], float]


@dataclass(slots=True)
class Pace:
    """Paces frames at a constant interval; after a stall it goes on from now, without a burst."""

    monotonic: Monotonic
    start: float = 0.0
    due: float = 0.0

    def __post_init__(self) -> None:
        self.start = self.due = self.monotonic()

    async def wait(self, interval_s: float) -> float:
        """Wait until the next frame is due; return seconds since the start."""
        now = self.monotonic()
        self.due = max(self.due + interval_s, now - interval_s)
        await asyncio.sleep(max(0.0, self.due - now))
        return self.due - self.start


class PictureTrack(MediaStreamTrack):
    """The camera of one person or hall."""

    kind = "video"

    def __init__(self, pictures: Pictures, monotonic: Monotonic) -> None:
        super().__init__()
        self._pictures = pictures
        self._playing = pictures.listening
        self._place = 0
        self._wants_keyframe = False
        self._pace = Pace(monotonic)
        self.speaking = False

    def want_keyframe(self) -> None:
        """Let the next frame be a keyframe (a receiver asked for one)."""
        self._wants_keyframe = True

    @override
    async def recv(self) -> "av.Packet[Any]":
        """Return the next picture when it is due."""
        _check_live(self)
        seconds = await self._pace.wait(1 / self._playing.fps)
        return _packet(self._next(), seconds, PICTURE_CLOCK)

    def _next(self) -> Encoded:
        """Return the loop's next frame; jumps to a keyframe when the loop changes or a receiver
        asked for one."""
        loop = self._pictures.talking if self.speaking else self._pictures.listening
        if loop is not self._playing or self._wants_keyframe:
            start = 0 if loop is not self._playing else self._place
            self._place = loop.keyframe_from(start)
            self._playing, self._wants_keyframe = loop, False
        frame = loop.frames[self._place]
        self._place = (self._place + 1) % len(loop.frames)
        return frame


class SoundTrack(MediaStreamTrack):
    """The microphone of one person or hall; `say` gives it a voice."""

    kind = "audio"

    def __init__(self, monotonic: Monotonic) -> None:
        super().__init__()
        self._voice: Loop | None = None
        self._place = 0
        self._pace = Pace(monotonic)
        self._heard = asyncio.Event()
        self.loudness_dbov = -127

    def say(self, voice: Loop | None) -> None:
        """Speak with a voice from now on, or fall silent."""
        self._voice = voice
        if voice is None:
            self._heard.clear()
        else:
            self._heard.set()

    @override
    async def recv(self) -> "av.Packet[Any]":
        """Return the next frame; waits while there is no voice."""
        _check_live(self)
        await self._heard.wait()
        voice = self._voice
        if voice is None:  # `say` took the voice away meanwhile
            return await self.recv()
        seconds = await self._pace.wait(1 / voice.fps)
        frame = voice.frames[self._place % len(voice.frames)]
        self._place += 1
        self.loudness_dbov = frame.loudness_dbov
        return _packet(frame, seconds, SOUND_CLOCK)


def _check_live(track: MediaStreamTrack) -> None:
    if track.readyState != "live":
        raise MediaStreamError


def _packet(frame: Encoded, seconds: float, clock: Fraction) -> "av.Packet[Any]":
    packet = av.Packet(frame.data)
    packet.pts = round(seconds / clock)
    packet.time_base = clock
    return packet
